package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/diff"
	"github.com/bomgate/bomgate/policy/gate"
)

// report returns a report on a product with a finding for each word, as in "a=error".
func report(product, findings string) *policy.Report {
	r := &policy.Report{Name: product + ".json", Document: &policy.Document{Product: product}, Verdict: policy.Fail, Counts: map[policy.Level]int{}}
	for _, word := range strings.Fields(findings) {
		fingerprint, level, _ := strings.Cut(word, "=")
		r.Findings = append(r.Findings, policy.Finding{Fingerprint: fingerprint, Level: policy.Level(level)})
		r.Counts[policy.Level(level)]++
	}
	return r
}

func run(reports ...*policy.Report) *gate.Run { return &gate.Run{Reports: reports} }

func unreadable(name string) *policy.Report {
	return &policy.Report{Name: name, Verdict: policy.Undetermined, Fault: fmt.Errorf("unreadable")}
}

// omitting returns a report that omits n findings of a level.
func omitting(r *policy.Report, l policy.Level, n int) *policy.Report {
	r.Counts[l] += n
	return r
}

func TestMark(t *testing.T) {
	for _, tc := range []struct {
		name          string
		baseline, run *gate.Run
		want          string // the changes in the order of the run, and the findings that are gone
	}{
		{"the same", run(report("app", "a=error")), run(report("app", "a=error")), "unchanged"},
		{"less severe", run(report("app", "a=error")), run(report("app", "a=note")), "unchanged"},
		{"more severe", run(report("app", "a=note")), run(report("app", "a=warning")), "worse"},
		{"new", run(report("app", "")), run(report("app", "a=note")), "new"},
		{"gone", run(report("app", "a=note b=error")), run(report("app", "")), "gone b=error gone a=note"},
		{"two versions", run(report("app", "a=error a=note")), run(report("app", "a=note a=error")), "unchanged unchanged"},
		{"a more severe version", run(report("app", "a=warning a=note")), run(report("app", "a=note a=error")), "unchanged worse"},
		{"two documents on one product", run(report("app", "a=error"), report("app", "b=error")), run(report("app", "b=error a=error")), "unchanged unchanged"},
		{"a new product", run(report("app", "a=error")), run(report("app", "a=error"), report("web", "a=error")), "unchanged new"},
		{"a product that is gone", run(report("app", "a=error"), report("web", "b=error")), run(report("app", "a=error")), "unchanged gone b=error"},
		{"a product that may be in an unreadable document", run(report("app", "a=error"), report("web", "b=error")), run(report("app", "a=error"), unreadable("web.json")), "unchanged"},
		{"only unreadable documents", run(report("app", "a=error")), run(unreadable("app.json")), ""},
		{"a finding that the baseline omits", run(omitting(report("app", "a=error"), policy.LevelNote, 1)), run(report("app", "a=error b=note")), "unchanged new"},
		{"a finding that the run may omit", run(report("app", "a=error b=note")), run(omitting(report("app", "a=error"), policy.LevelNote, 1)), "unchanged"},
	} {
		gone, err := diff.Mark(tc.run, tc.baseline)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
		var got []string
		for _, r := range tc.run.Reports {
			for _, f := range r.Findings {
				got = append(got, string(f.Change))
			}
		}
		for _, f := range gone {
			got = append(got, fmt.Sprintf("gone %s=%s", f.Fingerprint, f.Level))
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, s, tc.want)
		}
	}
}

func TestMarkRefuses(t *testing.T) {
	nameless := func(name string) *policy.Report {
		r := report("", "a=error")
		r.Name = name
		return r
	}
	for _, tc := range []struct {
		name          string
		baseline, run *gate.Run
		want          string
	}{
		{"another product", run(report("app", "a=error")), run(report("web", "a=error")), `it is about the product "app", and this run is about the product "web"`},
		{"another nameless document", run(nameless("app.json")), run(nameless("web.json")), `it is about the document "app.json", which names no product, and this run is about the document "web.json", which names no product`},
		{"a baseline without a verdict", run(unreadable("app.json")), run(report("app", "a=error")), "no document of the baseline could be read and evaluated"},
		{"an empty baseline", run(), run(report("app", "a=error")), "no document of the baseline could be read and evaluated"},
		{"many products", run(report("a", ""), report("b", ""), report("c", ""), report("d", ""), report("e", "")), run(report("web", "")), `the product "c" and 2 more, and`},
	} {
		_, err := diff.Mark(tc.run, tc.baseline)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
		for _, f := range tc.run.Reports[0].Findings {
			if !f.Counts() {
				t.Errorf("%s: a finding does not count", tc.name)
			}
		}
	}
	if _, err := diff.Mark(run(nameless("app.json")), run(nameless("app.json"))); err != nil {
		t.Errorf("the same nameless document: %v", err)
	}
}

// A waiver accepts a finding for a time, and a baseline does not prolong it.
func TestMarkWaivedFindings(t *testing.T) {
	waived := func() *policy.Report {
		r := report("app", "a=error")
		r.Findings[0].Waiver = &policy.Waiver{}
		return r
	}
	for _, c := range []struct {
		name               string
		baseline, document *policy.Report
		want               policy.Change
		counts             bool
	}{
		{"no longer waived", waived(), report("app", "a=error"), policy.ChangeWorse, true},
		{"still waived", waived(), waived(), policy.ChangeNone, false},
		{"waived since", report("app", "a=error"), waived(), policy.ChangeNone, false},
	} {
		current := run(c.document)
		if _, err := diff.Mark(current, run(c.baseline)); err != nil {
			t.Fatal(err)
		}
		if f := current.Reports[0].Findings[0]; f.Change != c.want || f.Counts() != c.counts {
			t.Errorf("%s: change %q, counts %t; want %q, %t", c.name, f.Change, f.Counts(), c.want, c.counts)
		}
	}
}

// A finding on a waiver is never in a baseline.
func TestMarkWaivers(t *testing.T) {
	current := run(report("app", "a=error"))
	current.Waivers = &gate.Waivers{Report: report("", "a=error")}
	if _, err := diff.Mark(current, run(report("app", "a=error"))); err != nil {
		t.Fatal(err)
	}
	if f := current.Waivers.Report.Findings[0]; f.Change != policy.ChangeNew || !f.Counts() {
		t.Errorf("the finding on a waiver is %q", f.Change)
	}
}
