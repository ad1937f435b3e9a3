// Package text writes reports for people: for each document the verdict, the coverage,
// and the findings, most severe first, in the style of compiler diagnostics.
//
// Text from documents is escaped, so that it can neither hide anything nor control the
// terminal. Lines are never wrapped.
package text

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// Options are the options of [Write].
type Options struct {
	Verbose bool // show every note, parser warning and skipped file
	Color   bool // use ANSI colors
}

// Limits for one document unless [Options.Verbose] is set.
const (
	maxNotes   = 10 // notes of one rule
	maxMissing = 10 // referenced documents that are not in the run
)

// Write writes the reports of a run.
func Write(w io.Writer, run *gate.Run, o Options) error {
	p := &printer{Options: o}
	for _, r := range run.All() {
		p.report(r)
		if _, err := p.WriteTo(w); err != nil {
			return err
		}
	}
	p.summary(run)
	_, err := p.WriteTo(w)
	return err
}

// printer buffers the text of a report.
type printer struct {
	bytes.Buffer
	Options
}

func (p *printer) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

// style is the parameter of an ANSI escape sequence SGR (ECMA-48, 8.3.117).
type style string

const (
	bold   style = "1"
	faint  style = "2"
	red    style = "1;31"
	green  style = "1;32"
	yellow style = "1;33"
	cyan   style = "1;36"
)

