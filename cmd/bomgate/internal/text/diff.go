package text

import (
	"fmt"
	"io"

	"github.com/bomgate/bomgate/policy/diff"
	"github.com/bomgate/bomgate/policy/phrase"
)

// Diff writes the differences between two runs, each with its causes.
func Diff(w io.Writer, d *diff.Diff, color bool) error {
	p := &printer{Options: Options{Color: color}}
	for i := range d.Findings {
		p.difference(&d.Findings[i])
		p.WriteByte('\n')
		if _, err := p.WriteTo(w); err != nil {
			return err
		}
	}
	for _, doc := range d.Documents {
		p.changedDocument(doc)
	}
	if len(d.Documents) > 0 {
		p.WriteByte('\n')
	}
	p.line("old run: %s", Context(d.Old.Context, d.Old.AsOf))
	p.line("new run: %s", Context(d.New.Context, d.New.AsOf))
	for _, c := range d.Context {
		switch c.Fact {
		case diff.FactPolicies, diff.FactMeasure:
			p.line("%s", p.cause(c))
		}
	}
	if d.OmittedOld+d.OmittedNew > 0 {
		p.line("not compared, because the reports omit them: %s of the old run, %d of the new run", phrase.Count(d.OmittedOld, "finding", "findings"), d.OmittedNew)
	}
	switch {
	case d.Empty() && d.OmittedOld+d.OmittedNew > 0:
		p.line("no difference between the findings that the reports list")
	case d.Empty():
		p.line("no difference")
	default:
		p.line("%s appeared, %d changed level, %d disappeared", phrase.Count(d.Count(diff.Appeared), "finding", "findings"), d.Count(diff.Level), d.Count(diff.Disappeared))
	}
	_, err := p.WriteTo(w)
	return err
}

func (p *printer) difference(d *diff.Finding) {
	f := d.Finding()
	level := p.level(f.Level)
	if d.Kind == diff.Level {
		level = p.level(d.Old.Level) + " → " + level
	}
	what := string(d.Kind)
	if d.Kind == diff.Level {
		what = "changed level"
	}
	name := clean(f.Message)
	if f.Component != nil {
		name = escape.Component(f.Component)
	}
	p.line("%s: %s: %s  %s", what, level, p.paint(bold, name), p.paint(faint, "["+clean(f.Rule)+"]"))
	p.field("document", clean(d.Name))
	if f.Entity != nil {
		p.field("entity", escape.Entity(f))
	}
	if f.Measure != nil {
		p.field("measure", measure(f.Measure))
	}
	for i, c := range d.Causes {
		label := ""
		if i == 0 {
			label = "cause"
		}
		p.field(label, p.cause(c))
	}
}

// cause describes a cause in one line.
func (p *printer) cause(c diff.Cause) string {
	text := clean(c.Text)
	if e := c.Evidence; e != nil {
		text = "the evidence " + evidence(c.Document, *e)
	}
	switch c.Side {
	case diff.Old:
		return "only in the old run: " + text
	case diff.New:
		return "only in the new run: " + text
	}
	return text
}

func (p *printer) changedDocument(d diff.Document) {
	name := clean(d.Name)
	if d.Product != "" {
		name += " (" + clean(d.Product) + ")"
	}
	var s string
	switch d.Kind {
	case diff.Appeared:
		s = fmt.Sprintf("only in the new run: the document %s: %s", name, p.verdict(d.New))
	case diff.Disappeared:
		s = fmt.Sprintf("only in the old run: the document %s: %s", name, p.verdict(d.Old))
	default:
		s = fmt.Sprintf("changed verdict: %s → %s: the document %s", p.verdict(d.Old), p.verdict(d.New), name)
	}
	if d.Why != "" {
		s += "; no verdict, because " + clean(d.Why)
	}
	p.line("%s", s)
}
