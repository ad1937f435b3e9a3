package gate_test

import (
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
)

func TestDecide(t *testing.T) {
	waived := policy.Finding{Level: policy.LevelError, Waiver: &policy.Waiver{}}
	known := policy.Finding{Level: policy.LevelError, Change: policy.ChangeNone}
	worse := policy.Finding{Level: policy.LevelError, Change: policy.ChangeWorse}
	failed, warned := policy.Finding{Level: policy.LevelError}, policy.Finding{Level: policy.LevelWarning}
	report := func(findings ...policy.Finding) *policy.Report {
		return &policy.Report{Verdict: policy.Fail, Findings: findings}
	}
	waivers := func(findings ...policy.Finding) *gate.Waivers { return &gate.Waivers{Report: report(findings...)} }
	clean := &policy.Report{Verdict: policy.Pass}
	unread := &policy.Report{Verdict: policy.Undetermined}
	trimmed := report(waived)
	trimmed.Counts = map[policy.Level]int{policy.LevelError: 3}
	for _, c := range []struct {
		name string
		run  gate.Run
		code int
		want string
	}{
		{"no documents", gate.Run{}, 2, "gate CLOSED: no verdict on 0 of 0 documents"},
		{"no findings", gate.Run{Reports: []*policy.Report{clean}}, 0, "gate OPEN: no finding needs a decision"},
		{"an error", gate.Run{Reports: []*policy.Report{clean, report(failed)}}, 1, "gate CLOSED: 1 error (fail level: error) in 1 of 2 documents"},
		{"a warning", gate.Run{Reports: []*policy.Report{report(warned)}}, 0, "gate OPEN: 1 finding needs a decision"},
		{"a waived error", gate.Run{Reports: []*policy.Report{report(waived)}}, 0, "gate OPEN: no finding needs a decision; 1 finding waived"},
		{"an error in the baseline", gate.Run{Reports: []*policy.Report{report(known)}}, 0, "gate OPEN: no finding needs a decision; 1 finding in the baseline"},
		{"a finding that became an error", gate.Run{Reports: []*policy.Report{report(worse)}}, 1, "gate CLOSED: 1 error (fail level: error) in 1 of 1 document"},
		{"errors that are omitted", gate.Run{Reports: []*policy.Report{trimmed}}, 1, "gate CLOSED: 2 errors (fail level: error) in 1 of 1 document; 1 finding waived"},
		{"an error about a waiver", gate.Run{Reports: []*policy.Report{report(waived)}, Waivers: waivers(failed)}, 1, "gate CLOSED: 1 error (fail level: error) in the waivers; 1 finding waived"},
		{"an unreadable document", gate.Run{Reports: []*policy.Report{unread, clean}}, 2, "gate CLOSED: no verdict on 1 of 2 documents"},
		{"an error and an unreadable document", gate.Run{Reports: []*policy.Report{unread, report(failed)}}, 1, "gate CLOSED: 1 error (fail level: error) in 1 of 2 documents; no verdict on 1 of 2 documents"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run.FailOn = policy.LevelError
			if d := c.run.Decide(); d.ExitCode != c.code || d.String() != c.want {
				t.Errorf("exit code %d, %s; want %d, %s", d.ExitCode, d, c.code, c.want)
			}
		})
	}
	for _, code := range []int{gate.ExitClosed, gate.ExitNoVerdict} {
		if d := (gate.Decision{ExitCode: code, Reason: "why"}); d.Unwritten() != d {
			t.Errorf("exit code %d without a report is %+v", code, d.Unwritten())
		}
	}
	if d, want := (gate.Decision{}).Unwritten(), "gate CLOSED: a report could not be written"; d.ExitCode != 2 || d.String() != want {
		t.Errorf("without a report: exit code %d, %s; want 2, %s", d.ExitCode, d, want)
	}
	never := gate.Run{Reports: []*policy.Report{report(failed)}}
	if d, want := never.Decide(), "gate OPEN: 1 error (fail level: never)"; d.ExitCode != 0 || d.String() != want {
		t.Errorf("without a fail level: exit code %d, %s; want 0, %s", d.ExitCode, d, want)
	}
}
