package detail

import (
	"strings"
	"unicode/utf8"

	"github.com/bomgate/bomgate/policy"
)

// The limits of an [Excerpt]. A minified document is one line.
const (
	contextLines = 2   // before and after the value
	contextBytes = 240 // before and after the value
	maxValue     = 400 // bytes of the value
)

// Excerpt is the text of a document around a value, as it is in the document.
type Excerpt struct {
	Line   int    // of the first character
	Before string // from the start of a line, unless CutBefore
	Value  string // the value, or the part of it on which the finding rests if that is shorter
	After  string // to the end of a line, unless CutAfter

	CutBefore, CutAfter bool // the line continues
}

// Excerpt returns the text around the value of evidence, and reports whether the detail
// has it.
func (d *Detail) Excerpt(e policy.Evidence) (Excerpt, bool) {
	x, ok := d.excerpts[e.Claim.Place]
	return x, ok && x.Value != ""
}

// newExcerpt cuts the text around the value of evidence. It is empty if the value has no
// place.
func newExcerpt(text string, e policy.Evidence) Excerpt {
	start, end := e.Claim.Place.Start, e.Claim.Place.End
	if start >= end || end > len(text) {
		return Excerpt{}
	}
	line := e.Location.Line
	if i := strings.Index(text[start:end], e.Claim.Value); i >= 0 && e.Claim.Value != "" {
		line += strings.Count(text[start:start+i], "\n")
		start, end = start+i, start+i+len(e.Claim.Value)
	}
	var x Excerpt
	x.Before, x.CutBefore = lastLines(text[:start])
	if end-start > maxValue {
		end = start + len(cutEnd(text[start:start+maxValue]))
		x.CutAfter = true
	} else {
		x.After, x.CutAfter = firstLines(text[end:])
	}
	x.Line = line - strings.Count(x.Before, "\n")
	x.Before, x.Value, x.After = strings.Clone(x.Before), strings.Clone(text[start:end]), strings.Clone(x.After)
	return x
}

// lastLines returns the end of a text: the last line and contextLines before it, or the
// last contextBytes. It reports whether the text is cut within a line.
func lastLines(text string) (part string, cut bool) {
	from := max(0, len(text)-contextBytes)
	part = text[from:]
	lines := strings.Split(part, "\n")
	if n := len(lines) - 1 - contextLines; n > 0 {
		return strings.Join(lines[n:], "\n"), false
	}
	if from == 0 || text[from-1] == '\n' {
		return part, false
	}
	if len(lines) > 1 { // start with a whole line
		return strings.Join(lines[1:], "\n"), false
	}
	return cutStart(part), true
}

// firstLines returns the start of a text: the first line and contextLines after it, or the
// first contextBytes. It reports whether the text is cut within a line.
func firstLines(text string) (part string, cut bool) {
	part = text[:min(len(text), contextBytes)]
	lines := strings.Split(part, "\n")
	if len(lines) > 1+contextLines {
		return strings.Join(lines[:1+contextLines], "\n"), false
	}
	if len(part) == len(text) || text[len(part)] == '\n' {
		return part, false
	}
	if len(lines) > 1 { // end with a whole line
		return strings.Join(lines[:len(lines)-1], "\n"), false
	}
	return cutEnd(part), true
}

// cutStart removes the rest of a character from the start of a text.
func cutStart(s string) string {
	for s != "" && !utf8.RuneStart(s[0]) {
		s = s[1:]
	}
	return s
}

// cutEnd removes the start of a character from the end of a text.
func cutEnd(s string) string {
	for s != "" {
		if r, size := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || size != 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return s
}
