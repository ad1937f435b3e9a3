// Package text writes reports as a person wants to read them: for each document
// the verdict, on what evidence its components were judged, and then the
// findings, gravest first, in the manner of a compiler's diagnostics.
//
// Whatever comes from a document is escaped, so that it can neither
// hide anything nor command the terminal. Lines are never wrapped.
package text

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Options says how much is written, and how.
type Options struct {
	Verbose bool // every note, every remark of the reader, every skipped file
	Color   bool // with ANSI colours
}

// maxNotes is how many notes of one rule a document shows unless [Options.Verbose].
const maxNotes = 10

// Write writes the reports of one run in the context c. Skipped are the names
// of the files that were found and passed over.
func Write(w io.Writer, c policy.Context, reports []*policy.Report, skipped []string, o Options) error {
	p := &printer{Options: o}
	for _, r := range reports {
		p.report(r)
		if _, err := p.WriteTo(w); err != nil {
			return err
		}
	}
	p.summary(c, reports, skipped)
	_, err := p.WriteTo(w)
	return err
}

// printer collects the text of a report.
type printer struct {
	bytes.Buffer
	Options
}

func (p *printer) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

// A style is the parameter of an ANSI escape sequence SGR (ECMA-48, 8.3.117).
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
		title := ""
		if r.Document.Title != "" {
			title = " of " + clean(r.Document.Title)
		}
		p.line("  %s %s%s, %s", r.Document.Format, clean(r.Document.SpecVersion), title, coverage(r.Coverage)+missing(r.Document.Missing))
		if len(r.Document.Wrappers) > 0 {
			p.line("  wrapped in %s", wrappers(r.Document.Wrappers))
		}
		for _, l := range r.Document.References() {
			if l.Given != nil {
				p.line("  refers to %s, judged as %s: %s", clean(l.String()), clean(l.Given.Name), p.verdict(l.Given.Verdict))
			}
		}
		p.missing(r)
	}
	switch {
	case r.Fault != nil:
		p.fault(r)
	case r.Verdict == policy.Undetermined && !r.Coverage.Judgeable():
		p.line("\n%s: no verdict: no component carries any evidence beyond a name", p.level(policy.LevelError))
	}
	shown, folded := fold(r.Findings, p.Verbose)
	for _, f := range shown {
		p.WriteByte('\n')
		p.finding(r.Name, f)
	}
	for _, f := range folded {
		p.line("\n%s: %s more; -v shows them  [%s]", p.level(policy.LevelNote), count(f.n, "note", "notes"), clean(f.rule))
	}
	if n := r.Omitted(); n > 0 {
		p.line("\n%s left out of all reports; the gravest %d are kept", count(n, "finding more is", "findings more are"), len(r.Findings))
	}
	p.warnings(r)
	p.WriteByte('\n')
}

// wrappers says what the document came in, whether anybody vouches for it, and
// what its places are places in.
func wrappers(list []sbom.Wrapper) string {
	kinds := make([]string, len(list))
	decoded := false
	signature := ""
	for i, w := range list {
		kinds[i] = clean(string(w.Kind))
		decoded = decoded || w.Decoded
		switch {
		case w.Verified:
			signature = "; signature verified with " + clean(w.Signer)
		case w.Kind == sbom.WrapperDSSE && signature == "":
			signature = "; signed, signature not verified"
		}
	}
	s := strings.Join(kinds, ", ") + signature
	if decoded {
		s += "; places are those in the decoded text"
	}
	return s
}

// coverage says on what evidence the components were judged, and what the
// document says that it leaves out.
func coverage(c sbom.Coverage) string {
	var parts []string
	for _, part := range []struct {
		n  int
		on string
	}{
		{c.Maker, "by maker"},
		{c.Identity, "by package identity"},
		{c.Name, "by name only"},
		{c.Nothing, "with not even a name"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.on))
		}
	}
	s := "no component"
	if len(parts) > 0 {
		s = count(c.Components, "component", "components") + ": " + strings.Join(parts, ", ")
	}
	if c.Incomplete > 0 {
		s += "; the document calls " + count(c.Incomplete, "assembly", "assemblies") + " incomplete"
	}
	return s
}

