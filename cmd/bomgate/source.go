package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/oci"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// stdinName is the argument, and the document's name, that stands for standard input.
const stdinName = "-"

// source is a file to be judged, with one document or several.
type source struct {
	name     string // in reports: see reportName
	path     string // to be opened, unless it is standard input
	size     int64  // bytes, 0 if that is not known
	stdin    bool
	attached *oci.SBOM // to an image; nil for a file
	named    bool      // by an argument of its own, so that it must be an SBOM
	places   []string  // report names of the arguments that it was found in
	err      error     // why it cannot be opened, if that is known already
}

// place is an argument that any number of documents may be found in: a directory
// or an image.
type place struct {
	name  string // in reports
	empty error  // what is wrong where none of them is an SBOM
}

// find returns the documents that the arguments name, each once, and those of
// the arguments that are places. Directories are walked in the order of their
// names, except .git; symbolic links in them are not followed: what they lead to
// inside is found anyway.
func find(ctx context.Context, args []string) (found []*source, places []place) {
	byPath := map[string]*source{}
	add := func(at string, s *source) *source {
		if known, ok := byPath[at]; ok {
			return known
		}
		byPath[at] = s
		found = append(found, s)
		return s
	}
	for _, arg := range args {
		if arg == stdinName {
			add(stdinName, &source{name: arg, stdin: true}).named = true // no absolute path
			continue
		}
		name := reportName(arg)
		if slices.ContainsFunc(places, func(p place) bool { return p.name == name }) {
			continue
		}
		if attached, err := oci.Find(ctx, arg); !errors.Is(err, oci.ErrNotImage) {
			if err == nil {
				err = nothingAttached(name)
			}
			places = append(places, place{name, err})
			for _, a := range attached {
				s := add(absolute(a.Name), &source{name: reportName(a.Name), path: a.Name, size: a.Size(), attached: a})
				s.places = append(s.places, name)
			}
			continue
		}
		if info, err := os.Stat(arg); err != nil || !info.IsDir() {
			add(absolute(arg), &source{name: name, path: arg, size: sizeOf(info, err)}).named = true
			continue
		}
		places = append(places, place{name, fmt.Errorf("judge %q: there is no SBOM in this directory", name)})
		here, there := absolute("."), absolute(arg) // which are system calls
		// The error is never returned: what cannot be read is a source that cannot be judged.
		_ = fs.WalkDir(os.DirFS(arg), ".", func(p string, d fs.DirEntry, err error) error {
			p = filepath.FromSlash(p)
			path, at := filepath.Join(arg, p), filepath.Join(there, p)
			switch {
			case err != nil:
				s := add(at, &source{name: relativeTo(here, at, path), path: path})
				s.err = fmt.Errorf("read %q: %w", s.name, err)
				s.places = append(s.places, name)
			case d.IsDir() && d.Name() == ".git":
				return fs.SkipDir
			case d.Type().IsRegular():
				s := add(at, &source{name: relativeTo(here, at, path), path: path, size: sizeOf(d.Info())})
				s.places = append(s.places, name)
			}
			return nil
		})
	}
	return found, places
}

func sizeOf(info fs.FileInfo, err error) int64 {
	if err != nil {
		return 0
	}
	return info.Size()
}

// nothingAttached is what is wrong with an image without SBOMs.
func nothingAttached(image string) error {
	return &sbom.Error{
		Name:    image,
		Message: "nothing to judge: no SBOM is attached to this image",
		Hint:    "attach one where the image is built, or check the SBOM itself; what is in the image is not looked into",
	}
}

// reportName is a path as reports have it: with slashes, and relative to the
// working directory where it is below it, since SARIF wants paths relative to
// the root of the repository. What is in a registry is named as it is.
func reportName(path string) string {
	if strings.HasPrefix(path, oci.Scheme) {
		return path
	}
	return relativeTo(absolute("."), absolute(path), path)
}

// relativeTo returns a path, which stands at an absolute one, relative to a directory
// if it is below that.
func relativeTo(here, at, path string) string {
	if rel, err := filepath.Rel(here, at); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(filepath.Clean(path))
}

// absolute returns the path as it is where there is no working directory.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return filepath.Clean(path)
}

// decode reads the documents. The bytes are read once, into memory that only the
// decoder uses, and sums (which may be nil) receives each of them on the way: what is
// decoded is what is hashed, even if the file changes meanwhile.
func (s *source) decode(ctx context.Context, d decode.Decoder, stdin io.Reader, sums io.Writer) ([]*sbom.Document, error) {
	if s.err != nil {
		return nil, s.err
	}
	r, err := s.open(ctx, stdin)
	if err != nil {
		return nil, s.failed(err)
	}
	defer r.Close()
	in := io.Reader(r)
	if sums != nil {
		in = io.TeeReader(r, sums)
	}
	return d.Decode(s.name, sizedReader{in, s.size})
}

// sizedReader is a reader with a known number of bytes to read, for which the decoder
// allocates its memory at once. The number is a hint: 0 is unknown.
type sizedReader struct {
	io.Reader
	size int64
}

// Len implements the interface that [bytes.Reader] and [strings.Reader] have.
func (r sizedReader) Len() int { return int(r.size) }

func (s *source) failed(err error) error { return fmt.Errorf("read %q: %w", s.name, err) }

func (s *source) open(ctx context.Context, stdin io.Reader) (io.ReadCloser, error) {
	switch {
	case s.stdin:
		return io.NopCloser(interruptible(ctx, stdin)), nil
	case s.attached != nil:
		return s.attached.Open(ctx)
	}
	return os.Open(s.path)
}

// interruptible returns a reader of r that fails when the context ends, even
// while r is waiting for somebody to type.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, r)
		in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { out.CloseWithError(context.Cause(ctx)) })
	return out
}
