package markdown

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
)

// maxValue is the number of characters shown of one text.
const maxValue = 2000

// code returns a text as a code span, in which Markdown has no markup, links or HTML.
// Characters that are invisible, or that end a line, are escaped as in a Go string literal,
// and so is the pipe, which would end a cell of a table.
func code(s string) string {
	s = printable.Escape(printable.Clip(s, maxValue))
	s = strings.ReplaceAll(s, "|", `\x7c`)
	if s == "" {
		return "(empty)"
	}
	fence, pad := fenceOf(s, 1), ""
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		pad = " " // a reader removes it
	}
	return fence + pad + s + pad + fence
}

// escape describes parts of reports with code spans.
var escape phrase.Escape = code

// fenceOf returns more backticks than there are in a row in s, and at least as many as
// least.
func fenceOf(s string, least int) string {
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

// prose returns a sentence or a name as plain text if it has only plain characters and nothing
// that becomes a link or an emoji, and else as a code span.
func prose(s string) string {
	lower := strings.ToLower(s)
	if s == "" || strings.Contains(lower, "www.") || strings.Contains(strings.ReplaceAll(lower+" ", ": ", ""), ":") {
		return code(s)
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(plain, r) {
			return code(s)
		}
	}
	return strings.ReplaceAll(printable.Clip(s, maxValue), "_", `\_`)
}

// link returns a link with prose as its text, or only the text and the address if the address
// is not a plain HTTP address.
func link(text, address string) string {
	if address == "" {
		return prose(text)
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsFunc(address, notInLink) {
		return prose(text) + ", " + code(address)
	}
	return "[" + prose(text) + "](" + address + ")"
}

// notInLink reports whether a character may end or change a link.
func notInLink(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune("()<>[]{}|\\^`\"'*", r)
}
