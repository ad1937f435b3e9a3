package oci

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/name"
	fake "github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	ocilayout "github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

const (
	cycloneDX = "application/vnd.cyclonedx+json"
	inToto    = "application/vnd.in-toto+json"
	dsse      = "application/vnd.dsse.envelope.v1+json"
	bundle    = "application/vnd.dev.sigstore.bundle.v0.3+json"
	signature = "application/vnd.dev.cosign.simplesigning.v1+json"
	imageType = string(types.OCIConfigJSON)
)

// TestRegistry finds SBOMs attached to an image, or to an image of an index, in every
// supported way.
func TestRegistry(t *testing.T) {
	sbom, err := os.ReadFile("../../../../testdata/appliance.cdx.json")
	if err != nil {
		t.Fatal(err)
	}
	other := []byte(`{"other": true}`)
	for _, test := range []struct {
		name      string
		referrers bool // whether the registry has the referrers API
		attach    func(t *testing.T, to repository)
		want      [][]byte
	}{
		{"nothing", true, func(*testing.T, repository) {}, nil},
		{"referrer", true, func(t *testing.T, to repository) {
			to.refer(t, artifact(t, cycloneDX, cycloneDX, sbom))
		}, [][]byte{sbom}},
		{"referrer, file with a default media type", true, func(t *testing.T, to repository) {
			to.refer(t, artifact(t, cycloneDX, string(types.OCIUncompressedLayer), sbom))
		}, [][]byte{sbom}},
		{"referrer, a Sigstore bundle", true, func(t *testing.T, to repository) {
			to.refer(t, artifact(t, bundle, bundle, other))
		}, [][]byte{other}},
		{"referrer by the tag schema", false, func(t *testing.T, to repository) {
			to.refer(t, artifact(t, cycloneDX, cycloneDX, sbom))
		}, [][]byte{sbom}},
		{"tag .sbom", false, func(t *testing.T, to repository) {
			to.tag(t, ".sbom", artifact(t, imageType, "text/spdx+json", sbom))
		}, [][]byte{sbom}},
		{"tag .att", true, func(t *testing.T, to repository) {
			to.tag(t, ".att", artifact(t, imageType, dsse, sbom))
		}, [][]byte{sbom}},
		{"several, one of them attached twice", true, func(t *testing.T, to repository) {
			to.refer(t, artifact(t, cycloneDX, cycloneDX, sbom))
			to.tag(t, ".sbom", artifact(t, imageType, cycloneDX, sbom))
			to.tag(t, ".att", artifact(t, imageType, dsse, other))
		}, [][]byte{sbom, other}},
		{"generic media types", true, func(t *testing.T, to repository) {
			to.refer(t, artifact(t, "application/vnd.example", "application/json", sbom))
			to.tag(t, ".sbom", artifact(t, imageType, string(types.OCIUncompressedLayer), other))
		}, [][]byte{sbom, other}},
		{"signatures", true, func(t *testing.T, to repository) {
			to.refer(t, artifact(t, "application/vnd.cncf.notary.signature", "application/jose+json", other))
			to.tag(t, ".sig", artifact(t, imageType, signature, []byte("not searched")))
		}, [][]byte{other}},
		{"attached to another image", true, func(t *testing.T, to repository) {
			to.subject = descriptorOf(t, image(t, "another"))
			to.refer(t, artifact(t, cycloneDX, cycloneDX, sbom))
		}, nil},
	} {
		for _, multi := range []bool{false, true} {
			t.Run(test.name+map[bool]string{true: ", in an index"}[multi], func(t *testing.T) {
				t.Parallel()
				to := repository{repo: serve(t, fake.New(fake.Logger(log.New(io.Discard, "", 0)), fake.WithReferrersSupport(test.referrers)))}
				img := image(t, "filesystem")
				to.subject = descriptorOf(t, img)
				root := to.subject
				if multi {
					index := indexOf(image(t, "other platform"), img)
					must(t, remote.WriteIndex(to.repo.Tag("v1"), index))
					root = descriptorOf(t, index)
				} else {
					must(t, remote.Write(to.repo.Tag("v1"), img))
				}
				test.attach(t, to)
				for _, path := range []string{
					Scheme + to.repo.String() + ":v1",
					Scheme + to.repo.String() + "@" + root.Digest.String(),
				} {
					var want []blob
					for _, b := range test.want {
						h, _, _ := v1.SHA256(bytes.NewReader(b))
						want = append(want, blob{Scheme + to.repo.String() + "@" + to.subject.Digest.String() + "/" + h.String(), string(b)})
					}
					if diff := cmp.Diff(want, blobs(t, path)); diff != "" {
						t.Errorf("Find(%q): -want +got:\n%s", path, diff)
					}
				}
			})
		}
	}
}

