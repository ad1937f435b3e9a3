package spdx

import (
	"maps"
	"slices"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
)

// TestSPDX3KnowsTheVocabulary: no name of SPDX 3.0.1 is taken for another one misspelt.
func TestSPDX3KnowsTheVocabulary(t *testing.T) {
	text := corpustest.Read(t, "spdx+spdx-spec/rdf/spdx-context.jsonld")
	var context struct {
		Names map[string]any `json:"@context"`
	}
	if err := json.Unmarshal(text, &context); err != nil {
		t.Fatal(err)
	}
	s := newSPDX3(sbom.NewBuilder(&sbom.Document{}, &scan.Source{}, nil))
	terms := spdx3Terms().Clone()
	for name := range context.Names {
		check := terms.Mistaken
		if term := s.prefixes.term(name); 'A' <= term[0] && term[0] <= 'Z' {
			check = s.classes.Mistaken
		}
		if wrong := check(s.prefixes.term(name)); wrong != "" {
			t.Errorf("%s %s", name, wrong)
		}
	}
	for name := range spdx3Members {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(context.Names)), func(n string) bool { return s.prefixes.term(n) == name }) && name != "@value" {
			t.Errorf("member %q is none of SPDX 3.0.1", name)
		}
	}
}
