// Package junit writes a run as JUnit XML, which most CI systems show as test results.
//
// # Mapping
//
//	Report                  testsuite
//	Report.Verdict          testcase "has a verdict", with an error if there is none
//	Finding                 testcase with the rule as its class
//	Finding.Level           a failure if the finding closes the gate
//	Finding.Waiver, Change  skipped, with the reason
//	Report.Omitted          testcase "omitted findings"
//	Run.Waivers             testsuite without a verdict, if there are findings on waivers
//
// A test fails if and only if a finding closes the gate, and has an error if and only if a
// document has no verdict. All tests succeed or are skipped if and only if the gate is open.
//
// The name of a test does not contain lines and versions, by which CI systems would take it
// for a test that earlier runs do not have. Characters that are invisible, or that XML does not
// allow, are escaped as in a Go string literal.
package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
)

// The limits of a test.
const (
	maxValue    = 500 // characters of one text from a document
	maxText     = 4000
	maxEvidence = 10
)

// clean returns a text from a document as one line.
var clean = phrase.OneLine(maxValue)

// Write writes the report. The function pathOf returns the path of a document in the
// repository, with slashes, or "" if the file is not in it.
func Write(w io.Writer, run *gate.Run, pathOf func(name string) string) error {
	p := printer{run, pathOf}
	all := totals{}
	for s := range p.suites() {
		all.add(s.totals)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	root := xml.StartElement{Name: xml.Name{Local: "testsuites"}, Attr: all.attributes()}
	if err := e.EncodeToken(root); err != nil {
		return err
	}
	for s := range p.suites() {
		if err := e.Encode(s); err != nil {
			return err
		}
	}
	if err := e.EncodeToken(root.End()); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type printer struct {
	run    *gate.Run
	pathOf func(name string) string
}

// suites makes the suites one by one, to save memory.
func (p printer) suites() iter.Seq[testsuite] {
	return func(yield func(testsuite) bool) {
		for _, r := range p.run.All() {
			if !yield(p.suite(r)) {
				return
			}
		}
		if len(p.run.Reports) == 0 { // not a success
			s := testsuite{Name: "bomgate"}
			s.append(testcase{Name: "has documents", Class: classVerdict, Error: &problem{Message: p.run.Decide().String(), Type: string(policy.Undetermined)}})
			yield(s)
		}
	}
}

// suite returns the suite of a report.
func (p printer) suite(r *policy.Report) testsuite {
	s := testsuite{Name: clean(r.Name)}
	if p.isDocument(r) {
		s.append(p.verdict(r))
	}
	seen := map[string]int{}
	for i := range r.Findings {
		c := p.finding(gate.Located{Finding: &r.Findings[i], Report: r})
		key := c.Class + "\x00" + c.Name
		seen[key]++
		if n := seen[key]; n > 1 {
			c.Name += fmt.Sprintf(" #%d", n)
		}
		s.append(c)
	}
	if r.Omitted() > 0 {
		s.append(p.omitted(r))
	}
	return s
}

// isDocument reports whether a report is about a document, and not about the waivers.
func (p printer) isDocument(r *policy.Report) bool {
	return p.run.Waivers == nil || r != p.run.Waivers.Report
}

// The classes of tests that are not about a rule.
const (
	classVerdict = "verdict"
	classOmitted = "omitted"
)

// test returns a test about a place.
func (p printer) test(class, name string, place gate.Place) testcase {
	c := testcase{Class: clean(class), Name: name, File: printable.Escape(p.pathOf(place.File))}
	if c.File != "" && !place.Decoded {
		c.Line = place.Location.Line
	}
	return c
}

// verdict returns the test of whether a document has a verdict.
func (p printer) verdict(r *policy.Report) testcase {
	c := p.test(classVerdict, clean(r.Name)+": has a verdict", gate.PlaceOf(r))
	if r.Verdict == policy.Undetermined {
		why := clean.NoVerdict(r)
		c.Error = &problem{why, string(policy.Undetermined), why}
		return c
	}
	c.Output = fmt.Sprintf("verdict: %s\n%s", r.Verdict, phrase.Coverage(r.Coverage))
	return c
}

// finding returns the test of a finding.
func (p printer) finding(f gate.Located) testcase {
	c, text := p.test(f.Rule, clean(f.Report.Name)+": "+p.subject(f), f.Place()), details(f)
	switch {
	case f.Waiver != nil:
		c.Skipped, c.Output = &problem{Message: "waived " + clean.Waiver(f.Waiver)}, text
	case !f.Counts():
		c.Skipped, c.Output = &problem{Message: "in the baseline"}, text
	case p.run.Closes(f.Level):
		c.Failure = &problem{clean(f.Message), string(f.Level), text}
	default:
		c.Output = text
	}
	return c
}

// subject names the component of a finding without its version, and the entity.
func (p printer) subject(f gate.Located) string {
	var s string
	switch {
	case f.Component != nil:
		component := *f.Component
		component.Version = ""
		s = clean.Component(&component)
	case p.isDocument(f.Report):
		s = "the document"
	default:
		s = "the waiver"
	}
	if f.Entity != nil {
		s += " (" + clean(f.Entity.Name) + ")"
	}
	return s
}

// details describes a finding in several lines.
func details(f gate.Located) string {
	lines := []string{string(f.Level) + ": " + clean.Finding(f.Report.Name, f.Finding)}
	for _, e := range f.Evidence[:min(len(f.Evidence), maxEvidence)] {
		lines = append(lines, fmt.Sprintf("evidence: %s: %s %q (%s)", clean(f.PlaceOf(e).String()), phrase.Subject(e.Claim), printable.Clip(e.Claim.Value, maxValue), clean(e.Class)))
	}
	if n := len(f.Evidence) - maxEvidence; n > 0 {
		lines = append(lines, fmt.Sprintf("evidence: %d more", n))
	}
	if f.Entity != nil {
		lines = append(lines, "entity: "+clean.Entity(f.Finding))
	}
	if f.Measure != nil {
		lines = append(lines, "measure: "+clean(f.Measure.Title)+", "+clean(f.Measure.Citation))
	}
	if f.Act != nil {
		lines = append(lines, "act: "+clean.Act(f.Act))
	}
	return printable.Clip(strings.Join(lines, "\n"), maxText)
}

// omitted returns the test of the findings that a report omits.
func (p printer) omitted(r *policy.Report) testcase {
	c := p.test(classOmitted, clean(r.Name)+": omitted findings", gate.Place{File: r.Name})
	text := phrase.Omitted(r.Omitted())
	closing := false
	for level := range r.Counts {
		closing = closing || r.OmittedOf(level) > 0 && p.run.Closes(level)
	}
	if closing {
		c.Failure = &problem{text, classOmitted, text}
	} else {
		c.Output = text
	}
	return c
}