func (p *printer) paint(s style, text string) string {
	if !p.Color {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (p *printer) verdict(v policy.Verdict) string {
	switch v {
	case policy.Pass:
		return p.paint(green, string(v))
	case policy.Review:
		return p.paint(yellow, string(v))
	}
	return p.paint(red, string(v))
}

func (p *printer) level(l policy.Level) string {
	switch l {
	case policy.LevelError:
		return p.paint(red, string(l))
	case policy.LevelWarning:
		return p.paint(yellow, string(l))
	}
	return p.paint(cyan, string(l))
}

func (p *printer) report(r *policy.Report) {
	p.line("%s: %s", p.paint(bold, clean(r.Name)), p.verdict(r.Verdict))
	if r.Document != nil {
		p.document(r)
	}
	switch {
	case r.Fault != nil:
		p.fault(r)
	case r.Verdict == policy.Undetermined:
		p.line("\n%s: no verdict: %s", p.level(policy.LevelError), r.WhyUndetermined())
	}
	findings, known := p.compared(r.Findings)
	shown, folded := fold(findings, p.Verbose)
	for _, f := range shown {
		p.WriteByte('\n')
		p.finding(r.Name, f)
	}
	for _, f := range folded {
		p.line("\n%s: %s (show with -v)  [%s]", p.level(policy.LevelNote), phrase.Count(f.n, "more note", "more notes"), clean(f.rule))
	}
	if known > 0 {
		p.line("\n%s in the baseline, unchanged or less severe (show with -v)", phrase.Count(known, "finding", "findings"))
	}
	if n := r.Omitted(); n > 0 {
		p.line("\n%s omitted; the %d most severe are shown", phrase.Count(n, "more finding", "more findings"), len(r.Findings))
	}
	p.warnings(r)
	p.WriteByte('\n')
}

// document writes the lines about the document itself.
func (p *printer) document(r *policy.Report) {
	d := r.Document
	title := ""
	if d.Title != "" {
		title = " of " + clean(d.Title)
	}
	p.line("  %s %s%s, %s", d.Format, clean(d.SpecVersion), title, phrase.Coverage(r.Coverage)+countMissing(d.Missing))
	if len(d.Wrappers) > 0 {
		p.line("  wrapped in %s", escape.Wrappers(d.Wrappers))
	}
	for _, l := range d.References() {
		if l.Given != nil {
			p.line("  refers to %s, in this run as %s: %s", clean(l.String()), clean(l.Given.Name), p.verdict(l.Given.Verdict))
		}
	}
	p.missing(r)
}

// missing lists the documents that the document refers to and that are not in the run,
// the first maxMissing unless [Options.Verbose] is set.
func (p *printer) missing(r *policy.Report) {
	n := 0
	for _, l := range r.Document.References() {
		switch {
		case l.Given != nil:
		case n == maxMissing && !p.Verbose:
			p.line("  refers to %d more that are not in this run (show with -v)", r.Document.Missing-n)
			return
		default:
			p.line("  refers to %s, which is not in this run  %s", clean(l.String()), position(r.Name, l.Location))
			n++
		}
	}
}

// countMissing describes how many documents the document refers to that are not in the run.
func countMissing(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + phrase.Count(n, "referenced document", "referenced documents") + " not in this run"
}

func (p *printer) fault(r *policy.Report) {
	var e *sbom.Error
	if !errors.As(r.Fault, &e) {
		e = &sbom.Error{Message: r.Fault.Error()}
	}
	p.line("\n%s: no verdict: %s", p.level(policy.LevelError), Message(e.Message))
	if e.Location.Line > 0 {
		p.field("location", position(r.Name, e.Location))
	}
	if e.Hint != "" {
		p.field("hint", clean(e.Hint))
	}
}

// tally counts the notes of a rule that are not shown.
type tally struct {
	rule string
	n    int
}

// fold separates the notes of each rule after the first [maxNotes], unless verbose is set.
func fold(findings []policy.Finding, verbose bool) (shown []policy.Finding, folded []tally) {
	seen := map[string]int{}
	for _, f := range findings {
		if f.Level == policy.LevelNote && !verbose {
			if seen[f.Rule]++; seen[f.Rule] > maxNotes {
				i := slices.IndexFunc(folded, func(t tally) bool { return t.rule == f.Rule })
				if i < 0 {
					folded = append(folded, tally{rule: f.Rule})
					i = len(folded) - 1
				}
				folded[i].n++
				continue
			}
		}
		shown = append(shown, f)
	}
	return shown, folded
}

// idDigits is how many digits of a fingerprint identify a finding.
const idDigits = 12

func (p *printer) finding(document string, f policy.Finding) {
	head := func(s string) {
		p.line("%s: %s  %s%s", p.level(f.Level), p.paint(bold, s), p.paint(faint, "["+clean(f.Rule)+"]"), change(f.Change))
	}
	if c := f.Component; c == nil { // the finding is about the document, or a waiver
		head(clean(f.Message))
		if f.Location.Line > 0 {
			p.field("location", position(document, f.Location))
		}
	} else {
		head(escape.Component(c))
		if f.Why == "" { // the message says more than the fields below
			p.line("  %s", clean(f.Message))
		}
		if c.PURL != "" && !slices.ContainsFunc(f.Evidence, func(e policy.Evidence) bool { return e.Claim.Value == c.PURL }) {
			p.field("package", clean(c.PURL))
		}
	}
	if w := f.Waiver; w != nil {
		p.field("waived", fmt.Sprintf("until %s by %s: %s (%s)", w.Expires.Format(time.DateOnly), clean(w.Approver), clean(w.Reason), clean(w.Ticket)))
	}
	if f.Waiver == nil || p.Verbose {
		p.details(document, f)
	}
	if len(f.Evidence) > 0 { // otherwise no waiver can cover it
		p.field("id", f.Fingerprint[:min(len(f.Fingerprint), idDigits)])
	}
}

// details writes what a finding rests on, what it means and what to do.
func (p *printer) details(document string, f policy.Finding) {
	for i, e := range f.Evidence {
		label := ""
		if i == 0 {
			label = "evidence"
		}
		p.field(label, evidence(document, e))
	}
	if f.Entity != nil {
		p.field("entity", escape.Entity(&f))
	}
	if f.Measure != nil {
		p.field("measure", measure(f.Measure))
	}
	if f.Act != nil {
		p.field("act", escape.Act(f.Act))
	}
	if f.Why != "" {
		p.field("why", clean(f.Why))
	}
	if len(f.Path) > 1 {
		p.field("path", escape.Path(document, f.Path))
	}
	if f.Remedy != "" {
		p.field("remedy", clean(f.Remedy))
	}
}

// field writes a labeled line below a finding. An empty label continues the field before.
func (p *printer) field(label, text string) {
	p.line("  %s %s", p.paint(faint, fmt.Sprintf("%-9s", label)), text)
}

// position formats a location so that editors and terminals recognize it.
func position(document string, l sbom.Location) string {
	if l.Line == 0 {
		return clean(document)
	}
	return fmt.Sprintf("%s:%d:%d", clean(document), l.Line, l.Column)
}

// evidence describes evidence with its place.
func evidence(document string, e policy.Evidence) string {
	return fmt.Sprintf("%s: %s %s (%s)", position(document, e.Location), phrase.Subject(e.Claim), value(e), clean(e.Class))
}

// value quotes the value of a claim. A lookalike is repeated with escapes, because its
// letters look like others.
func value(e policy.Evidence) string {
	q, ascii := quote(e.Claim.Value), fmt.Sprintf("%+q", cut(e.Claim.Value))
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

// warnings writes the parser warnings, or how many there are.
func (p *printer) warnings(r *policy.Report) {
	if r.Document == nil || r.Document.WarningCount == 0 {
		return
	}
	if !p.Verbose {
		p.line("\n  %s (show with -v)", phrase.Count(r.Document.WarningCount, "parser warning", "parser warnings"))
		return
	}
	p.line("\n  %s:", phrase.Count(r.Document.WarningCount, "parser warning", "parser warnings"))
	for _, w := range r.Document.Warnings {
		p.line("  %s: %s", position(r.Name, w.Location), clean(w.Message))
	}
	if n := r.Document.WarningCount - len(r.Document.Warnings); n > 0 {
		p.line("  %d more omitted", n)
	}
}

func list(names []string) string { return clean(strings.Join(names, ", ")) }