// TestLogin reads from a registry with the credentials in docker's configuration.
func TestLogin(t *testing.T) {
	registry := fake.New(fake.Logger(log.New(io.Discard, "", 0)), fake.WithReferrersSupport(true))
	open := serve(t, registry)
	closed := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "gate" || password != "secret" {
			w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
			http.Error(w, "", http.StatusUnauthorized)
			return
		}
		registry.ServeHTTP(w, r)
	}))
	must(t, remote.Write(open.Tag("v1"), artifact(t, cycloneDX, cycloneDX, []byte("{}"))))
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	path := Scheme + closed.String() + ":v1"
	if _, err := Find(t.Context(), path); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("without credentials: error %v, want status 401", err)
	}
	config := `{"auths": {"` + closed.RegistryStr() + `": {"auth": "Z2F0ZTpzZWNyZXQ="}}}` // gate:secret
	if err := os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := blobs(t, path); len(got) != 1 {
		t.Errorf("with credentials: %d SBOMs, want 1", len(got))
	}
}

// TestLayout finds all blobs of a layout directory that may be SBOMs.
func TestLayout(t *testing.T) {
	img := image(t, "filesystem")
	referrer := mutate.Subject(artifact(t, cycloneDX, cycloneDX, []byte("referrer")), descriptorOf(t, img)).(v1.Image)
	tagged := artifact(t, imageType, "text/spdx", []byte("tagged"))
	attestation := artifact(t, imageType, inToto, []byte("attestation"))
	dir := filepath.Join(t.TempDir(), "app")
	layout, err := ocilayout.Write(dir, indexOf(img, referrer, tagged))
	must(t, err)
	must(t, layout.AppendIndex(indexOf(image(t, "other"), attestation)))

	// docker save omits the images of other platforms.
	if err := os.Remove(filepath.Join(dir, blobFile(descriptorOf(t, image(t, "other")).Digest))); err != nil {
		t.Fatal(err)
	}

	var want []blob
	for _, b := range []string{"referrer", "tagged", "attestation"} {
		h, _, _ := v1.SHA256(strings.NewReader(b))
		want = append(want, blob{filepath.Join(dir, "blobs", "sha256", h.Hex), b})
	}
	if diff := cmp.Diff(want, blobs(t, dir)); diff != "" {
		t.Errorf("Find(%q): -want +got:\n%s", dir, diff)
	}
}

func TestNotImage(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "bom.json")
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, file, filepath.Join(dir, "missing")} {
		if found, err := Find(t.Context(), path); !errors.Is(err, ErrNotImage) {
			t.Errorf("Find(%q) = %v, %v, want ErrNotImage", path, found, err)
		}
	}
}

// TestFaults checks that each fault is an error and not an image without SBOMs.
func TestFaults(t *testing.T) {
	payload := []byte(`{"bomFormat": "CycloneDX"}`)
	art := artifact(t, cycloneDX, cycloneDX, payload)
	h, _, _ := v1.SHA256(bytes.NewReader(payload))
	registry := func(wrong func(w http.ResponseWriter, r *http.Request) bool) func(t *testing.T) string {
		return func(t *testing.T) string {
			registry := fake.New(fake.Logger(log.New(io.Discard, "", 0)), fake.WithReferrersSupport(true))
			must(t, remote.Write(serve(t, registry).Tag("v1"), art))
			return Scheme + serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !wrong(w, r) {
					registry.ServeHTTP(w, r)
				}
			})).String() + ":v1"
		}
	}
	status := func(part string, code int) func(t *testing.T) string {
		return registry(func(w http.ResponseWriter, r *http.Request) bool {
			wrong := strings.Contains(r.URL.Path, part)
			if wrong {
				w.WriteHeader(code)
			}
			return wrong
		})
	}
	layout := func(change func(t *testing.T, dir string)) func(t *testing.T) string {
		return func(t *testing.T) string {
			dir := t.TempDir()
			_, err := ocilayout.Write(dir, indexOf(art))
			must(t, err)
			change(t, dir)
			return dir
		}
	}
	write := func(t *testing.T, file, text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := func(p string) func(*testing.T) string { return func(*testing.T) string { return p } }
	var notFound *fs.PathError
	if _, err := os.Open(filepath.Join(t.TempDir(), "missing")); !errors.As(err, &notFound) {
		t.Fatal(err)
	}
	missing := notFound.Err.Error() // depends on the system
	for _, test := range []struct {
		name string
		path func(t *testing.T) string
		want string // part of the error
	}{
		{"no registry", path("oci://app:v1"), "expected oci://registry/name@sha256:HEX"},
		{"neither tag nor digest", path("oci://registry.example/app"), "expected oci://registry/name@sha256:HEX"},
		{"short digest", path("oci://registry.example/app@sha256:12"), "expected oci://registry/name@sha256:HEX"},
		{"no such image", status("/manifests/v1", 404), "expected an image there"},
		{"registry error", status("/manifests/v1", 500), "500"},
		{"referrers forbidden", status("/referrers/", 403), "referrers"},
		{"tags forbidden", status(".att", 403), "403"},
		{"referrers on several pages", registry(func(w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.URL.Path, "/referrers/") {
				w.Header().Set("Link", `<?last=1>; rel="next"`)
			}
			return false
		}), "several pages"},
		{"blob with another digest", registry(func(w http.ResponseWriter, r *http.Request) bool {
			wrong := strings.HasSuffix(r.URL.Path, "/blobs/"+h.String())
			if wrong {
				io.WriteString(w, strings.Repeat("x", len(payload)))
			}
			return wrong
		}), "sha256"},
		{"manifest with another digest", registry(func(w http.ResponseWriter, r *http.Request) bool {
			wrong := strings.Contains(r.URL.Path, "/manifests/sha256:")
			if wrong {
				io.WriteString(w, "{}")
			}
			return wrong
		}), "does not match requested digest"},
		{"blob with another digest in a layout", layout(func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, blobFile(h)), strings.Repeat("x", len(payload)))
		}), "the content has another digest"},
		{"blob longer than stated in a layout", layout(func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, blobFile(h)), string(payload)+" ")
		}), "expected the 26 bytes"},
		{"blob shorter than stated in a layout", layout(func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, blobFile(h)), "{}")
		}), "expected the 26 bytes"},
		{"missing blob in a layout", layout(func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, blobFile(h))); err != nil {
				t.Fatal(err)
			}
		}), missing},
		{"missing manifest in a layout", layout(func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, blobFile(descriptorOf(t, art).Digest))); err != nil {
				t.Fatal(err)
			}
		}), missing},
		{"invalid index in a layout", layout(func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, indexFile), "[]")
		}), "index.json: expected an OCI manifest or index"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := test.path(t)
			if _, err := read(t.Context(), path); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("reading the SBOMs of %q: error %v, want %q", path, err, test.want)
			} else if !strings.Contains(err.Error(), path) && !strings.Contains(err.Error(), h.Hex) {
				t.Errorf("the error %q names neither the image nor the blob", err)
			}
		})
	}
}

