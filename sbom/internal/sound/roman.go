package sound

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
)

// The signs before the keys of names that are compared letter by letter, after they are
// transliterated into Latin letters. Scripts that omit vowels, or write syllables, have keys of
// their own.
const (
	romanSign    = '='
	withoutVowel = '-'
	syllabic     = '~'
)

// The limits of the letters of a transliterated name that is compared. minRomanInside is the
// minimum if the name does not start the name of its owner, or if its script omits vowels or
// adds some.
const minRoman, minRomanInside, maxRoman = 3, 4, 32

// RomanKeys returns the keys of a folded name for comparison with names that are
// transliterated: with the words separated and, for scripts without spaces, joined. It returns
// no keys for names of fewer than three letters and of more than 32.
func RomanKeys(name string) []string {
	var words []string
	for word := range strings.FieldsSeq(name) {
		words = append(words, romanize(word))
	}
	spaced, joined := strings.Join(words, " "), strings.Join(words, "")
	if n := len(spaced); n < minRoman || n > maxRoman {
		return nil
	}
	keys := []string{romanKey(romanSign, spaced)}
	for _, sign := range [...]byte{withoutVowel, syllabic} {
		if key := romanKey(sign, spaced); len(key) > minRoman && len(joined) >= minRomanInside {
			keys = append(keys, key)
		}
	}
	if joined != spaced {
		keys = append(keys, romanKey(romanSign, joined))
	}
	return keys
}

// eachRoman calls f with the [RomanKeys] of up to three consecutive words of a name, at least
// one of which is in a script other than Latin.
func (s *Reader) eachRoman(name string, f func(key []byte, phrase string)) {
	s.roman = s.roman[:0]
	for _, w := range s.words {
		word := name[w.start:w.end]
		s.roman = append(s.roman, romanWord{romanize(word), !isLatin(word)})
	}
	for i, first := range s.words {
		key, isForeign := append(s.key[:0], romanSign), false
		for j := i; j < min(i+maxPhrase, len(s.words)); j++ {
			if j > i {
				key = append(key, ' ')
			}
			w := s.words[j]
			key = append(key, s.roman[j].letters...)
			isForeign = isForeign || s.roman[j].isForeign
			n := len(key) - 1
			if isForeign && n <= maxRoman && (n >= minRomanInside || n == minRoman && first.start == 0) {
				f(key, name[first.start:w.end])
				if first.start == 0 && !w.alphabetic {
					for _, sign := range [...]byte{withoutVowel, syllabic} {
						if other := romanKey(sign, string(key[1:])); len(other) > minRoman {
							f([]byte(other), name[:w.end])
						}
					}
				}
			}
			if w.last || n > maxRoman {
				break
			}
		}
		s.key = key
	}
	eachChinese(name, f)
}

// romanWord is a word of a name in Latin letters.
type romanWord struct {
	letters   string
	isForeign bool // the word is in another script
}

// eachChinese calls f with the keys of the first characters of a Chinese name, whose words are
// not separated.
func eachChinese(name string, f func(key []byte, phrase string)) {
	const least, most = 2, 6 // characters
	n := 0
	for i, r := range name {
		if !unicode.Is(unicode.Han, r) {
			return
		}
		head := name[:i+utf8.RuneLen(r)]
		if n++; n >= least {
			f([]byte(romanKey(romanSign, romanize(head))), head)
		}
		if n == most {
			return
		}
	}
}

// romanKey returns the key with a sign of a romanized name.
func romanKey(sign byte, letters string) string {
	switch sign {
	case withoutVowel:
		letters = strings.TrimSuffix(consonantal.Replace(letters), "h")
	case syllabic:
		letters = syllables.Replace(letters)
	}
	return string(sign) + once(letters)
}

// spellings unites spellings of the same sound in romanizations and languages, consonantal in
// scripts that omit vowels, and syllables in scripts that write syllables, in which a consonant
// alone has a vowel after it.
var (
	spellings = strings.NewReplacer("shch", "sh", "dzh", "j", "dj", "j", "zh", "j", "kh", "h", "ph", "f", "th", "t", "gh", "g", "ck", "k", "ou", "u",
		"ce", "se", "ci", "si", "cy", "si", "ch", "ch", "c", "k", "x", "ks", "w", "v", "q", "k", "y", "i")
	consonantal = strings.NewReplacer("a", "", "e", "", "o", "u", "v", "u", "f", "p", "b", "p")
	syllables   = strings.NewReplacer("eu", "", "u", "", "l", "r", "v", "b", "f", "h")
)

// romanize returns a folded word in small Latin letters.
func romanize(word string) string {
	letters := word
	if !isLatin(word) {
		letters = strings.Map(func(r rune) rune {
			if r = unicode.ToLower(r); r < 'a' || r > 'z' {
				return -1
			}
			return r
		}, unidecode.Unidecode(word))
	}
	letters = spellings.Replace(letters)
	if r, _ := utf8.DecodeRuneInString(word); unicode.Is(unicode.Greek, r) { // the letters of Greek for b, d and g
		for _, pair := range [...][2]string{{"mp", "b"}, {"nt", "d"}, {"gk", "g"}} {
			if rest, ok := strings.CutPrefix(letters, pair[0]); ok {
				letters = pair[1] + rest
			}
		}
	}
	return once(letters)
}

// once returns letters without repetitions of the letter before.
func once(letters string) string {
	b := make([]byte, 0, len(letters))
	for i := range len(letters) {
		if i == 0 || letters[i] != letters[i-1] {
			b = append(b, letters[i])
		}
	}
	return string(b)
}

func isLatin(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf && !unicode.Is(unicode.Latin, r) }) < 0
}
