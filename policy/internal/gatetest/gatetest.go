// Package gatetest has runs for the tests of reports.
package gatetest

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
)

// RunWith returns a run in which every text that is not bomgate's own is s.
func RunWith(s string) *gate.Run {
	at := sbom.Location{Line: 3, Column: 5, Path: s}
	component := &policy.Component{Document: s, Location: at, Ref: s, Group: s, Name: s, Version: s, PURL: s}
	measure := policy.Measure{
		ID: s, Title: s, Citation: s, URL: s,
		Questions: []policy.Question{
			{ID: s, Question: s, Where: s, Decides: "levels.other"},
			{ID: s, Question: s, Where: s, Decides: "levels." + s},
			{ID: s, Question: s, Answer: "answered"},
		},
	}
	waiver := &policy.Waiver{
		Location: at, Fingerprint: s, PURL: s, Entity: s, Measure: s, Document: s, Level: policy.LevelError,
		Evidence: []string{s}, Reason: s, Basis: s, Approver: s, Ticket: s,
	}
	finding := policy.Finding{
		Rule: s, Level: policy.LevelError, Message: s, Why: s, Component: component,
		Evidence: []policy.Evidence{{Claim: sbom.Claim{Role: sbom.RoleSupplier, Value: s}, Location: at, Class: s}},
		Entity:   &policy.Entity{ID: s, Name: s}, Chain: []policy.Relation{{Type: s, Since: s, To: policy.Entity{Name: s}}},
		Measure: &measure, Act: &policy.Act{Name: s}, Reasons: []string{s}, Remedy: s,
		Path: []*policy.Component{component, nil, component}, Fingerprint: s,
	}
	waived, lookalike := finding, finding
	waived.Waiver = waiver
	lookalike.Evidence = []policy.Evidence{{Claim: finding.Evidence[0].Claim, Class: "lookalike"}}
	about := policy.Finding{Rule: s, Level: policy.LevelWarning, Message: s, Location: at}
	judged := &policy.Report{
		Name: s, Digest: s, Rules: []policy.Rule{{ID: s, Measures: []policy.Measure{measure}}},
		Document: &policy.Document{
			Format: sbom.CycloneDX, SpecVersion: s, Title: s, Product: s, Digest: s,
			Wrappers: []sbom.Wrapper{{Kind: sbom.WrapperKind(s), Decoded: true}, {Kind: sbom.WrapperDSSE, Verified: true, Signer: s}},
		},
		Findings: []policy.Finding{finding, waived, lookalike, about},
		Counts:   map[policy.Level]int{policy.LevelError: 4, policy.LevelWarning: 1},
		Verdict:  policy.Fail,
	}
	failed := &policy.Report{Name: s, Verdict: policy.Undetermined, Fault: errors.New(s)}
	return &gate.Run{
		Version: s, AsOf: s, FailOn: policy.LevelError,
		Command: []string{"bomgate", s}, Paths: []string{s, "-", "--" + s},
		Context:  policy.Context{Acts: []string{s}, Nexus: []string{s}},
		Bundles:  []gate.Bundle{{Name: s, Digest: s}, {Name: s, Digest: s}},
		Reports:  []*policy.Report{judged, failed},
		Waivers:  &gate.Waivers{File: s, Digest: s, List: []*policy.Waiver{waiver}, Report: &policy.Report{Name: s, Findings: []policy.Finding{about}}},
		Config:   &gate.Config{File: s, Digest: s},
		Baseline: &gate.Baseline{File: s, Digest: s, Gone: []policy.Finding{finding}},
		Idle:     map[string][]string{s + "idle": {s}},
		Skipped:  []gate.Skipped{{Name: s, Reason: gate.SkippedNotSBOM}},
	}
}

