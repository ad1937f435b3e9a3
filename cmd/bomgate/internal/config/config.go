// Package config sets flags from the environment and from a configuration file.
package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// MaxBytes is the largest size of a configuration file. The file may come from a stranger,
// and YAML needs much more memory than its text.
const MaxBytes = 64 << 10

// File is a configuration file.
type File struct {
	Name   string
	Text   []byte
	Digest string // SHA-256 of the text in lower-case hexadecimal
}

// Read reads the named file.
func Read(name string) (*File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("%s: larger than %d KiB: expected a configuration file", name, MaxBytes>>10)
	}
	sum := sha256.Sum256(text)
	return &File{name, text, hex.EncodeToString(sum[:])}, nil
}
