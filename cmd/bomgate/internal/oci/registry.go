package oci

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"
)

// registry is a repository in a registry.
type registry struct {
	repository name.Repository
	puller     *remote.Puller
}

// openRegistry resolves a reference. It uses the configuration and credential helpers of
// docker to log in.
func openRegistry(ctx context.Context, path string) (store, []descriptor, error) {
	ref, err := name.ParseReference(strings.TrimPrefix(path, Scheme), name.StrictValidation)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: expected oci://registry/name@sha256:HEX or oci://registry/name:TAG", err)
	}
	puller, err := remote.NewPuller(
		remote.WithAuthFromKeychain(authn.DefaultKeychain),
		remote.WithTransport(onePage{remote.DefaultTransport}),
		remote.WithUserAgent("bomgate"),
	)
	if err != nil {
		return nil, nil, err
	}
	r := &registry{ref.Context(), puller}
	root, err := r.get(ctx, ref)
	if isNotFound(err) {
		err = fmt.Errorf("%w: expected an image there", err)
	}
	return r, []descriptor{root}, err
}

func (r *registry) get(ctx context.Context, ref name.Reference) (descriptor, error) {
	d, err := r.puller.Get(ctx, ref)
	if err != nil {
		return descriptor{}, err
	}
	return descriptor{MediaType: string(d.MediaType), Digest: d.Digest, Size: d.Size}, nil
}

func (r *registry) manifest(ctx context.Context, d descriptor) ([]byte, error) {
	m, err := r.puller.Get(ctx, r.repository.Digest(d.Digest.String()))
	if err != nil {
		return nil, err
	}
	return m.Manifest, nil
}

func (r *registry) blob(ctx context.Context, d descriptor) (io.ReadCloser, error) {
	l, err := r.puller.Layer(ctx, r.repository.Digest(d.Digest.String()))
	if err != nil {
		return nil, err
	}
	return l.Compressed() // the bytes as stored
}

// attached returns the referrers, and the manifests with the tags that cosign uses for
// registries without referrers.
func (r *registry) attached(ctx context.Context, subject v1.Hash) ([]descriptor, error) {
	index, err := remote.Referrers(r.repository.Digest(subject.String()), remote.WithContext(ctx), remote.Reuse(r.puller))
	if err != nil {
		return nil, fmt.Errorf("referrers: %w", err)
	}
	text, err := index.RawManifest()
	if err != nil {
		return nil, fmt.Errorf("referrers: %w", err)
	}
	m, err := parseManifest(text)
	if err != nil {
		return nil, fmt.Errorf("referrers: %w", err)
	}
	// Registries return them in any order.
	slices.SortFunc(m.Manifests, func(a, b descriptor) int { return cmp.Compare(a.Digest.String(), b.Digest.String()) })
	for _, suffix := range []string{".sbom", ".att"} {
		d, err := r.get(ctx, r.repository.Tag(subject.Algorithm+"-"+subject.Hex+suffix))
		switch {
		case isNotFound(err):
		case err != nil:
			return nil, err
		default:
			m.Manifests = append(m.Manifests, d)
		}
	}
	return m.Manifests, nil
}

func (r *registry) name(manifest, blob v1.Hash) string {
	return fmt.Sprintf("%s%s@%s/%s", Scheme, r.repository, manifest, blob)
}

func isNotFound(err error) bool {
	var e *transport.Error
	return errors.As(err, &e) && e.StatusCode == http.StatusNotFound
}

// onePage refuses a list of referrers with several pages, because the library reads only
// the first and would miss the SBOMs on the others.
type onePage struct{ http.RoundTripper }

func (t onePage) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(req)
	if err == nil && strings.Contains(req.URL.Path, "/referrers/") && resp.Header.Get("Link") != "" {
		resp.Body.Close()
		return nil, errors.New("the list of referrers has several pages: expected one")
	}
	return resp, err
}
