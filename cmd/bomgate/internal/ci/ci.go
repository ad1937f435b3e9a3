// Package ci writes the outputs for continuous integration, with what its environment
// variables say about the repository.
package ci

import (
	"io"
	"os"
	"path/filepath"

	"github.com/bomgate/bomgate/policy/azure"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/gitlab"
	"github.com/bomgate/bomgate/policy/junit"
)

// WriteGitLab writes a Code Quality report of GitLab.
func WriteGitLab(w io.Writer, run *gate.Run) error {
	return gitlab.Write(w, run, pathIn(os.Getenv("CI_PROJECT_DIR")))
}

// WriteJUnit writes JUnit XML. GitLab links the files of tests.
func WriteJUnit(w io.Writer, run *gate.Run) error {
	return junit.Write(w, run, pathIn(os.Getenv("CI_PROJECT_DIR")))
}

// WriteAzure writes logging commands of Azure Pipelines, which maps absolute paths to paths in
// the repository.
func WriteAzure(w io.Writer, run *gate.Run) error { return azure.Write(w, run, absolute) }

// absolute returns the absolute path of a file, or "" if it is not a regular file.
func absolute(name string) string {
	path, err := filepath.Abs(name)
	if err != nil || !isRegular(path) {
		return ""
	}
	return path
}

// pathIn returns a function that returns the path of a file relative to a directory, with
// slashes, or "" if the directory has no such file. An empty root is the working directory.
func pathIn(root string) func(name string) string {
	root, rootErr := realPath(root)
	return func(name string) string {
		folder, err := realPath(filepath.Dir(name))
		if err != nil || rootErr != nil {
			return ""
		}
		path := filepath.Join(folder, filepath.Base(name))
		rel, err := filepath.Rel(root, path)
		if err != nil || !filepath.IsLocal(rel) || !isRegular(path) {
			return ""
		}
		return filepath.ToSlash(rel)
	}
}

// realPath returns the absolute path of a directory without symbolic links.
func realPath(folder string) (string, error) {
	path, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

func isRegular(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
