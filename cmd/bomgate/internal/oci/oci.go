// Package oci finds the SBOMs that are attached to container images, in a
// registry, in a layout directory, or in an archive of a saved image.
//
// # What is looked at
//
// The image's manifest; of an index the manifests of all its images, and the
// attestations that BuildKit puts beside them; and what refers to any of these:
//
//   - in a registry the referrers of the OCI distribution specification 1.1, or
//     its tag schema where the registry has no referrers API, and the tags
//     sha256-HEX.sbom and sha256-HEX.att of cosign;
//   - in a layout, where a referrer is a manifest like any other, all that
//     index.json leads to.
//
// The blobs of a manifest are SBOMs if their media type or the manifest's
// artifact type says so. An attestation need not be about an SBOM; whoever
// decodes it can tell, and can verify its signature. Filesystem layers are not
// looked into.
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
	"strings"

	"github.com/go-json-experiment/json"
	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// Scheme begins the path of an image in a registry.
const Scheme = "oci://"

// What is read at most.
const (
	maxManifest  = 16 << 20 // bytes of a manifest
	maxManifests = 1000     // that belong to one image
)

// ErrNotImage is matched by the error of [Find] for a path that names no image.
var ErrNotImage = errors.New("not an image")

// SBOM is a blob that is said to be an SBOM, or an attestation of one.
type SBOM struct {
	// Name is the blob's place: oci://registry/name@DIGEST/DIGEST, the digests of
	// the manifest that it is attached to and of the blob; or the path of the
	// layout or the archive and of the blob in it, as image.tar/blobs/sha256/HEX.
	Name string

	store store
	blob  descriptor
}

// Size returns how many bytes the manifest says that the blob has.
func (s *SBOM) Size() int64 { return s.blob.Size }

// Open returns the blob's bytes, of any number. Reading them to the end fails if
// they are not those that the manifest names.
func (s *SBOM) Open(ctx context.Context) (io.ReadCloser, error) {
	r, err := s.store.blob(ctx, s.blob)
	if err != nil {
		return nil, err
	}
	return verify(r, s.blob)
}

// Find returns the SBOMs that are attached to the image that the path names, in
// an order that depends on the image alone; there may be none. The path is
//
//	oci://registry/name@DIGEST or oci://registry/name:TAG
//	a directory with an OCI image layout: one with a file oci-layout
//	a tar archive of an OCI image layout, or of docker save
//
// The error matches [ErrNotImage] if it is none of these.
func Find(ctx context.Context, path string) ([]*SBOM, error) {
	open := openLayout
	if strings.HasPrefix(path, Scheme) {
		open = openRegistry
	}
	s, roots, err := open(ctx, path)
	if err == nil {
		var found []*SBOM
		if found, err = walk(ctx, s, roots); err == nil {
			return found, nil
		}
	}
	return nil, fmt.Errorf("read image %q: %w", path, err)
}

// store is where an image's manifests and blobs are.
type store interface {
	// manifest returns a manifest's bytes, whose digest has been verified.
	manifest(ctx context.Context, d descriptor) ([]byte, error)
	// blob returns a blob's bytes.
	blob(ctx context.Context, d descriptor) (io.ReadCloser, error)
	// attached returns the manifests that refer to a subject that does not lead to them.
	attached(ctx context.Context, subject v1.Hash) ([]descriptor, error)
	// name is the name of a blob of a manifest, or of one that is attached to it.
	name(manifest, blob v1.Hash) string
}

// descriptor points to a manifest or a blob: OCI image specification, descriptor.md.
type descriptor struct {
	MediaType string  `json:"mediaType"`
	Digest    v1.Hash `json:"digest"`
	Size      int64   `json:"size"`
}

// manifest is an image manifest or an image index, as far as it matters here.
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

// sboms returns the blobs of the manifest that are SBOMs.
func (m *manifest) sboms() []descriptor {
	// Tools that attach a file with an artifact type may leave its own media type
	// to a default. Where there is no artifact type, the config's media type is it.
	all := isSBOM(cmp.Or(m.ArtifactType, m.Config.MediaType))
	var blobs []descriptor
	for _, l := range m.Layers {
		if (all && l.MediaType != emptyType) || isSBOM(l.MediaType) {
			blobs = append(blobs, l)
		}
	}
	return blobs
}

// emptyType is the media type of the blob of an artifact that has none.
const emptyType = "application/vnd.oci.empty.v1+json"

// isSBOM tells by a media type or an artifact type. Versions, encodings and
// parameters come after what is compared.
func isSBOM(mediaType string) bool {
	mediaType = strings.ToLower(mediaType)
	for _, t := range []string{
		"application/vnd.cyclonedx",
		"application/spdx",
		"text/spdx",
		"application/vnd.in-toto",
		"application/vnd.dsse.envelope",
		"application/vnd.dev.sigstore.bundle",
	} {
		if rest, ok := strings.CutPrefix(mediaType, t); ok && (rest == "" || strings.ContainsAny(rest[:1], "+.;")) {
			return true
		}
	}
	return false
}

// walk returns the SBOMs of the manifests that the roots lead to, each once.
func walk(ctx context.Context, s store, roots []descriptor) ([]*SBOM, error) {
	type step struct {
		descriptor
		child    bool    // of an index
		attached v1.Hash // to this manifest; zero for one that the roots lead to by themselves
	}
	var queue []step
	for _, d := range roots {
		queue = append(queue, step{descriptor: d})
	}
	var found []*SBOM
	seen := map[v1.Hash]bool{}
	for manifests := 0; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if seen[at.Digest] {
			continue
		}
		seen[at.Digest] = true
		if manifests++; manifests > maxManifests {
			return nil, fmt.Errorf("more than %d manifests: expected the few of one image", maxManifests)
		}
		text, err := s.manifest(ctx, at.descriptor)
		if at.child && errors.Is(err, fs.ErrNotExist) {
			continue // an image saved for one platform keeps the index of all: image-layout.md, Blobs
		}
		if err != nil {
			return nil, err
		}
		m, err := parseManifest(text)
		if err != nil {
			return nil, fmt.Errorf("manifest %s: %w", at.Digest, err)
		}
		for _, d := range m.Manifests {
			queue = append(queue, step{d, true, at.attached})
		}
		for _, d := range m.sboms() {
			if !seen[d.Digest] {
				seen[d.Digest] = true
				found = append(found, &SBOM{s.name(cmp.Or(at.attached, at.Digest), d.Digest), s, d})
			}
		}
		if at.attached != (v1.Hash{}) {
			continue
		}
		attached, err := s.attached(ctx, at.Digest)
		if err != nil {
			return nil, err
		}
		for _, d := range attached {
			queue = append(queue, step{descriptor: d, attached: at.Digest})
		}
	}
	return found, nil
}

// verifier is a blob being read.
type verifier struct {
	io.ReadCloser
	want descriptor
	left int64 // bytes that are still to come
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

// Read fails at once where there is more than the descriptor says, and at the
// end where there is less or something else.
func (v *verifier) Read(p []byte) (int, error) {
	n, err := v.ReadCloser.Read(p)
	v.sum.Write(p[:n])
	v.left -= int64(n)
	switch {
	case v.left < 0 || err == io.EOF && v.left > 0:
		return 0, fmt.Errorf("blob %s: expected the %d bytes that its descriptor states", v.want.Digest, v.want.Size)
	case err == io.EOF && hex.EncodeToString(v.sum.Sum(nil)) != v.want.Digest.Hex:
		return 0, fmt.Errorf("blob %s: expected content of this digest", v.want.Digest)
	}
	return n, err
}
