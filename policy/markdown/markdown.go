// Package markdown writes a run as an audit report for the people who sign for a product, in
// CommonMark with tables of GitHub Flavored Markdown.
//
// Text from documents, from the data and from waivers is a code span, unless Markdown reads
// it as plain text anyway: it can be neither markup nor HTML, links or images, and it cannot
// end a table. The same run gives the same bytes.
package markdown

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
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
	bytes.Buffer
	run *gate.Run
}

func (p *printer) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

// heading writes a heading with empty lines around it.
func (p *printer) heading(level int, text string) {
	if !bytes.HasSuffix(p.Bytes(), []byte("\n\n")) {
		p.WriteByte('\n')
	}
	p.line("%s %s\n", strings.Repeat("#", level), text)
}

// table writes the head of a table.
func (p *printer) table(head ...string) {
	p.row(head...)
	p.row(slices.Repeat([]string{"---"}, len(head))...)
}

func (p *printer) row(cells ...string) { p.line("| %s |", strings.Join(cells, " | ")) }

// decision writes the title, the decision and the verdict on each document.
func (p *printer) decision() {
	d := p.run.Decide()
	state := "closed"
	if d.Open() {
		state = "open"
	}
	p.line("# Audit report on %s: the gate is %s\n", p.subject(), state)
	p.line("**%s**\n", d)
	p.line("bomgate compared the components that the documents list with the entities of the measures below. The")
	p.line("[last sections](#what-this-report-does-not-say) say what that does not cover, and how to repeat it.")
	p.heading(2, "Verdicts")
	p.table("document", "product", "verdict", "errors", "warnings", "notes", "waived")
	for _, r := range p.run.All() {
		product := ""
		if r.Document != nil && r.Document.Product != "" {
			product = code(r.Document.Product)
		}
		waived := 0
		for _, f := range r.Findings {
			if f.Waiver != nil {
				waived++
			}
		}
		p.row(code(r.Name), product, string(r.Verdict), strconv.Itoa(r.Counts[policy.LevelError]),
			strconv.Itoa(r.Counts[policy.LevelWarning]), strconv.Itoa(r.Counts[policy.LevelNote]), strconv.Itoa(waived))
	}
	for _, r := range p.run.Reports {
		if why := r.WhyUndetermined(); why != "" {
			p.line("\nThere is no verdict on %s: %s", code(r.Name), prose(why))
		}
	}
}

// subject names the product, or says how many documents there are.
func (p *printer) subject() string {
	if title := p.run.Title(); title != "" {
		return code(title)
	}
	return phrase.Count(len(p.run.Reports), "document", "documents")
}

// scope writes the question that was asked.
func (p *printer) scope() {
	c := p.run.Context
	p.heading(2, "Scope")
	p.table("question", "answer")
	p.row("date of the acts", escape.Date(c, p.run.AsOf))
	p.row("acts of the producer", codes(c.Acts))
	p.row("nexus of the producer", codes(c.Nexus))
	p.row("findings that close the gate", p.failLevel())
	if c.MinCoverage > 0 {
		p.row("least share of components with a maker or a package identity", fmt.Sprintf("%v %%", c.MinCoverage))
	}
	if c.AllowEmpty {
		p.row("product without components", "accepted if its root names its supplier")
	}
	for _, m := range p.run.Measures() {
		p.row("measure "+code(m.ID), citation(m))
	}
	for _, id := range slices.Sorted(maps.Keys(p.run.Idle)) {
		p.row("measure "+code(id), "not evaluated, because none of its acts is asked for: "+codes(p.run.Idle[id]))
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
		return link(m.Title, m.URL)
	}
	return prose(m.Title) + ", " + link(m.Citation, m.URL)
}

func codes(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = code(s)
	}
	return strings.Join(out, ", ")
}

// inputs writes the digests of all that the decision depends on.
func (p *printer) inputs() {
	p.heading(2, "Inputs")
	p.line("bomgate %s.\n", code(p.run.Version))
	p.table("input", "name", "SHA-256")
	row := func(what, name, digest string) { p.row(what, code(name), cmp.Or(digest, "not known")) }
	for _, r := range p.run.Reports {
		what, digest := "document", ""
		if r.Digest != "" {
			digest = code(r.Digest)
		}
		if r.Document == nil {
			row(what, r.Name, digest)
			continue
		}
		row(fmt.Sprintf("document, %s %s", r.Document.Format, code(r.Document.SpecVersion)), r.Name, digest)
		if len(r.Document.Wrappers) > 0 {
			row("its content, wrapped in "+escape.Wrappers(r.Document.Wrappers), r.Name, code(r.Document.Digest))
		}
	}
	for i, b := range p.run.Bundles {
		what := "policies and data"
		if i == 0 {
			what = "built-in " + what
		}
		row(what, b.Name, code(b.Digest))
	}
	if c := p.run.Config; c != nil {
		row("configuration", c.File, code(c.Digest))
	}
	if w := p.run.Waivers; w != nil {
		row("waivers", w.File, code(w.Digest))
	}
	if b := p.run.Baseline; b != nil {
		row("baseline", b.File, code(b.Digest))
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
		p.line("\nFiles in directories that were not evaluated: %s.", strings.Join(parts, ", "))
	}
}

// coverage writes on which evidence the components could be judged.
func (p *printer) coverage() {
	p.heading(2, "Coverage")
	p.line("How many listed components name a maker, and how many can be judged only on weaker evidence.\n")
	p.table("document", "components", "maker", "package identity only", "hash only", "name only", "nothing",
		"maker or package identity", "assemblies declared incomplete", "documents referred to, not in this run", "parser warnings")
	for _, r := range p.run.Reports {
		d, c := r.Document, r.Coverage
		if d == nil {
			continue
		}
		cells := []string{code(r.Name)}
		for _, n := range []int{c.Components, c.Maker, c.Identity, c.Hash, c.Name, c.Nothing} {
			cells = append(cells, strconv.Itoa(n))
		}
		share := ""
		if c.Components > 0 {
			share = phrase.Percent(c.Share())
		}
		p.row(append(cells, share, strconv.Itoa(c.Incomplete), strconv.Itoa(d.Missing), strconv.Itoa(d.WarningCount))...)
	}
}
