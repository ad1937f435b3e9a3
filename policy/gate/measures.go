package gate

import (
	"cmp"
	"maps"
	"slices"

	"github.com/bomgate/bomgate/policy"
)

// Measures returns the measures by which the rules judge in the context of the run, sorted by
// ID.
func (r *Run) Measures() []policy.Measure {
	byID := map[string]policy.Measure{}
	for _, report := range r.Reports {
		for _, rule := range report.Rules {
			for _, m := range rule.Measures {
				if r.Idle[m.ID] == nil {
					byID[m.ID] = m
				}
			}
		}
	}
	return slices.SortedFunc(maps.Values(byID), func(a, b policy.Measure) int { return cmp.Compare(a.ID, b.ID) })
}

// OpenQuestion is a question about a measure that its data do not answer.
type OpenQuestion struct {
	policy.Question
	DecidesLevel bool // of a finding of the run; otherwise it may decide something else
}

// OpenQuestions returns the open questions about a measure, if it has findings. The ones that
// decide the level of a finding come first.
func (r *Run) OpenQuestions(m policy.Measure) []OpenQuestion {
	reasons := map[string]bool{}
	found := false
	for _, report := range r.Reports {
		for _, f := range report.Findings {
			if f.Measure == nil || f.Measure.ID != m.ID {
				continue
			}
			found = true
			for _, reason := range f.Reasons {
				reasons["levels."+reason] = true
			}
		}
	}
	if !found {
		return nil
	}
	var first, others []OpenQuestion
	for _, q := range m.Questions {
		switch {
		case q.Answer != "":
		case reasons[q.Decides]:
			first = append(first, OpenQuestion{q, true})
		default:
			others = append(others, OpenQuestion{q, false})
		}
	}
	return append(first, others...)
}
