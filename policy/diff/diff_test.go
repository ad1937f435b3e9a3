package diff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/diff"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// fact changes a run of one finding. It has its effect in one of the runs.
type fact func(*gate.Run, *policy.Finding)

// example returns a run with a finding, changed by facts.
func example(facts ...fact) *gate.Run {
	r := report("app", "a=error")
	r.Digest = "e3"
	f := &r.Findings[0]
	*f = policy.Finding{
		Rule: "prohibited", Level: policy.LevelError, Fingerprint: "a",
		Component: &policy.Component{Name: "engine", Version: "1", PURL: "pkg:npm/engine@1"},
		Evidence:  []policy.Evidence{supplier("Moon")},
		Entity:    &policy.Entity{ID: "moon", Name: "Moon"},
		Chain:     []policy.Relation{{From: policy.Entity{Name: "Moon"}, To: policy.Entity{Name: "Lab"}, Type: "subsidiary-of"}},
		Measure:   &policy.Measure{ID: "order"},
		Act:       &policy.Act{Name: "integrate", From: time.Date(2024, 9, 29, 0, 0, 0, 0, time.UTC), InForce: true},
		Reasons:   []string{"maker"},
	}
	r.Rules = []policy.Rule{{ID: "prohibited", Measures: []policy.Measure{{ID: "order"}}}}
	out := &gate.Run{
		Context: policy.Context{AsOf: time.Date(2024, 10, 1, 0, 0, 0, 0, time.UTC), Acts: []string{"integrate"}, Nexus: []string{"us"}},
		Bundles: []gate.Bundle{{Name: "rego", Digest: "1"}},
		Reports: []*policy.Report{r},
	}
	for _, change := range facts {
		change(out, f)
	}
	if r.Findings[0].Fingerprint == "" {
		r.Findings = nil
	}
	r.Counts = map[policy.Level]int{}
	for _, f := range r.Findings {
		r.Counts[f.Level]++
	}
	return out
}

func supplier(name string) policy.Evidence {
	claim := sbom.Claim{Kind: identity.KindOrganization, Role: sbom.RoleSupplier, Key: strings.ToLower(name), Value: name}
	return policy.Evidence{Claim: claim, Class: "maker"}
}

// The facts of the examples.
var (
	absent   fact = func(_ *gate.Run, f *policy.Finding) { f.Fingerprint = "" }
	milder   fact = func(_ *gate.Run, f *policy.Finding) { f.Level = policy.LevelNote }
	tooEarly fact = func(r *gate.Run, f *policy.Finding) {
		r.Context.AsOf, f.Act.InForce = time.Date(2024, 9, 28, 0, 0, 0, 0, time.UTC), false
	}
	edited    fact = func(r *gate.Run, _ *policy.Finding) { r.Reports[0].Digest = "0f" }
	noRule    fact = func(r *gate.Run, _ *policy.Finding) { r.Reports[0].Rules = []policy.Rule{{ID: "lookalike"}} }
	noMeasure fact = func(r *gate.Run, _ *policy.Finding) { r.Reports[0].Rules[0].Measures = nil }
	otherActs fact = func(r *gate.Run, _ *policy.Finding) { r.Context.Acts = []string{"use"} }
	ownData   fact = func(r *gate.Run, _ *policy.Finding) {
		r.Bundles = append(r.Bundles, gate.Bundle{Name: "own", Digest: "2"})
	}
	newRego fact = func(r *gate.Run, _ *policy.Finding) { r.Bundles[0].Digest = "3" }
	renamed fact = func(r *gate.Run, _ *policy.Finding) { r.Bundles[0].Name = "moved" }
)

