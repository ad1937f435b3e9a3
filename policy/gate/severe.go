package gate

import (
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

// Located is a finding with the report that has it.
type Located struct {
	*policy.Finding
	Report *policy.Report
}

// MostSevere returns at most limit of the findings that count for the gate, the most severe
// first and otherwise in the order of the reports. More is how many others count.
func (r *Run) MostSevere(limit int) (findings []Located, more int) {
	for _, n := range r.Counting() {
		more += n
	}
	for _, report := range r.All() {
		for i := range report.Findings {
			if f := &report.Findings[i]; f.Counts() {
				findings = append(findings, Located{f, report})
			}
		}
	}
	slices.SortStableFunc(findings, func(a, b Located) int { return a.Level.Compare(b.Level) })
	findings = findings[:min(limit, len(findings))]
	return findings, more - len(findings)
}

// Undetermined returns the reports on documents without a verdict.
func (r *Run) Undetermined() []*policy.Report {
	var reports []*policy.Report
	for _, report := range r.Reports {
		if report.Verdict == policy.Undetermined {
			reports = append(reports, report)
		}
	}
	return reports
}

// Coverage returns the coverage of all documents together, without what is about the root of
// one document.
func (r *Run) Coverage() sbom.Coverage {
	var sum sbom.Coverage
	for _, report := range r.Reports {
		c := report.Coverage
		sum.Components += c.Components
		sum.Maker += c.Maker
		sum.Identity += c.Identity
		sum.Hash += c.Hash
		sum.Name += c.Name
		sum.Nothing += c.Nothing
		sum.Incomplete += c.Incomplete
	}
	return sum
}
