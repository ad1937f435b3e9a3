// Package gfm writes GitHub Flavored Markdown that contains text from documents.
//
// Such text is a code span, unless Markdown reads it as plain text anyway: it can be neither
// markup nor HTML, links or images, and it cannot end a table.
package gfm

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/bomgate/bomgate/policy/printable"
)

// Writer buffers Markdown. Its methods write text as it is.
type Writer struct{ bytes.Buffer }

// Line writes a line.
func (w *Writer) Line(format string, args ...any) {
	fmt.Fprintf(w, format, args...)
	w.WriteByte('\n')
}

// Heading writes a heading with empty lines around it.
func (w *Writer) Heading(level int, text string) {
	if !bytes.HasSuffix(w.Bytes(), []byte("\n\n")) {
		w.WriteByte('\n')
	}
	w.Line("%s %s\n", strings.Repeat("#", level), text)
}

// Table writes the head of a table.
func (w *Writer) Table(head ...string) {
	w.Row(head...)
	w.Row(slices.Repeat([]string{"---"}, len(head))...)
}

// Row writes a row of a table.
func (w *Writer) Row(cells ...string) { w.Line("| %s |", strings.Join(cells, " | ")) }

// maxValue is the number of characters shown of one text.
const maxValue = 2000

// Code returns a text as a code span, in which Markdown has no markup, links or HTML.
// Characters that are invisible, or that end a line, are escaped as in a Go string literal,
// and so is the pipe, which would end a cell of a table.
func Code(s string) string {
	s = printable.Escape(printable.Clip(s, maxValue))
	s = strings.ReplaceAll(s, "|", `\x7c`)
	if s == "" {
		return "(empty)"
	}
	fence, pad := Fence(s, 1), ""
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		pad = " " // a reader removes it
	}
	return fence + pad + s + pad + fence
}

// Fence returns more backticks than there are in a row in s, and at least as many as
// least.
func Fence(s string, least int) string {
	n, longest := 0, least-1
	for i := range len(s) {
		if s[i] != '`' {
			n = 0
			continue
		}
		n++
		longest = max(longest, n)
	}
	return strings.Repeat("`", longest+1)
}

// plain are the characters other than letters and digits that Markdown does not interpret
// within a line. The colon is not interpreted before a space, and the underscore is escaped.
const plain = ` .,;:?_'"/%§()-–—→›…`

// Prose returns a sentence or a name as plain text if it has only plain characters and nothing
// that becomes a link or an emoji, and else as a code span.
func Prose(s string) string {
	lower := strings.ToLower(s)
	if s == "" || strings.Contains(lower, "www.") || strings.Contains(strings.ReplaceAll(lower+" ", ": ", ""), ":") {
		return Code(s)
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(plain, r) {
			return Code(s)
		}
	}
	return strings.ReplaceAll(printable.Clip(s, maxValue), "_", `\_`)
}

// Link returns a link with prose as its text, or only the text and the address if the address
// is not a plain HTTP address.
func Link(text, address string) string {
	if address == "" {
		return Prose(text)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsFunc(address, notInLink) {
		return Prose(text) + ", " + Code(address)
	}
	return "[" + Prose(text) + "](" + address + ")"
}

// notInLink reports whether a character may end or change a link.
func notInLink(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune("()<>[]{}|\\^`\"'*", r)
}
