package detail

import (
	"iter"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

// Result is the outcome for a component: the level of its most severe finding, or one of
// the constants.
type Result string

// The results for components without a finding.
const (
	NoFinding Result = "no finding"
	NotJudged Result = "not judged" // it has only a hash, a name or nothing
	Unknown   Result = "unknown"    // the report omits findings, and one of them may be on the component
)

// Status says what became of the findings on a component.
type Status string

// The statuses. The first one that applies to a finding on the component is its status.
const (
	StatusNone     Status = ""                // it has no findings
	StatusCounts   Status = "counts"          // they count for the gate
	StatusWaived   Status = "waived"          // waivers cover them
	StatusBaseline Status = "in the baseline" // they are in the baseline
)

// Outcome is the result for a component.
type Outcome struct {
	Result   Result
	Status   Status
	Findings []*policy.Finding // on the component, as ordered in the report
}

// identity is what a component of a report and one of a detail have in common.
type identity struct {
	line, column       int
	ref, name, version string
}

// Outcomes returns an iterator over the components and the outcomes for them. The report
// is the one for which the detail was collected.
func (d *Detail) Outcomes(r *policy.Report) iter.Seq2[*Component, Outcome] {
	findings := map[identity][]*policy.Finding{}
	for i := range r.Findings {
		f := &r.Findings[i]
		if c := f.Component; c != nil {
			id := identity{c.Location.Line, c.Location.Column, c.Ref, c.Name, c.Version}
			findings[id] = append(findings[id], f)
		}
	}
	omits := r.Omitted() > 0
	return func(yield func(*Component, Outcome) bool) {
		for i := range d.Components {
			c := &d.Components[i]
			found := findings[identity{c.Line, c.Column, c.Ref, c.Name, c.Version}]
			if !yield(c, c.outcome(found, omits)) {
				return
			}
		}
	}
}

func (c *Component) outcome(found []*policy.Finding, omits bool) Outcome {
	switch {
	case len(found) > 0:
		worst := found[0]
		for _, f := range found[1:] {
			if status(f).rank() < status(worst).rank() || status(f) == status(worst) && !worst.Level.AtLeast(f.Level) {
				worst = f
			}
		}
		return Outcome{Result(worst.Level), status(worst), found}
	case omits:
		return Outcome{Result: Unknown}
	case c.Evidence != sbom.EvidenceMaker && c.Evidence != sbom.EvidenceIdentity:
		return Outcome{Result: NotJudged}
	}
	return Outcome{Result: NoFinding}
}

func status(f *policy.Finding) Status {
	switch {
	case f.Counts():
		return StatusCounts
	case f.Waiver != nil:
		return StatusWaived
	}
	return StatusBaseline
}

func (s Status) rank() int {
	switch s {
	case StatusCounts:
		return 0
	case StatusWaived:
		return 1
	}
	return 2
}
