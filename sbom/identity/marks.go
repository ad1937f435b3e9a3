package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMarks is the number of combining marks on a character that are read: more than any
// language has (Unicode Standard Annex #15, Stream-Safe Text Format).
const maxMarks = 30

// limitMarks removes the other combining marks. Normalization sorts the marks on a
// character, which takes long if there are thousands.
func limitMarks(s string) string {
	if len(s) <= maxMarks || isASCII(s) {
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
