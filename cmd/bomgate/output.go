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
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy/suggest"
)

// The formats of reports, as in --output.
const (
	formatText     = "text"
	formatSARIF    = "sarif"
	formatJSON     = "json"
	formatMarkdown = "markdown"
	formatHTML     = "html"
	formatLedger   = "ledger"
)

// formats are all formats.
var formats = []string{formatText, formatSARIF, formatJSON, formatMarkdown, formatHTML, formatLedger}

// output is one -o FORMAT[=FILE].
type output struct {
	format   string
	file     string // "" for standard output
	inFolder bool   // the user named the folder of the file, not the file
}

// toStdout reports whether the output goes to standard output.
func (o output) toStdout() bool { return o.file == "" }

// sarifFile is the name of the first SARIF file in a directory.
const sarifFile = "bomgate.sarif"

// parseOutputs parses the values of --output. Two outputs must not have the same destination.
// An error begins with the value.
func parseOutputs(values []string) ([]output, error) {
	var outputs []output
	for _, v := range values {
		format, file, named := strings.Cut(v, "=")
		if !slices.Contains(formats, format) {
			return nil, fmt.Errorf("%q: expected %s, or one of them with a file as in sarif=bomgate.sarif", v, suggest.List(formats))
		}
		if named && file == "" {
			return nil, fmt.Errorf("%q: expected a file after the =", v)
		}
		if file == "-" {
			file = ""
		}
		inFolder := isFolder(file)
		if inFolder && format != formatSARIF {
			return nil, fmt.Errorf("%q: %q is a directory: expected a file, as in %s", v, file, exampleFile(format))
		}
		if inFolder {
			file = filepath.Join(file, sarifFile)
		}
		if slices.ContainsFunc(outputs, func(o output) bool { return samePath(o.file, file) }) {
			where := "standard output"
			if file != "" {
				where = fmt.Sprintf("%q", file)
			}
			return nil, fmt.Errorf("%q: another output already goes to %s: write this one to a different file, as in %s", v, where, exampleFile(format))
		}
		outputs = append(outputs, output{format, file, inFolder})
	}
	return outputs, nil
}

// exampleFile returns an example of an output to a file.
func exampleFile(format string) string {
	extension := format
	if format == formatLedger {
		extension = "csv"
	}
	return format + "=report." + extension
}

// needDetails reports whether an output needs details of the documents.
func needDetails(outputs []output) bool {
	return slices.ContainsFunc(outputs, func(o output) bool { return o.format == formatHTML || o.format == formatLedger })
}

// isFolder reports whether a name is a directory, or ends like one.
func isFolder(name string) bool {
	if name != "" && os.IsPathSeparator(name[len(name)-1]) {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
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
// file as it is if that fails. If the name is not a regular file, such as /dev/stderr, it
// writes to that.
func writeFile(ctx context.Context, name string, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(writeTo(ctx, f, write), f.Close())
	}
	f, err := stageFile(ctx, name, write)
	defer f.discard()
	if err != nil {
		return err
	}
	return f.commit()
}

// stagedFile is a temporary file with the new content of a file.
type stagedFile struct{ temporary, name string }

// stageFile calls write with a temporary file in the directory of a file, which it makes if
// it does not exist. If the name is a symbolic link, the file is its target.
func stageFile(ctx context.Context, name string, write func(io.Writer) error) (stagedFile, error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	} else if !errors.Is(err, fs.ErrNotExist) {
		return stagedFile{}, cannotCreate(name, err)
	}
	f, err := createTemporary(name)
	if err != nil {
		return stagedFile{}, err
	}
	err = writeTo(ctx, f, write)
	return stagedFile{f.Name(), name}, errors.Join(err, f.Chmod(0o644), f.Close())
}

// createTemporary makes a temporary file in the directory of a file. The error is about the
// file.
func createTemporary(name string) (*os.File, error) {
	err := os.MkdirAll(filepath.Dir(name), 0o777)
	var f *os.File
	if err == nil {
		f, err = os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	}
	if err != nil {
		return nil, cannotCreate(name, err)
	}
	return f, nil
}

// cannotCreate returns the reason of an error as an error about a file.
func cannotCreate(name string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return &fs.PathError{Op: "create", Path: name, Err: err}
}

// commit replaces the file with the temporary file.
func (f stagedFile) commit() error { return os.Rename(f.temporary, f.name) }

// discard removes the temporary file, if there still is one.
func (f stagedFile) discard() {
	if f.temporary != "" {
		_ = os.Remove(f.temporary) // an error after commit
	}
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
	if width := widthOf(w); width > 0 {
		return progress.New(w, width)
	}
	return nil
}

// widthOf returns the number of columns of a terminal, or 0 if w is not a terminal.
func widthOf(w io.Writer) int {
	if !isTerminal(w) {
		return 0
	}
	width, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return max(width, 0)
}

// viewOn returns how a text report is shown on w.
func viewOn(w io.Writer) text.Options { return text.Options{Color: wantsColor(w), Width: widthOf(w)} }
