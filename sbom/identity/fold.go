package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// Fold returns s in the form in which strings are compared: in NFKC and in lower
// case, with one space for each run of white space and none at the ends. Characters
// that are not displayed are removed: control and format characters (such as bidi
// controls), variation selectors and the other default-ignorable code points. A sign of
// a trademark and a superscript digit become a space. A symbol that shows a letter becomes
// the letter. The Turkish dotted and dotless i both become i, and ß becomes ss.
//
// Fold is idempotent.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	if folded, ok := foldPlain(s); ok {
		return folded
	}
	s = norm.NFKC.String(strings.Map(visible, s))
	s = norm.NFKC.String(strings.ReplaceAll(strings.Map(foldRune, s), "ß", "ss"))
	if isFolded(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// isFolded reports whether s is ASCII that [Fold] does not change.
func isFolded(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || 'A' <= c && c <= 'Z' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return s == "" || last != ' '
}

// foldPlain folds a text of ASCII and of letters that NFKC neither changes nor joins. It
// reports whether the text has no other characters.
func foldPlain(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case r == ' ' || '\t' <= r && r <= '\r':
			if len(b) > 0 && b[len(b)-1] != ' ' {
				b = append(b, ' ')
			}
		case 'A' <= r && r <= 'Z':
			b = append(b, byte(r)+'a'-'A')
		case ' ' < r && r < 0x7f:
			b = append(b, byte(r))
		case r < utf8.RuneSelf: // a control character
		case !isPlain(r):
			return "", false
		case r >= 'א': // the other plain letters have no case
			b = utf8.AppendRune(b, r)
		default:
			b = utf8.AppendRune(b, foldRune(r))
		}
	}
	return strings.TrimSuffix(string(b), " "), true
}

// plainLetters are the first and last letters of ranges that NFKC neither changes nor joins:
// of Greek, Cyrillic, Hebrew, Arabic, Hiragana, Katakana, Chinese and Hangul.
var plainLetters = [...][2]rune{
	{'Α', 'Ρ'}, {'Σ', 'Ω'}, {'α', 'ω'}, {'А', 'я'}, {'א', 'ת'}, {'ء', 'غ'}, {'ف', 'ي'},
	{'ぁ', 'ゔ'}, {'ァ', 'ヴ'}, {'一', '\u9fff'}, {'가', '힣'},
}

func isPlain(r rune) bool {
	for _, letters := range plainLetters {
		if r < letters[0] {
			return false
		}
		if r <= letters[1] {
			return true
		}
	}
	return false
}

// visible maps white space to a space and characters that are not displayed to
// nothing.
func visible(r rune) rune {
	switch {
	case ' ' < r && r < 0x7f: // most characters
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return -1
	case strings.ContainsRune(signs, r):
		return ' '
	}
	for _, first := range symbolAlphabets {
		if first <= r && r < first+26 {
			return 'A' + r - first
		}
	}
	return r
}

// signs are characters after a name that NFKC would join to it: "Acme™" is not "acmetm".
const signs = "™℠²³¹⁰⁴⁵⁶⁷⁸⁹"

// symbolAlphabets are the first symbols of the alphabets that NFKC does not map to
// letters: negative circled, negative squared, and regional indicators.
var symbolAlphabets = [...]rune{'🅐', '🅰', '🇦'}

// foldRune maps by way of the capital letter, so that all lower-case forms of a
// letter (σ and ς) become one.
func foldRune(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// maxWords is how many words of a name are compared. Further words are prose.
const maxWords = 64

// Words returns the first 64 words of s, folded: the runs of letters, digits and
// marks. An apostrophe inside a word joins its two parts, so that "O'Reilly" is one
// word. Joined with spaces, the words have the same words again.
func Words(s string) []string { return strings.Fields(FoldWords(s)) }

// FoldWords returns the [Words] of s joined with spaces.
func FoldWords(s string) string { return foldWords(s, maxWords) }

// foldWords is FoldWords for at most limit words.
func foldWords(s string, limit int) string {
	if chars.IsASCII(s) {
		return asciiWords(s, limit)
	}
	s = joinApostrophes(Fold(s))
	words := make([]byte, 0, len(s))
	n := 0 // complete words
	for i, r := range s {
		switch {
		case inWord(r):
			words = append(words, s[i:i+utf8.RuneLen(r)]...)
		case len(words) > 0 && words[len(words)-1] != ' ':
			if n++; n == limit {
				return string(words)
			}
			words = append(words, ' ')
		}
	}
	return strings.TrimSuffix(string(words), " ")
}

// asciiWords is foldWords for ASCII.
func asciiWords(s string, limit int) string {
	var room [64]byte
	words := room[:0]
	n, open := 0, false // words so far, and whether the last one can go on
	for i := range len(s) {
		switch c := inASCIIWord[s[i]]; {
		case c != 0:
			if !open {
				if n == limit {
					return string(words)
				}
				if n++; n > 1 {
					words = append(words, ' ')
				}
				open = true
			}
			words = append(words, c)
		case isControl(s[i]): // Fold removes it
		case s[i] == '\'' && open && startsWithLetter(s[i+1:]):
		default:
			open = false
		}
	}
	return string(words)
}

// inASCIIWord maps the letters and digits of ASCII to themselves, in lower case, and all
// other bytes to 0.
var inASCIIWord = func() (table [256]byte) {
	for c := range byte(utf8.RuneSelf) {
		switch {
		case isDigit(c):
			table[c] = c
		case isLetter(c):
			table[c] = c | 0x20
		}
	}
	return table
}()

// startsWithLetter reports whether the first displayed character of ASCII is a letter.
func startsWithLetter(s string) bool {
	for i := range len(s) {
		if !isControl(s[i]) {
			return isLetter(s[i])
		}
	}
	return false
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isControl reports whether an ASCII character is a control character that [Fold]
// removes: any but white space.
func isControl(c byte) bool { return c < '\t' || '\r' < c && c < ' ' || c == 0x7f }

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return isPlain(r) || unicode.In(r, unicode.L, unicode.Nd, unicode.M)
}

// isApostrophe reports whether a character is typed as an apostrophe. Unicode classifies
// the last one, U+02BC, as a letter.
func isApostrophe(r rune) bool { return r == '\'' || r == '‘' || r == '’' || r == 'ʼ' }

// joinApostrophes removes the apostrophes between letters from a folded string and
// replaces the others with spaces.
func joinApostrophes(s string) string {
	if strings.IndexFunc(s, isApostrophe) < 0 {
		return s
	}
	var b strings.Builder
	last := ' '
	for i, r := range s {
		if isApostrophe(r) {
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if inWord(last) && unicode.IsLetter(next) {
				continue
			}
			r = ' '
		}
		b.WriteRune(r)
		last = r
	}
	return norm.NFC.String(b.String())
}
