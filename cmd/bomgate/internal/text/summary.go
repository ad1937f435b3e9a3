package text

import (
	"fmt"
	"maps"
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
)

// summary writes the last lines: the number of documents by verdict, the context,
// and the decision.
func (p *printer) summary(run *gate.Run) {
	p.gone(run.Baseline)
	reports, skipped := run.Reports, run.Skipped
	if p.Verbose {
		for _, s := range skipped {
			p.line("%s: skipped, %s", clean(s.Name), s.Reason)
		}
		for _, s := range run.Ignored {
			p.line("%s: skipped, neither policies nor data", clean(s))
		}
	}
	if len(reports) > 1 || len(skipped) > 0 {
		s := phrase.Count(len(reports), "document", "documents")
		for _, v := range []policy.Verdict{policy.Fail, policy.Undetermined, policy.Review, policy.Pass} {
			n := 0
			for _, r := range reports {
				if r.Verdict == v {
					n++
				}
			}
			if n > 0 {
				s += fmt.Sprintf(", %d %s", n, p.verdict(v))
			}
		}
		for _, kind := range []struct {
			reason    gate.SkipReason
			one, many string
		}{
			{gate.SkippedNotSBOM, "file skipped, not an SBOM", "files skipped, not SBOMs"},
			{gate.SkippedLink, "symbolic link not followed", "symbolic links not followed"},
			{gate.SkippedByPattern, "file left out by a pattern", "files left out by patterns"},
		} {
			n := 0
			for _, s := range skipped {
				if s.Reason == kind.reason {
					n++
				}
			}
			if n > 0 {
				s += "; " + phrase.Count(n, kind.one, kind.many)
			}
		}
		if len(skipped) > 0 && !p.Verbose {
			s += " (list with -v)"
		}
		p.line("%s", s)
	}
	for _, id := range slices.Sorted(maps.Keys(run.Idle)) {
		p.line("measure %s is not evaluated, because none of its acts is asked for: %s", clean(id), list(run.Idle[id]))
	}
	p.inputs(run)
	p.line("%s", Context(run.Context, run.AsOf))
	if run.Config != nil {
		p.line("settings from %s", clean(run.Config.File))
	}
	if w := run.Waivers; w != nil {
		p.line("%s from %s", phrase.Count(len(w.List), "waiver", "waivers"), clean(w.File))
	}
	p.line("%s", p.decision(run.Decide()))
}

// Decision returns the line with the decision on a run.
func Decision(d gate.Decision, o Options) string { return (&printer{Options: o}).decision(d) }

// decision returns the line with the decision.
func (p *printer) decision(d gate.Decision) string {
	if d.Open() {
		return p.paint(green, d.String())
	}
	return p.paint(red, d.String())
}

// Context describes the context of an evaluation in one line, with the date as it was
// given, if it was.
func Context(c policy.Context, given string) string {
	return fmt.Sprintf("as of %s; acts: %s; nexus: %s", escape.Date(c, given), list(c.Acts), list(c.Nexus))
}
