// Image writes a container image for several platforms as an OCI layout. Each image has the
// program as its entry point, and the root certificates that oci:// paths need, and nothing
// else:
//
//	image -o DIR -version 1.2.3 -revision HASH -created 2026-11-30T00:00:00Z linux/amd64=FILE linux/arm64=FILE
//
// The same arguments give the same bytes. The certificates are those of Mozilla, in the version
// that go.mod names, instead of those of the machine that makes the image.
package main

import (
	"archive/tar"
	"bytes"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

const (
	program      = "usr/bin/bomgate"
	certificates = "etc/ssl/certs/ca-certificates.crt" // where Go looks for them
	user         = "65532:65532"                       // the user nonroot of other minimal images
)

func main() {
	out := flag.String("o", "", "write the OCI layout to `DIR`")
	version := flag.String("version", "", "version of the program")
	revision := flag.String("revision", "", "commit of the program")
	created := flag.String("created", "", "date of the commit, as in 2026-11-30T00:00:00Z")
	flag.Parse()
	if err := write(*out, *version, *revision, *created, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

// write writes the index of the images for all platforms.
func write(dir, version, revision, created string, programs []string) error {
	when, err := time.Parse(time.RFC3339, created)
	if err != nil {
		return fmt.Errorf("-created: %w", err)
	}
	labels := map[string]string{
		"org.opencontainers.image.title":       "bomgate",
		"org.opencontainers.image.description": "Gate for software bills of materials",
		"org.opencontainers.image.source":      "https://github.com/bomgate/bomgate",
		"org.opencontainers.image.licenses":    "Apache-2.0",
		"org.opencontainers.image.version":     version,
		"org.opencontainers.image.revision":    revision,
		"org.opencontainers.image.created":     when.UTC().Format(time.RFC3339),
	}
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, arg := range programs {
		name, file, ok := strings.Cut(arg, "=")
		platform, err := v1.ParsePlatform(name)
		if !ok || err != nil {
			return fmt.Errorf("%q: expected OS/ARCH=FILE", arg)
		}
		image, err := newImage(platform, file, when, labels)
		if err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image, Descriptor: v1.Descriptor{Platform: platform}})
	}
	index = mutate.Annotations(index, labels).(v1.ImageIndex)
	to, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	return to.AppendIndex(index, layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": version}))
}

// newImage returns the image for one platform.
func newImage(platform *v1.Platform, file string, created time.Time, labels map[string]string) (v1.Image, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	image, err = mutate.ConfigFile(image, &v1.ConfigFile{
		OS: platform.OS, Architecture: platform.Architecture, Variant: platform.Variant,
		Created: v1.Time{Time: created.UTC()},
		RootFS:  v1.RootFS{Type: "layers"},
		Config: v1.Config{
			Entrypoint: []string{"/" + program},
			User:       user,
			WorkingDir: "/work",
			Env:        []string{"PATH=/usr/bin"},
			Labels:     labels,
		},
	})
	if err != nil {
		return nil, err
	}
	for _, l := range []struct {
		name string
		mode int64
		text []byte
	}{
		{certificates, 0o644, roots()}, // rarely changes, so it comes first
		{program, 0o755, text},
	} {
		layer, err := newLayer(l.name, l.mode, l.text, created)
		if err != nil {
			return nil, err
		}
		image, err = mutate.Append(image, mutate.Addendum{Layer: layer, History: v1.History{
			Created: v1.Time{Time: created.UTC()}, CreatedBy: "/" + l.name,
		}})
		if err != nil {
			return nil, err
		}
	}
	return mutate.Annotations(image, labels).(v1.Image), nil
}

// newLayer returns a layer with one file.
func newLayer(name string, mode int64, text []byte, modified time.Time) (v1.Layer, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i, c := range name { // the folders of the file
		if c != '/' {
			continue
		}
		if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name[:i+1], Mode: 0o755, ModTime: modified}); err != nil {
			return nil, err
		}
	}
	if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(text)), ModTime: modified}); err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b.Bytes())), nil
	}, tarball.WithMediaType(types.OCILayer))
}

// roots returns the root certificates that are trusted without a condition, as PEM. A PEM
// file cannot express a condition.
func roots() []byte {
	var b []byte
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			b = append(b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})...)
		}
	}
	return b
}
