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

// TestImage checks images in a registry and in a layout directory: without attachments,
// with one that is not an SBOM, with an SBOM besides, and with two SBOMs.
func TestImage(t *testing.T) {
	const cycloneDX = "application/vnd.cyclonedx+json"
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(true)))
	defer server.Close()
	repo, err := name.NewRepository(strings.TrimPrefix(server.URL, "http://") + "/team/app")
	check(err)
	image, err := partial.Descriptor(empty.Image)
	check(err)
	check(remote.Write(repo.Tag("v1"), empty.Image))
	dir := filepath.Join(t.TempDir(), "saved")
	saved, err := layout.Write(dir, empty.Index)
	check(err)
	check(saved.AppendImage(empty.Image))

	bomgate := func(want int, args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); code != want {
			t.Errorf("bomgate %q: exit code %d, want %d\n%s%s", args, code, want, &stdout, &stderr)
		}
		return stdout.String() + stderr.String()
	}
	contains := func(out, want string) {
		t.Helper()
		if !strings.Contains(out, want) {
			t.Errorf("output without %q:\n%s", want, out)
		}
	}

	tagged := "oci://" + repo.Tag("v1").String()
	for _, path := range []string{tagged, dir} {
		for _, command := range []string{"check", "input"} {
			out := bomgate(exitNoVerdict, command, path)
			contains(out, "no SBOM is attached")
			contains(out, "attach an SBOM")
		}
	}
	contains(bomgate(exitNoVerdict, "check", "oci://"+repo.Tag("v2").String()), "expected an image there")

	attach := func(mediaType types.MediaType, content []byte) (digest v1.Hash) {
		layer := static.NewLayer(content, mediaType)
		art, err := mutate.AppendLayers(empty.Image, layer)
		check(err)
		art = mutate.Subject(art, *image).(v1.Image)
		d, err := partial.Descriptor(art)
		check(err)
		check(remote.Write(repo.Digest(d.Digest.String()), art))
		check(saved.AppendImage(art))
		digest, err = layer.Digest()
		check(err)
		return digest
	}
	attach("application/vnd.in-toto+json", []byte(`{"_type": "https://in-toto.io/Statement/v1", "subject": [],
		"predicateType": "https://slsa.dev/provenance/v1", "predicate": {"buildDefinition": {}}}`))
	contains(bomgate(exitNoVerdict, "check", tagged), "no SBOM is attached")

	appliance, err := os.ReadFile("../../testdata/appliance.cdx.json")
	check(err)
	digest := attach(cycloneDX, appliance)
	document := "oci://" + repo.String() + "@" + image.Digest.String() + "/" + digest.String()
	for _, arg := range []string{tagged, dir} {
		out := bomgate(exitClosed, "check", arg)
		contains(out, "Kaspersky Anti-Virus SDK 8.0")
		contains(out, "1 document, 1 fail; 1 file skipped, not an SBOM")
		contains(bomgate(exitOpen, "input", arg), `"component_count": 216`)
	}
	contains(bomgate(exitClosed, "check", tagged), document+": fail")
	contains(bomgate(exitClosed, "check", dir), filepath.ToSlash(filepath.Join(dir, "blobs", "sha256", digest.Hex))+": fail")
	contains(bomgate(exitClosed, "check", tagged, tagged), "1 document, 1 fail") // evaluated once

	// GitHub code scanning requires a relative path.
	var log struct {
		Runs []struct {
			Results []struct {
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	check(json.Unmarshal([]byte(bomgate(exitClosed, "check", "-o", "sarif", tagged)), &log))
	uri := log.Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI
	u, err := url.Parse(uri)
	if err != nil || u.IsAbs() || u.Host != "" || path.Clean(u.Path) != u.Path || path.Base(u.Path) != digest.String() {
		t.Errorf("the URI in SARIF is %q, want a relative path that ends in %s (%v)", uri, digest, err)
	}

	clean, err := os.ReadFile("../../testdata/clean.cdx.json")
	check(err)
	attach(cycloneDX, clean)
	contains(bomgate(exitClosed, "check", tagged), "2 documents, 1 fail, 1 pass")
	contains(bomgate(exitNoVerdict, "input", tagged), "2 SBOMs in")
}
