// Package printable makes text from documents safe to show.
package printable

import (
	"strconv"
	"unicode"
)

// Escape returns a text in which control characters, bidirectional controls and all other
// invisible characters are escaped as in a Go string literal. In a text without any, nothing
// is escaped.
func Escape(s string) string {
	for _, r := range s {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			q := strconv.Quote(s)
			return q[1 : len(q)-1]
		}
	}
	return s
}

// Clip shortens a text to a number of characters and marks that with an ellipsis.
func Clip(s string, limit int) string {
	n := 0
	for i := range s {
		if n == limit {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
