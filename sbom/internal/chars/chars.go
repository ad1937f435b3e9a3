// Package chars examines the characters of a text.
package chars

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsASCII reports whether all characters are ASCII.
func IsASCII(s string) bool {
	const high = 0x80808080_80808080
	for ; len(s) >= 8; s = s[8:] { // the compiler makes one load of this
		if (uint64(s[0])|uint64(s[1])<<8|uint64(s[2])<<16|uint64(s[3])<<24|uint64(s[4])<<32|uint64(s[5])<<40|uint64(s[6])<<48|uint64(s[7])<<56)&high != 0 {
			return false
		}
	}
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Set is a set of ASCII characters. Searching a text for a Set is faster than with
// [strings.IndexAny], which makes a set for each text.
type Set [256]bool

// NewSet returns the set of the characters of a text.
func NewSet(of string) *Set {
	var s Set
	for i := range len(of) {
		s[of[i]] = true
	}
	return &s
}

// Index returns the index of the first character of a text that is in the set, or -1.
func (s *Set) Index(text string) int {
	for i := range len(text) {
		if s[text[i]] {
			return i
		}
	}
	return -1
}

// Trim returns a text without the characters of the set at its ends.
func (s *Set) Trim(text string) string {
	for text != "" && s[text[0]] {
		text = text[1:]
	}
	for text != "" && s[text[len(text)-1]] {
		text = text[:len(text)-1]
	}
	return text
}

// maxMarks is the maximum number of combining marks on a character that are read: more
// than any language has (Unicode Standard Annex #15, Stream-Safe Text Format).
const maxMarks = 30

// LimitMarks removes the combining marks of a character after the first [maxMarks].
// Normalization sorts the marks on a character, which takes long if there are thousands.
func LimitMarks(s string) string {
	if len(s) <= maxMarks || IsASCII(s) {
		return s
	}
	marks := 0 // since the last other character
	limited := func(r rune) rune {
		if marks++; r < utf8.RuneSelf || !unicode.Is(unicode.Mn, r) {
			marks = 0
		}
		if marks > maxMarks {
			return -1
		}
		return r
	}
	return strings.Map(limited, s)
}

// Unescape decodes percent-encoding and keeps each % that does not begin an escape.
func Unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && HexDigit(s[i+1]) >= 0 && HexDigit(s[i+2]) >= 0 {
			b = append(b, byte(HexDigit(s[i+1])<<4|HexDigit(s[i+2])))
			i += 2
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// HexDigit returns the value of a hexadecimal digit, or -1.
func HexDigit(c byte) int { return int(hexDigits[c]) }

// hexDigits has the value of each hexadecimal digit, and -1 for each other byte. The digits
// of hashes are random, so a table is several times faster than branches.
var hexDigits = func() (values [256]int8) {
	for c := range values {
		values[c] = -1
	}
	for i := range 16 {
		values["0123456789abcdef"[i]], values["0123456789ABCDEF"[i]] = int8(i), int8(i)
	}
	return values
}()

// AppendLower appends s with its ASCII letters in lower case.
func AppendLower(b []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}

// OneOf reports whether s is one of the words, in any case.
func OneOf(s string, words ...string) bool {
	for _, w := range words {
		if len(s) == len(w) && strings.EqualFold(s, w) {
			return true
		}
	}
	return false
}

// HasSuffixFold reports whether s ends in a suffix, in any case.
func HasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// RuneStart returns the start of the character at i, or i at the end of the text.
func RuneStart(text string, i int) int {
	for i > 0 && i < len(text) && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

// Quote quotes a value for an error message, shortened if it is long.
func Quote(s string) string {
	const most = 80 // characters
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}
