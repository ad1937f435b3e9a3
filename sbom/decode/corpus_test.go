package decode

import (
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

// TestCorpus reads every real SBOM there is: with the number of components that
// was counted without any SBOM library, so that none is hidden, or refused as
// testdata/refused.txt has it. Every valid example of CycloneDX's specification
// is read. All places that claims name read back to their values.
func TestCorpus(t *testing.T) {
	refused := map[string][]string{} // places by reason
	for _, f := range corpustest.Files(t) {
		data := corpustest.Read(t, f.Path)
		doc, err := One(f.Path, strings.NewReader(string(data)))
		if err != nil {
			var e *sbom.Error
			if !errors.As(err, &e) || e.Message == "" || e.Location.Line == 0 {
				t.Errorf("%s: error without a reason or a place: %v", f.Path, err)
			}
			if strings.HasPrefix(f.Path, "CycloneDX+specification/") && strings.HasPrefix(filepath.Base(f.Path), "valid-") {
				t.Errorf("a valid document: %v", err)
			}
			l := e.Location
			refused[e.Message] = append(refused[e.Message], strings.TrimRight(fmt.Sprintf("%s:%d:%d %s", f.Path, l.Line, l.Column, l.Path), " "))
			continue
		}
		if want, err := strconv.Atoi(f.Components); err == nil {
			got := doc.ComponentCount()
			if f.Encoding == "jsonld" { // the index counts software packages alone
				want += strings.Count(string(data), `"dataset_DatasetPackage"`) + strings.Count(string(data), `"ai_AIPackage"`)
			}
			if got != want {
				t.Errorf("%s: %d components, want %d", f.Path, got, want)
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
		t.Errorf("other documents are refused, or for other reasons, than %s has: judge each, then run go test ./sbom -run TestCorpus -update", golden)
	}
}

// checkClaims wants every claim to have a key, a component and a place that
// reads back to its value.
func checkClaims(t *testing.T, doc *sbom.Document) {
	t.Helper()
	for _, c := range doc.Claims() {
		if c.Key == "" || c.Component < 0 || c.Component >= doc.Len() {
			t.Errorf("%s: claim %+v", doc.Name, c)
			return
		}
		if c.Place.Start < 0 || c.Place.Start >= c.Place.End || c.Place.End > len(doc.Text()) {
			t.Errorf("%s: no place of claim %+v", doc.Name, c)
			return
		}
		if c.Role == sbom.RoleTagCreator || c.Role == sbom.RoleCopyright || c.Role == sbom.RoleSigner {
			continue // the name is taken out of a SWID tag or certificate in Base64, or out of a notice's lines
		}
		if got := readBack(doc, c.Place); !strings.Contains(got, c.Value) {
			t.Errorf("%s: %s claim %q reads back to %q", doc.Name, c.Kind, c.Value, got)
			return
		}
	}
}

// readBack reads the value at a place as the encoding writes values.
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
