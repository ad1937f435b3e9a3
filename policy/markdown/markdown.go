// Package markdown writes a run as an audit report for the people who sign for a product, in
// CommonMark with tables of GitHub Flavored Markdown.
//
// Text from documents, from the data and from waivers is escaped as in
// [github.com/bomgate/bomgate/policy/internal/gfm]. The same run gives the same bytes.
package markdown

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/internal/gfm"
	"github.com/bomgate/bomgate/policy/phrase"
)

// Write writes the audit report.
func Write(w io.Writer, run *gate.Run) error {
	p := &printer{run: run}
	for _, section := range []func(){
		p.decision, p.scope, p.inputs, p.coverage, p.findings, p.waivers, p.baseline,
		p.questions, p.limits, p.reproduce, p.signatures,
	} {
		section()
		if _, err := p.WriteTo(w); err != nil {
			return err
		}
	}
	return nil
}

// printer buffers a section of the report.
type printer struct {
	gfm.Writer
	run *gate.Run
}

// escape describes parts of reports with code spans.
var escape phrase.Escape = gfm.Code

// decision writes the title, the decision and the verdict on each document.
func (p *printer) decision() {
	d := p.run.Decide()
	state := "closed"
	if d.Open() {
		state = "open"
	}
	p.Line("# Audit report on %s: the gate is %s\n", p.subject(), state)
	p.Line("**%s**\n", d)
	p.Line("bomgate compared the components that the documents list with the entities of the measures below. The")
	p.Line("[last sections](#what-this-report-does-not-say) say what that does not cover, and how to repeat it.")
	p.Heading(2, "Verdicts")
	p.Table("document", "product", "verdict", "errors", "warnings", "notes", "waived")
	for _, r := range p.run.All() {
		product := ""
		if r.Document != nil && r.Document.Product != "" {
			product = gfm.Code(r.Document.Product)
		}
		p.Row(gfm.Code(r.Name), product, string(r.Verdict), strconv.Itoa(r.Counts[policy.LevelError]),
			strconv.Itoa(r.Counts[policy.LevelWarning]), strconv.Itoa(r.Counts[policy.LevelNote]), strconv.Itoa(gate.Waived(r)))
	}
	for _, r := range p.run.Reports {
		if why := r.WhyUndetermined(); why != "" {
			p.Line("\nThere is no verdict on %s: %s", gfm.Code(r.Name), gfm.Prose(why))
		}
	}
}

// subject names the product, or says how many documents there are.
func (p *printer) subject() string {
	if title := p.run.Title(); title != "" {
		return gfm.Code(title)
	}
	return phrase.Count(len(p.run.Reports), "document", "documents")
}

// scope writes the question that was asked.
func (p *printer) scope() {
	c := p.run.Context
	p.Heading(2, "Scope")
	p.Table("question", "answer")
	p.Row("date of the acts", escape.Date(c, p.run.AsOf))
	p.Row("acts of the producer", codes(c.Acts))
	p.Row("nexus of the producer", codes(c.Nexus))
	p.Row("findings that close the gate", p.failLevel())
	if c.MinCoverage > 0 {
		p.Row("required share of components with a maker or a package identity", fmt.Sprintf("%v %%", c.MinCoverage))
	}
	if c.AllowEmpty {
		p.Row("product without components", "accepted if its root names its supplier")
	}
	for _, m := range p.run.Measures() {
		p.Row("measure "+gfm.Code(m.ID), citation(m))
	}
	for _, id := range slices.Sorted(maps.Keys(p.run.Idle)) {
		p.Row("measure "+gfm.Code(id), "not evaluated, because none of its acts is asked for: "+codes(p.run.Idle[id]))
	}
}

func (p *printer) failLevel() string {
	if p.run.FailOn == "" {
		return "none"
	}
	if p.run.FailOn == policy.LevelError {
		return "errors"
	}
	return string(p.run.FailOn) + "s and more severe ones"
}

// citation names a measure with a link to its text.
func citation(m policy.Measure) string {
	if m.Citation == "" {
		return gfm.Link(m.Title, m.URL)
	}
	return gfm.Prose(m.Title) + ", " + gfm.Link(m.Citation, m.URL)
}

func codes(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = gfm.Code(s)
	}
	return strings.Join(out, ", ")
}

// inputs writes the digests of all that the decision depends on.
func (p *printer) inputs() {
	p.Heading(2, "Inputs")
	p.Line("bomgate %s.\n", gfm.Code(p.run.Version))
	p.Table("input", "name", "SHA-256")
	row := func(what, name, digest string) { p.Row(what, gfm.Code(name), cmp.Or(digest, "not known")) }
	for _, r := range p.run.Reports {
		what, digest := "document", ""
		if r.Digest != "" {
			digest = gfm.Code(r.Digest)
		}
		if r.Document == nil {
			row(what, r.Name, digest)
			continue
		}
		row(fmt.Sprintf("document, %s %s", r.Document.Format, gfm.Code(r.Document.SpecVersion)), r.Name, digest)
		if len(r.Document.Wrappers) > 0 {
			row("its content, wrapped in "+escape.Wrappers(r.Document.Wrappers), r.Name, gfm.Code(r.Document.Digest))
		}
	}
	for i, b := range p.run.Bundles {
		what := "policies and data"
		if i == 0 {
			what = "built-in " + what
		}
		row(what, b.Name, gfm.Code(b.Digest))
	}
	if c := p.run.Config; c != nil {
		row("configuration", c.File, gfm.Code(c.Digest))
	}
	if w := p.run.Waivers; w != nil {
		row("waivers", w.File, gfm.Code(w.Digest))
	}
	if b := p.run.Baseline; b != nil {
		row("baseline", b.File, gfm.Code(b.Digest))
	}
	if n := len(p.run.Skipped); n > 0 {
		byReason := map[gate.SkipReason]int{}
		for _, s := range p.run.Skipped {
			byReason[s.Reason]++
		}
		var parts []string
		for _, reason := range slices.Sorted(maps.Keys(byReason)) {
			parts = append(parts, fmt.Sprintf("%d %s", byReason[reason], reason))
		}
		p.Line("\nFiles in directories that were not evaluated: %s.", strings.Join(parts, ", "))
	}
}

// coverage writes on which evidence the components could be judged.
func (p *printer) coverage() {
	p.Heading(2, "Coverage")
	p.Line("How many listed components name a maker, and how many can be judged only on weaker evidence.\n")
	p.Table("document", "components", "maker", "package identity only", "hash only", "name only", "nothing",
		"maker or package identity", "components declared incomplete", "documents referred to, not in this run", "parser warnings")
	for _, r := range p.run.Reports {
		d, c := r.Document, r.Coverage
		if d == nil {
			continue
		}
		cells := []string{gfm.Code(r.Name)}
		for _, n := range []int{c.Components, c.Maker, c.Identity, c.Hash, c.Name, c.Nothing} {
			cells = append(cells, strconv.Itoa(n))
		}
		share := ""
		if c.Components > 0 {
			share = phrase.Percent(c.Share())
		}
		p.Row(append(cells, share, strconv.Itoa(c.Incomplete), strconv.Itoa(d.Missing), strconv.Itoa(d.WarningCount))...)
	}
}
