package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// imageStore has the same image in a registry and in a layout directory.
type imageStore struct {
	repo   name.Repository
	layout layout.Path
	dir    string
	image  *v1.Descriptor
}

func newImageStore(t *testing.T) *imageStore {
	t.Helper()
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(true)))
	t.Cleanup(server.Close)
	s := &imageStore{dir: filepath.Join(t.TempDir(), "saved")}
	var err error
	s.repo, err = name.NewRepository(strings.TrimPrefix(server.URL, "http://") + "/team/app")
	must(t, err)
	s.image, err = partial.Descriptor(empty.Image)
	must(t, err)
	must(t, remote.Write(s.repo.Tag("v1"), empty.Image))
	s.layout, err = layout.Write(s.dir, empty.Index)
	must(t, err)
	must(t, s.layout.AppendImage(empty.Image))
	return s
}

// attach attaches a blob to the image and returns its digest.
func (s *imageStore) attach(t *testing.T, mediaType types.MediaType, content []byte) v1.Hash {
	t.Helper()
	blob := static.NewLayer(content, mediaType)
	art, err := mutate.AppendLayers(empty.Image, blob)
	must(t, err)
	art = mutate.Subject(art, *s.image).(v1.Image)
	d, err := partial.Descriptor(art)
	must(t, err)
	must(t, remote.Write(s.repo.Digest(d.Digest.String()), art))
	must(t, s.layout.AppendImage(art))
	digest, err := blob.Digest()
	must(t, err)
	return digest
}

// attachFile attaches a CycloneDX file from testdata.
func (s *imageStore) attachFile(t *testing.T, file string) v1.Hash {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("../../testdata", file))
	must(t, err)
	return s.attach(t, "application/vnd.cyclonedx+json", content)
}

// tagged returns the path of the image in the registry.
func (s *imageStore) tagged() string { return "oci://" + s.repo.Tag("v1").String() }

// paths returns the paths of the image.
func (s *imageStore) paths() []string { return []string{s.tagged(), s.dir} }

func TestImageWithoutSBOM(t *testing.T) {
	s := newImageStore(t)
	for _, path := range s.paths() {
		for _, command := range []string{"check", "input"} {
			out := runCommand(t, exitNoVerdict, command, path)
			mustContain(t, out, "no SBOM is attached")
			mustContain(t, out, "attach an SBOM")
		}
	}
	mustContain(t, runCommand(t, exitNoVerdict, "check", "oci://"+s.repo.Tag("v2").String()), "expected an image there")

	s.attach(t, "application/vnd.in-toto+json", []byte(`{"_type": "https://in-toto.io/Statement/v1", "subject": [],
		"predicateType": "https://slsa.dev/provenance/v1", "predicate": {"buildDefinition": {}}}`))
	mustContain(t, runCommand(t, exitNoVerdict, "check", s.tagged()), "no SBOM is attached")
}

func TestImageWithSBOM(t *testing.T) {
	s := newImageStore(t)
	s.attach(t, "application/vnd.in-toto+json", []byte(`{"_type": "https://in-toto.io/Statement/v1", "subject": [],
		"predicateType": "https://slsa.dev/provenance/v1", "predicate": {"buildDefinition": {}}}`))
	digest := s.attachFile(t, "appliance.cdx.json")
	for _, path := range s.paths() {
		out := runCommand(t, exitClosed, "check", path)
		mustContain(t, out, "Kaspersky Anti-Virus SDK 8.0")
		mustContain(t, out, "1 document, 1 fail; ")
		mustContain(t, runCommand(t, exitOpen, "input", path), `"component_count": 216`)
	}
	document := "oci://" + s.repo.String() + "@" + s.image.Digest.String() + "/" + digest.String()
	mustContain(t, runCommand(t, exitClosed, "check", s.tagged()), document+": fail")
	mustContain(t, runCommand(t, exitClosed, "check", s.dir), filepath.ToSlash(filepath.Join(s.dir, "blobs", "sha256", digest.Hex))+": fail")
	mustContain(t, runCommand(t, exitClosed, "check", s.tagged(), s.tagged()), "1 document, 1 fail")

	s.attachFile(t, "clean.cdx.json")
	mustContain(t, runCommand(t, exitClosed, "check", s.tagged()), "2 documents, 1 fail, 1 pass")
	mustContain(t, runCommand(t, exitNoVerdict, "input", s.tagged()), "2 SBOMs in")
}

// TestImageInSARIF checks that the URI of an SBOM in a registry is a relative path, as
// GitHub code scanning requires.
func TestImageInSARIF(t *testing.T) {
	s := newImageStore(t)
	digest := s.attachFile(t, "appliance.cdx.json")
	var log struct {
		Runs []struct {
			Results []struct {
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	must(t, json.Unmarshal([]byte(runCommand(t, exitClosed, "check", "-o", "sarif", s.tagged())), &log))
	uri := log.Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI
	u, err := url.Parse(uri)
	if err != nil || u.IsAbs() || u.Host != "" || path.Clean(u.Path) != u.Path || path.Base(u.Path) != digest.String() {
		t.Errorf("URI %q, want a relative path that ends in %s (%v)", uri, digest, err)
	}
}

// runCommand runs the program, checks its exit code, and returns all its output.
func runCommand(t *testing.T, want int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); code != want {
		t.Errorf("bomgate %q: exit code %d, want %d\n%s%s", args, code, want, &stdout, &stderr)
	}
	return stdout.String() + stderr.String()
}

func mustContain(t *testing.T, out, want string) {
	t.Helper()
	if !strings.Contains(out, want) {
		t.Errorf("output without %q:\n%s", want, out)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
