package htmlreport

import (
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
)

// page is what the template shows. All of its strings can be shown as they are.
type page struct {
	SecurityPolicy string
	Style          template.CSS
	Script         template.JS

	Title    string
	Open     bool
	Reason   string
	Tiles    []tile
	Scope    []entry
	Measures []measure
	Policies []file
	Config   *file
	Files    []document
	Verdicts string // how many documents have which verdict

	Findings []finding
	Omitted  string // how many findings the page does not have; "" if none
	Entities []choice
	Waivers  *waivers
	Baseline *baseline
	Ledger   ledger
	Version  string
	Command  string
}

// HasQuestions reports whether a measure has open questions.
func (p *page) HasQuestions() bool {
	return slices.ContainsFunc(p.Measures, func(m measure) bool { return len(m.Questions) > 0 })
}

// tile is a number at the top of the page.
type tile struct {
	Number string
	Label  string
	Class  string
}

// entry is a name with a value.
type entry struct{ Name, Value string }

// choice is an option of a filter.
type choice struct{ Value, Label string }

// file is a file with its SHA-256.
type file struct{ Name, Digest string }

// measure is a measure with the link to its text.
type measure struct {
	Title, Citation, URL string
	Questions            []question // that are open
}

// question is an open question about a measure.
type question struct {
	Text, ID, Where, Decides string
	DecidesLevel             bool
}

func newMeasure(m *policy.Measure) measure {
	return measure{Title: show(m.Title), Citation: show(m.Citation), URL: m.URL}
}

// document is a row of the table of documents.
type document struct {
	file
	Verdict  policy.Verdict
	Format   string
	Subject  string // the title of the document
	Content  string // the digest of its unwrapped text; "" if it is the file
	Remarks  []string
	Coverage string
	Findings string
}

func newPage(run *gate.Run) *page {
	d := run.Decide()
	p := &page{
		Title: "Audit report on " + subject(run), Open: d.Open(), Reason: d.Reason,
		Scope: scope(run), Measures: measures(run), Waivers: newWaivers(run), Baseline: newBaseline(run), Version: show(run.Version), Command: run.CommandLine("html"),
	}
	for _, b := range run.Bundles {
		p.Policies = append(p.Policies, file{show(b.Name), b.Digest})
	}
	if run.Config != nil {
		p.Config = &file{show(run.Config.File), run.Config.Digest}
	}
	for _, r := range run.Reports {
		p.Files = append(p.Files, newDocument(r))
	}
	p.Verdicts = verdicts(run)
	p.findings(run)
	p.Ledger = newLedger(run, p.anchors())
	p.Tiles = tiles(run, p.Ledger.Total)
	return p
}

// subject names the product, or says how many documents there are.
func subject(run *gate.Run) string {
	if title := run.Title(); title != "" {
		return show(title)
	}
	return count(len(run.Reports), "document")
}

func tiles(run *gate.Run, components int) []tile {
	var t []tile
	counting := run.Counting()
	for _, l := range policy.Levels() {
		n := counting[l]
		t = append(t, tile{digits(n), noun(n, string(l)), string(l)})
	}
	if run.Waivers != nil {
		t = append(t, tile{digits(run.Waived()), "waived", ""})
	}
	if run.Baseline != nil {
		t = append(t, tile{digits(run.Known()), "in the baseline", ""})
	}
	return append(t, tile{digits(len(run.Reports)), noun(len(run.Reports), "document"), ""}, tile{digits(components), noun(components, "component"), ""})
}

// verdicts counts the documents by their verdict, the most severe first.
func verdicts(run *gate.Run) string {
	s := count(len(run.Reports), "document")
	for _, v := range []policy.Verdict{policy.Fail, policy.Undetermined, policy.Review, policy.Pass} {
		n := 0
		for _, r := range run.Reports {
			if r.Verdict == v {
				n++
			}
		}
		if n > 0 {
			s += ", " + digits(n) + " " + string(v)
		}
	}
	return s
}

// scope lists what the run evaluated and how.
func scope(run *gate.Run) []entry {
	c := run.Context
	e := []entry{
		{"Date", escape.Date(c, run.AsOf)},
		{"Acts of the producer", show(strings.Join(c.Acts, ", "))},
		{"Nexus", show(strings.Join(c.Nexus, ", "))},
		{"Fail level", "never"},
		{"bomgate version", show(run.Version)},
	}
	if run.FailOn != "" {
		e[3].Value = string(run.FailOn)
	}
	if c.MinCoverage > 0 {
		e = append(e, entry{"Required coverage", strconv.FormatFloat(c.MinCoverage, 'f', -1, 64) + " %"})
	}
	if c.AllowEmpty {
		e = append(e, entry{"Empty products", "accepted if the root names its maker"})
	}
	for _, id := range slices.Sorted(maps.Keys(run.Idle)) {
		e = append(e, entry{"Measure without effect", show(id) + ": none of its acts is evaluated, which are " + show(strings.Join(run.Idle[id], ", "))})
	}
	if n := len(run.Skipped); n > 0 {
		e = append(e, entry{"Skipped files", count(n, "file") + " in directories that are not SBOMs"})
	}
	return e
}

// measures returns the measures by which the rules judge, and the open questions about them.
func measures(run *gate.Run) []measure {
	var all []measure
	for _, m := range run.Measures() {
		shown := newMeasure(&m)
		for _, q := range run.OpenQuestions(m) {
			shown.Questions = append(shown.Questions, question{show(q.Question.Question), show(q.ID), show(q.Where), show(q.Decides), q.DecidesLevel})
		}
		all = append(all, shown)
	}
	return all
}

func newDocument(r *policy.Report) document {
	out := document{
		file: file{show(r.Name), r.Digest}, Verdict: r.Verdict, Coverage: "–",
		Findings: findingCounts(r),
	}
	switch {
	case r.Fault != nil:
		out.Remarks = append(out.Remarks, show(r.Fault.Error()))
	case r.Verdict == policy.Undetermined:
		out.Remarks = append(out.Remarks, "no verdict: "+r.WhyUndetermined())
	}
	d := r.Document
	if d == nil {
		return out
	}
	out.Subject, out.Content, out.Coverage = show(d.Title), d.Digest, phrase.Coverage(r.Coverage)
	out.Format = string(d.Format) + " " + show(d.SpecVersion) + ", " + string(d.Encoding)
	if len(d.Wrappers) > 0 {
		out.Remarks = append(out.Remarks, "wrapped in "+escape.Wrappers(d.Wrappers))
	}
	if n := d.WarningCount; n > 0 {
		out.Remarks = append(out.Remarks, count(n, "parser warning"))
	}
	if d.Missing > 0 {
		out.Remarks = append(out.Remarks, count(d.Missing, "referenced document")+" not in this run")
	}
	return out
}

// findingCounts counts the findings of a report by level, and the ones that are waived.
func findingCounts(r *policy.Report) string {
	var counts []string
	for _, l := range policy.Levels() {
		if n := r.Counts[l]; n > 0 {
			counts = append(counts, count(n, string(l)))
		}
	}
	if len(counts) == 0 {
		return "none"
	}
	if waived := gate.Waived(r); waived > 0 {
		counts = append(counts, digits(waived)+" waived")
	}
	return strings.Join(counts, ", ")
}
