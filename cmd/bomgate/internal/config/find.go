package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
)

// FileName is the name of a configuration file.
const FileName = ".bomgate.yaml"

// Choose returns the path of a file, or "" for no file. The flag called named gives the path,
// and the flag called none turns the file off. If both are set, the flag whose origin has the
// higher precedence counts. If neither is set, [Find] searches for the file.
func Choose(set *pflag.FlagSet, named, none, name string) (string, error) {
	n, without := set.Lookup(named), set.Lookup(none)
	from, fromWithout := OriginOf(n), OriginOf(without)
	if without.Value.String() == "true" {
		switch {
		case from.precedes(fromWithout):
		case fromWithout.precedes(from):
			return "", nil
		default:
			return "", fmt.Errorf("%s and %s: expected one of them", from.Source, fromWithout.Source)
		}
	}
	return Named(set, named, name)
}

// Named returns the path that a flag gives. Without the flag, the file is searched for: see
// [Find].
func Named(set *pflag.FlagSet, named, name string) (string, error) {
	f := set.Lookup(named)
	switch {
	case !f.Changed:
		return Find(name)
	case f.Value.String() == "": // the variable of a script may be empty by mistake
		return "", ValueError(set, named, errors.New(`"": expected a file`))
	}
	return f.Value.String(), nil
}

// Find returns the path of a file in the working directory or in the nearest directory
// above, up to the root of the repository, or "" if there is none. Outside of a repository it
// looks in the working directory only. A path is relative to the working directory. The name
// ends in .yaml; a file with .yml instead is an error, because it would have no effect.
func Find(name string) (string, error) {
	dirs, err := searched()
	if err != nil {
		return "", err
	}
	found := ""
	for _, dir := range dirs {
		path := filepath.Join(dir, name)
		mistake := strings.TrimSuffix(path, ".yaml") + ".yml"
		if _, err := os.Lstat(mistake); err == nil {
			return "", fmt.Errorf("%s: expected the name %s: rename the file", mistake, filepath.Base(name))
		}
		info, err := os.Stat(path)
		switch {
		case found != "":
		case errors.Is(err, fs.ErrNotExist):
			if _, err := os.Lstat(path); err == nil {
				return "", fmt.Errorf("%s: a symbolic link to a file that does not exist", path)
			}
		case err != nil:
			return "", err
		case !info.Mode().IsRegular():
			return "", fmt.Errorf("%s: expected a file", path)
		default:
			found = path
		}
	}
	return found, nil
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
