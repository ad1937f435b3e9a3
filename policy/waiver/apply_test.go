package waiver_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/waiver"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// noon is the date of evaluation.
var noon = day("2026-11-29").Add(12 * time.Hour)

func evidence(class, key string) policy.Evidence {
	return policy.Evidence{Class: class, Claim: sbom.Claim{Kind: identity.KindOrganization, Key: key}}
}

// agent is a finding on version 1.0 of a package, with the level warning.
func agent() policy.Finding {
	return policy.Finding{
		Rule: "prohibited", Level: policy.LevelWarning, Fingerprint: fingerprint,
		Component: &policy.Component{Name: "agent", Version: "1.0", PURL: "pkg:npm/agent@1.0"},
		Entity:    &policy.Entity{ID: "acme", Name: "acme"}, Measure: &policy.Measure{ID: "order"},
		Evidence: []policy.Evidence{evidence("maker", "acme"), evidence("copyright", "acme")},
	}
}

// accepted is a waiver that covers agent.
func accepted() *policy.Waiver {
	return &policy.Waiver{
		Location: sbom.Location{Line: 2, Column: 5}, Fingerprint: fingerprint,
		Level: policy.LevelWarning, Evidence: []string{`maker organization "acme"`, `copyright organization "acme"`},
		Reason: "It does not ship.", Basis: "license 7", Approver: "Jane Doe", Ticket: "GATE-1",
		Issued: day("2026-11-01"), Expires: day("2027-05-01"),
	}
}

// acceptedPackage is a waiver that covers agent by its package.
func acceptedPackage(purl string) *policy.Waiver {
	w := accepted()
	w.Fingerprint, w.PURL, w.Entity, w.Measure, w.Document = "", purl, "acme", "order", "application/product"
	return w
}

// apply applies waivers to findings in a document.
func apply(findings []policy.Finding, waivers ...*policy.Waiver) *policy.Report {
	document := &policy.Report{Name: "bom.json", Document: &policy.Document{Product: "application/product"}, Findings: findings}
	return waiver.Apply([]*policy.Report{document}, waivers, waiver.Options{Name: "w.yaml", Context: policy.Context{AsOf: noon}})
}

// describe returns the levels and messages of findings on waivers.
func describe(r *policy.Report) string {
	var s []string
	for _, f := range r.Findings {
		s = append(s, string(f.Level)+": "+strings.TrimPrefix(f.Message, "the waiver of finding 0a0a0a0a0a0a (GATE-1, approved by Jane Doe) "))
	}
	return strings.Join(s, "\n")
}

