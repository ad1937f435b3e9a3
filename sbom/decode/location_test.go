package decode

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
	"github.com/go-json-experiment/json/jsontext"
)

// TestLocateAgreesWithTokens checks the JSON pointers of all tokens in the documents of
// the corpus against those of package jsontext, for all tokens at once and for single
// tokens.
func TestLocateAgreesWithTokens(t *testing.T) {
	const most = 200 << 10 // bytes; longer documents add nothing
	for _, f := range corpustest.Files(t) {
		data := corpustest.Read(t, f.Path)
		doc, err := One(f.Path, strings.NewReader(string(data)))
		if err != nil || doc.Encoding != sbom.JSON || len(doc.Wrappers) > 0 || len(data) > most {
			continue
		}
		places, want := tokens(doc.Text())
		for i, l := range doc.Locate(places...) {
			if l.Path != want[i] {
				t.Fatalf("%s: offset %d: got %q, want %q", f.Path, places[i].Start, l.Path, want[i])
			}
		}
		for i := 0; i < len(places); i += 101 {
			if got := doc.Locate(places[i])[0].Path; got != want[i] {
				t.Fatalf("%s: offset %d alone: got %q, want %q", f.Path, places[i].Start, got, want[i])
			}
		}
	}
}

// tokens returns the places of the first bytes of all tokens of a JSON text, and their
// JSON pointers.
func tokens(text string) (places []sbom.Place, pointers []string) {
	d := jsontext.NewDecoder(strings.NewReader(text))
	for before := 0; ; before = int(d.InputOffset()) {
		if _, err := d.ReadToken(); err != nil {
			return places, pointers
		}
		start := int(d.InputOffset()) - len(strings.TrimLeft(text[before:d.InputOffset()], " \t\r\n,:"))
		places = append(places, sbom.Place{Start: start, End: start + 1})
		pointers = append(pointers, string(d.StackPointer()))
	}
}

// TestLocateInLongLists checks the paths of elements in lists that are long enough for
// the outline to have marks, and of the commas before them, with and without a wrapper.
func TestLocateInLongLists(t *testing.T) {
	list := func(n int, element string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(element+",\n", n), ",\n") + "]"
	}
	text := `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"lifecycles": ` + list(2, `{"phase": "build"}`) + `},
		"components": ` + list(12_000, `{"type": "library", "name": "n", "hashes": [{"alg": "MD5", "content": "00"}, {"alg": "MD5", "content": "01"}]}`) + `,
		"annotations": [],
		"dependencies": ` + list(25_000, `{"ref": "a", "dependsOn": ["b", "c"], "provides": [ ]}`) + `,
		"version": 1}`
	for prefix, text := range map[string]string{"": text, "/sbom": `{"sbom": ` + text + `}`} {
		doc, err := One("long.json", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		places, want := tokens(doc.Text())
		for step := range 3 { // so that some places are near each other and some are far
			var asked []sbom.Place
			var paths []string
			for i := 0; i < len(places); i += 1 + 4999*step {
				asked, paths = append(asked, places[i]), append(paths, prefix+want[i])
				if comma := places[i].Start - 2; comma > 0 && doc.Text()[comma:comma+2] == ",\n" {
					asked, paths = append(asked, sbom.Place{Start: comma, End: comma + 1}), append(paths, prefix+want[i])
				}
			}
			for i, l := range doc.Locate(asked...) {
				if l.Path != paths[i] {
					t.Fatalf("offset %d, one in %d: got %q, want %q", asked[i].Start, 1+4999*step, l.Path, paths[i])
				}
			}
			if step == 2 {
				for i, p := range asked {
					if got := doc.Locate(p)[0].Path; got != paths[i] {
						t.Fatalf("offset %d alone: got %q, want %q", p.Start, got, paths[i])
					}
				}
			}
		}
	}
}
