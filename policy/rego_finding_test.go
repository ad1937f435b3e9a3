package policy_test

import (
	"strings"
	"testing"
)

// TestInvalidFindings checks that an invalid finding of a user's rule is an error that
// names the problem.
func TestInvalidFindings(t *testing.T) {
	for _, c := range []struct{ finding, wrong string }{
		{`{"message": ""}`, "a finding without message and template"},
		{`json.unmarshal("\"too many\"")`, `rule "ours": "too many": expected a finding: deny contains {"message": …} if { … }`},
		{`json.unmarshal("{\"message\": \"m\", \"componnet\": \"0\"}")`, `unknown member "componnet" of a finding: expected "component"`},
		{`{"message": "m", "template": "t"}`, "a finding with both message and template"},
		{`{"template": 7}`, "template is 7: expected a string"},
		{`{"message": ["a"]}`, `message is ["a"]: expected a string`},
		{`{"message": "m", "level": concat("", ["gra", "ve"])}`, `level "grave": expected error, warning or note`},
		{`{"message": "m", "component": "99"}`, `component "99": expected a member of input.components`},
		{`{"message": "m", "claims": "all"}`, `claims is "all": expected an array or a set`},
		{`{"message": "m", "claims": [7]}`, `a member is 7: expected an object`},
		{`{"message": "m", "claims": [{"class": "maker"}]}`, "claim -1: expected the id of a claim in input.claims"},
		{`{"message": "m", "claims": [{"id": 0.5}]}`, "id is 0.5: expected a whole number"},
		{`{"message": "m", "chain": [{"from": "kaspersky", "to": "kaspersky", "share": "half"}]}`, `share is "half": expected a number`},
		{`{"message": "m", "reasons": {1}}`, "reasons is 1: expected a string"},
	} {
		t.Run(c.finding, func(t *testing.T) {
			engine, err := compile(t, folder(t, "rules/ours/ours.rego", rule("deny contains "+c.finding)))
			if err != nil {
				t.Fatal(err)
			}
			_, err = engine.Evaluate(t.Context(), decoded(t, `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}`), shipping(t))
			if err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("error %v, expected %q", err, c.wrong)
			}
		})
	}
}
