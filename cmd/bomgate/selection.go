package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/cobra"
)

// selection says which files of a directory are evaluated. Its patterns have slashes and
// are relative to the directory. ** matches any number of folders, and a pattern
// without a slash is about the names of files in any folder.
type selection struct{ include, exclude []string }

func (s *selection) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&s.include, "include", nil, "evaluate only the files of a directory that match this pattern, as in *.cdx.json or build/** (repeatable)")
	f.StringArrayVar(&s.exclude, "exclude", nil, "do not evaluate the files of a directory that match this pattern (repeatable)")
	placeholder(cmd, "include", "GLOB")
	placeholder(cmd, "exclude", "GLOB")
	complete(cmd, "include", cobra.NoFileCompletions)
	complete(cmd, "exclude", cobra.NoFileCompletions)
}

// check returns an error if a pattern is malformed.
func (s selection) check() error {
	for flag, patterns := range map[string][]string{"include": s.include, "exclude": s.exclude} {
		for _, p := range patterns {
			if p == "" || !doublestar.ValidatePattern(p) {
				return fmt.Errorf("--%s %q: expected a pattern, as in **/*.cdx.json", flag, p)
			}
		}
	}
	return nil
}

// has reports whether a file of a directory is evaluated. The path is relative to the
// directory, with slashes.
func (s selection) has(path string) bool {
	return (len(s.include) == 0 || matchesAny(s.include, path)) && !matchesAny(s.exclude, path)
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if !strings.Contains(p, "/") {
			p = "**/" + p
		}
		return doublestar.MatchUnvalidated(strings.TrimPrefix(p, "./"), path)
	})
}
