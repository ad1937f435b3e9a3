package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
)

// The formats of reports, as in --output.
const (
	formatText  = "text"
	formatSARIF = "sarif"
	formatJSON  = "json"
)

// output is one -o FORMAT[=FILE].
type output struct {
	format string
	file   string // "" for standard output
}

// parseOutputs parses the values of --output. Two outputs must not have the same destination.
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
			return nil, fmt.Errorf("--output %q: another output already goes to %s: write this one to a different file, as in %s=report.%s", v, where, format, format)
		}
		outputs = append(outputs, output{format, file})
	}
	return outputs, nil
}

func samePath(a, b string) bool {
	return a == b || a != "" && b != "" && filepath.Clean(a) == filepath.Clean(b)
}

// interruptibleWriter is a writer that fails once the context has ended.
type interruptibleWriter struct {
	context.Context
	io.Writer
}

func (w interruptibleWriter) Write(p []byte) (int, error) {
	if err := w.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}

// writeTo calls write with a buffered writer to w, which fails once the context has ended.
func writeTo(ctx context.Context, w io.Writer, write func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(interruptibleWriter{ctx, w}, 1<<16)
	if err := write(buffered); err != nil {
		return err
	}
	return buffered.Flush()
}

// writeFile calls write and replaces the named file with what it wrote, or leaves the
// file as it is if that fails. It writes to a temporary file in the same directory and
// renames it. If the name is not a regular file, such as /dev/stderr, it writes to that.
func writeFile(ctx context.Context, name string, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(writeTo(ctx, f, write), f.Close())
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
	defer os.Remove(f.Name()) // an error once the file has been renamed
	err = writeTo(ctx, f, write)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// writeJSON writes a value as indented JSON, with <, > and & as they are.
func writeJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// numberedFile returns the name of the nth file of an output: bomgate.sarif,
// bomgate-2.sarif and so on.
func numberedFile(name string, n int) string {
	if n == 1 {
		return name
	}
	ext := filepath.Ext(name)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
}

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// canRewrite reports whether w is a terminal that interprets escape sequences.
func canRewrite(w io.Writer) bool { return isTerminal(w) && os.Getenv("TERM") != "dumb" }

// wantsColor reports whether text on w should be colored: see no-color.org.
func wantsColor(w io.Writer) bool { return canRewrite(w) && os.Getenv("NO_COLOR") == "" }

// newBar returns a progress bar on w, or nil if w is not a suitable terminal.
func newBar(w io.Writer) *progress.Bar {
	if !canRewrite(w) {
		return nil
	}
	width, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		return nil
	}
	return progress.New(w, width)
}
