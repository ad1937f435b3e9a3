// Package config sets flags from the environment and from a configuration file.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxBytes is the largest size of a configuration file. The file may come from a stranger,
// and YAML needs much more memory than its text.
const MaxBytes = 64 << 10

// File is a file that a person writes for bomgate.
type File struct {
	Name   string
	Text   []byte
	Digest string // SHA-256 of the text in lower-case hexadecimal
}

// ReadError returns the error for a file that cannot be read, without the system call. What
// says what the file is.
func ReadError(what, name string, err error) error {
	return fmt.Errorf("read %s %q: %w", what, name, WithoutCall(err))
}

// WithoutCall returns an error about a file without the system call and the name of the file.
func WithoutCall(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// Read reads the named file. What says in errors what the file is. A file of more than
// maxBytes is an error.
func Read(what, name string, maxBytes int64) (*File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, ReadError(what, name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	if err != nil {
		return nil, ReadError(what, name, err)
	}
	if int64(len(text)) > maxBytes {
		return nil, fmt.Errorf("read %s %q: larger than %d KiB", what, name, maxBytes>>10)
	}
	sum := sha256.Sum256(text)
	return &File{name, text, hex.EncodeToString(sum[:])}, nil
}
