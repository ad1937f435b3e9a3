package sbom

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzDecode feeds the readers anything. Whatever is read has claims whose places
// lie in the document and read back to their values, components whose parents
// come before them, and no more claims than its bytes can state; whatever is not
// read is refused with a place.
func FuzzDecode(f *testing.F) {
	for _, pattern := range []string{"*.json", "*.xml", "*.spdx", "broken/*"} {
		paths, err := filepath.Glob("../testdata/" + pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			if len(text) < 20_000 { // larger ones only slow it down
				f.Add(string(text))
				for _, w := range wrappings {
					f.Add(w.wrap(string(text)))
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Decode("fuzz", strings.NewReader(text))
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Location.Line < 1 || e.Message == "" {
				t.Errorf("refused without a place or a reason: %v", err)
			}
			return
		}
		checkClaims(t, doc)
		for i, c := range doc.Components {
			if c.Parent >= i {
				t.Errorf("component %d is nested in %d", i, c.Parent)
			}
			if path := doc.Path(i); path[len(path)-1] != i {
				t.Errorf("the way to component %d leads to %d", i, path[len(path)-1])
			}
		}
		const most = 64 // claims a byte: names that are misspelt in any letter
		if len(doc.Claims) > most*len(doc.text) {
			t.Errorf("%d claims in %d bytes", len(doc.Claims), len(doc.text))
		}
	})
}
