package identity

import (
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// ofNotice returns the names of the parties that a notice or an attribution text credits:
// the holders in its lines with a copyright mark, as [CopyrightHolders] returns them; the
// names after words such as "developed by"; and the text of a line that is as short as a
// name. Other text is prose. The names are valid until the next call.
func (h *holders) ofNotice(s string) []string {
	h.clear()
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimSpace(line)
		switch {
		case hasCopyrightMark(line) || isYear(line):
			h.read(line)
		case strings.Contains(line, ": "): // a property
			if key, value, _ := strings.Cut(line, ": "); chars.OneOf(key, "author", "vendor", "supplier", "manufacturer", "publisher", "maintainer") {
				h.read(value)
			}
		case strings.Count(line, " ") < nameWords:
			h.read(line)
		default:
			h.readCredits(line)
		}
	}
	return h.names
}

// nameWords is the maximum number of words of a line in a notice that is a name.
const nameWords = 4

// readCredits reads the names after a participle and a preposition in a line of prose.
func (h *holders) readCredits(line string) {
	before := ""
	for rest := line; rest != ""; {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		if credits(before) && chars.OneOf(word, "by", "at", "from") {
			h.read(credit(rest))
		}
		before = word
	}
}

// credits reports whether a word says what a party did for a work.
func credits(word string) bool {
	return chars.OneOf(word, "developed", "created", "written", "designed", "made", "built", "produced", "provided", "supplied",
		"contributed", "published", "distributed", "maintained", "owned", "licensed", "copyrighted")
}

// credit returns the text that begins with a name, up to the end of the sentence or the
// clause, or as much of it as can be a name.
func credit(s string) string {
	if len(s) > maxHolder {
		s = s[:maxHolder]
		s = s[:max(strings.LastIndexByte(s, ' '), 0)]
	}
	for _, end := range [...]string{". ", " (", ";", ": "} {
		s, _, _ = strings.Cut(s, end)
	}
	return s
}
