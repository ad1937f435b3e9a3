// Package oci finds the SBOMs that are attached to container images in a registry or in a
// layout directory.
//
// # Manifests searched
//
// The package reads the manifest of the image; for an index, the manifests of all its
// images and the attestations that BuildKit adds to it; and the manifests that refer to
// any of these:
//
//   - in a registry, the referrers of the OCI distribution specification 1.1, or its
//     tag schema if the registry has no referrers API, and the tags sha256-HEX.sbom and
//     sha256-HEX.att of cosign;
//   - in a layout, where a referrer is a manifest like any other, all manifests that are
//     reachable from index.json.
//
// A blob of such a manifest may be an SBOM whatever its media type, because tools that
// attach a file may give it a default type; its decoder can tell, and can verify its
// signature. Only the layers of the filesystem of an image are not inspected.
package oci

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Scheme is the prefix of the path of an image in a registry.
const Scheme = "oci://"

const (
	maxManifest  = 16 << 20 // bytes of a manifest
	maxManifests = 1000     // manifests of one image
)

// ErrNotImage is the error of [Find] for a path that does not name an image.
var ErrNotImage = errors.New("not an image")

// Blob is a blob that may be an SBOM or an attestation of one.
type Blob struct {
	// Name is oci://registry/name@DIGEST/DIGEST, with the digests of the manifest that
	// the blob is attached to and of the blob; or the path of the layout followed by the
	// path of the blob in it, as in image/blobs/sha256/HEX.
	Name string

	// IsSBOM reports whether the media type of the blob says that it is an SBOM.
	IsSBOM bool

	store store
	blob  descriptor
}

// Size returns the size of the blob in bytes, as stated by the manifest.
func (s *Blob) Size() int64 { return s.blob.Size }

// Open opens the blob. Reading it to the end fails if size or digest differ from those
// in the manifest. Open does not limit the size.
func (s *Blob) Open(ctx context.Context) (io.ReadCloser, error) {
	r, err := s.store.blob(ctx, s.blob)
	if err != nil {
		return nil, err
	}
	return verify(r, s.blob)
}

// Find returns the blobs that are attached to the image at path, in an order that
// depends only on the image. There may be none. The path is
//
//	oci://registry/name@DIGEST or oci://registry/name:TAG
//	a directory with an OCI image layout, which has a file oci-layout
//
// The error matches [ErrNotImage] if the path is something else.
func Find(ctx context.Context, path string) ([]*Blob, error) {
	open := openLayout
	if strings.HasPrefix(path, Scheme) {
		open = openRegistry
	}
	s, roots, err := open(ctx, path)
	if err == nil {
		var found []*Blob
		if found, err = walk(ctx, s, roots); err == nil {
			return found, nil
		}
	}
	return nil, fmt.Errorf("read image %q: %w", path, err)
}

// store holds the manifests and blobs of an image.
type store interface {
	// manifest returns a manifest after verifying its digest.
	manifest(ctx context.Context, d descriptor) ([]byte, error)
	// blob opens a blob.
	blob(ctx context.Context, d descriptor) (io.ReadCloser, error)
	// attached returns the manifests that refer to subject and are not in any index.
	attached(ctx context.Context, subject v1.Hash) ([]descriptor, error)
	// name returns the name of a blob of a manifest, or of a blob attached to it.
	name(manifest, blob v1.Hash) string
}

// descriptor points to a manifest or a blob: OCI image specification, descriptor.md.
type descriptor struct {
	MediaType string  `json:"mediaType"`
	Digest    v1.Hash `json:"digest"`
	Size      int64   `json:"size"`
}

// manifest has the members of an image manifest or an image index that this package uses.
type manifest struct {
	ArtifactType string       `json:"artifactType"`
	Config       descriptor   `json:"config"`
	Layers       []descriptor `json:"layers"`
	Manifests    []descriptor `json:"manifests"`
}

func parseManifest(text []byte) (manifest, error) {
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("expected an OCI manifest or index: %w", err)
	}
	return m, nil
}

// candidates returns the blobs of the manifest that may be SBOMs. Attached reports whether
// the manifest is known to refer to another one.
func (m *manifest) candidates(attached bool) []descriptor {
	isImage := !attached && m.ArtifactType == "" && imageConfig.MatchString(m.Config.MediaType)
	var blobs []descriptor
	for _, l := range m.Layers {
		if l.MediaType != emptyType && !(isImage && filesystemLayer.MatchString(l.MediaType)) {
			blobs = append(blobs, l)
		}
	}
	return blobs
}

