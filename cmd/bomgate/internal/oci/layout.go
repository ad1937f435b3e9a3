package oci

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// The files of an OCI image layout other than blobs (image-layout.md).
const (
	layoutFile = "oci-layout"
	indexFile  = "index.json"
)

// layout is a directory with an OCI image layout.
type layout struct{ path string }

// openLayout opens a layout and returns it with the manifests in its index.
func openLayout(_ context.Context, name string) (store, []descriptor, error) {
	l := &layout{name}
	if _, err := os.Stat(filepath.Join(name, layoutFile)); err != nil {
		return nil, nil, ErrNotImage // opening the path as a file gives the error
	}
	r, err := l.openFile(indexFile)
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
	return l.openFile(blobFile(d.Digest))
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
