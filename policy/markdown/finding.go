package markdown

import (
	"fmt"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/internal/gfm"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// findings writes all findings.
func (p *printer) findings() {
	p.Heading(2, "Findings")
	p.Line("Each finding says that a component matches an entity, on the listed evidence, under a measure.\n")
	none := true
	for _, r := range p.run.All() {
		if len(r.Findings) == 0 {
			continue
		}
		none = false
		p.Heading(3, gfm.Code(r.Name)+": "+phrase.Count(len(r.Findings)+r.Omitted(), "finding", "findings"))
		for i := range r.Findings {
			p.finding(r, &r.Findings[i])
		}
		if n := r.Omitted(); n > 0 {
			p.Line("\n%s", phrase.Omitted(n))
		}
	}
	if none {
		p.Line("There are none.")
	}
}

// field writes an item of a list.
func (p *printer) field(label, text string) { p.Line("- **%s:** %s", label, text) }

func (p *printer) finding(r *policy.Report, f *policy.Finding) {
	p.Heading(4, string(f.Level)+": "+title(r, f)+state(f))
	if f.Why == "" || f.Component == nil { // the message says more than the fields
		p.field("message", gfm.Prose(f.Message))
	}
	p.field("rule", gfm.Code(f.Rule))
	if c := f.Component; c != nil {
		p.field("component", position(c.Document, c.Location))
		if c.PURL != "" {
			p.field("package", gfm.Code(c.PURL))
		}
	}
	if f.Entity != nil {
		p.field("entity", escape.Entity(f)+", "+gfm.Code(f.Entity.ID))
	}
	if f.Measure != nil {
		p.field("measure", citation(*f.Measure))
	}
	if f.Act != nil {
		p.field("act", escape.Act(f.Act))
	}
	if f.Why != "" {
		p.field("why", gfm.Prose(f.Why))
	}
	if len(f.Reasons) > 0 {
		p.field("circumstances", codes(f.Reasons))
	}
	if len(f.Path) > 1 {
		p.field("dependency path", escape.Path(r.Name, f.Path))
	}
	if f.Remedy != "" {
		p.field("remedy", gfm.Prose(f.Remedy))
	}
	if f.Waiver != nil {
		p.field("waiver", position(p.waiversFile(), f.Waiver.Location))
	}
	if f.Fingerprint != "" {
		p.field("fingerprint", gfm.Code(f.Fingerprint))
	}
	if len(f.Evidence) == 0 {
		return
	}
	p.Line("")
	p.Table("evidence", "value", "class", "place in the document")
	for _, e := range f.Evidence {
		p.Row(position(r.Name, e.Location), phrase.Subject(e.Claim)+" "+value(e), gfm.Code(e.Class), place(e.Location))
	}
}

// title names the component of a finding, or else the place of the waiver, or the document.
func title(r *policy.Report, f *policy.Finding) string {
	switch {
	case f.Component != nil:
		return escape.Component(f.Component)
	case r.Document == nil:
		return position(r.Name, f.Location)
	}
	return "the document"
}

// state says whether a finding counts, and how it differs from the baseline.
func state(f *policy.Finding) string {
	switch {
	case f.Waiver != nil:
		return " (waived)"
	case f.Change == policy.ChangeNone:
		return " (in the baseline)"
	case f.Change != policy.ChangeUnknown:
		return " (" + string(f.Change) + ")"
	}
	return ""
}

// position is the place of a value as file:line:column.
func position(file string, l sbom.Location) string {
	if l.Line == 0 {
		return gfm.Code(file)
	}
	return gfm.Code(fmt.Sprintf("%s:%d:%d", file, l.Line, l.Column))
}

// place is the place of a value as a JSON pointer or its equivalent.
func place(l sbom.Location) string {
	if l.Path == "" {
		return ""
	}
	return gfm.Code(l.Path)
}

// value is the value of a claim. A lookalike is repeated with escapes, because its letters
// look like others.
func value(e policy.Evidence) string {
	s := gfm.Code(e.Claim.Value)
	if ascii := fmt.Sprintf("%+q", e.Claim.Value); e.Class == "lookalike" && strings.Contains(ascii, `\`) {
		s += ", spelled " + gfm.Code(ascii)
	}
	return s
}

func (p *printer) waiversFile() string {
	if p.run.Waivers == nil {
		return ""
	}
	return p.run.Waivers.File
}

// waivers writes each waiver with the findings that it covers.
func (p *printer) waivers() {
	p.Heading(2, "Waivers")
	if p.run.Waivers == nil || len(p.run.Waivers.List) == 0 {
		p.Line("There are none.")
		return
	}
	covered := map[*policy.Waiver]int{}
	for _, r := range p.run.Reports {
		for _, f := range r.Findings {
			covered[f.Waiver]++
		}
	}
	for _, w := range p.run.Waivers.List {
		p.Heading(3, position(p.run.Waivers.File, w.Location))
		p.field("covers", phrase.Count(covered[w], "finding", "findings")+" of this run")
		p.optional("fingerprint", w.Fingerprint)
		p.optional("package", w.PURL)
		p.optional("entity", w.Entity)
		p.optional("measure", w.Measure)
		p.optional("product", w.Document)
		p.optional("accepted level", string(w.Level))
		if len(w.Evidence) > 0 {
			p.field("accepted evidence", codes(w.Evidence))
		}
		p.field("reason", gfm.Prose(w.Reason))
		p.field("legal basis", gfm.Prose(w.Basis))
		p.field("approver", gfm.Prose(w.Approver))
		p.field("ticket", gfm.Prose(w.Ticket))
		p.field("issued", w.Issued.UTC().Format(time.DateOnly))
		p.field("expires after", w.Expires.UTC().Format(time.DateOnly))
	}
}

// optional writes an item of a list unless the text is empty.
func (p *printer) optional(label, text string) {
	if text != "" {
		p.field(label, gfm.Code(text))
	}
}

// baseline writes the findings of the baseline that the run does not have.
func (p *printer) baseline() {
	b := p.run.Baseline
	if b == nil {
		return
	}
	p.Heading(2, "Baseline")
	p.Line("Findings that are in the baseline, unchanged, and do not count for the gate: %d.\n", p.run.Known())
	p.Line("Findings of the baseline that this run does not have: %d.", len(b.Gone))
	if len(b.Gone) == 0 {
		return
	}
	p.Line("")
	p.Table("level", "rule", "component", "entity", "fingerprint")
	for i := range b.Gone {
		f := &b.Gone[i]
		component, entity := "the document", ""
		if f.Component != nil {
			component = escape.Component(f.Component)
		}
		if f.Entity != nil {
			entity = gfm.Code(f.Entity.Name)
		}
		p.Row(string(f.Level), gfm.Code(f.Rule), component, entity, gfm.Code(f.Fingerprint))
	}
}
