// Package ci writes the outputs for continuous integration, with what its environment
// variables say about the repository.
package ci

import (
	"os"
	"path/filepath"
)

// pathIn returns a function that returns the path of a file in a directory, with slashes, or
// "" if there is no such file in the directory. An empty root is the working directory.
func pathIn(root string) func(name string) string {
	root, err := realPath(root)
	if err != nil {
		return nil
	}
	return func(name string) string {
		folder, err := realPath(filepath.Dir(name))
		if err != nil {
			return ""
		}
		path := filepath.Join(folder, filepath.Base(name))
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return ""
		}
		rel, err := filepath.Rel(root, path)
		if err != nil || !filepath.IsLocal(rel) {
			return ""
		}
		return filepath.ToSlash(rel)
	}
}

// realPath returns the absolute path of a directory without symbolic links.
func realPath(folder string) (string, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(abs)
}
