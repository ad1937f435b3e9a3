package sbom

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

// inParts takes components apart for policies that ask for Acme and Acne, and know
// "acme" as what products are called and "ACME Ltd" as it is written.
func inParts(t *testing.T, n int, components ...string) (*Document, []Part) {
	t.Helper()
	wanted := identity.NewKeySet(slices.Values([]uint64{identity.Hash(identity.KindOrganization, "acme"), identity.Hash(identity.KindOrganization, "acne")}), nil, nil)
	text := `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [` + strings.Join(components, ",") + `]}`
	docs, err := Decoder{Wants: func() *identity.KeySet { return wanted }}.Decode("test.json", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return docs[0], slices.Collect(docs[0].Parts(n, Telling{
		Name: func(words string) string {
			if strings.HasPrefix(words, "acme") {
				return words
			}
			return ""
		},
		Whole: func(c Claim) string { return c.Key },
		Value: func(c Claim) bool { return c.Value == "ACME Ltd" },
	}))
}

// component is one by Acme unless it says otherwise.
func component(name, version, more string) string {
	return fmt.Sprintf(`{"type": "library", "name": %q, "version": %q, %s}`, name, version, more)
}

const byAcme = `"supplier": {"name": "Acme"}`

// TestAlike: what is alike to policies is one, what is not is not.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		name  string
		other string
		alike bool
	}{
		{"the same", component("a", "1", byAcme), true},
		{"another name and version", component("b", "2", byAcme), true},
		{"a reference", component("a", "1", `"bom-ref": "x", `+byAcme), false},
		{"a name that tells something", component("acme", "1", byAcme), false},
		{"a name with space around it", component(" a", "1", byAcme), false},
		{"a name that looks like a stand-in", component("\ufdd00\ufdd1", "1", byAcme), false},
		{"no version", component("a", "", byAcme), false},
		{"not shipped", component("a", "1", `"scope": "excluded", `+byAcme), false},
		{"another supplier", component("a", "1", `"supplier": {"name": "Acne"}`), false},
		{"one more claim", component("a", "1", `"publisher": "Acme", `+byAcme), false},
		{"a spelling that tells nothing", component("a", "1", `"supplier": {"name": "ACME"}`), true},
		{"a spelling that tells something", component("a", "1", `"supplier": {"name": "ACME Ltd"}`), false},
		{"another role", component("a", "1", `"publisher": "Acme"`), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, parts := inParts(t, 1000, component("a", "1", byAcme), c.other)
			if len(parts) != 1 {
				t.Fatalf("%d parts, want 1", len(parts))
			}
			if stands := parts[0].Alike(1); slices.Contains(stands, 2) != c.alike || stands[0] != 1 {
				t.Errorf("component 1 stands for %v", stands)
			}
		})
	}
}

// TestParts: policies see stand-ins, and what they say with those is told of each component.
func TestParts(t *testing.T) {
	doc, parts := inParts(t, 1,
		component("a", "1", byAcme), component("b", "2", `"supplier": {"name": "ACME"}`),
		component("c", "3", `"publisher": "Acme"`))
	if len(parts) != 2 {
		t.Fatalf("%d parts, want 2", len(parts))
	}
	part := parts[0]
	components := part.Input["components"].(map[string]any)
	if len(components) != 1 || len(part.Alike(1)) != 2 {
		t.Fatalf("components %v, and the first stands for %v", components, part.Alike(1))
	}
	seen := components["1"].(map[string]any)
	claim := part.Input["claims"].(map[string]any)["organization"].(map[string]any)["acme"].([]any)[0].(map[string]any)
	text := fmt.Sprintf("%s %s by %s \ufdd0", seen["name"], seen["version"], claim["value"])
	id := claim["components"].(map[string]any)["1"].(int)
	for i, want := range map[int]string{1: "a 1 by Acme \ufdd0", 2: "b 2 by ACME \ufdd0"} {
		if got := part.Fill(text, i); got != want {
			t.Errorf("component %d: %q, want %q", i, got, want)
		}
		if c := doc.Claim(part.Claim(id, 1, i)); c.Component != i || c.Kind != identity.KindOrganization {
			t.Errorf("component %d has claim %+v", i, c)
		}
	}
	if got := (Part{}).Fill(text, 2); got != text {
		t.Errorf("%q, want %q as it is", got, text)
	}
}
