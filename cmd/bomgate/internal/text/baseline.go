package text

import (
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
)

// change describes the change of a finding at the end of its first line.
func change(c policy.Change) string {
	switch c {
	case policy.ChangeNew:
		return "  new since the baseline"
	case policy.ChangeWorse:
		return "  more severe than in the baseline"
	case policy.ChangeNone:
		return "  in the baseline"
	}
	return ""
}

// gone lists the findings that only the baseline has, which may be nil.
func (p *printer) gone(b *gate.Baseline) {
	if b == nil || len(b.Gone) == 0 {
		return
	}
	p.line("%s in the baseline %s disappeared:", phrase.Count(len(b.Gone), "finding", "findings"), clean(b.File))
	for i := range b.Gone {
		if i == p.Limit && i > 0 {
			p.line("  %d more (show with --limit 0)", len(b.Gone)-i)
			break
		}
		f := &b.Gone[i]
		p.line("  %s: %s  %s", p.level(f.Level), subject(f), p.paint(faint, "["+clean(f.Rule)+"]"))
	}
	p.WriteByte('\n')
}

// subject names the component of a finding with its document, or says what the document
// violates.
func subject(f *policy.Finding) string {
	if f.Component == nil {
		return clean(f.Message)
	}
	return escape.Component(f.Component) + " in " + clean(f.Component.Document)
}
