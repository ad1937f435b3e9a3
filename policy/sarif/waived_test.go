package sarif_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/sarif"
	"github.com/bomgate/bomgate/sbom"
)

// TestWaivedFindings checks that GitHub does not see waived findings, which the log states
// all the same, and that other viewers can see them as suppressed results.
func TestWaivedFindings(t *testing.T) {
	doc := appliance(t)
	counted, waived := engine(t, doc), engine(t, doc)
	waived.Waiver = &policy.Waiver{
		Reason: "it is replaced in May", Basis: "license 7", Approver: "Jane Doe", Ticket: "GATE-1",
		Expires: time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC),
	}
	result := &gate.Run{FailOn: policy.LevelError, Reports: []*policy.Report{report(doc, policy.Fail, counted, waived)}}
	const justification = "Accepted until 2027-05-01 by Jane Doe. it is replaced in May. Basis: license 7. Ticket: GATE-1."
	for _, c := range []struct {
		name    string
		options sarif.Options
		results int
	}{
		{"for GitHub", sarif.Options{}, 1},
		{"for other viewers", sarif.Options{Suppressed: true}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if _, err := sarif.Write(&b, result, c.options); err != nil {
				t.Fatal(err)
			}
			checkSchema(t, b.Bytes())
			run := parse(t, b.Bytes()).Runs[0]
			if len(run.Results) != c.results {
				t.Errorf("%d results, want %d", len(run.Results), c.results)
			}
			if got := strings.Count(b.String(), `"suppressions"`); got != c.results-1 {
				t.Errorf("%d results with suppressions, want %d", got, c.results-1)
			}
			if got := strings.Count(b.String(), justification); got != 1 {
				t.Errorf("the waiver is stated %d times, want once: %s", got, b.String())
			}
			if got, want := run.Properties.Properties["waived"], float64(2-c.results); got != want {
				t.Errorf("property waived is %v, want %v", got, want)
			}
			if got := run.Properties.Properties["decision"]; got != "gate CLOSED: 1 error (fail level: error) in 1 of 1 document; 1 finding waived" {
				t.Errorf("property decision is %q", got)
			}
		})
	}
}

// TestBaselineState checks that a result states its change relative to the baseline.
func TestBaselineState(t *testing.T) {
	doc := appliance(t)
	var findings []policy.Finding
	for _, change := range []policy.Change{policy.ChangeUnknown, policy.ChangeNew, policy.ChangeWorse, policy.ChangeNone} {
		f := engine(t, doc)
		f.Change = change
		findings = append(findings, f)
	}
	var b bytes.Buffer
	if _, err := sarif.Write(&b, &gate.Run{Reports: []*policy.Report{report(doc, policy.Fail, findings...)}}, sarif.Options{}); err != nil {
		t.Fatal(err)
	}
	checkSchema(t, b.Bytes())
	for _, state := range []string{"new", "updated", "unchanged"} {
		if got := strings.Count(b.String(), `"baselineState": "`+state+`"`); got != 1 {
			t.Errorf("state %s: %d results, want 1", state, got)
		}
	}
}

// TestFindingsOnWaivers checks that findings on waivers are in a run of their own, at the
// waiver. Without such findings, the run has no results, so that GitHub closes the alerts of
// an earlier run.
func TestFindingsOnWaivers(t *testing.T) {
	doc := appliance(t)
	expired := policy.Finding{
		Rule: "waiver", Level: policy.LevelError, Message: "the waiver expired", Remedy: "Decide again.",
		Location: sbom.Location{Line: 12, Column: 5}, Fingerprint: strings.Repeat("0a", 32),
	}
	for _, findings := range [][]policy.Finding{{expired}, {}} {
		waivers := &policy.Report{
			Name: ".bomgate/waivers.yaml", Context: context, Verdict: policy.Fail, Findings: findings,
			Rules: []policy.Rule{{ID: "waiver", Title: "Waiver", Level: policy.LevelError}},
		}
		result := &gate.Run{
			FailOn: policy.LevelError, Reports: []*policy.Report{report(doc, policy.Pass)},
			Waivers: &gate.Waivers{File: waivers.Name, Report: waivers},
		}
		var b bytes.Buffer
		if _, err := sarif.Write(&b, result, sarif.Options{}); err != nil {
			t.Fatal(err)
		}
		checkSchema(t, b.Bytes())
		runs := parse(t, b.Bytes()).Runs
		if len(runs) != 2 || len(runs[1].Results) != len(findings) || *runs[1].AutomationDetails.ID != "bomgate/.bomgate/waivers.yaml/" {
			t.Fatalf("%d findings: %d runs with the last %+v", len(findings), len(runs), runs[1])
		}
		for _, r := range runs[1].Results {
			at := r.Locations[0].PhysicalLocation
			if *at.ArtifactLocation.URI != ".bomgate/waivers.yaml" || *at.Region.StartLine != 12 || *at.Region.StartColumn != 5 {
				t.Errorf("the finding is at %+v", at)
			}
		}
	}
}
