// Package outfile writes the files of a command: each one completely or not at all.
package outfile

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

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

// Copy calls write with a buffered writer to w, which fails once the context has ended.
func Copy(ctx context.Context, w io.Writer, write func(io.Writer) error) error {
	buffered := bufio.NewWriterSize(interruptibleWriter{ctx, w}, 1<<16)
	if err := write(buffered); err != nil {
		return err
	}
	return buffered.Flush()
}

// Replace calls write and replaces the named file with what it wrote, or leaves the file as
// it is if that fails. It makes the directory of the file if there is none. If the name is a
// symbolic link, the file is its target. If the name is not a regular file, such as
// /dev/stderr, it writes to that.
func Replace(ctx context.Context, name string, write func(io.Writer) error) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(Copy(ctx, f, write), f.Close())
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	} else if !errors.Is(err, fs.ErrNotExist) {
		return cannotCreate(name, err)
	}
	f, err := createTemporary(name)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // an error after the file is renamed
	err = Copy(ctx, f, write)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
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