// Hostile are texts that Markdown, the log of a CI system, XML or a terminal would
// interpret.
var Hostile = []string{
	"<script>alert(1)</script>", "</details><img src=x onerror=alert(1)>", "<!-- ", "&lt;b&gt; &#60;",
	"![x](http://attacker.example/x.png)", "[x](javascript:alert(1))", "[x]: http://attacker.example", "<http://attacker.example>",
	"at http://attacker.example", "see www.attacker.example", "a@attacker.example", "mailto:a@attacker.example", ":warning: x",
	"`", "``", "`<b>`", "``` <b>", "a`b``c```d", "` x `", " ` ", `\`, `\\`, `\|`, `a\|<b>`, `a|b`, "|", "||", `\` + "`|<b>`",
	"line\nbreak", "\n\n# heading", "\r\n---\r\n", "\n| a | b |", "\n```\n", "~~~", "# heading", "- item", "1. item", "> quote", "    code",
	"*a* **b** _c_ __d__ ~~e~~", "a_b_c", "***", "---", "===", "$x$", "\x1b[2J\x1b]8;;http://attacker.example\a", "\u202eabc\u2066", "a\u200bb", "not\xffUTF-8", "\x00",
	" ", "  two  ", "https://example.com/)[x](http://attacker.example)", "https://example.com/<b>", "it's", "$(touch x)",
	"::error::x", "\n::error::x", "\r::set-output name=x::y", "x::stop-commands::y", "a,title=x::y", "%0A::error::x", "%250A", "##[error]x",
	"##vso[task.complete result=Succeeded;]x", "\n##vso[task.setvariable variable=x]y", "x;type=warning;code=1]y", "%AZP25", "%3B%5D",
	"]]>", "<![CDATA[x]]>", "\x01\x0b\ufffe", "\ud7ff\U0010ffff", "&amp;", `"`, `" x="y`,
}

// The date of all runs.
var day = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

var ban = policy.Measure{ID: "order", Title: "Order 1", Citation: "Gazette 7", URL: "https://example.com/order"}

// Finding returns a finding of a level on the nth component of a document.
func Finding(document string, n int, level policy.Level) policy.Finding {
	line := 10 * n
	app := &policy.Component{Document: document, Name: "gateway"}
	engine := &policy.Component{Document: document, Location: sbom.Location{Line: line, Column: 5}, Name: "engine", Version: "8.0", PURL: "pkg:generic/engine@8.0"}
	return policy.Finding{
		Rule: "prohibited", Level: level, Message: "engine 8.0 matches Contoso Sensors", Why: "a maker field names the entity", Component: engine,
		Evidence: []policy.Evidence{
			{Claim: sbom.Claim{Role: sbom.RoleSupplier, Value: "Contoso Sensors"}, Location: sbom.Location{Line: line + 1, Column: 12, EndLine: line + 1, EndColumn: 29, Path: "/components/0/supplier/name"}, Class: "maker"},
			{Claim: sbom.Claim{Role: sbom.RoleAuthor, Value: "Contoso"}, Location: sbom.Location{Line: line + 2, Column: 12}, Class: "maker"},
		},
		Entity: &policy.Entity{ID: "contoso_sensors", Name: "Contoso Sensors"}, Measure: &ban, Act: &policy.Act{Name: "integrate", From: day.AddDate(-1, 0, 0), InForce: true},
		Remedy: "Replace the component.", Path: []*policy.Component{app, engine}, Fingerprint: strings.Repeat(string("0123456789abcdef"[n%16]), 64),
	}
}

// Report returns a report on a document with 4 components.
func Report(document string, verdict policy.Verdict, findings ...policy.Finding) *policy.Report {
	counts := map[policy.Level]int{}
	for _, f := range findings {
		counts[f.Level]++
	}
	return &policy.Report{
		Name: document, Verdict: verdict, Findings: findings, Counts: counts,
		Rules:    []policy.Rule{{ID: "prohibited", HelpURI: "https://example.com/rules/prohibited", Measures: []policy.Measure{ban}}},
		Coverage: sbom.Coverage{Components: 4, Maker: 2, Identity: 1, Name: 1},
		Document: &policy.Document{Format: sbom.CycloneDX, SpecVersion: "1.6", Location: sbom.Location{Line: 1, Column: 1}},
	}
}

// Run returns a run with reports, whose errors close the gate.
func Run(reports ...*policy.Report) *gate.Run {
	return &gate.Run{
		Version: "1.2.3", FailOn: policy.LevelError, Reports: reports,
		Context: policy.Context{AsOf: day, Acts: []string{"integrate"}, Nexus: []string{"us"}},
	}
}

