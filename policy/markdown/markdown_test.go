package markdown_test

import (
	"bytes"
	"errors"
	"flag"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/internal/gatetest"
	"github.com/bomgate/bomgate/policy/markdown"
	"github.com/bomgate/bomgate/sbom"
)

var update = flag.Bool("update", false, "rewrite the report in testdata")

func write(t *testing.T, run *gate.Run) string {
	t.Helper()
	var buf bytes.Buffer
	if err := markdown.Write(&buf, run); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// TestTextIsHarmless parses reports with hostile text and expects the same structure as with
// plain text.
func TestTextIsHarmless(t *testing.T) {
	for _, s := range gatetest.Hostile {
		checkHarmless(t, s)
	}
}

func FuzzTextIsHarmless(f *testing.F) {
	for _, s := range gatetest.Hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := url.Parse(s)
		if s != "" && len(s) <= 1000 && (err != nil || u.Host == "") { // fields may be missing, and the address of a measure may be a link
			checkHarmless(t, s)
		}
	})
}

func checkHarmless(t *testing.T, s string) {
	t.Helper()
	source := write(t, gatetest.RunWith(s))
	if diff := cmp.Diff(gatetest.Outline(write(t, gatetest.RunWith("plain"))), gatetest.Outline(source)); diff != "" {
		t.Errorf("%q changes the structure (-plain +hostile):\n%s", s, diff)
	}
	gatetest.CheckVisible(t, s, source)
}

func TestSameRunGivesSameBytes(t *testing.T) {
	if a, b := write(t, gatetest.RunWith("x")), write(t, gatetest.RunWith("x")); a != b {
		t.Error(cmp.Diff(a, b))
	}
}

// TestReport compares the report on a run that has everything with testdata/report.md.
func TestReport(t *testing.T) {
	gatetest.CheckFile(t, filepath.Join("testdata", "report.md"), write(t, fullRun()), *update)
}

// fullRun returns a run with a finding that closes the gate, one that a waiver covers, one
// that is not listed, a document that cannot be read, and a baseline.
func fullRun() *gate.Run {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	digest := func(s string) string { return strings.Repeat(s, 64) }
	ban := policy.Measure{
		ID: "order", Title: "Order 1", Citation: "Gazette 7", URL: "https://example.com/order",
		Questions: []policy.Question{
			{ID: "scope", Question: "Does the order cover hardware?", Where: "Order 1, section 2", Decides: "scope"},
			{ID: "parts", Question: "Does the order cover parts?", Where: "Order 1, section 3", Decides: "levels.part"},
			{ID: "date", Question: "Since when?", Answer: "Since 1 November 2026."},
		},
	}
	app := &policy.Component{Document: "app.json", Name: "gateway"}
	engine := &policy.Component{Document: "app.json", Location: sbom.Location{Line: 7, Column: 9}, Name: "engine", Version: "8.0", PURL: "pkg:generic/engine@8.0"}
	closing := policy.Finding{
		Rule: "prohibited", Level: policy.LevelError, Message: "engine 8.0 matches Contoso Sensors", Why: "a maker field names the entity", Component: engine,
		Evidence: []policy.Evidence{{Claim: sbom.Claim{Role: sbom.RoleSupplier, Value: "Contoso Sensors"}, Location: sbom.Location{Line: 9, Column: 12, Path: "/components/0/supplier/name"}, Class: "maker"}},
		Entity:   &policy.Entity{ID: "contoso_sensors", Name: "Contoso Sensors"}, Chain: []policy.Relation{{Type: "subsidiary-of", Share: 60, Since: "2020", To: policy.Entity{Name: "Contoso"}}},
		Measure: &ban, Act: &policy.Act{Name: "integrate", From: day, InForce: true}, Reasons: []string{"maker", "part"}, Remedy: "Replace the component.",
		Path: []*policy.Component{app, engine}, Change: policy.ChangeNew, Fingerprint: digest("1"),
	}
	waiver := &policy.Waiver{
		Location: sbom.Location{Line: 2, Column: 3}, Fingerprint: digest("2"), Level: policy.LevelWarning, Evidence: []string{`maker organization "contoso"`},
		Reason: "Not sold in the United States.", Basis: "Order 1, section 5", Approver: "General Counsel", Ticket: "LEGAL-1", Issued: day, Expires: day.AddDate(0, 1, 0),
	}
	waived := policy.Finding{Rule: "own", Level: policy.LevelWarning, Message: "No component has a package URL.", Waiver: waiver, Fingerprint: digest("2")}
	judged := &policy.Report{
		Name: "app.json", Digest: digest("a"), Verdict: policy.Fail, Coverage: sbom.Coverage{Components: 4, Maker: 2, Identity: 1, Name: 1},
		Counts:   map[policy.Level]int{policy.LevelError: 1, policy.LevelWarning: 1, policy.LevelNote: 3},
		Rules:    []policy.Rule{{ID: "prohibited", Measures: []policy.Measure{ban}}},
		Document: &policy.Document{Format: sbom.SPDX, SpecVersion: "2.3", Title: "Gateway", Product: "gateway", Digest: digest("b"), Wrappers: []sbom.Wrapper{{Kind: sbom.WrapperGzip, Decoded: true}}},
		Findings: []policy.Finding{closing, waived},
	}
	return &gate.Run{
		Version: "1.2.3", AsOf: "2026-11-23", FailOn: policy.LevelWarning,
		Command: []string{"bomgate", "check", "--as-of=2026-11-23", "--data=it's own"}, Paths: []string{"app.json", "broken\n.json"},
		Context:  policy.Context{AsOf: day, Acts: []string{"integrate"}, Nexus: []string{"us"}, MinCoverage: 75, AllowEmpty: true},
		Bundles:  []gate.Bundle{{Name: "rego", Digest: digest("c")}, {Name: "it's own", Digest: digest("d")}},
		Reports:  []*policy.Report{judged, {Name: "broken\n.json", Digest: digest("e"), Verdict: policy.Undetermined, Fault: errors.New("expected an SBOM")}},
		Waivers:  &gate.Waivers{File: "waivers.yaml", Digest: digest("f"), List: []*policy.Waiver{waiver}, Report: &policy.Report{}},
		Config:   &gate.Config{File: ".bomgate.yaml", Digest: digest("9")},
		Baseline: &gate.Baseline{File: "old.json", Digest: digest("0"), Gone: []policy.Finding{{Rule: "prohibited", Level: policy.LevelNote, Component: app, Entity: closing.Entity, Fingerprint: digest("3")}}},
		Idle:     map[string][]string{"sales": {"resell"}},
		Skipped:  []gate.Skipped{{Name: "notes.txt", Reason: gate.SkippedNotSBOM}, {Name: "old.json", Reason: gate.SkippedByPattern}, {Name: "a.txt", Reason: gate.SkippedNotSBOM}},
	}
}
