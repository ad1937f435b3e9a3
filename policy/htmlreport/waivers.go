package htmlreport

import (
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
)

// waivers is the file of waivers.
type waivers struct {
	file
	List []waiver
}

// waiver is a waiver as shown.
type waiver struct {
	Position string // in the file
	Covers   string // what it names
	Level    policy.Level
	Evidence []string // that was accepted
	Reason   string
	Basis    string
	Approver string
	Ticket   string
	Issued   string
	Expires  string
	Used     string // how many findings it covers
}

func newWaiver(w *policy.Waiver) *waiver {
	if w == nil {
		return nil
	}
	var covers []string
	for _, s := range []string{w.PURL, w.Entity, w.Measure, w.Document} {
		if s != "" {
			covers = append(covers, show(s))
		}
	}
	if w.Fingerprint != "" {
		covers = append(covers, "fingerprint "+show(w.Fingerprint))
	}
	evidence := make([]string, len(w.Evidence))
	for i, e := range w.Evidence {
		evidence[i] = show(e)
	}
	return &waiver{
		Position: position("", w.Location), Covers: strings.Join(covers, ", "), Level: w.Level, Evidence: evidence,
		Reason: show(w.Reason), Basis: show(w.Basis), Approver: show(w.Approver), Ticket: show(w.Ticket),
		Issued: day(w.Issued), Expires: day(w.Expires),
	}
}

func newWaivers(run *gate.Run) *waivers {
	if run.Waivers == nil {
		return nil
	}
	out := &waivers{file: file{show(run.Waivers.File), run.Waivers.Digest}}
	for _, w := range run.Waivers.List {
		shown := newWaiver(w)
		shown.Position = position(run.Waivers.File, w.Location)
		shown.Used = count(run.Count(func(f *policy.Finding) bool { return f.Waiver == w }), "finding")
		out.List = append(out.List, *shown)
	}
	return out
}

// baseline is the earlier report.
type baseline struct {
	file
	Known string // how many findings are in it and do not count
	Gone  []gone
}

// gone is a finding of the baseline that the run does not have.
type gone struct {
	Level       policy.Level
	Rule        string
	Component   string
	Entity      string
	Fingerprint string
}

func newBaseline(run *gate.Run) *baseline {
	if run.Baseline == nil {
		return nil
	}
	out := &baseline{file: file{show(run.Baseline.File), run.Baseline.Digest}, Known: digits(run.Known())}
	for _, f := range run.Baseline.Gone {
		g := gone{Level: f.Level, Rule: show(f.Rule), Component: componentName(f.Component), Fingerprint: f.Fingerprint}
		if f.Entity != nil {
			g.Entity = show(f.Entity.Name)
		}
		out.Gone = append(out.Gone, g)
	}
	return out
}
