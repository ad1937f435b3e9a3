package policy_test

import (
	"os"
	"reflect"
	"testing"

	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/identity"
)

// TestWants checks that claims which the engine does not want do not change findings.
func TestWants(t *testing.T) {
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	for path, whole := range shipped(t) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		docs, err := decode.Decoder{Wants: engine.Wants}.All(path, f)
		if err != nil {
			t.Fatal(err)
		}
		wanted := docs[0]
		if wanted.ClaimCount() >= whole.ClaimCount() {
			t.Errorf("%s: all %d claims are wanted, want fewer", path, whole.ClaimCount())
		}
		a, err := engine.Evaluate(t.Context(), whole, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		b, err := engine.Evaluate(t.Context(), wanted, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		if a.Verdict != b.Verdict || a.Coverage != b.Coverage || !reflect.DeepEqual(a.Findings, b.Findings) {
			t.Errorf("%s: different findings with all claims and with wanted claims:\n%+v\n%+v", path, a.Findings, b.Findings)
		}
	}
}

// TestWantsAll checks that the engine wants all claims if a rule reads claims itself.
func TestWantsAll(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       bool
	}{
		{"components only", `deny contains {"message": "x"} if input.components["1"].name == "x"`, false},
		{"claims", `deny contains {"message": "x"} if input.claims.organization.acme`, true},
		{"claims by another name", `deny contains {"message": "x"} if {
	all := input.claims
	all.organization.acme
}`, true},
		{"claims by import", `import input.claims as c

deny contains {"message": "x"} if c.organization.acme`, true},
		{"members by variable", `deny contains {"message": "x"} if {
	some member in ["claims"]
	input[member].organization.acme
}`, true},
		{"the whole input", `deny contains {"message": "x"} if count(input) == 0`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			engine, err := compile(t, folder(t, "a.rego", rule(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			if got := engine.Wants().Has(identity.KindOrganization, "acme"); got != c.want {
				t.Errorf("wants all: %v, want %v", got, c.want)
			}
		})
	}
}
