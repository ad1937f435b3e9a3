package identity

import (
	"slices"
	"strings"
)

const (
	maxHolders = 64  // in one copyright text
	maxHolder  = 120 // bytes; longer text is prose
)

// CopyrightHolders returns the names of those whom a copyright text
// names as holders: "AO Kaspersky Lab" of "Copyright (c) 2018-2024 AO Kaspersky
// Lab. All rights reserved." It reads the lines that have a copyright mark or
// begin with a year, and a single line in any case. At most 64 different names
// are returned, of at most 120 bytes each.
func CopyrightHolders(s string) []string { return new(holders).of(s) }

// of is [CopyrightHolders]. The names are good until it is called again.
func (h *holders) of(s string) []string {
	h.names = h.names[:0]
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\r') < 0 {
		h.read(s)
		return h.names
	}
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if len(h.names) == maxHolders {
			break
		}
		if hasCopyrightMark(line) || isYear(strings.TrimSpace(line)) {
			h.read(line)
		}
	}
	return h.names
}

// hasCopyrightMark tells quickly whether a line may be a copyright statement.
func hasCopyrightMark(line string) bool {
	for _, mark := range [...]string{"opyright", "OPYRIGHT", "(c)", "(C)", "©"} {
		if strings.Contains(line, mark) {
			return true
		}
	}
	return false
}

// isYear tells whether s begins with a year.
func isYear(s string) bool {
	return len(s) >= 4 && (s[:2] == "19" || s[:2] == "20") && isDigit(s[2]) && isDigit(s[3])
}

// holders collects names word by word.
type holders struct {
	names  []string
	name   []byte // its words so far
	fields []string
	ended  bool // the statement has ended, what comes until the next one is prose
}

func (h *holders) read(line string) {
	h.fields = h.fields[:0]
	for field := range strings.FieldsSeq(line) {
		h.fields = append(h.fields, field)
	}
	h.ended = false
	for i, field := range h.fields {
		word, symbol := cutSymbol(field)
		if symbol {
			h.end() // what stands before © can be the holder
			h.ended = false
		}
		plain := punctuation.trim(word)
		switch says := sayingOf(plain); {
		case plain == "" || plain == "-" || plain == "–":
		case says == begins:
			h.name, h.ended = h.name[:0], false
		case isYear(plain):
			h.end()
			h.ended = false
		case h.ended || len(h.name) == 0 && says == leads:
		case says == parts:
			h.end()
		case says == ends || says == endsBeforeRights && i+1 < len(h.fields) && isWord(h.fields[i+1], "rights"):
			h.end()
			h.ended = true
		default:
			if len(h.name) > 0 {
				h.name = append(h.name, ' ')
			}
			h.name = append(h.name, word...)
			if strings.HasSuffix(word, ";") || strings.HasSuffix(word, ",") && !beginsForm(h.fields[i+1:]) {
				h.end()
			}
		}
	}
	h.end()
}

const (
	punctuation cutset = 1<<'.' | 1<<',' | 1<<':' | 1<<';' | 1<<'(' | 1<<')'
	aroundName  cutset = 1<<'.' | 1<<',' | 1<<':' | 1<<';' | 1<<' '
)

// saying is what a word says in a copyright statement, unless it is of a name.
type saying uint8

const (
	begins           saying = iota + 1 // the statement
	leads                              // to the first name
	parts                              // one name from the next
	ends                               // the statement
	endsBeforeRights                   // ends it if "rights" comes next
)

func sayingOf(word string) saying {
	var folded [24]byte // of a longer word the head, which is none of these either
	n := copy(folded[:], word)
	for i, c := range folded[:n] {
		folded[i] = lower(c)
	}
	switch string(folded[:n]) {
	case "copyright", "copr", "spdx-filecopyrighttext":
		return begins
	case "by", "present":
		return leads
	case "and", "und", "et":
		return parts
	case "and/or", "licensed", "released":
		return ends
	case "all":
		return endsBeforeRights
	}
	return 0
}

// isWord tells whether s is one of the words, in whatever case.
func isWord(s string, words ...string) bool {
	for _, w := range words {
		if len(s) == len(w) && strings.EqualFold(s, w) {
			return true
		}
	}
	return false
}

// cutSymbol returns a word without the copyright symbol at its head.
func cutSymbol(word string) (rest string, symbol bool) {
	for _, mark := range [...]string{"(c)", "(C)", "©"} {
		if rest, ok := strings.CutPrefix(word, mark); ok {
			return rest, true
		}
	}
	return word, false
}

// beginsForm tells whether a name's legal form goes on after a comma.
func beginsForm(fields []string) bool {
	return len(fields) > 0 && isForm(FoldWords(fields[0]), trailing)
}

// end ends a name.
func (h *holders) end() {
	name := aroundName.trim(bytesAsString(h.name))
	h.name = h.name[:0]
	first, _, _ := strings.Cut(name, " ")
	switch strings.ToLower(first) {
	case "", "and", "or", "in", "is", "of", "to", "this", "that", "others", "contributors", "its", "their",
		"notice", "notices", "holder", "holders", "owner", "owners", "law", "laws", "license", "licence", "statement", "information":
		return // prose on copyright
	}
	if len(name) <= maxHolder && len(h.names) < maxHolders && !slices.Contains(h.names, name) {
		h.names = append(h.names, strings.Clone(name))
	}
}
