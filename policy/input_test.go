package policy_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// shipped returns the SBOMs in testdata, by path.
func shipped(t *testing.T) map[string]*sbom.Document {
	t.Helper()
	docs := map[string]*sbom.Document{}
	for _, pattern := range []string{"*.json", "*.xml", "*.spdx", "*.yaml"} {
		paths, err := filepath.Glob("../testdata/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if docs[path], err = decode.One(path, bytes.NewReader(text)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(docs) == 0 {
		t.Fatal("no SBOM in testdata")
	}
	return docs
}

// TestInputFitsTheSchema checks the input against the schema that policies are compiled
// with.
func TestInputFitsTheSchema(t *testing.T) {
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(sbom.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for path, doc := range shipped(t) {
		in, err := policy.Input(doc, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		input, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(input); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}
