package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"
)

// The formats of reports.
const (
	formatText  = "text"
	formatSARIF = "sarif"
	formatJSON  = "json"
)

// output is one -o FORMAT[=FILE].
type output struct {
	format string
	file   string // "" is standard output
}

// parseOutputs reads the values of -o. No two may go to the same place.
func parseOutputs(values []string) ([]output, error) {
	var outputs []output
	for _, v := range values {
		format, file, named := strings.Cut(v, "=")
		if !slices.Contains([]string{formatText, formatSARIF, formatJSON}, format) {
			return nil, fmt.Errorf("--output %q: expected text, sarif or json, or one of them with a file as in sarif=bomgate.sarif", v)
		}
		if named && file == "" {
			return nil, fmt.Errorf("--output %q: expected a file after the =", v)
		}
		if file == "-" {
			file = ""
		}
		if slices.ContainsFunc(outputs, func(o output) bool { return samePath(o.file, file) }) {
			where := "standard output"
			if file != "" {
				where = fmt.Sprintf("%q", file)
			}
			return nil, fmt.Errorf("--output %q: another output goes to %s already: expected FORMAT=FILE", v, where)
		}
		outputs = append(outputs, output{format, file})
	}
	return outputs, nil
}

func samePath(a, b string) bool {
	return a == b || a != "" && b != "" && filepath.Clean(a) == filepath.Clean(b)
}

// writeFile writes a file whole or not at all: beside its place, and then
// renamed. What is there and no regular file, as /dev/stderr, is written to.
func writeFile(name string, data []byte) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, data, 0)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails when it has been renamed
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// numberedFile returns the name of the nth file of an output: the first is
// called as asked for, then bomgate-2.sarif beside bomgate.sarif.
func numberedFile(name string, n int) string {
	if n == 1 {
		return name
	}
	ext := filepath.Ext(name)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
}

// isTerminal tells whether what is written to w is seen by a person at once.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// wantsColor tells whether text on w is to be coloured: see no-color.org.
func wantsColor(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
