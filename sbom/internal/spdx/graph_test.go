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

// TestGraphVocabularyMatchesSPDX3 checks that no name of SPDX 3.0.1 is refused as a
// misspelling of another name, and that all members that are read exist.
func TestGraphVocabularyMatchesSPDX3(t *testing.T) {
	text := corpustest.Read(t, "spdx+spdx-spec/rdf/spdx-context.jsonld")
	var context struct {
		Names map[string]any `json:"@context"`
	}
	if err := json.Unmarshal(text, &context); err != nil {
		t.Fatal(err)
	}
	g := newGraphCollector(sbom.NewBuilder(&sbom.Document{}, &scan.Source{}, nil))
	members := knownMembers().Clone()
	terms := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(context.Names)) {
		term := g.prefixes.term(name)
		terms[term] = true
		vocabulary := &members
		if 'A' <= term[0] && term[0] <= 'Z' {
			vocabulary = &g.classes
		}
		if wrong := vocabulary.NearMiss(term); wrong != "" {
			t.Errorf("name %q of SPDX 3.0.1 is refused: %s", name, wrong)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(graphMembers)) {
		if !terms[name] && name != "@value" {
			t.Errorf("member %q is read, but SPDX 3.0.1 does not have it", name)
		}
	}
}