// emptyType is the media type of the placeholder blob of an artifact without content.
const emptyType = "application/vnd.oci.empty.v1+json"

// The media types of the parts of an image, and of SBOMs.
var (
	imageConfig     = regexp.MustCompile(`^application/vnd\.(oci\.image\.config|docker\.container\.image)\.`)
	filesystemLayer = regexp.MustCompile(`^application/vnd\.(oci\.image\.layer|docker\.image\.rootfs)\.`)
	sbomType        = regexp.MustCompile(`^(?i:application/vnd\.cyclonedx|application/spdx|text/spdx)($|[+.;])`)
)

// walker finds the blobs of an image in a breadth-first search over its manifests.
type walker struct {
	store store
	queue []step
	seen  map[v1.Hash]bool // manifests and blobs
	found []*Blob
}

// step is a manifest to visit.
type step struct {
	descriptor
	child    bool    // listed in an index
	attached v1.Hash // the manifest that it refers to; zero if it is reachable without references
}

// walk returns the blobs of all manifests reachable from the roots, each once.
func walk(ctx context.Context, s store, roots []descriptor) ([]*Blob, error) {
	w := &walker{store: s, seen: map[v1.Hash]bool{}}
	for _, d := range roots {
		w.queue = append(w.queue, step{descriptor: d})
	}
	for manifests := 0; len(w.queue) > 0; {
		at := w.queue[0]
		w.queue = w.queue[1:]
		if w.seen[at.Digest] {
			continue
		}
		w.seen[at.Digest] = true
		if manifests++; manifests > maxManifests {
			return nil, fmt.Errorf("more than %d manifests: expected those of one image", maxManifests)
		}
		if err := w.visit(ctx, at); err != nil {
			return nil, err
		}
	}
	return w.found, nil
}

// visit adds the blobs of a manifest, and queues the manifests that it leads to.
func (w *walker) visit(ctx context.Context, at step) error {
	text, err := w.store.manifest(ctx, at.descriptor)
	if at.child && errors.Is(err, fs.ErrNotExist) {
		return nil // an image saved for one platform keeps the index of all: image-layout.md, Blobs
	}
	if err != nil {
		return err
	}
	m, err := parseManifest(text)
	if err != nil {
		return fmt.Errorf("manifest %s: %w", at.Digest, err)
	}
	for _, d := range m.Manifests {
		w.queue = append(w.queue, step{d, true, at.attached})
	}
	isAttached := at.attached != v1.Hash{}
	for _, d := range m.candidates(isAttached) {
		if !w.seen[d.Digest] {
			w.seen[d.Digest] = true
			w.found = append(w.found, &Blob{w.store.name(cmp.Or(at.attached, at.Digest), d.Digest), sbomType.MatchString(d.MediaType), w.store, d})
		}
	}
	if isAttached {
		return nil
	}
	attached, err := w.store.attached(ctx, at.Digest)
	for _, d := range attached {
		w.queue = append(w.queue, step{descriptor: d, attached: at.Digest})
	}
	return err
}

// verifier checks the size and digest of a blob while it is read.
type verifier struct {
	io.ReadCloser
	want descriptor
	left int64 // bytes not yet read
	sum  hash.Hash
}

func verify(r io.ReadCloser, want descriptor) (*verifier, error) {
	sum, err := v1.Hasher(want.Digest.Algorithm)
	if err != nil {
		r.Close()
		return nil, err
	}
	return &verifier{r, want, want.Size, sum}, nil
}

// Read fails as soon as there are more bytes than the descriptor states, and at the end
// if there are fewer or if the digest differs.
func (v *verifier) Read(p []byte) (int, error) {
	n, err := v.ReadCloser.Read(p)
	v.sum.Write(p[:n])
	v.left -= int64(n)
	switch {
	case v.left < 0 || err == io.EOF && v.left > 0:
		return 0, fmt.Errorf("blob %s: expected the %d bytes stated by its descriptor", v.want.Digest, v.want.Size)
	case err == io.EOF && hex.EncodeToString(v.sum.Sum(nil)) != v.want.Digest.Hex:
		return 0, fmt.Errorf("blob %s: the content has another digest", v.want.Digest)
	}
	return n, err
}