// missing counts the documents that the document refers to and that are not given.
func missing(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + count(n, "document that it refers to is", "documents that it refers to are") + " not given"
}

// missing names the documents that the document refers to and that are not given,
// the first ten unless the output is verbose.
func (p *printer) missing(r *policy.Report) {
	named := 0
	for _, l := range r.Document.References() {
		switch {
		case l.Given != nil:
		case named == 10 && !p.Verbose:
			p.line("  refers to %d more that are not given; -v shows them", r.Document.Missing-named)
			return
		default:
			p.line("  refers to %s, which is not given  %s", clean(l.String()), position(r.Name, l.Location))
			named++
		}
	}
}

func (p *printer) fault(r *policy.Report) {
	var e *sbom.Error
	if !errors.As(r.Fault, &e) {
		e = &sbom.Error{Message: r.Fault.Error()}
	}
	p.line("\n%s: no verdict: %s", p.level(policy.LevelError), Message(e.Message))
	if e.Location.Line > 0 {
		p.field("place", position(r.Name, e.Location))
	}
	if e.Hint != "" {
		p.field("hint", clean(e.Hint))
	}
}

// tally is how many notes of a rule are not shown.
type tally struct {
	rule string
	n    int
}

// fold leaves out the notes of a rule after the first ten.
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

func (p *printer) finding(document string, f policy.Finding) {
	head := func(s string) {
		p.line("%s: %s  %s", p.level(f.Level), p.paint(bold, s), p.paint(faint, "["+clean(f.Rule)+"]"))
	}
	if c := f.Component; c == nil { // the document as a whole
		head(clean(f.Message))
	} else {
		head(component(c))
		if f.Why == "" { // the fields below do not say it all
			p.line("  %s", clean(f.Message))
		}
		if c.PURL != "" && !slices.ContainsFunc(f.Evidence, func(e policy.Evidence) bool { return e.Claim.Value == c.PURL }) {
			p.field("package", clean(c.PURL))
		}
	}
	for i, e := range f.Evidence {
		label := ""
		if i == 0 {
			label = "evidence"
		}
		p.field(label, fmt.Sprintf("%s: %s %s (%s)", position(document, e.Location), noun(e.Claim), value(e), clean(e.Class)))
	}
	if f.Entity != nil {
		p.field("entity", entity(f))
	}
	if f.Measure != nil {
		p.field("measure", measure(f.Measure))
	}
	if f.Act != nil {
		p.field("act", act(f.Act))
	}
	if f.Why != "" {
		p.field("why", clean(f.Why))
	}
	if len(f.Path) > 1 {
		p.field("path", way(document, f.Path))
	}
	if f.Remedy != "" {
		p.field("remedy", clean(f.Remedy))
	}
}

// way names the components of a path, and where it comes from another document
// also the documents.
func way(document string, path []*policy.Component) string {
	names := make([]string, len(path))
	at := document
	if path[0].Document != document {
		at = ""
	}
	for i, c := range path {
		if c == nil {
			names[i] = "…"
			continue
		}
		names[i] = name(c)
		if c.Document != at {
			at = c.Document
			names[i] = "[" + clean(at) + "] " + names[i]
		}
	}
	return strings.Join(names, " › ")
}

// field writes a labelled line below a finding. The label is left out where the
// line goes on with the field before it.
func (p *printer) field(label, text string) {
	p.line("  %s %s", p.paint(faint, fmt.Sprintf("%-9s", label)), text)
}

// position is a place as editors and terminals make links of it.
func position(document string, l sbom.Location) string {
	if l.Line == 0 {
		return clean(document)
	}
	return fmt.Sprintf("%s:%d:%d", clean(document), l.Line, l.Column)
}

