package decode

import (
	"bytes"
	"maps"
	"os"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
)

// TestEverythingIsSameInJSONAndXML checks that two documents with all members of
// CycloneDX that make claims, which are seeds of the fuzz targets too, state the same.
func TestEverythingIsSameInJSONAndXML(t *testing.T) {
	read := func(path string) *sbom.Document {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := One(path, bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range doc.Warnings {
			t.Errorf("%s: got warning %q, want none", path, w.Message)
		}
		return doc
	}
	fromJSON := corpustest.Statements(read("testdata/everything.cdx.json"), true)
	fromXML := corpustest.Statements(read("testdata/everything.cdx.xml"), true)
	if len(fromJSON) < 200 {
		t.Errorf("got %d statements, want at least 200", len(fromJSON))
	}
	if !maps.Equal(fromJSON, fromXML) {
		t.Errorf("XML (+) and JSON (-) differ:\n%s", corpustest.Difference(fromXML, fromJSON))
	}
}
