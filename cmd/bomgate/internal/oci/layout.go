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

// The files of an OCI image layout other than blobs (image-layout.md), and the file that
// docker save writes. Older versions of docker write only that one.
const (
	layoutFile     = "oci-layout"
	indexFile      = "index.json"
	dockerSaveFile = "manifest.json"
)

// layout is an OCI image layout: a directory, or a tar archive of one.
type layout struct {
	path string
	open func(name string) (io.ReadCloser, error) // opens a file in the layout by its slash-separated path
}

// openLayout opens a layout and returns it with the manifests in its index.
func openLayout(_ context.Context, name string) (store, []descriptor, error) {
	l := &layout{path: name}
	switch info, err := os.Stat(name); {
	case err != nil:
		return nil, nil, ErrNotImage // opening the path as a file gives the error
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
			return l, nil, nil // has only the layers of an image
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

// attached returns nothing, because the index of a layout lists the referrers.
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

// openFile opens a file of a layout directory.
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

// extent is the position of a file's content in a tar archive.
type extent struct{ start, size int64 }

// openEntry opens a file of a layout archive.
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

// maxEntries limits the files in an archive. The files inside layers do not count.
const maxEntries = 100_000

// tarFiles returns the regular files of a tar archive by name. The error matches
// [ErrNotImage] if the file is not a tar archive.
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
	r := tar.NewReader(f) // seeks over the content of files
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
			return nil, fmt.Errorf("read tar archive: duplicate file %q", file)
		}
		if files[file] = (extent{start, h.Size}); len(files) > maxEntries {
			return nil, fmt.Errorf("read tar archive: more than %d files: expected an image", maxEntries)
		}
	}
}

// checkTar returns [ErrNotImage] unless f begins with the first block of a tar archive.
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
