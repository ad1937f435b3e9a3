package oci

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// The files of an OCI image layout beside its blobs (image-layout.md), and the
// one that docker save writes, in older versions instead of them.
const (
	layoutFile     = "oci-layout"
	indexFile      = "index.json"
	dockerSaveFile = "manifest.json"
)

// layout is an OCI image layout: a directory, or a tar archive of one.
type layout struct {
	path string
	open func(name string) (io.ReadCloser, error) // a file in it, by its slash-separated path
}

// openLayout returns the layout with all manifests that its index lists.
func openLayout(_ context.Context, name string) (store, []descriptor, error) {
	l := &layout{path: name}
	switch info, err := os.Stat(name); {
	case err != nil:
		return nil, nil, ErrNotImage // whoever opens it as a file says why
	case info.IsDir():
		if _, err := os.Stat(filepath.Join(name, layoutFile)); err != nil {
			return nil, nil, ErrNotImage
		}
		l.open = l.openFile
	case info.Mode().IsRegular():
		files, err := tarFiles(name)
		if err != nil {
			return nil, nil, err
		}
		_, isLayout := files[indexFile]
		_, isDockerSave := files[dockerSaveFile]
		switch {
		case isLayout:
			l.open = func(file string) (io.ReadCloser, error) { return l.openEntry(files, file) }
		case isDockerSave:
			return l, nil, nil // has an image's filesystem and nothing else
		default:
			return nil, nil, ErrNotImage
		}
	default:
		return nil, nil, ErrNotImage
	}
	r, err := l.open(indexFile)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	text, err := readManifest(r)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", indexFile, err)
	}
	index, err := parseManifest(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", indexFile, err)
	}
	return l, index.Manifests, nil
}

func (l *layout) manifest(ctx context.Context, d descriptor) ([]byte, error) {
	r, err := l.blob(ctx, d)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	v, err := verify(r, d)
	if err != nil {
		return nil, err
	}
	return readManifest(v)
}

func (l *layout) blob(_ context.Context, d descriptor) (io.ReadCloser, error) {
	return l.open(blobFile(d.Digest))
}

// attached returns nothing: what is attached in a layout, its index lists.
func (l *layout) attached(context.Context, v1.Hash) ([]descriptor, error) { return nil, nil }

func (l *layout) name(_, blob v1.Hash) string {
	return filepath.Join(l.path, filepath.FromSlash(blobFile(blob)))
}

func blobFile(h v1.Hash) string { return path.Join("blobs", h.Algorithm, h.Hex) }

func readManifest(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxManifest+1))
	if err == nil && len(text) > maxManifest {
		err = fmt.Errorf("expected a manifest of at most %d bytes", maxManifest)
	}
	return text, err
}

// openFile opens a file of a directory.
func (l *layout) openFile(name string) (io.ReadCloser, error) {
	file := filepath.Join(l.path, filepath.FromSlash(name))
	info, err := os.Stat(file)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: expected a regular file", name)
	}
	if err != nil {
		return nil, err
	}
	return os.Open(file)
}

// extent is where a file's bytes are in a tar archive.
type extent struct{ start, size int64 }

// openEntry opens a file of an archive.
func (l *layout) openEntry(files map[string]extent, name string) (io.ReadCloser, error) {
	at, ok := files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	f, err := os.Open(l.path)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.NewSectionReader(f, at.start, at.size), f}, nil
}

// maxEntries is how many files an archive may have: layers and their
// descriptions, not what is in them.
const maxEntries = 100_000

// tarFiles returns the regular files of a tar archive by their names. The error
// matches [ErrNotImage] if the file is no archive.
func tarFiles(name string) (map[string]extent, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := checkTar(f); err != nil {
		return nil, err
	}
	files := map[string]extent{}
	r := tar.NewReader(f) // seeks over what is in the files
	for {
		h, err := r.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read tar archive: %w", err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		start, err := f.Seek(0, io.SeekCurrent)
		if err != nil {
			return nil, err
		}
		file := path.Clean(h.Name)
		if _, ok := files[file]; ok {
			return nil, fmt.Errorf("read tar archive: %q is in it twice: expected each file once", file)
		}
		if files[file] = (extent{start, h.Size}); len(files) > maxEntries {
			return nil, fmt.Errorf("read tar archive: more than %d files: expected an image", maxEntries)
		}
	}
}

// checkTar tells a tar archive by its first block, and goes back to it.
func checkTar(f *os.File) error {
	block := make([]byte, 512)
	if _, err := io.ReadFull(f, block); err != nil {
		return ErrNotImage
	}
	if !bytes.HasPrefix(block[257:], []byte("ustar")) {
		return ErrNotImage
	}
	_, err := f.Seek(0, io.SeekStart)
	return err
}
