package sbom

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestLocateAgreesWithTokens: every token of real documents has the JSON pointer
// that a reader of tokens gives it, whether it is asked for alone or with others.
func TestLocateAgreesWithTokens(t *testing.T) {
	const most = 200 << 10 // bytes: the others have nothing new
	for _, f := range corpusFiles(t) {
		data, err := os.ReadFile(filepath.Join(corpus, f.path))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Decode(f.path, strings.NewReader(string(data)))
		if err != nil || doc.Encoding != JSON || len(doc.Wrappers) > 0 || len(data) > most {
			continue
		}
		var places []Place
		var want []string
		d := jsontext.NewDecoder(strings.NewReader(doc.text))
		for before := 0; ; before = int(d.InputOffset()) {
			if _, err := d.ReadToken(); err != nil {
				break
			}
			start := int(d.InputOffset()) - len(strings.TrimLeft(doc.text[before:d.InputOffset()], " \t\r\n,:"))
			places = append(places, Place{start, start + 1})
			want = append(want, string(d.StackPointer()))
		}
		for i, l := range doc.Locate(places...) {
			if l.Path != want[i] {
				t.Fatalf("%s: offset %d: %q, want %q", f.path, places[i].Start, l.Path, want[i])
			}
		}
		for i := 0; i < len(places); i += 101 {
			if got := doc.Locate(places[i])[0].Path; got != want[i] {
				t.Fatalf("%s: offset %d alone: %q, want %q", f.path, places[i].Start, got, want[i])
			}
		}
	}
}
