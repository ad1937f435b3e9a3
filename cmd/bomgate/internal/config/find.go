package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FileName is the name of a configuration file.
const FileName = ".bomgate.yaml"

// otherName is a name that a user may give to the file by mistake.
const otherName = ".bomgate.yml"

// FindFile returns the path of the configuration file, or "" if there is none: see [Find].
func FindFile() (string, error) {
	if mistake, err := Find(otherName); err != nil || mistake != "" {
		return "", cmp.Or(err, fmt.Errorf("%s: expected the name %s: rename the file", mistake, FileName))
	}
	return Find(FileName)
}

// Find returns the path of a file in the working directory or in the nearest directory
// above, up to the root of the repository, or "" if there is none. Outside of a repository it
// looks in the working directory only. A path is relative to the working directory.
func Find(name string) (string, error) {
	dirs, err := searched()
	if err != nil {
		return "", err
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if _, err := os.Lstat(path); err == nil {
				return "", fmt.Errorf("%s: a symbolic link to a file that does not exist", path)
			}
		case err != nil:
			return "", err
		case !info.Mode().IsRegular():
			return "", fmt.Errorf("%s: expected a file", path)
		default:
			return path, nil
		}
	}
	return "", nil
}

// searched returns the directories from the working directory up to the root of the
// repository.
func searched() ([]string, error) {
	dir := "."
	dirs := []string{dir}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dirs, nil
		}
		info, err := os.Stat(dir)
		if err != nil {
			return nil, err
		}
		above := filepath.Join(dir, "..")
		infoAbove, err := os.Stat(above)
		if err != nil || os.SameFile(info, infoAbove) { // the root of the file system
			return dirs[:1], nil
		}
		dir = above
		dirs = append(dirs, dir)
	}
}
