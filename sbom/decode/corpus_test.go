package decode

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "rewrite testdata/refused.txt")

// TestCorpus reads all SBOMs of the corpus. Each has the number of components that was
// counted without an SBOM library, or is listed with the reason in testdata/refused.txt.
// No valid example of the CycloneDX specification is refused. The text at the place of a
// claim has its value.
func TestCorpus(t *testing.T) {
	refused := map[string][]string{} // places by reason
	for _, f := range corpustest.Files(t) {
		data := corpustest.Read(t, f.Path)
		doc, err := One(f.Path, strings.NewReader(string(data)))
		if err != nil {
			var e *sbom.Error
			if !errors.As(err, &e) || e.Message == "" || e.Location.Line == 0 {
				t.Errorf("%s: got error %v, want one with a message and a location", f.Path, err)
			}
			if strings.HasPrefix(f.Path, "CycloneDX+specification/") && strings.HasPrefix(filepath.Base(f.Path), "valid-") {
				t.Errorf("got error %v, want none for a valid document", err)
			}
			l := e.Location
			refused[e.Message] = append(refused[e.Message], strings.TrimRight(fmt.Sprintf("%s:%d:%d %s", f.Path, l.Line, l.Column, l.Path), " "))
			continue
		}
		if want, err := strconv.Atoi(f.Components); err == nil {
			got := doc.ComponentCount()
			if f.Encoding == "jsonld" { // the index counts only software packages
				want += strings.Count(string(data), `"dataset_DatasetPackage"`) + strings.Count(string(data), `"ai_AIPackage"`)
			}
			if got != want {
				t.Errorf("%s: got %d components, want %d", f.Path, got, want)
			}
		}
		checkClaims(t, doc)
	}
	var b strings.Builder
	for _, reason := range slices.Sorted(maps.Keys(refused)) {
		fmt.Fprintf(&b, "%s\n\t%s\n", reason, strings.Join(refused[reason], "\n\t"))
	}
	t.Log("refused:\n" + b.String())
	const golden = "testdata/refused.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the refused documents or their reasons differ from %s: check each, then run go test ./sbom/decode -run TestCorpus -update", golden)
	}
}

// checkClaims checks that every claim of a document has a key, a component, and a place
// with its value.
func checkClaims(t *testing.T, doc *sbom.Document) {
	t.Helper()
	for _, c := range doc.Claims() {
		if c.Key == "" || c.Component < 0 || c.Component >= doc.Len() {
			t.Errorf("%s: got claim %+v, want a key and a component of the document", doc.Name, c)
			return
		}
		if c.Place.Start < 0 || c.Place.Start >= c.Place.End || c.Place.End > len(doc.Text()) {
			t.Errorf("%s: got claim %+v, want a place in the document", doc.Name, c)
			return
		}
		if c.Role == sbom.RoleTagCreator || c.Role == sbom.RoleCopyright || c.Role == sbom.RoleSigner || isBase64(readBack(doc, c.Place)) {
			continue // the value is in Base64 or in one of several lines
		}
		if got := readBack(doc, c.Place); !strings.Contains(got, c.Value) {
			t.Errorf("%s: place of %s claim %q: got %q, want the value", doc.Name, c.Kind, c.Value, got)
			return
		}
	}
}

// isBase64 reports whether a value is the text of a SWID tag in Base64.
func isBase64(value string) bool {
	text, err := base64.StdEncoding.DecodeString(value)
	return err == nil && bytes.Contains(text, []byte("<"))
}

// readBack returns the value at a place, without the syntax of the encoding.
func readBack(doc *sbom.Document, p sbom.Place) string {
	raw := doc.Text()[p.Start:p.End]
	switch doc.Encoding {
	case sbom.JSON:
		value, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return err.Error()
		}
		return string(value)
	case sbom.XML, sbom.RDF:
		var value struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte("<x>"+raw+"</x>"), &value); err != nil {
			return err.Error()
		}
		return value.Text
	case sbom.YAML:
		var value yaml.Node
		if err := yaml.Unmarshal([]byte(raw), &value); err != nil {
			return err.Error()
		}
		return value.Content[0].Value
	}
	return raw
}
