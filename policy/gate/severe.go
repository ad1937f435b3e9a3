package gate

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
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

// Shortlist is a selection for a log with little room: some of the documents without a verdict,
// and the most severe findings that count for the gate.
type Shortlist struct {
	Undetermined []*policy.Report
	Findings     []Located

	MoreUndetermined, MoreFindings int
}

// Shortlist returns at most limit documents and findings. At least half of the limit is for
// findings if there are as many, because a finding is certain.
func (r *Run) Shortlist(limit int) Shortlist {
	var s Shortlist
	s.Findings, s.MoreFindings = r.MostSevere(limit)
	s.Undetermined = r.Undetermined()
	if room := max(limit-len(s.Findings), limit/2); len(s.Undetermined) > room {
		s.MoreUndetermined = len(s.Undetermined) - room
		s.Undetermined = s.Undetermined[:room]
	}
	if room := limit - len(s.Undetermined); len(s.Findings) > room {
		s.MoreFindings += len(s.Findings) - room
		s.Findings = s.Findings[:room]
	}
	return s
}

// More says how many documents without a verdict and how many findings are not on the list,
// or is "" if all are.
func (s Shortlist) More() string {
	var parts []string
	if s.MoreUndetermined > 0 {
		parts = append(parts, phrase.Count(s.MoreUndetermined, "more document", "more documents")+" without a verdict")
	}
	if s.MoreFindings > 0 {
		parts = append(parts, phrase.Count(s.MoreFindings, "more finding", "more findings"))
	}
	return strings.Join(parts, ", ")
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

// Coverage returns the coverage of all documents together. It does not set the members
// about the root, because each document has its own.
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
