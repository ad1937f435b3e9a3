package sarif

import (
	"fmt"
	"strings"
	"unicode"
)

// line returns a text from a document as one line of at most limit characters. Invisible
// characters, such as bidirectional controls, become their code points. Links are broken,
// because viewers follow links in messages (section 3.11.6).
func line(s string, limit int) string {
	s = clip(s, limit)
	if isLine(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsControl(r):
			b.WriteByte(' ')
		case unicode.Is(unicode.Cf, r):
			fmt.Fprintf(&b, "<%U>", r)
		default:
			b.WriteRune(r)
		}
	}
	s = strings.Join(strings.Fields(b.String()), " ")
	return clip(strings.ReplaceAll(s, "](", "] ("), limit) // the escapes are longer
}

// isLine reports whether a text is ASCII that [line] leaves as it is, as nearly all are.
func isLine(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') || s[i] == '(' && i > 0 && s[i-1] == ']' {
			return false
		}
	}
	return true
}

// clip shortens a text to at most limit characters and marks that with an ellipsis. Its
// running time does not depend on the length of s.
func clip(s string, limit int) string {
	n, last := 0, 0
	for i := range s {
		if n == limit {
			return s[:last] + "…"
		}
		n, last = n+1, i
	}
	return s
}
