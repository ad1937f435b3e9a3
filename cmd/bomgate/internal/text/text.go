// Package text writes reports for people: for each document the verdict, the coverage,
// and the findings, most severe first, in the style of compiler diagnostics.
//
// Text from documents is escaped, so that it can neither hide anything nor control the
// terminal.
package text

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// Options are the options of [Write].
type Options struct {
	Quiet   bool // show only the documents that close the gate
	Verbose bool // show all details of findings, parser warnings, skipped files and digests
	Color   bool // use ANSI colors
	Limit   int  // of the findings of a document, the most severe first; 0 for all
	Width   int  // of the terminal in columns, at which lines are wrapped; 0 if they are not
}

// maxMissing limits the referenced documents that are not in the run, unless
// [Options.Verbose] is set.
const maxMissing = 10

// Write writes the reports of a run.
func Write(w io.Writer, run *gate.Run, o Options) error {
	p := &printer{Options: o}
	for _, r := range run.All() {
		if o.Quiet && !run.ClosedBy(r) {
			continue
		}
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
	indent string // of all lines
}

// line writes a line, or several. If they are wrapped, they are indented by two columns more.
func (p *printer) line(format string, args ...any) {
	for line := range strings.SplitSeq(fmt.Sprintf(format, args...), "\n") {
		p.write(line, len(line)-len(strings.TrimLeft(line, " "))+2)
	}
}

// write writes a line. If it is wrapped, the further lines are indented by hang columns.
func (p *printer) write(line string, hang int) {
	if line != "" {
		line = p.indent + line
	}
	p.WriteString(wrap(line, p.Width, len(p.indent)+hang))
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
		p.hint(r)
	}
	p.findings(r)
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
		at := position(r.Name, e.Location)
		if e.Location.Path != "" {
			at += ", " + clean(e.Location.Path)
		}
		p.field("location", at)
	}
	p.hint(r)
}

// hint writes how to get a verdict on a document that has none.
func (p *printer) hint(r *policy.Report) {
	if hint := phrase.Hint(r); hint != "" {
		p.field("hint", clean(hint))
	}
}

// field writes a labeled line below a finding. An empty label continues the field before.
func (p *printer) field(label, text string) {
	p.write(fmt.Sprintf("  %s %s", p.paint(faint, fmt.Sprintf("%-9s", label)), text), 12)
}

func list(names []string) string { return clean(strings.Join(names, ", ")) }