// TestInterrupt cancels Find while it waits for a registry.
func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	repo := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	if _, err := Find(ctx, Scheme+repo.String()+":v1"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

// blob is the name and content of an SBOM.
type blob struct{ Name, Content string }

func blobs(t *testing.T, path string) []blob {
	t.Helper()
	found, err := read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func read(ctx context.Context, path string) ([]blob, error) {
	found, err := Find(ctx, path)
	if err != nil {
		return nil, err
	}
	var blobs []blob
	for _, s := range found {
		r, err := s.Open(ctx)
		if err != nil {
			return nil, errors.Join(errors.New(s.Name), err)
		}
		content, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			return nil, errors.Join(errors.New(s.Name), err)
		}
		blobs = append(blobs, blob{s.Name, string(content)})
	}
	return blobs, nil
}

// repository is a repository and the image in it that SBOMs are attached to.
type repository struct {
	repo    name.Repository
	subject v1.Descriptor
}

// refer attaches an artifact as a referrer, with the tag schema if the registry has no
// referrers API.
func (r repository) refer(t *testing.T, art v1.Image) {
	t.Helper()
	art = mutate.Subject(art, r.subject).(v1.Image)
	must(t, remote.Write(r.repo.Digest(descriptorOf(t, art).Digest.String()), art))
}

// tag attaches an artifact with a tag of cosign.
func (r repository) tag(t *testing.T, suffix string, art v1.Image) {
	t.Helper()
	must(t, remote.Write(r.repo.Tag("sha256-"+r.subject.Digest.Hex+suffix), art))
}

func serve(t *testing.T, h http.Handler) name.Repository {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	repo, err := name.NewRepository(strings.TrimPrefix(s.URL, "http://") + "/team/app")
	must(t, err)
	return repo
}

// image returns an image with one layer.
func image(t *testing.T, filesystem string) v1.Image {
	return artifact(t, imageType, string(types.OCILayer), []byte(filesystem))
}

// artifact returns a manifest with one blob.
func artifact(t *testing.T, artifactType, mediaType string, content []byte) v1.Image {
	t.Helper()
	img, err := mutate.AppendLayers(mutate.MediaType(empty.Image, types.OCIManifestSchema1), static.NewLayer(content, types.MediaType(mediaType)))
	must(t, err)
	return mutate.ConfigMediaType(img, types.MediaType(artifactType))
}

func indexOf(images ...v1.Image) v1.ImageIndex {
	var adds []mutate.IndexAddendum
	for _, img := range images {
		adds = append(adds, mutate.IndexAddendum{Add: img})
	}
	return mutate.AppendManifests(empty.Index, adds...)
}

func descriptorOf(t *testing.T, of partial.Describable) v1.Descriptor {
	t.Helper()
	d, err := partial.Descriptor(of)
	must(t, err)
	return *d
}

// must fails the test if err is not nil.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
