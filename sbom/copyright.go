package sbom

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
	single := !strings.ContainsAny(s, "\r\n")
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if len(h.names) == maxHolders {
			break
		}
		if single || hasCopyrightMark(line) || isYear(strings.TrimSpace(line)) {
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
	return len(s) >= 4 && (s[:2] == "19" || s[:2] == "20") && strings.Trim(s[2:4], "0123456789") == ""
}

// holders collects names word by word.
type holders struct {
	names  []string
	words  []string
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
		switch plain := strings.TrimFunc(word, punctuation); {
		case plain == "" || plain == "-" || plain == "–":
		case isWord(plain, "copyright", "copr", "spdx-filecopyrighttext"):
			h.words, h.ended = h.words[:0], false
		case isYear(plain):
			h.end()
			h.ended = false
		case h.ended || len(h.words) == 0 && isWord(plain, "by", "present"):
		case isWord(plain, "and", "und", "et"):
			h.end()
		case isWord(plain, "and/or", "licensed", "released") ||
			isWord(plain, "all") && i+1 < len(h.fields) && isWord(h.fields[i+1], "rights"):
			h.end()
			h.ended = true
		default:
			h.words = append(h.words, word)
			if strings.HasSuffix(word, ";") || strings.HasSuffix(word, ",") && !beginsForm(h.fields[i+1:]) {
				h.end()
			}
		}
	}
	h.end()
}

func punctuation(r rune) bool {
	switch r {
	case '.', ',', ':', ';', '(', ')':
		return true
	}
	return false
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
	return len(fields) > 0 && isForm(joinWords(fields[0]), trailing)
}

// end ends a name.
func (h *holders) end() {
	name := strings.Trim(strings.Join(h.words, " "), " ,;:.")
	h.words = h.words[:0]
	first, _, _ := strings.Cut(name, " ")
	switch strings.ToLower(first) {
	case "", "and", "or", "in", "is", "of", "to", "this", "that", "others", "contributors", "its", "their",
		"notice", "notices", "holder", "holders", "owner", "owners", "law", "laws", "license", "licence", "statement", "information":
		return // prose on copyright
	}
	if len(name) <= maxHolder && len(h.names) < maxHolders && !slices.Contains(h.names, name) {
		h.names = append(h.names, name)
	}
}