// Runs returns a run of each kind by its name.
func Runs() map[string]*gate.Run {
	broken := &policy.Report{Name: "broken.json", Verdict: policy.Undetermined, Fault: &sbom.Error{
		Name: "broken.json", Location: sbom.Location{Line: 7, Column: 49}, Message: "the document ends within a value", Hint: "get it again",
	}}
	names := Report("names.json", policy.Undetermined)
	names.Coverage = sbom.Coverage{Components: 4, Name: 4}
	packed := Report("packed.json.gz", policy.Fail, Finding("packed.json.gz", 1, policy.LevelError))
	packed.Document.Wrappers = []sbom.Wrapper{{Kind: sbom.WrapperGzip, Decoded: true}}
	waived, known := Finding("app.json", 1, policy.LevelError), Finding("app.json", 2, policy.LevelWarning)
	waiver := &policy.Waiver{
		Location: sbom.Location{Line: 2, Column: 3}, Fingerprint: waived.Fingerprint, Level: policy.LevelError, Reason: "It does not ship.",
		Basis: "Order 1, section 5", Approver: "General Counsel", Ticket: "LEGAL-1", Issued: day, Expires: day.AddDate(0, 1, 0),
	}
	waived.Waiver = waiver
	known.Change = policy.ChangeNone
	accepted := Run(Report("app.json", policy.Fail, waived, known))
	accepted.Baseline = &gate.Baseline{File: "old.json"}
	expiring := policy.Finding{Rule: "waiver", Level: policy.LevelWarning, Message: "The waiver expires soon.", Location: sbom.Location{Line: 2, Column: 3}, Fingerprint: strings.Repeat("f", 64)}
	accepted.Waivers = &gate.Waivers{File: "waivers.yaml", List: []*policy.Waiver{waiver}, Report: &policy.Report{
		Name: "waivers.yaml", Verdict: policy.Review, Findings: []policy.Finding{expiring}, Counts: map[policy.Level]int{policy.LevelWarning: 1},
	}}
	about := policy.Finding{Rule: "unattributed", Level: policy.LevelWarning, Message: "1 of 4 components has no evidence.", Fingerprint: strings.Repeat("e", 64)}
	var many []*policy.Report
	for i := range 12 {
		many = append(many, Report("sboms/"+strings.Repeat("a", i+1)+".json", policy.Review, Finding("app.json", i, policy.LevelNote), Finding("app.json", i, policy.LevelWarning)))
	}
	omitting := Report("sboms/last.json", policy.Fail, Finding("sboms/last.json", 1, policy.LevelError))
	omitting.Counts[policy.LevelNote] = 7
	return map[string]*gate.Run{
		"pass":         Run(Report("app.json", policy.Pass)),
		"review":       Run(Report("app.json", policy.Review, Finding("app.json", 1, policy.LevelWarning), about, Finding("app.json", 2, policy.LevelNote))),
		"fail":         Run(Report("app.json", policy.Fail, Finding("app.json", 1, policy.LevelError), Finding("app.json", 2, policy.LevelWarning)), packed),
		"undetermined": Run(Report("app.json", policy.Pass), broken, names),
		"waived":       accepted,
		"many":         Run(append(many, omitting)...),
		"none":         Run(),
	}
}

// CheckVisible reports the characters of a report with hostile text that a reader does not
// see, other than line ends.
func CheckVisible(t *testing.T, hostile, report string) {
	t.Helper()
	for _, r := range strings.ReplaceAll(report, "\n", "") {
		if r < ' ' || strings.ContainsRune("\x7f\u0085\u200b\u2028\u202e\u2066\ufffe\uffff", r) {
			t.Errorf("%.50q leaves the character %U", hostile, r)
		}
	}
}

// CheckFile compares a report with the expected one in a file, or writes that file.
func CheckFile(t *testing.T, name, got string, update bool) {
	t.Helper()
	if update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: run the test with -update and read the difference (-want +got):\n%s", name, diff)
	}
}
