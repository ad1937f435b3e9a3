//go:build !linux

package mapped

import (
	"errors"
	"os"
)

// File is a file whose text stands in memory: on Linux.
type File struct{}

// Map is for Linux.
func Map(*os.File) (*File, error) { return nil, errors.ErrUnsupported }

// Text is for Linux.
func (*File) Text() string { return "" }

// Release is for Linux.
func (*File) Release(string) {}

// Changed is for Linux.
func (*File) Changed() error { return nil }

// Close is for Linux.
func (*File) Close() error { return nil }
