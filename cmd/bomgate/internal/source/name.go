package source

import (
	"path/filepath"
	"strings"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/oci"
)

// ReportName returns a path as it appears in reports: with slashes and, if it is below the
// working directory, relative to it, because code scanning requires paths relative to the
// root of the repository. The name of an image in a registry stays as it is.
func ReportName(path string) string {
	if strings.HasPrefix(path, oci.Scheme) {
		return path
	}
	return relativeTo(absolute("."), absolute(path), path)
}

// relativeTo returns path, whose absolute form is abs, relative to dir if it is below dir.
func relativeTo(dir, abs, path string) string {
	if rel, err := filepath.Rel(dir, abs); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(filepath.Clean(path))
}

// absolute returns the absolute path, or the cleaned path if there is no working directory.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return filepath.Clean(path)
}

// realPath returns the absolute path without symbolic links, if it exists.
func realPath(path string) string {
	path = absolute(path)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
