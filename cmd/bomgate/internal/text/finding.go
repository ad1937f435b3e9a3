package text

import (
	"fmt"
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// findings writes the findings of a report: with [Options.Verbose] all of them in detail, and
// else those that count for the gate in detail, those that waivers cover without
// details, and the number of those that are in the baseline.
func (p *printer) findings(r *policy.Report) {
	var shown, waived []*policy.Finding
	known := 0
	for i := range r.Findings {
		switch f := &r.Findings[i]; {
		case p.Verbose || f.Counts():
			shown = append(shown, f)
		case f.Waiver != nil:
			waived = append(waived, f)
		default:
			known++
		}
	}
	shown, more := p.limit(shown)
	for _, b := range group(shown) {
		p.WriteByte('\n')
		p.block(r.Name, b)
	}
	if len(more) > 0 {
		p.line("\n%s: %s (show with --limit 0)", phrase.Count(len(more), "more finding", "more findings"), levels(more))
	}
	if n := r.Omitted(); n > 0 {
		p.line("\n%s omitted: reports list the %d most severe", phrase.Count(n, "more finding", "more findings"), len(r.Findings))
	}
	p.waived(waived)
	if known > 0 {
		p.line("\n%s in the baseline, unchanged or less severe (show with -v)", phrase.Count(known, "finding", "findings"))
	}
}

// limit separates the findings after the first [Options.Limit].
func (p *printer) limit(findings []*policy.Finding) (shown, more []*policy.Finding) {
	if p.Limit == 0 || len(findings) <= p.Limit {
		return findings, nil
	}
	return findings[:p.Limit], findings[p.Limit:]
}

// levels counts findings by level: 1 error, 3 notes.
func levels(findings []*policy.Finding) string {
	n := map[policy.Level]int{}
	for _, f := range findings {
		n[f.Level]++
	}
	return phrase.Levels(n)
}

// waived writes the findings that waivers cover, without details.
func (p *printer) waived(findings []*policy.Finding) {
	shown, more := p.limit(findings)
	for _, f := range shown {
		p.WriteByte('\n')
		p.head(f)
		p.acceptance(f.Waiver)
		p.id(f)
	}
	if len(more) > 0 {
		p.line("\n%s: %s (show with --limit 0)", phrase.Count(len(more), "more waived finding", "more waived findings"), levels(more))
	}
}

// title names the component of a finding, or says what is wrong with the document.
func title(f *policy.Finding) string {
	if f.Component == nil {
		return clean(f.Message)
	}
	return escape.Component(f.Component)
}

// head writes the first line of a finding.
func (p *printer) head(f *policy.Finding) {
	p.line("%s: %s  %s%s", p.level(f.Level), p.paint(bold, title(f)), p.paint(faint, "["+clean(f.Rule)+"]"), change(f.Change))
}

// idDigits is how many digits of a fingerprint identify a finding.
const idDigits = 12

// id writes what identifies a finding for a waiver, if one can cover it.
func (p *printer) id(f *policy.Finding) {
	if len(f.Evidence) > 0 {
		p.field("id", f.Fingerprint[:min(len(f.Fingerprint), idDigits)])
	}
}

// block writes the findings of a block: for each item what is its own, and then what is the
// same for all of them.
func (p *printer) block(document string, b block) {
	for _, it := range b {
		f := it[0]
		p.head(f)
		p.detail(document, f)
	}
	if len(b) > 1 {
		p.line("about each of these %d components:", len(b))
	}
	first := b[0][0]
	for i, text := range conclusion(first) {
		if text != "" {
			p.field(labels[i], text)
		}
	}
	p.acceptance(first.Waiver)
	for _, f := range b[0][1:] {
		p.also(document, first, f)
	}
}

// detail writes what a finding says about its component.
func (p *printer) detail(document string, f *policy.Finding) {
	switch {
	case f.Component == nil && f.Location.Line > 0:
		p.field("location", position(document, f.Location))
	case f.Component != nil && f.Why == "": // the message says more than the fields below
		p.line("  %s", clean(f.Message))
	}
	if c := f.Component; c != nil && c.PURL != "" && !slices.ContainsFunc(f.Evidence, func(e policy.Evidence) bool { return e.Claim.Value == c.PURL }) {
		p.field("package", clean(c.PURL))
	}
	p.evidence(document, f.Evidence)
	p.path(document, f.Path)
	p.id(f)
}

// path writes a dependency path, unless the component is the root or has none.
func (p *printer) path(document string, path []*policy.Component) {
	if len(path) > 1 {
		p.field("path", escape.Path(document, path))
	}
}

// evidence writes evidence, a line each.
func (p *printer) evidence(document string, list []policy.Evidence) {
	for i, e := range list {
		label := ""
		if i == 0 {
			label = "evidence"
		}
		p.field(label, evidence(document, e))
	}
}

// also writes what another finding about the same component and entity says differently.
func (p *printer) also(document string, first, f *policy.Finding) {
	p.line("  also %s  %s%s", p.level(f.Level), p.paint(faint, "["+clean(f.Rule)+"]"), change(f.Change))
	p.indent = "  "
	defer func() { p.indent = "" }()
	if f.Why == "" {
		p.line("%s", clean(f.Message))
	}
	if !sameEvidence(first, f) {
		p.evidence(document, f.Evidence)
	}
	before := conclusion(first)
	for i, text := range conclusion(f) {
		if text != "" && text != before[i] {
			p.field(labels[i], text)
		}
	}
	p.acceptance(f.Waiver)
	p.id(f)
}

// acceptance writes a waiver, which may be nil.
func (p *printer) acceptance(w *policy.Waiver) {
	if w != nil {
		p.field("waived", escape.Waiver(w))
	}
}

// position formats a location so that editors and terminals recognize it.
func position(document string, l sbom.Location) string {
	if l.Line == 0 {
		return unbroken(clean(document))
	}
	return unbroken(fmt.Sprintf("%s:%d:%d", clean(document), l.Line, l.Column))
}

// evidence describes evidence with its place.
func evidence(document string, e policy.Evidence) string {
	return fmt.Sprintf("%s: %s %s (%s)", position(document, e.Location), phrase.Subject(e.Claim), value(e), clean(e.Class))
}

// value quotes the value of a claim. A lookalike is repeated with escapes, because its
// letters look like others.
func value(e policy.Evidence) string {
	q, ascii := quote(e.Claim.Value), quoteASCII(e.Claim.Value)
	if e.Class == "lookalike" && q != ascii {
		return q + ", spelled " + ascii
	}
	return q
}

func measure(m *policy.Measure) string {
	s := clean(m.Title)
	if m.Citation != "" {
		s += ", " + clean(m.Citation)
	}
	return s
}
