package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// TestForms checks that every shape in every form can be decoded and has the
// requested number of components.
func TestForms(t *testing.T) {
	for _, s := range sbomtest.Shapes() {
		for _, f := range draft.Forms() {
			t.Run(s.Name+" "+f.Name, func(t *testing.T) {
				want := 50
				if s.Name == "long-name" {
					want = 1
				}
				if strings.HasPrefix(f.Name, "SPDX") {
					want++ // in SPDX the product is a package too
				}
				doc, err := read("-shape", s.Name, "-form", flagName(f), "-components", "50")
				if err != nil {
					t.Fatal(err)
				}
				if got := doc[0].ComponentCount(); got != want {
					t.Errorf("%d components, want %d", got, want)
				}
			})
		}
	}
}

// TestDepth checks that the decoder accepts the depth of nested and refuses that of
// too-deep.
func TestDepth(t *testing.T) {
	if _, err := read("-shape", "nested", "-components", "700"); err != nil {
		t.Error(err)
	}
	if _, err := read("-shape", "too-deep", "-components", "700"); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("error %v, want one about the depth", err)
	}
}

// read decodes the output of the command.
func read(args ...string) ([]*sbom.Document, error) {
	var text bytes.Buffer
	if err := run(args, &text); err != nil {
		return nil, err
	}
	return decode.Decoder{Wants: func() *identity.KeySet { return identity.NewKeySet(func(func(uint64) bool) {}, nil, nil) }}.All("-", &text)
}

// TestShapes counts characteristic strings in each shape.
func TestShapes(t *testing.T) {
	const n = 1000
	for _, c := range []struct {
		shape, text string
		want        int
	}{
		{"banned", `"purl": "pkg:generic/`, n},
		{"banned", `"name": "AO Kaspersky Lab"`, n / 3},
		{"one-supplier", `"name": "AO Kaspersky Lab"`, n},
		{"dense", `"part-0000007"`, n - 1 + 3}, // edges, plus reference (twice) and name
		{"cycle", `"part-0000000"`, 2 + 3},     // the product's edge and the last component's
		{"nested", `"components": [`, n + 1 - 2},
		{"too-deep", `"components": [`, n},
		{"long-name", "Kaspersky-", n / 10},
	} {
		var out bytes.Buffer
		if err := run([]string{"-shape", c.shape}, &out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), c.text); got != c.want {
			t.Errorf("%s: found %s %d times, want %d", c.shape, c.text, got, c.want)
		}
	}
}

// TestNames checks that the data is a bundle with the requested number of names.
func TestNames(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "ban-list")
	if err := run([]string{"-names", "30", "-o", folder}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := policy.ReadFolder("ban-list", os.DirFS(folder)); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "entities", "data.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got := bytes.Count(text, []byte(`"kind":"organization"`)); got != 30 {
		t.Errorf("%d names, want 30", got)
	}
}

// TestRefused checks that invalid arguments give an error and no output.
func TestRefused(t *testing.T) {
	for _, args := range [][]string{{"-form", "docx"}, {"-shape", "round"}, {"-components", "0"}, {"-names", "-1"}, {"bom.json"}} {
		var text bytes.Buffer
		if err := run(args, &text); err == nil || !strings.Contains(err.Error(), "expected") || text.Len() > 0 {
			t.Errorf("%q: %d bytes of output, error %v; want no output and an error that says what was expected", args, text.Len(), err)
		}
	}
}
