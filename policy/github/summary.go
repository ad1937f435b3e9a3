package github

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/internal/gfm"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
)

// MaxSummary is the number of bytes that GitHub accepts as the summary of a step.
const MaxSummary = 1 << 20

// The limits of one text in a summary.
const (
	maxCell    = 200  // characters
	maxAddress = 2000 // bytes; a longer one is not a link
)

// Summary returns a run and the decision on it as Markdown of at most limit bytes. It returns
// an error if the limit is too low for the decision and the heads of the tables.
func Summary(run *gate.Run, decision gate.Decision, limit int, o Options) ([]byte, error) {
	p := &summary{run: run, options: o}
	p.decision(decision)
	p.findings((limit - p.Len()) * 2 / 3)
	p.documents(limit - p.Len())
	if p.Len() > limit {
		return nil, fmt.Errorf("%d bytes left for the job summary: expected room for at least %d", max(limit, 0), p.Len())
	}
	return p.Bytes(), nil
}

type summary struct {
	gfm.Writer
	run     *gate.Run
	options Options
}

// code returns a text as a code span.
var code phrase.Escape = func(s string) string { return gfm.Code(printable.Clip(s, maxCell)) }

// decision writes whether the gate is open, and why.
func (p *summary) decision(d gate.Decision) {
	state := "closed"
	if d.Open() {
		state = "open"
	}
	p.Heading(2, "bomgate: the gate is "+state)
	p.Line("**%s**\n", d)
	c := p.run.Context
	p.Line("As of %s; acts: %s; nexus: %s.", code.Date(c, p.run.AsOf), code(strings.Join(c.Acts, ", ")), code(strings.Join(c.Nexus, ", ")))
}

// findings writes a table of the findings that count for the gate, the most severe first.
func (p *summary) findings(limit int) {
	findings, omitted := p.run.MostSevere(math.MaxInt)
	if len(findings) == 0 {
		return
	}
	p.table(limit, "Findings", len(findings)+omitted, []string{"level", "rule", "component", "entity", "evidence", "measure", "act"}, func(yield func([]string) bool) {
		for _, f := range findings {
			if !yield(p.finding(f)) {
				return
			}
		}
	})
}

// finding returns the cells of a finding.
func (p *summary) finding(f gate.Located) []string {
	level, evidence, entity, measure, act := string(f.Level), p.link(f.Place()), "", "", ""
	if f.Change == policy.ChangeNew || f.Change == policy.ChangeWorse {
		level += " (" + string(f.Change) + ")"
	}
	if f.Entity != nil {
		entity = code(f.Entity.Name)
	}
	if m := f.Measure; m != nil {
		measure = gfm.Link(printable.Clip(cmp.Or(m.Citation, m.Title), maxCell), m.URL)
	}
	if f.Act != nil {
		act = code.Act(f.Act)
	}
	if len(f.Evidence) == 0 {
		evidence += ": " + gfm.Prose(printable.Clip(f.Message, maxCell))
	} else {
		evidence += ": " + phrase.Subject(f.Evidence[0].Claim) + " " + code(f.Evidence[0].Claim.Value)
	}
	if n := len(f.Evidence) - 1; n > 0 {
		evidence += fmt.Sprintf(" and %d more", n)
	}
	return []string{level, rule(f), code.About(f.Report.Name, f.Finding), entity, evidence, measure, act}
}

// rule names the rule of a finding, with a link to its page.
func rule(f gate.Located) string {
	for _, r := range f.Report.Rules {
		if r.ID == f.Rule {
			return gfm.Link(printable.Clip(r.ID, maxCell), r.HelpURI)
		}
	}
	return code(f.Rule)
}

// documents writes a table of the documents, the most severe verdict first. Its levels
// count all findings, also those that do not count for the gate because they are waived or
// in the baseline.
func (p *summary) documents(limit int) {
	if len(p.run.Reports) == 0 {
		return
	}
	reports := slices.SortedStableFunc(slices.Values(p.run.All()), func(a, b *policy.Report) int { return a.Verdict.Compare(b.Verdict) })
	p.table(limit, "Documents", len(reports), []string{"document", "verdict", "errors", "warnings", "notes", "waived", "in the baseline", "coverage"}, func(yield func([]string) bool) {
		for _, r := range reports {
			coverage := ""
			if r.Document != nil {
				coverage = phrase.Coverage(r.Coverage)
			}
			if why := r.WhyUndetermined(); why != "" {
				coverage = "no verdict: " + code(why)
			}
			count := func(l policy.Level) string { return strconv.Itoa(r.Counts[l]) }
			if !yield([]string{
				p.link(gate.Place{File: r.Name}), string(r.Verdict), count(policy.LevelError), count(policy.LevelWarning), count(policy.LevelNote),
				strconv.Itoa(gate.Waived(r)), strconv.Itoa(gate.Known(r)), coverage,
			}) {
				return
			}
		}
	})
}

// link names a place, with a link to its line if the file is in the repository.
func (p *summary) link(place gate.Place) string {
	text, file := printable.Clip(place.String(), maxCell), p.options.path(place.File)
	if file == "" || p.options.Files == "" {
		return gfm.Code(text)
	}
	address := p.options.Files + "/" + (&url.URL{Path: file}).EscapedPath()
	if place.Location.Line > 0 && !place.Decoded {
		address += fmt.Sprintf("#L%d", place.Location.Line)
	}
	if len(address) > maxAddress {
		return gfm.Code(text)
	}
	return gfm.Link(text, address)
}

// table writes a heading and a table with as many rows as fit into a number of bytes, and
// says how many of all rows it omits.
func (p *summary) table(limit int, title string, all int, head []string, rows iter.Seq[[]string]) {
	const forMore = 100 // bytes of the line about the omitted rows
	end := p.Len() + limit - forMore
	p.Heading(3, title)
	p.Table(head...)
	for cells := range rows {
		before := p.Len()
		p.Row(cells...)
		if p.Len() > end {
			p.Truncate(before)
			break
		}
		all--
	}
	if all > 0 {
		p.Line("\nand %d more.", all)
	}
}