// noun is what the value is to the component.
func noun(c sbom.Claim) string {
	if c.Role != sbom.RoleIdentity {
		return string(c.Role)
	}
	switch c.Kind {
	case identity.KindPackage:
		return string(identity.KindPURL)
	case identity.KindWord, identity.KindApp:
		return "name"
	}
	return string(c.Kind)
}

// value quotes what the document says. A name that imitates another is spelt out,
// since its letters look like what they are not.
func value(e policy.Evidence) string {
	q, ascii := quote(e.Claim.Value), fmt.Sprintf("%+q", cut(e.Claim.Value))
	if e.Class == "lookalike" && q != ascii {
		return q + ", spelt " + ascii
	}
	return q
}

func name(c *policy.Component) string {
	switch {
	case c.Name != "":
		return clean(c.Name)
	case c.Ref != "":
		return clean(c.Ref)
	}
	return string(c.Origin) + " without a name"
}

func component(c *policy.Component) string {
	s := name(c)
	if c.Group != "" {
		s = clean(path.Join(c.Group, c.Name))
	}
	if c.Version != "" {
		s += " " + clean(c.Version)
	}
	return s
}

// entity names who it is and how it is tied to whom the measure names.
func entity(f policy.Finding) string {
	s := clean(f.Entity.Name)
	for _, r := range f.Chain {
		tie := strings.ReplaceAll(r.Type, "-", " ")
		if r.Share > 0 {
			tie += fmt.Sprintf(" (%g %%)", r.Share)
		}
		if r.Since != "" {
			tie += " since " + r.Since
		}
		s += " → " + clean(tie) + " → " + clean(r.To.Name)
	}
	return s
}

func measure(m *policy.Measure) string {
	s := clean(m.Title)
	if m.Citation != "" {
		s += ", " + clean(m.Citation)
	}
	return s
}

func act(a *policy.Act) string {
	name, day := clean(a.Name), a.From.UTC().Format(time.DateOnly)
	switch {
	case a.From.IsZero():
		return name + ", not prohibited by it"
	case a.InForce:
		return name + ", in force since " + day
	}
	return name + ", not in force before " + day
}

// warnings says what the reader stumbled over.
func (p *printer) warnings(r *policy.Report) {
	if r.Document == nil || r.Document.WarningCount == 0 {
		return
	}
	if !p.Verbose {
		p.line("\n  %s; -v shows them", count(r.Document.WarningCount, "remark of the reader", "remarks of the reader"))
		return
	}
	p.WriteByte('\n')
	for _, w := range r.Document.Warnings {
		p.line("  %s: %s", position(r.Name, w.Location), clean(w.Message))
	}
	if n := r.Document.WarningCount - len(r.Document.Warnings); n > 0 {
		p.line("  %s left out", count(n, "remark more is", "remarks more are"))
	}
}

// summary is the last lines: how many documents came out how, and what the
// question was.
func (p *printer) summary(c policy.Context, reports []*policy.Report, skipped []string) {
	if p.Verbose {
		for _, s := range skipped {
			p.line("%s: skipped, not an SBOM", clean(s))
		}
	}
	if len(reports) > 1 || len(skipped) > 0 {
		s := count(len(reports), "document", "documents")
		for _, v := range []policy.Verdict{policy.Fail, policy.Undetermined, policy.Review, policy.Pass} {
			n := 0
			for _, r := range reports {
				if r.Verdict == v {
					n++
				}
			}
			if n > 0 {
				s += fmt.Sprintf(", %d %s", n, p.verdict(v))
			}
		}
		if len(skipped) > 0 {
			s += "; " + count(len(skipped), "file is no SBOM", "files are no SBOM")
			if !p.Verbose {
				s += " (-v names them)"
			}
		}
		p.line("%s", s)
	}
	p.line("%s", Question(c))
}

// Question says what the question is asked for.
func Question(c policy.Context) string {
	return fmt.Sprintf("as of %s; acts: %s; nexus: %s", c.AsOf.UTC().Format(time.RFC3339), List(c.Acts), List(c.Nexus))
}

func List(names []string) string { return clean(strings.Join(names, ", ")) }

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