func TestWaiverCoversItsFinding(t *testing.T) {
	with := func(change func(*policy.Waiver)) *policy.Waiver {
		w := accepted()
		change(w)
		return w
	}
	for _, c := range []struct {
		name   string
		waiver *policy.Waiver
		want   string // the finding on the waiver
	}{
		{"with the same level and evidence", accepted(), ""},
		{"with a less severe level", with(func(w *policy.Waiver) { w.Level = policy.LevelError }), ""},
		{"with less evidence", with(func(w *policy.Waiver) { w.Evidence = append(w.Evidence, "domain host acme.example") }), ""},
		{"on the day of issue", with(func(w *policy.Waiver) { w.Issued = day("2026-11-29") }), ""},
		{"30 days before it expires", with(func(w *policy.Waiver) { w.Expires = day("2026-12-29") }), "warning: expires on 2026-12-29, in 30 days"},
		{"a day before it expires", with(func(w *policy.Waiver) { w.Expires = day("2026-11-30") }), "warning: expires on 2026-11-30, in 1 day"},
		{"on the last day", with(func(w *policy.Waiver) { w.Expires = day("2026-11-29") }), "warning: expires on 2026-11-29, in 0 days"},
		{"31 days before it expires", with(func(w *policy.Waiver) { w.Expires = day("2026-12-30") }), ""},
		{"for 366 days", with(func(w *policy.Waiver) { w.Expires = day("2027-11-02") }), ""},
		{"by its package", acceptedPackage("pkg:npm/agent"), ""},
		{"by the version of its package", acceptedPackage("pkg:npm/agent@1.0"), ""},
		{"by its package in other letters", acceptedPackage("pkg:NPM/Agent"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			findings := []policy.Finding{agent()}
			r := apply(findings, c.waiver)
			if findings[0].Waiver != c.waiver {
				t.Errorf("the finding has the waiver %v", findings[0].Waiver)
			}
			if got := describe(r); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWaiverCoversNothing(t *testing.T) {
	const notUsed = "warning: is not used: no finding of this run needs it"
	for _, c := range []struct {
		name   string
		change func(*policy.Waiver, *policy.Finding)
		want   string // the finding on the waiver
	}{
		{"after it expired", func(w *policy.Waiver, _ *policy.Finding) { w.Expires = day("2026-11-28") }, "error: expired on 2026-11-28"},
		{"before it is issued", func(w *policy.Waiver, _ *policy.Finding) { w.Issued = day("2026-11-30") }, "error: is issued in the future, on 2026-11-30"},
		{"if it is valid for too long", func(w *policy.Waiver, _ *policy.Finding) { w.Expires = day("2027-11-03") },
			"error: is valid for 367 days, from 2026-11-01 to 2027-11-03; at most 366 days are allowed"},
		{"if it is valid for too long, and expired", func(w *policy.Waiver, _ *policy.Finding) { w.Issued, w.Expires = day("2020-01-01"), day("2021-01-02") },
			"error: is valid for 367 days, from 2020-01-01 to 2021-01-02; at most 366 days are allowed\nerror: expired on 2021-01-02"},
		{"with another fingerprint", func(_ *policy.Waiver, f *policy.Finding) { f.Fingerprint = strings.Repeat("b", 64) }, notUsed},
		{"at a more severe level", func(_ *policy.Waiver, f *policy.Finding) { f.Level = policy.LevelError },
			"error: no longer covers the finding on agent 1.0: its level is error, and warning was accepted"},
		{"on new evidence", func(_ *policy.Waiver, f *policy.Finding) {
			f.Evidence = append(f.Evidence, evidence("signer", "acme"), evidence("maker", "acme holding"))
		}, `error: no longer covers the finding on agent 1.0: its new evidence is signer organization "acme", maker organization "acme holding"`},
		{"at a more severe level on new evidence", func(_ *policy.Waiver, f *policy.Finding) {
			f.Level, f.Evidence = policy.LevelError, []policy.Evidence{evidence("signer", "acme")}
		}, `error: no longer covers the finding on agent 1.0: its level is error, and warning was accepted; its new evidence is signer organization "acme"`},
		{"without evidence", func(_ *policy.Waiver, f *policy.Finding) { f.Evidence = nil }, notUsed},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, findings := accepted(), []policy.Finding{agent()}
			c.change(w, &findings[0])
			r := apply(findings, w)
			if findings[0].Waiver != nil {
				t.Error("the finding is waived")
			}
			if got := describe(r); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestWaiverOfPackageCoversNothingElse(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*policy.Waiver, *policy.Finding)
	}{
		{"another package", func(w *policy.Waiver, _ *policy.Finding) { w.PURL = "pkg:npm/agents" }},
		{"another type of package", func(w *policy.Waiver, _ *policy.Finding) { w.PURL = "pkg:pypi/agent" }},
		{"another version", func(w *policy.Waiver, _ *policy.Finding) { w.PURL = "pkg:npm/agent@1.0.1" }},
		{"another entity", func(w *policy.Waiver, _ *policy.Finding) { w.Entity = "contoso" }},
		{"another measure", func(w *policy.Waiver, _ *policy.Finding) { w.Measure = "other" }},
		{"another document", func(w *policy.Waiver, _ *policy.Finding) { w.Document = "application/other" }},
		{"no package URL", func(_ *policy.Waiver, f *policy.Finding) { f.Component.PURL = "" }},
		{"no entity", func(_ *policy.Waiver, f *policy.Finding) { f.Entity = nil }},
		{"no measure", func(_ *policy.Waiver, f *policy.Finding) { f.Measure = nil }},
		{"no component", func(_ *policy.Waiver, f *policy.Finding) { f.Component = nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, findings := acceptedPackage("pkg:npm/agent"), []policy.Finding{agent()}
			c.change(w, &findings[0])
			r := apply(findings, w)
			if findings[0].Waiver != nil || len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Message, "is not used") {
				t.Errorf("waiver %v, findings on waivers %q; want none, and that it is not used", findings[0].Waiver, describe(r))
			}
		})
	}
}

func TestOverlyBroadWaiverCoversNothing(t *testing.T) {
	change := func(set func(*policy.Waiver)) *policy.Waiver {
		w := acceptedPackage("pkg:npm/agent")
		set(w)
		return w
	}
	for _, c := range []struct {
		waiver *policy.Waiver
		want   string
	}{
		{acceptedPackage("*"), "has the wildcard *"},
		{acceptedPackage("pkg:npm/*"), "has the wildcard *"},
		{acceptedPackage("pkg:npm"), "names a type of packages, not a package"},
		{acceptedPackage("pkg:npm/"), "names a type of packages, not a package"},
		{acceptedPackage("pkg:npm/@acme"), "names a namespace, not a package"},
		{acceptedPackage("pkg:npm/%40acme/"), "names a namespace, not a package"},
		{acceptedPackage("pkg:maven/com.acme"), "names a namespace, not a package"},
		{acceptedPackage("pkg:maven/com.acme@1.0"), "names a namespace, not a package"},
		{change(func(w *policy.Waiver) { w.Entity = "*" }), "has the wildcard *"},
		{change(func(w *policy.Waiver) { w.Measure = "us_*" }), "has the wildcard *"},
		{change(func(w *policy.Waiver) { w.Document = "*" }), "has the wildcard *"},
	} {
		findings := []policy.Finding{agent()}
		r := apply(findings, c.waiver)
		if got := describe(r); findings[0].Waiver != nil || !strings.HasPrefix(got, "error: ") || !strings.HasSuffix(got, "is overly broad: it "+c.want) {
			t.Errorf("%s, %s, %s, %s: got %q, want %q", c.waiver.PURL, c.waiver.Entity, c.waiver.Measure, c.waiver.Document, got, c.want)
		}
	}
}

func TestSeveralFindingsAndWaivers(t *testing.T) {
	worse := agent()
	worse.Level = policy.LevelError
	worse.Component = &policy.Component{Name: "agent", Version: "2.0", PURL: "pkg:npm/agent@2.0"}
	warning, renewed := accepted(), accepted()
	renewed.Level = policy.LevelError
	for _, c := range []struct {
		name    string
		waivers []*policy.Waiver
		covers  []int // the index of the waiver of each finding, or -1
		want    string
	}{
		{"one of two findings is more severe", []*policy.Waiver{warning}, []int{0, -1}, "error: no longer covers the finding on agent 2.0: its level is error, and warning was accepted"},
		{"another waiver covers the more severe one", []*policy.Waiver{warning, renewed}, []int{0, 1}, ""},
		{"the first waiver counts", []*policy.Waiver{renewed, warning}, []int{0, 0}, ""},
		{"none", nil, []int{-1, -1}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			findings := []policy.Finding{agent(), worse}
			r := apply(findings, c.waivers...)
			for i, f := range findings {
				var want *policy.Waiver
				if c.covers[i] >= 0 {
					want = c.waivers[c.covers[i]]
				}
				if f.Waiver != want {
					t.Errorf("finding %d has the waiver %v, want %v", i, f.Waiver, want)
				}
			}
			if got := describe(r); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReportOnWaivers(t *testing.T) {
	unused, expired := accepted(), acceptedPackage("pkg:npm/other")
	unused.Fingerprint = strings.Repeat("b", 64)
	expired.Expires, expired.Location.Line = day("2026-11-28"), 14
	for _, c := range []struct {
		waivers []*policy.Waiver
		verdict policy.Verdict
		errors  int
		lines   []int
	}{
		{nil, policy.Pass, 0, nil},
		{[]*policy.Waiver{unused}, policy.Review, 0, []int{2}},
		{[]*policy.Waiver{unused, expired}, policy.Fail, 1, []int{14, 2}},
	} {
		r := apply(nil, c.waivers...)
		if r.Name != "w.yaml" || r.Document != nil || r.Fault != nil || r.Rules[0].ID != "waiver" {
			t.Errorf("the report has the name %q, document %v, fault %v and rules %v", r.Name, r.Document, r.Fault, r.Rules)
		}
		if r.Verdict != c.verdict || r.Counts[policy.LevelError] != c.errors || r.Omitted() != 0 {
			t.Errorf("verdict %s, %v, %d omitted; want %s", r.Verdict, r.Counts, r.Omitted(), c.verdict)
		}
		seen := map[string]bool{}
		for i, f := range r.Findings {
			if f.Location.Line != c.lines[i] || len(f.Fingerprint) != 64 || seen[f.Fingerprint] || f.Remedy == "" {
				t.Errorf("finding %d is in line %d with fingerprint %q; want line %d and a fingerprint of its own", i, f.Location.Line, f.Fingerprint, c.lines[i])
			}
			seen[f.Fingerprint] = true
		}
	}
}

func TestMaximumDays(t *testing.T) {
	w := accepted() // for 181 days
	for max, findings := range map[int]int{180: 1, 181: 0, 0: 0} {
		document := &policy.Report{Document: &policy.Document{}, Findings: []policy.Finding{agent()}}
		r := waiver.Apply([]*policy.Report{document}, []*policy.Waiver{w}, waiver.Options{Context: policy.Context{AsOf: noon}, MaxDays: max})
		if len(r.Findings) != findings || (document.Findings[0].Waiver == nil) != (findings > 0) {
			t.Errorf("at most %d days: %q, want %d findings", max, describe(r), findings)
		}
	}
}
