package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Selection says which files of a directory are evaluated. Its patterns have slashes and
// are relative to the directory. ** matches any number of folders, and a pattern
// without a slash is about the names of files in any folder.
type Selection struct{ Include, Exclude []string }

// Check returns an error if a pattern is malformed.
func (s Selection) Check() error {
	for flag, patterns := range map[string][]string{"include": s.Include, "exclude": s.Exclude} {
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
func (s Selection) has(path string) bool {
	return (len(s.Include) == 0 || matchesAny(s.Include, path)) && !matchesAny(s.Exclude, path)
}

func matchesAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if !strings.Contains(p, "/") {
			p = "**/" + p
		}
		return doublestar.MatchUnvalidated(strings.TrimPrefix(p, "./"), path)
	})
}
