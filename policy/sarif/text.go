package sarif

import (
	"fmt"
	"strings"
	"unicode"
)

// line makes one line of what a document says, of so many characters at most.
// What cannot be seen, such as a turn of the direction of writing, is shown by
// its code point; a link is broken, for viewers follow the links of a message
// (section 3.11.6).
func line(s string, most int) string {
	var b strings.Builder
	for _, r := range clip(s, most) {
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
	return strings.ReplaceAll(s, "](", "] (")
}

// clip cuts a text to so many characters, and shows that it did. It takes no
// longer for a longer text.
func clip(s string, most int) string {
	n, last := 0, 0
	for i := range s {
		if n == most {
			return s[:last] + "…"
		}
		n, last = n+1, i
	}
	return s
}

// sentences joins what there is, each with a full stop.
func sentences(parts ...string) string {
	var all []string
	for _, s := range parts {
		if s == "" {
			continue
		}
		if !strings.ContainsAny(s[len(s)-1:], ".!?") {
			s += "."
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}
