// Package mapped has the text of a long file stand in memory without reading it: the
// system reads what is looked at, and takes the memory back of what is let go of.
package mapped

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"unsafe"
)

// File is a file whose text stands in memory, until it is closed. It is the file's own:
// when somebody writes to that, the text changes, see [File.Changed].
type File struct {
	file   *os.File
	memory []byte
	before fs.FileInfo
}

// Map returns the text of a file, which is closed with what it returns. The error
// matches [errors.ErrUnsupported] where that cannot be done: for what is no regular
// file, for an empty one, and on systems other than Linux.
func Map(f *os.File) (*File, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if size := int(info.Size()); info.Mode().IsRegular() && size > 0 && int64(size) == info.Size() {
		if memory, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ, syscall.MAP_SHARED); err == nil {
			return &File{f, memory, info}, nil
		}
	}
	return nil, errors.ErrUnsupported
}

// Text returns the whole text of the file, as long as that was when it was mapped.
// Whoever looks at it has to be guarded, see [sbom.Guard].
func (f *File) Text() string { return unsafe.String(unsafe.SliceData(f.memory), len(f.memory)) }

// Release says that nobody looks at a part of the text for a while, so that it need
// not be in memory. A string that is no part of the text is left alone.
func (f *File) Release(part string) {
	start := int(uintptr(unsafe.Pointer(unsafe.StringData(part))) - uintptr(unsafe.Pointer(unsafe.SliceData(f.memory))))
	end := start + len(part)
	if start < 0 || end > len(f.memory) {
		return
	}
	page := os.Getpagesize()
	if start, end = (start+page-1)/page*page, end/page*page; start < end {
		_ = syscall.Madvise(f.memory[start:end], syscall.MADV_DONTNEED) // if not, it just takes memory
	}
}

// Changed returns an error if the file has been written to since it was mapped.
func (f *File) Changed() error {
	now, err := f.file.Stat()
	if err != nil {
		return err
	}
	if now.Size() != f.before.Size() || !now.ModTime().Equal(f.before.ModTime()) || changed(now) != changed(f.before) {
		return errChanged
	}
	return nil
}

var errChanged = errors.New("the file was changed while it was read: expected it to stay as it is")

// changed is when a file was changed last, which nobody can set.
func changed(info fs.FileInfo) syscall.Timespec {
	s, _ := info.Sys().(*syscall.Stat_t)
	return s.Ctim
}

// Close ends the text: nobody may look at any of it any more.
func (f *File) Close() error { return errors.Join(syscall.Munmap(f.memory), f.file.Close()) }
