package text

import (
	"strconv"
	"strings"
	"unicode"
)

// most is how many characters of one value are shown.
const most = 500

// Message returns an error's message as it may be shown on a terminal: see
// [clean]. A message may have several lines; all but the first are indented.
func Message(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = escape(strings.ReplaceAll(l, "\t", "  "))
	}
	return strings.Join(lines, "\n    ")
}

// clean returns a value of a document as it may be shown on a terminal, on one
// line: control characters, escape sequences, bidirectional controls and
// whatever else cannot be seen are escaped as in a Go string literal.
func clean(s string) string { return escape(cut(s)) }

// quote is clean for values that are shown in quotes.
func quote(s string) string { return strconv.Quote(cut(s)) }

func escape(s string) string {
	for _, r := range s {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			q := strconv.Quote(s)
			return q[1 : len(q)-1]
		}
	}
	return s
}

// cut shortens what is too long to be read.
func cut(s string) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
