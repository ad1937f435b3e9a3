package waiver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
)

// maxCandidates is how many findings an error of [Select] lists.
const maxCandidates = 10

// Selected are the findings with one fingerprint in the reports of a run.
type Selected struct {
	Findings []*policy.Finding // at least one
	Report   *policy.Report    // with the first one
	Document string            // name of the document with the first one
	Product  string            // of that document: see [policy.Document.Product]
}

// String describes the first finding in one line.
func (s *Selected) String() string { return summary(s.Findings[0]) + " in " + s.Document }

// Select returns the findings whose fingerprint begins with some digits. If there are none,
// or if they have several fingerprints, the error lists the findings that could be meant.
func Select(reports []*policy.Report, digits string) (*Selected, error) {
	var all, matching []*policy.Finding
	var s Selected
	for _, r := range reports {
		for i := range r.Findings {
			f := &r.Findings[i]
			all = append(all, f)
			if !strings.HasPrefix(f.Fingerprint, digits) {
				continue
			}
			if matching = append(matching, f); len(matching) == 1 {
				s.Report, s.Document = r, r.Name
				if r.Document != nil {
					s.Product = r.Document.Product
				}
			}
		}
	}
	switch {
	case len(matching) == 0:
		return nil, fmt.Errorf("no finding %s%s", digits, candidates(all))
	case slices.ContainsFunc(matching, func(f *policy.Finding) bool { return f.Fingerprint != matching[0].Fingerprint }):
		return nil, fmt.Errorf("several findings %s%s", digits, candidates(matching))
	}
	s.Findings = matching
	return &s, nil
}

// candidates lists the findings that could be meant, each once.
func candidates(findings []*policy.Finding) string {
	var lines []string
	seen := map[string]bool{}
	for _, f := range findings {
		if len(f.Evidence) > 0 && !seen[f.Fingerprint] {
			seen[f.Fingerprint] = true
			lines = append(lines, f.Fingerprint[:min(len(f.Fingerprint), 16)]+"  "+summary(f))
		}
	}
	if len(lines) == 0 {
		return ": the SBOMs have no finding with evidence"
	}
	if n := len(lines) - maxCandidates; n > 0 {
		lines = append(lines[:maxCandidates], fmt.Sprintf("and %d more", n))
	}
	return ": expected one of\n" + strings.Join(lines, "\n")
}

// summary describes a finding in one line.
func summary(f *policy.Finding) string {
	s := fmt.Sprintf("%s: %s", f.Level, component(f))
	if f.Entity != nil {
		s += ", " + f.Entity.Name
	}
	return s + " [" + f.Rule + "]"
}

// component names the component of a finding, as it is in the document.
func component(f *policy.Finding) string {
	if f.Component == nil {
		return "the document"
	}
	return phrase.Escape(func(s string) string { return s }).Component(f.Component)
}
