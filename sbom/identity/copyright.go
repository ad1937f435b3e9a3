package identity

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// maxHolder is the maximum length of a name in bytes; longer text is prose.
const maxHolder = 120

// CopyrightHolders returns the names of the holders in a copyright text: "AO
// Kaspersky Lab" in "Copyright (c) 2018-2024 AO Kaspersky Lab. All rights reserved."
// A text of one line is always read; in a longer text, the lines that contain a
// copyright mark or begin with a year are read. The names differ, and
// each is at most 120 bytes long.
func CopyrightHolders(s string) []string {
	var h holders
	return h.of(s)
}

// endsLine has the characters that end a line. aroundWord and aroundName have the
// punctuation at the ends of a word and of a name.
var endsLine, aroundWord, aroundName = chars.NewSet("\r\n"), chars.NewSet(".,:;()"), chars.NewSet(".,:; ")

// of returns the [CopyrightHolders] of a text, which are valid until the next call.
func (h *holders) of(s string) []string {
	h.clear()
	s = strings.TrimSpace(s)
	if endsLine.Index(s) < 0 {
		h.read(s)
		return h.names
	}
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if hasCopyrightMark(line) || isYear(strings.TrimSpace(line)) {
			h.read(line)
		}
	}
	return h.names
}

// hasCopyrightMark reports whether a line may be a copyright statement.
func hasCopyrightMark(line string) bool {
	for _, mark := range [...]string{"opyright", "OPYRIGHT", "(c)", "(C)", "©"} {
		if strings.Contains(line, mark) {
			return true
		}
	}
	return false
}

// isYear reports whether s begins with a year.
func isYear(s string) bool {
	return len(s) >= 4 && (s[:2] == "19" || s[:2] == "20") && isDigit(s[2]) && isDigit(s[3])
}

// holders collects the holders of a copyright text word by word.
type holders struct {
	names  []string
	known  map[string]bool // the names, once they are many
	fields []string        // of the current line
	name   []string        // words of the current name
	prose  bool            // the statement has ended; words are prose until the next one
}

// clear removes the names of the text before.
func (h *holders) clear() { h.names, h.known = h.names[:0], nil }

func (h *holders) read(line string) {
	fields := slices.AppendSeq(h.fields[:0], strings.FieldsSeq(line))
	h.fields, h.prose = fields, false
	for i, field := range fields {
		word, symbol := cutSymbol(field)
		if symbol {
			h.endName() // the holder can be written before ©
			h.prose = false
		}
		plain := trimPunctuation(word)
		switch says := sayingOf(plain); {
		case plain == "" || plain == "-" || plain == "–":
		case says == beginsStatement:
			h.name, h.prose = h.name[:0], false
		case isYear(plain):
			h.endName()
			h.prose = false
		case h.prose || len(h.name) == 0 && says == precedesName:
		case says == separatesNames:
			h.endName()
		case says == endsStatement || says == endsBeforeRights && i+1 < len(fields) && chars.OneOf(fields[i+1], "rights"):
			h.endName()
			h.prose = true
		default:
			h.name = append(h.name, word)
			semicolon := strings.HasSuffix(word, ";")
			if semicolon || strings.HasSuffix(word, ",") && !beginsForm(fields[i+1:]) {
				h.endName()
				h.prose = semicolon && beginsProse(fields[i+1:])
			}
		}
	}
	h.endName()
}

// trimPunctuation removes punctuation at both ends of a word.
func trimPunctuation(word string) string {
	if n := len(word); n > 0 && isLetter(word[0]) && isLetter(word[n-1]) {
		return word // most words
	}
	return aroundWord.Trim(word)
}

// saying is the meaning of a word in a copyright statement; 0 is a word of a name.
type saying uint8

const (
	beginsStatement  saying = iota + 1
	precedesName            // is between the mark and the first name
	separatesNames          // is between two names
	endsStatement           // begins the prose after the names
	endsBeforeRights        // ends the statement if the next word is "rights"
)

func sayingOf(word string) saying {
	var room [len("spdx-filecopyrighttext")]byte
	if len(word) > len(room) {
		return 0
	}
	switch string(chars.AppendLower(room[:0], word)) {
	case "copyright", "copr", "spdx-filecopyrighttext":
		return beginsStatement
	case "by", "present":
		return precedesName
	case "and", "und", "et":
		return separatesNames
	case "and/or", "licensed", "released":
		return endsStatement
	case "all":
		return endsBeforeRights
	}
	return 0
}

// cutSymbol removes the copyright symbol at the start of a word.
func cutSymbol(word string) (rest string, symbol bool) {
	if word == "" || isLetter(word[0]) {
		return word, false // most words
	}
	for _, mark := range [...]string{"(c)", "(C)", "©"} {
		if rest, ok := strings.CutPrefix(word, mark); ok {
			return rest, true
		}
	}
	return word, false
}

// beginsForm reports whether the fields after a comma begin with a legal form, which
// belongs to the name before the comma.
func beginsForm(fields []string) bool {
	return len(fields) > 0 && isForm([]byte(strings.Join(Words(fields[0]), "")), trailing)
}

// maxClause is the number of fields after a semicolon that are compared with [proseWords].
const maxClause = 16

// proseWords are words of a sentence, which a list of names does not have.
var proseWords = map[string]bool{
	"is": true, "are": true, "was": true, "were": true, "be": true, "been": true, "has": true, "have": true, "may": true, "can": true, "will": true,
	"shall": true, "must": true, "use": true, "used": true, "uses": true, "using": true, "with": true, "without": true, "under": true, "contains": true, "includes": true,
	"based": true, "belong": true, "belongs": true, "see": true, "this": true, "that": true, "these": true, "which": true, "trademark": true, "trademarks": true,
}

// beginsProse reports whether the fields after a semicolon are a sentence, up to the next
// punctuation: "Acme; Contoso is a trademark of Contoso Ltd".
func beginsProse(fields []string) bool {
	for _, field := range fields[:min(maxClause, len(fields))] {
		word := strings.TrimRight(field, ",;.")
		if proseWords[word] {
			return true
		}
		if word != field && !strings.HasSuffix(field, ".") {
			return false
		}
	}
	return false
}

// endName adds the current name, unless it is prose about copyright.
func (h *holders) endName() {
	if len(h.name) == 0 {
		return
	}
	name := aroundName.Trim(strings.Join(h.name, " "))
	h.name = h.name[:0]
	first, _, _ := strings.Cut(name, " ")
	switch strings.ToLower(first) {
	case "", "and", "or", "in", "is", "of", "to", "this", "that", "others", "contributors", "its", "their",
		"notice", "notices", "holder", "holders", "owner", "owners", "law", "laws", "license", "licence", "statement", "information":
		return
	}
	if len(name) <= maxHolder {
		h.add(name)
	}
}

// fewHolders is the maximum number of names for which a linear search is fast.
const fewHolders = 32

// add adds a name unless it is known.
func (h *holders) add(name string) {
	if len(h.names) < fewHolders {
		if !slices.Contains(h.names, name) {
			h.names = append(h.names, name)
		}
		return
	}
	if h.known == nil {
		h.known = map[string]bool{}
		for _, n := range h.names {
			h.known[n] = true
		}
	}
	if !h.known[name] {
		h.known[name] = true
		h.names = append(h.names, name)
	}
}
