package gate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
)

// TestMostSevere checks the order of the findings of several documents, that only findings
// that count are listed, and that omitted findings are counted.
func TestMostSevere(t *testing.T) {
	finding := func(id string, l policy.Level) policy.Finding { return policy.Finding{Rule: id, Level: l} }
	waived, known := finding("waived", policy.LevelError), finding("known", policy.LevelError)
	waived.Waiver, known.Change = &policy.Waiver{}, policy.ChangeNone
	omitting := &policy.Report{
		Findings: []policy.Finding{waived, finding("a", policy.LevelWarning), known, finding("b", policy.LevelNote)},
		Counts:   map[policy.Level]int{policy.LevelError: 2, policy.LevelWarning: 1, policy.LevelNote: 4},
	}
	run := gate.Run{
		Reports: []*policy.Report{omitting, {Findings: []policy.Finding{finding("c", policy.LevelError), finding("d", policy.LevelWarning)}}},
		Waivers: &gate.Waivers{Report: &policy.Report{Findings: []policy.Finding{finding("e", policy.LevelError)}}},
	}
	for _, c := range []struct {
		limit, more int
		want        string
	}{{0, 8, ""}, {3, 5, "c e a"}, {100, 3, "c e a d b"}} {
		findings, more := run.MostSevere(c.limit)
		var got []string
		for _, f := range findings {
			got = append(got, f.Rule)
		}
		if strings.Join(got, " ") != c.want || more != c.more {
			t.Errorf("limit %d: %q and %d more, want %q and %d", c.limit, got, more, c.want, c.more)
		}
	}
}

func TestPlace(t *testing.T) {
	at := func(line int) sbom.Location { return sbom.Location{Line: line, Column: 5} }
	doc := &policy.Document{Location: at(1)}
	decoded := &policy.Document{Location: at(1), Wrappers: []sbom.Wrapper{{Decoded: true}}}
	component := policy.Finding{Component: &policy.Component{Document: "a.json", Location: at(2)}}
	other := policy.Finding{Component: &policy.Component{Document: "b.json", Location: at(2)}}
	evidence := component
	evidence.Evidence = []policy.Evidence{{Location: at(3)}, {Location: at(4)}}
	for _, c := range []struct {
		finding policy.Finding
		doc     *policy.Document
		want    string
	}{
		{evidence, doc, "a.json:3:5"},
		{evidence, decoded, "a.json:3:5 of the decoded text"},
		{component, doc, "a.json:2:5"},
		{other, decoded, "b.json:2:5"},
		{policy.Finding{}, doc, "a.json:1:5"},
		{policy.Finding{Location: at(6)}, nil, "a.json:6:5"},
	} {
		f := gate.Located{Finding: &c.finding, Report: &policy.Report{Name: "a.json", Document: c.doc}}
		if got := f.Place().String(); got != c.want {
			t.Errorf("the place of %+v is %q, want %q", c.finding, got, c.want)
		}
	}
	fault := &policy.Report{Name: "a.json", Fault: fmt.Errorf("evaluate: %w", &sbom.Error{Location: at(7)})}
	if got := gate.PlaceOf(fault).String(); got != "a.json:7:5" {
		t.Errorf("the place of a fault is %q, want a.json:7:5", got)
	}
	missing := &policy.Report{Name: "a.json", Fault: fmt.Errorf("no such file")}
	if got := gate.PlaceOf(missing).String(); got != "a.json" {
		t.Errorf("the place of a missing file is %q, want a.json", got)
	}
}

func TestCoverageOfRun(t *testing.T) {
	run := gate.Run{Reports: []*policy.Report{
		{Coverage: sbom.Coverage{Components: 3, Maker: 1, Name: 2, RootMaker: true}},
		{Coverage: sbom.Coverage{Components: 5, Identity: 1, Hash: 2, Name: 1, Nothing: 1, Incomplete: 4}},
		{},
	}}
	want := sbom.Coverage{Components: 8, Maker: 1, Identity: 1, Hash: 2, Name: 3, Nothing: 1, Incomplete: 4}
	if got := run.Coverage(); got != want {
		t.Errorf("coverage %+v, want %+v", got, want)
	}
}

// TestShortlist checks that documents without a verdict come first, and do not hide findings.
func TestShortlist(t *testing.T) {
	var reports []*policy.Report
	for range 20 {
		reports = append(reports, &policy.Report{Verdict: policy.Undetermined})
	}
	for range 20 {
		reports = append(reports, &policy.Report{Findings: []policy.Finding{{Level: policy.LevelError}}})
	}
	for _, c := range []struct {
		reports                []*policy.Report
		undetermined, findings int
		more                   string
	}{
		{nil, 0, 0, ""},
		{reports[18:22], 2, 2, ""},
		{reports[:20], 10, 0, "10 more documents without a verdict"},
		{reports[:21], 9, 1, "11 more documents without a verdict"},
		{reports[17:], 3, 7, "13 more findings"},
		{reports, 5, 5, "15 more documents without a verdict, 15 more findings"},
		{reports[14:26], 5, 5, "1 more document without a verdict, 1 more finding"},
	} {
		run := gate.Run{Reports: c.reports}
		s := run.Shortlist(10)
		if len(s.Undetermined) != c.undetermined || len(s.Findings) != c.findings || s.More() != c.more {
			t.Errorf("%d reports: %d documents, %d findings and %q, want %d, %d and %q", len(c.reports), len(s.Undetermined), len(s.Findings), s.More(), c.undetermined, c.findings, c.more)
		}
	}
}
