package jsonreport_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/diff"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/jsonreport"
)

// TestDiffSchema validates differences of each kind.
func TestDiffSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	for _, text := range [][]byte{jsonreport.Schema, jsonreport.DiffSchema} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(doc.(map[string]any)["$id"].(string), doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("https://github.com/bomgate/bomgate/policy/jsonreport/diff/v1")
	if err != nil {
		t.Fatal(err)
	}
	full := result(policy.Context{AsOf: time.Unix(0, 0), Acts: []string{"integrate"}})
	less := result(policy.Context{AsOf: time.Unix(1, 0)})
	less.Reports = less.Reports[:1]
	less.Reports[0].Findings[0].Level = policy.LevelNote
	less.Reports[0].Findings[0].Evidence = nil
	empty := &gate.Run{}
	for _, runs := range [][2]*gate.Run{{full, full}, {full, less}, {less, full}, {empty, full}, {full, empty}} {
		var buf bytes.Buffer
		if err := jsonreport.WriteDiff(&buf, diff.Runs(runs[0], runs[1])); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(&buf)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(value); err != nil {
			t.Error(err)
		}
	}
}
