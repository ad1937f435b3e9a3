package sbom_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// twoSuppliers returns a document with the components a, b and c, as 1 to 3. Component a
// contains b.
func twoSuppliers(t *testing.T) *sbom.Document {
	t.Helper()
	doc, err := decode.One("test.json", strings.NewReader(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
		{"type": "library", "bom-ref": "a", "name": "a", "version": "1", "supplier": {"name": "Acme"}, "components": [
			{"type": "library", "bom-ref": "b", "name": "b", "version": "2", "supplier": {"name": "Acme"}}]},
		{"type": "library", "bom-ref": "c", "name": "c", "version": "3", "supplier": {"name": "Umbrella"}}],
		"dependencies": [{"ref": "a", "dependsOn": ["c"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestByComponentListsAllClaims(t *testing.T) {
	doc := twoSuppliers(t)
	byComponent := doc.ByComponent()
	total := 0
	for i := range doc.Len() {
		claims := byComponent.Claims(i)
		if !slices.IsSorted(claims) {
			t.Errorf("component %d: claims %v, want them in the order of the document", i, claims)
		}
		for _, id := range claims {
			if c := doc.Claim(id); c.Component != i {
				t.Errorf("component %d: claim %d is about component %d", i, id, c.Component)
			}
		}
		total += len(claims)
	}
	if total != doc.ClaimCount() || total == 0 {
		t.Errorf("got %d claims, want %d", total, doc.ClaimCount())
	}
}

func TestByComponentLimitsInput(t *testing.T) {
	doc := twoSuppliers(t)
	input := doc.ByComponent().Input([]int{1, 3})
	components := input["components"].(map[string]any)
	if got := slices.Sorted(maps.Keys(components)); !slices.Equal(got, []string{"1", "3"}) {
		t.Errorf("got components %v, want 1 and 3", got)
	}
	if c := components["1"].(map[string]any); c["name"] != "a" || c["version"] != "1" || c["ref"] != "a" || c["parent"] != "0" {
		t.Errorf("got component 1 %v, want a 1 in the document", c)
	}
	claim := input["claims"].(map[string]any)["organization"].(map[string]any)["acme"].([]any)[0].(map[string]any)
	if makers := claim["components"].(map[string]any); claim["value"] != "Acme" || len(makers) != 1 || makers["1"] == nil {
		t.Errorf("got claim %v, want Acme of component 1 only", claim)
	}
	if input["coverage"].(map[string]any)["components"] != 3 {
		t.Errorf("got coverage %v, want 3 components", input["coverage"])
	}
}
