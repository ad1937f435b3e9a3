package htmlreport

import (
	"slices"
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
	Reason   string
	Basis    string
	Approver string
	Ticket   string
	Issued   string
	Expires  string
	Used     int // findings that it covers
}

func newWaiver(w *policy.Waiver) *waiver {
	if w == nil {
		return nil
	}
	var covers []string
	for _, s := range []string{w.PURL, w.Entity, w.Measure, w.Document, w.Fingerprint} {
		if s != "" {
			covers = append(covers, show(s))
		}
	}
	return &waiver{
		Position: position("", w.Location), Covers: strings.Join(covers, ", "), Level: w.Level,
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
		shown.Used = run.Count(func(f *policy.Finding) bool { return f.Waiver == w })
		out.List = append(out.List, *shown)
	}
	return out
}

// baseline is the earlier report.
type baseline struct {
	file
	Gone []gone
}

// gone is a finding of the baseline that the run does not have.
type gone struct {
	Level       policy.Level
	Message     string
	Fingerprint string
}

func newBaseline(run *gate.Run) *baseline {
	if run.Baseline == nil {
		return nil
	}
	out := &baseline{file: file{show(run.Baseline.File), run.Baseline.Digest}}
	for _, f := range slices.Clone(run.Baseline.Gone) {
		out.Gone = append(out.Gone, gone{f.Level, show(f.Message), f.Fingerprint})
	}
	return out
}
