package source

import (
	"errors"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Selection says which files of a directory are evaluated. Its patterns have slashes and
// are relative to the directory. ** matches any number of folders, and a pattern
// without a slash is about the names of files in any folder.
type Selection struct{ Include, Exclude []string }

// CheckPattern returns an error if a pattern of a selection is malformed.
func CheckPattern(pattern string) error {
	if pattern == "" || !doublestar.ValidatePattern(pattern) {
		return errors.New("expected a pattern, as in **/*.cdx.json")
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
