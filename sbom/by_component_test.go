package sbom_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// twoSuppliers decodes components a, b and c in it. Component a contains b.
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

func TestClaimsByComponent(t *testing.T) {
	doc := twoSuppliers(t)
	byComponent := doc.ByComponent()
	total := 0
	for i := range doc.Len() {
		claims := byComponent.Claims(i)
		if !slices.IsSorted(claims) {
			t.Errorf("component %d: claims %v are not in the order of the document", i, claims)
		}
		for _, id := range claims {
			if c := doc.Claim(id); c.Component != i {
				t.Errorf("component %d: claim %d is of component %d", i, id, c.Component)
			}
		}
		total += len(claims)
	}
	if total != doc.ClaimCount() || len(byComponent.Claims(1)) == 0 {
		t.Errorf("%d claims, want %d", total, doc.ClaimCount())
	}
}

// TestInputByComponent checks that the input for some components is a part of the
// input for all.
func TestInputByComponent(t *testing.T) {
	doc := twoSuppliers(t)
	input := doc.ByComponent().Input([]int{1, 3})
	components := input["components"].(map[string]any)
	if got := slices.Sorted(maps.Keys(components)); !slices.Equal(got, []string{"1", "3"}) {
		t.Errorf("components %v, want 1 and 3", got)
	}
	if c := components["1"].(map[string]any); c["name"] != "a" || c["version"] != "1" || c["ref"] != "a" || c["parent"] != "0" {
		t.Errorf("component 1 is %v", c)
	}
	claim := input["claims"].(map[string]any)["organization"].(map[string]any)["acme"].([]any)[0].(map[string]any)
	if makers := claim["components"].(map[string]any); claim["value"] != "Acme" || len(makers) != 1 || makers["1"] == nil {
		t.Errorf("claim %v, want Acme by component 1 alone", claim)
	}
	if input["coverage"].(map[string]any)["components"] != 3 {
		t.Errorf("coverage %v, want all 3 components", input["coverage"])
	}
}