// describe writes the differences in one line each: kind, causes.
func describe(d *diff.Diff) string {
	var lines []string
	for _, f := range d.Findings {
		line := string(f.Kind) + ":"
		for _, c := range f.Causes {
			text := c.Text
			if c.Evidence != nil {
				text = c.Evidence.String()
			}
			line += fmt.Sprintf(" [%s %s: %s]", c.Fact, c.Side, text)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestCauses(t *testing.T) {
	evidence := ` [evidence new: maker organization "moon"] [relation new: the relation Moon subsidiary of Lab]`
	for _, tc := range []struct {
		name     string
		old, new *gate.Run
		want     string
	}{
		{"nothing", example(), example(), ""},
		{"a document that says the same", example(), example(edited), ""},
		{"the component", example(absent, edited), example(), `appeared: [component new: the component "engine" 1]` + evidence},
		{"the rule", example(absent, noRule), example(), `appeared: [rule new: the rule prohibited] [measure new: the measure order]` + evidence},
		{"the measure", example(absent, noMeasure), example(), `appeared: [measure new: the measure order]` + evidence},
		{"the act", example(absent, otherActs), example(), `appeared: [act new: the act integrate]` + evidence},
		{"data", example(absent), example(ownData), `appeared: [policies new: the policies "own"]` + evidence},
		{"changed data", example(absent), example(newRego), `appeared: [policies : the content of the policies "rego"]` + evidence},
		{"moved data", example(), example(renamed), ""},
		{"the component is gone", example(), example(absent, edited), `disappeared: [component old: the component "engine" 1] [evidence old: maker organization "moon"] [relation old: the relation Moon subsidiary of Lab]`},
		{"the date", example(milder, tooEarly), example(), `level: [act : integrate is prohibited since 2024-09-29: the old run is as of 2024-09-28T00:00:00Z, the new run as of 2024-10-01T00:00:00Z]`},
		{"evidence", example(milder, func(_ *gate.Run, f *policy.Finding) { f.Evidence = nil }), example(), `level: [evidence new: maker organization "moon"]`},
		{"a reason", example(milder, func(_ *gate.Run, f *policy.Finding) { f.Reasons = []string{"build", "maker"} }), example(), `level: [reason old: the reason build]`},
		{"a relation", example(milder, func(_ *gate.Run, f *policy.Finding) { f.Chain[0].Since = "2019" }), example(), `level: [relation new: the relation Moon subsidiary of Lab] [relation old: the relation Moon subsidiary of Lab since 2019]`},
		{"the version", example(milder, func(_ *gate.Run, f *policy.Finding) { f.Component.Version = "0" }), example(), `level: [component : the version "0" in the old run, "1" in the new run]`},
		{"the levels in the data", example(milder), example(newRego), `level: [policies : the content of the policies "rego"]`},
		{"the document", example(milder), example(edited), `level: [document : the content of the document]`},
		{"a cause that is not stated", example(milder), example(), `level: [unknown : the runs do not state the cause]`},
	} {
		if got := describe(diff.Runs(tc.old, tc.new)); got != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, got, tc.want)
		}
	}
}

func TestRuns(t *testing.T) {
	for _, tc := range []struct {
		name     string
		old, new *gate.Run
		want     string // the kinds of findings, then of documents
	}{
		{"the most severe differences of each kind come first", run(report("app", "a=note b=error c=error")), run(report("app", "a=error d=note e=error")), "appeared e, appeared d, level a, disappeared b, disappeared c"},
		{"the most severe of two versions counts", run(report("app", "a=note a=error")), run(report("app", "a=error")), ""},
		{"a product that is new", run(report("app", "")), run(report("app", ""), report("web", "a=error")), "appeared a, document appeared web.json"},
		{"a product that is gone", run(report("app", ""), report("web", "a=error")), run(report("app", "")), "disappeared a, document disappeared web.json"},
		{"a product that may be in an unreadable document", run(report("app", ""), report("web", "a=error")), run(report("app", ""), unreadable("web.json")), "document appeared web.json"},
		{"a document that was never readable", run(unreadable("web.json")), run(unreadable("web.json")), "document verdict web.json"},
		{"a finding that the old run may omit", run(omitting(report("app", "a=error"), policy.LevelNote, 1)), run(report("app", "a=error b=note")), ""},
		{"a finding that the new run may omit", run(report("app", "a=error b=note")), run(omitting(report("app", "a=error"), policy.LevelNote, 1)), ""},
	} {
		d := diff.Runs(tc.old, tc.new)
		var got []string
		for _, f := range d.Findings {
			got = append(got, string(f.Kind)+" "+f.Finding().Fingerprint)
		}
		for _, doc := range d.Documents {
			got = append(got, "document "+string(doc.Kind)+" "+doc.Name)
		}
		if d.OmittedOld != count(tc.old) || d.OmittedNew != count(tc.new) {
			t.Errorf("%s: %d and %d omitted, want %d and %d", tc.name, d.OmittedOld, d.OmittedNew, count(tc.old), count(tc.new))
		}
		if s := strings.Join(got, ", "); s != tc.want || d.Empty() != (tc.want == "") {
			t.Errorf("%s: %q, want %q", tc.name, s, tc.want)
		}
	}
}

// count returns the number of findings that the first report of a run omits.
func count(run *gate.Run) int {
	n := -len(run.Reports[0].Findings)
	for _, c := range run.Reports[0].Counts {
		n += c
	}
	return max(0, n)
}
