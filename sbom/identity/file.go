package identity

import (
	"path"
	"regexp"
	"strings"
	"unicode"
)

// version matches a version in a file name: at least two numbers.
var version = regexp.MustCompile(`[0-9]+(\.[0-9]+)+(-[0-9]+)?`)

// FileKeys returns the keys of a file: the base name of its path, folded, and if the
// base name contains versions, the same name with "*" for each of them. The path may
// contain slashes or backslashes.
func FileKeys(path string) []string {
	base := strings.TrimRight(Fold(path), `/\ `)
	base = strings.TrimSpace(base[strings.LastIndexAny(base, `/\`)+1:])
	if base == "" || base == "." || base == ".." {
		return nil
	}
	return appendNew([]string{base}, version.ReplaceAllLiteralString(base, "*"))
}

// IsFileName reports whether the name of a component looks like a file name: it ends
// in an extension of at most five letters and digits, or is the versioned name of a
// shared object.
func IsFileName(name string) bool {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return strings.Contains(name, ".so.") ||
		len(ext) <= 5 && len(ext)+1 < len(name) && strings.ContainsFunc(ext, unicode.IsLetter) && !strings.ContainsFunc(ext, other)
}
