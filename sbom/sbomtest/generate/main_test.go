package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// TestForms: whatever the shape, each form holds the components asked for, and
// is read.
func TestForms(t *testing.T) {
	for _, s := range sbomtest.Shapes() {
		for _, f := range draft.Forms() {
			t.Run(s.Name+" "+f.Name, func(t *testing.T) {
				want := 50
				if s.Name == "long" {
					want = 1
				}
				if strings.HasPrefix(f.Name, "SPDX") {
					want++ // the product is a package as they are
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

// TestDepth: nested is as deep as may be, bottomless is deeper.
func TestDepth(t *testing.T) {
	if _, err := read("-shape", "nested", "-components", "700"); err != nil {
		t.Error(err)
	}
	if _, err := read("-shape", "bottomless", "-components", "700"); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("error %v, want that it is nested too deep", err)
	}
}

// read reads what the command writes.
func read(args ...string) ([]*sbom.Document, error) {
	var text bytes.Buffer
	if err := run(args, &text); err != nil {
		return nil, err
	}
	return sbom.Decoder{Wants: func() *identity.KeySet { return identity.NewKeySet(func(func(uint64) bool) {}, nil, nil) }}.Decode("-", &text)
}

// TestShapes: each shape has what its name promises.
func TestShapes(t *testing.T) {
	const n = 1000
	for _, c := range []struct {
		shape, of string
		want      int
	}{
		{"banned", `"purl": "pkg:generic/`, n},
		{"banned", `"name": "AO Kaspersky Lab"`, n / 3},
		{"alike", `"name": "AO Kaspersky Lab"`, n},
		{"dense", `"part-0000007"`, n - 1 + 3}, // edges, and its reference twice and name
		{"ring", `"part-0000000"`, 2 + 3},      // the product's edge and the last one's
		{"nested", `"components": [`, n + 1 - 2},
		{"bottomless", `"components": [`, n},
		{"long", "Kaspersky-", n / 10},
	} {
		var text bytes.Buffer
		if err := run([]string{"-shape", c.shape}, &text); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(text.String(), c.of); got != c.want {
			t.Errorf("%s: %s %d times, want %d", c.shape, c.of, got, c.want)
		}
	}
}

// TestNames: the data are a bundle with as many names as are asked for.
func TestNames(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "crowd")
	if err := run([]string{"-names", "30", "-o", folder}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := policy.ReadFolder("crowd", os.DirFS(folder)); err != nil {
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

func TestRefused(t *testing.T) {
	for _, args := range [][]string{{"-form", "docx"}, {"-shape", "round"}, {"-components", "0"}, {"-names", "-1"}, {"bom.json"}} {
		var text bytes.Buffer
		if err := run(args, &text); err == nil || !strings.Contains(err.Error(), "expected") || text.Len() > 0 {
			t.Errorf("%q: %d bytes, error %v, want one that says what is expected", args, text.Len(), err)
		}
	}
}
