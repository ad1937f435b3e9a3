package phrase_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// brackets marks what was escaped.
var brackets phrase.Escape = func(s string) string { return "<" + s + ">" }

func TestEscapesAllText(t *testing.T) {
	app := &policy.Component{Document: "app.json", Name: "app"}
	lib := &policy.Component{Document: "lib.json", Group: "org", Name: "lib", Version: "1"}
	unnamed := &policy.Component{Document: "lib.json", Ref: "ref"}
	finding := &policy.Finding{
		Entity: &policy.Entity{Name: "Subsidiary"},
		Chain: []policy.Relation{
			{Type: "majority-owned-by", Share: 69.8, Since: "2022", To: policy.Entity{Name: "Parent"}},
			{Type: "member-of", To: policy.Entity{Name: "Group"}},
		},
	}
	day := time.Date(2024, 9, 29, 4, 0, 0, 0, time.UTC)
	for _, tc := range []struct{ got, want string }{
		{brackets.Component(lib), "<org/lib> <1>"},
		{brackets.Component(unnamed), "<ref>"},
		{brackets.Component(&policy.Component{Origin: sbom.OriginPackage}), "unnamed package"},
		{brackets.Path("app.json", []*policy.Component{app, nil, lib, unnamed}), "<app> › … › [<lib.json>] <lib> › <ref>"},
		{brackets.Path("lib.json", []*policy.Component{app, lib}), "[<app.json>] <app> › [<lib.json>] <lib>"},
		{brackets.Entity(finding), "<Subsidiary> → <majority owned by> (69.8 %) since <2022> → <Parent> → <member of> → <Group>"},
		{brackets.Act(&policy.Act{Name: "use"}), "<use>, not prohibited by this measure"},
		{brackets.Act(&policy.Act{Name: "resell", From: day}), "<resell>, not in force before 2024-09-29"},
		{brackets.Act(&policy.Act{Name: "resell", From: day, InForce: true}), "<resell>, in force since 2024-09-29"},
		{brackets.Wrappers([]sbom.Wrapper{{Kind: "gzip", Decoded: true}, {Kind: sbom.WrapperDSSE}}), "<gzip>, <dsse>; signed, signature not verified; locations refer to the decoded text"},
		{brackets.Wrappers([]sbom.Wrapper{{Kind: sbom.WrapperDSSE, Verified: true, Signer: "key.pem"}}), "<dsse>; signature verified with <key.pem>"},
		{brackets.Date(policy.Context{AsOf: day}, ""), "2024-09-29T04:00:00Z"},
		{brackets.Date(policy.Context{AsOf: day}, "2024-09-29T00:00:00-04:00"), "2024-09-29T04:00:00Z (given as <2024-09-29T00:00:00-04:00>)"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %s, want %s", tc.got, tc.want)
		}
	}
}

func TestCoverage(t *testing.T) {
	for _, tc := range []struct {
		in   sbom.Coverage
		want string
	}{
		{sbom.Coverage{}, "no components"},
		{sbom.Coverage{Components: 1, Maker: 1}, "1 component: 1 with a maker, 0 (0 %) with a name only"},
		{sbom.Coverage{Components: 10, Maker: 2, Identity: 3, Hash: 1, Name: 3, Nothing: 1}, "10 components: 2 with a maker, 3 with a package identity only, 1 with a hash only, 3 (30 %) with a name only, 1 without a name"},
		{sbom.Coverage{Components: 1000, Maker: 999, Name: 1}, "1000 components: 999 with a maker, 1 (less than 1 %) with a name only"},
		{sbom.Coverage{Components: 1000, Maker: 1, Name: 999}, "1000 components: 1 with a maker, 999 (more than 99 %) with a name only"},
		{sbom.Coverage{Components: 1, Name: 1, Incomplete: 1}, "1 component: 1 (100 %) with a name only; 1 component declared incomplete"},
		{sbom.Coverage{Incomplete: 3}, "no components; 3 components declared incomplete"},
	} {
		if got := phrase.Coverage(tc.in); got != tc.want {
			t.Errorf("Coverage(%+v) = %s, want %s", tc.in, got, tc.want)
		}
	}
}

// TestHint checks that a document without a verdict says how to get one.
func TestHint(t *testing.T) {
	fault := &sbom.Error{Message: "cut off", Hint: "get it again"}
	for _, tc := range []struct {
		name string
		in   policy.Report
		want string
	}{
		{"a fault", policy.Report{Verdict: policy.Undetermined, Fault: fmt.Errorf("read: %w", fault)}, "get it again"},
		{"a fault without a hint", policy.Report{Verdict: policy.Undetermined, Fault: errors.New("read failed")}, ""},
		{"no components", policy.Report{Verdict: policy.Undetermined}, "--allow-empty"},
		{"names only", policy.Report{Verdict: policy.Undetermined, Coverage: sbom.Coverage{Components: 2, Name: 2}}, "the package URL of each component"},
		{"a verdict", policy.Report{Verdict: policy.Pass}, ""},
	} {
		if got := phrase.Hint(&tc.in); !strings.Contains(got, tc.want) || tc.want == "" && got != "" {
			t.Errorf("%s: hint %q, want %q", tc.name, got, tc.want)
		}
	}
}
