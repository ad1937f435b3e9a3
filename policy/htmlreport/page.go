package htmlreport

import (
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
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
	Command  string
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
type measure struct{ Title, Citation, URL string }

func newMeasure(m *policy.Measure) measure {
	return measure{show(m.Title), show(m.Citation), m.URL}
}

// document is a row of the table of documents.
type document struct {
	file
	Verdict  policy.Verdict
	Format   string
	Subject  string // the title of the document
	Content  string // the digest of its unwrapped text; "" if it is the file
	Remarks  []string
	Coverage sbom.Coverage
	Findings string
	Read     bool
}

func newPage(run *gate.Run) *page {
	d := run.Decide()
	p := &page{
		Title: "Audit report on " + subject(run), Open: d.Open(), Reason: d.Reason,
		Scope: scope(run), Measures: measures(run), Waivers: newWaivers(run), Baseline: newBaseline(run), Command: command(run),
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
	var products []string
	for _, r := range run.Reports {
		if r.Document != nil && r.Document.Title != "" && !slices.Contains(products, r.Document.Title) {
			products = append(products, r.Document.Title)
		}
	}
	if len(products) == 1 {
		return show(products[0])
	}
	return count(len(run.Reports), "document")
}

func tiles(run *gate.Run, components int) []tile {
	var t []tile
	counting := run.Counting()
	for _, l := range []policy.Level{policy.LevelError, policy.LevelWarning, policy.LevelNote} {
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
		{"Date", instant(c.AsOf)},
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

// measures returns the measures by which the rules judge, sorted by title.
func measures(run *gate.Run) []measure {
	var all []measure
	for _, r := range run.Reports {
		for _, rule := range r.Rules {
			for i := range rule.Measures {
				if m := newMeasure(&rule.Measures[i]); !slices.Contains(all, m) {
					all = append(all, m)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b measure) int { return strings.Compare(a.Title+a.Citation+a.URL, b.Title+b.Citation+b.URL) })
	return all
}

func newDocument(r *policy.Report) document {
	out := document{
		file: file{show(r.Name), r.Digest}, Verdict: r.Verdict, Coverage: r.Coverage, Read: r.Document != nil,
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
	out.Subject, out.Content = show(d.Title), d.Digest
	out.Format = string(d.Format) + " " + show(d.SpecVersion) + ", " + string(d.Encoding)
	for _, w := range d.Wrappers {
		kind := "wrapped in " + show(string(w.Kind))
		if w.Verified {
			kind += ", signature verified with " + show(w.Signer)
		}
		out.Remarks = append(out.Remarks, kind)
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
	for _, l := range []policy.Level{policy.LevelError, policy.LevelWarning, policy.LevelNote} {
		if n := r.Counts[l]; n > 0 {
			counts = append(counts, count(n, string(l)))
		}
	}
	if len(counts) == 0 {
		return "none"
	}
	waived := 0
	for _, f := range r.Findings {
		if f.Waiver != nil {
			waived++
		}
	}
	if waived > 0 {
		counts = append(counts, digits(waived)+" waived")
	}
	return strings.Join(counts, ", ")
}

// command returns the command line that repeats the run.
func command(run *gate.Run) string {
	args := []string{"bomgate", "check", "--as-of", instant(run.Context.AsOf)}
	add := func(flag, value string) { args = append(args, flag, quoteShell(value)) }
	add("--act", strings.Join(run.Context.Acts, ","))
	add("--nexus", strings.Join(run.Context.Nexus, ","))
	if run.FailOn != "" {
		add("--fail-on", string(run.FailOn))
	} else {
		add("--fail-on", "never")
	}
	if n := run.Context.MinCoverage; n > 0 {
		add("--min-coverage", strconv.FormatFloat(n, 'f', -1, 64))
	}
	if run.Context.AllowEmpty {
		args = append(args, "--allow-empty")
	}
	for _, b := range run.Bundles[min(1, len(run.Bundles)):] {
		add("--policy", show(b.Name))
	}
	if run.Config != nil {
		add("--config", show(run.Config.File))
	} else {
		args = append(args, "--no-config")
	}
	if run.Waivers != nil {
		add("--waivers", show(run.Waivers.File))
	}
	if run.Baseline != nil {
		add("--baseline", show(run.Baseline.File))
	}
	if len(run.Reports) > 20 {
		return strings.Join(append(args, "PATH..."), " ")
	}
	var names []string
	for _, r := range run.Reports {
		if name := quoteShell(show(r.Name)); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(append(args, names...), " ")
}
