// Package sound determines how names sound when they are read aloud, so that a name in
// another script, language or grammatical case can be found.
//
// The package compares consonants, because languages agree least on vowels. It does not
// know any language: sounds.tsv says which consonants the letters of each script have.
package sound

import (
	"bytes"
	_ "embed" // sounds.tsv
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// Names with few consonants sound alike by chance.
const (
	minConsonants  = 4
	minLatinWord   = 5 // of a word in basic Latin
	minLatinPhrase = 6 // of several words in basic Latin, which are often ordinary words
	minUnspaced    = 5 // of a part of a text without spaces
	maxConsonants  = 24
	maxPhrase      = 3 // words
)

// Keys returns how a folded name sounds when it is read aloud: its consonants, with a
// period for the vowels between them. Names in alphabets that write vowels have such a
// key; "kaspersky", "casperski" and "касперского" have the key K.SP.RSK. Any name also has
// a key without vowels, which it shares with the name in scripts that omit vowels or write
// syllables: "קספרסקי" has the key KSPRSK.
//
// All sibilants are S, a consonant that repeats the one before it counts once, and vowels
// at the start of a word are A. In a key without vowels, p, b, f and v are P, g is K, and d is
// T. It returns no keys if a word has a digit or no consonant, if there are more than three
// words, or if all words together have fewer than four consonants.
func Keys(name string) []string {
	var s Reader
	s.read(name)
	n := len(s.words)
	if n == 0 || n > maxPhrase || s.broken {
		return nil
	}
	p := s.phrase(0, n)
	if p.consonants < minConsonants {
		return nil
	}
	keys := []string{string(s.bare)}
	if p.alphabetic {
		keys = append(keys, string(s.full))
	}
	return keys
}

// Reader reads names aloud. It can be used again for each name, by one goroutine at a time.
type Reader struct {
	full, bare []byte // the keys of all words with and without vowels, separated by spaces
	words      []spokenWord
	broken     bool // at least one word cannot be read aloud

	letters  map[rune]letter // of earlier words, up to maxLetters
	spelling []byte          // a buffer
	roman    []romanWord     // the words, see eachRoman
	key      []byte          // a buffer
}

// soundRange is the part of a key that is one word. Stem is its end without an
// inflectional ending, or 0.
type soundRange struct{ start, end, stem int }

// spokenWord is a word of a name that can be read aloud.
type spokenWord struct {
	start, end int // in the name
	full, bare soundRange
	spoken
	last bool // the next word cannot be read aloud
}

// spoken describes a word or a phrase.
type spoken struct {
	consonants int
	latin      bool // basic Latin
	alphabetic bool // all letters are of alphabets that write vowels
}

// phrase describes the words from i up to j.
func (s *Reader) phrase(i, j int) spoken {
	p := spoken{latin: true, alphabetic: true}
	for _, w := range s.words[i:j] {
		p.consonants += w.consonants
		p.latin, p.alphabetic = p.latin && w.latin, p.alphabetic && w.alphabetic
	}
	return p
}

// read determines how the words of a folded name sound.
func (s *Reader) read(name string) {
	s.full, s.bare, s.words, s.broken = s.full[:0], s.bare[:0], s.words[:0], false
	for start := 0; start < len(name); {
		end := len(name)
		if space := strings.IndexByte(name[start:], ' '); space >= 0 {
			end = start + space
		}
		w := spokenWord{start: start, end: end, full: soundRange{start: len(s.full)}, bare: soundRange{start: len(s.bare)}}
		if s.readWord(&w, name[start:end]) {
			s.words = append(s.words, w)
			s.full, s.bare = append(s.full, ' '), append(s.bare, ' ')
		} else {
			s.full, s.bare, s.broken = s.full[:w.full.start], s.bare[:w.bare.start], true
			if n := len(s.words); n > 0 {
				s.words[n-1].last = true
			}
		}
		start = end + 1
	}
	s.full, s.bare = bytes.TrimSuffix(s.full, []byte(" ")), bytes.TrimSuffix(s.bare, []byte(" "))
}

// readWord appends a word to the keys. It reports whether the word has consonants and no
// digits.
func (s *Reader) readWord(w *spokenWord, word string) bool {
	letters := word
	w.latin, w.alphabetic = true, true
	if !chars.IsASCII(word) {
		w.latin = false
		var spelling []byte
		spelling, w.alphabetic = s.spell(word)
		letters = string(spelling)
	}
	vowel := false // there are vowels between this consonant and the last one
	last := byte(0)
	for i := 0; i < len(letters); {
		if '0' <= letters[i] && letters[i] <= '9' {
			return false
		}
		c, size := consonantAt(letters, i)
		switch {
		case c == 0 && i == 0 && letters[0] != 'h':
			s.full, s.bare = append(s.full, 'A'), append(s.bare, 'A')
		case c == 0:
			vowel = true
		case c == last:
			vowel = false // "Kaspersky'nin" has the ending of "Kasperskin"
		default:
			w.full.stem, w.bare.stem = 0, 0
			if vowel && last != 0 {
				if isEnding(c) {
					w.full.stem, w.bare.stem = len(s.full), len(s.bare)
				}
				s.full = append(s.full, '.')
			}
			s.full, last, vowel = append(s.full, c), c, false
			if bare := withoutVoice(c); len(s.bare) == w.bare.start || s.bare[len(s.bare)-1] != bare {
				s.bare = append(s.bare, bare)
			}
		}
		if letters[i] == 'x' {
			s.full, s.bare, last = append(s.full, 'S'), append(s.bare, 'S'), 'S'
		}
		i += size
	}
	w.full.end, w.bare.end = len(s.full), len(s.bare)
	w.consonants = w.bare.end - w.bare.start
	if w.consonants > 0 && s.bare[w.bare.start] == 'A' {
		w.consonants--
	}
	return w.consonants > 0
}

// isEnding reports whether a consonant after a vowel can be an inflectional ending:
// "Kasperskiego", "Kasperskim", "Kasperskin", "Kaspersky's".
func isEnding(c byte) bool { return c == 'G' || c == 'M' || c == 'N' || c == 'S' }

// withoutVoice maps a consonant to the one that represents it in keys without vowels.
func withoutVoice(c byte) byte {
	switch c {
	case 'B', 'F', 'V':
		return 'P'
	case 'D':
		return 'T'
	case 'G':
		return 'K'
	}
	return c
}

// consonantAt returns the consonant that a spelled word has at i, 0 for a vowel and a
// silent letter, and the number of letters that spell it.
func consonantAt(word string, i int) (consonant byte, size int) {
	next := byte(0)
	if i+1 < len(word) {
		next = word[i+1]
	}
	switch c := word[i]; c {
	case 'b', 'f', 'l', 'm', 'n', 'r', 'v':
		return c - 'a' + 'A', 1
	case 'w':
		return 'V', 1
	case 'p':
		if next == 'h' {
			return 'F', 2
		}
		return 'P', 1
	case 't', 'd':
		if next == 's' || next == 'z' {
			return 'S', 2
		}
		return c - 'a' + 'A', 1
	case 'g':
		if strings.HasPrefix(word[i:], "ght") {
			return 0, 2
		}
		return 'G', 1
	case 'k':
		if next == 'h' && i == 0 {
			return 'H', 2 // as Russian х is often romanized
		}
		return 'K', 1
	case 'q', 'x':
		return 'K', 1
	case 'c':
		switch next {
		case 'h', 'z', 's':
			return 'S', 2
		case 'e', 'i', 'y':
			return 'S', 1
		}
		return 'K', 1
	case 's', 'z':
		return 'S', 1
	case 'h', 'H':
		if i == 0 {
			return 'H', 1
		}
		return 0, 1 // many letters with a breath are romanized with an h
	case 'P', 'B', 'F', 'V', 'T', 'D', 'K', 'G', 'S', 'L', 'M', 'N', 'R':
		return c, 1
	}
	return 0, 1
}

// spell returns a folded word in ASCII letters, with capitals for consonants of other
// scripts and A for their vowels. It also reports whether all letters are of alphabets
// that write vowels.
func (s *Reader) spell(word string) (letters []byte, alphabetic bool) {
	letters, alphabetic = s.spelling[:0], true
	for _, r := range word {
		one, ok := s.letters[r]
		if !ok {
			if s.letters == nil || len(s.letters) == maxLetters {
				s.letters = map[rune]letter{}
			}
			one = letterOf(r)
			s.letters[r] = one
		}
		letters, alphabetic = append(letters, one.spelling...), alphabetic && one.alphabetic
	}
	s.spelling = letters
	return letters, alphabetic
}

// maxLetters is the number of letters that a [Reader] keeps.
const maxLetters = 1 << 15

// letter says how a letter is spelled in a word, and whether it is of an alphabet that
// writes vowels, or no letter.
type letter struct {
	spelling   string
	alphabetic bool
}

func letterOf(r rune) letter {
	if r < utf8.RuneSelf {
		return letter{string(r), true}
	}
	var b strings.Builder
	alphabetic := !unicode.IsLetter(r) || unicode.In(r, alphabets...)
	if !spellLetter(&b, r) {
		for _, base := range norm.NFD.String(string(r)) {
			if base < utf8.RuneSelf {
				b.WriteRune(base)
			} else if !spellLetter(&b, base) && unicode.IsLetter(base) && !isSilent(base) {
				b.WriteByte('A')
			}
		}
	}
	return letter{b.String(), alphabetic}
}

// alphabets are the scripts in sounds.tsv that write vowels as letters.
var alphabets = []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Georgian, unicode.Deseret}

// spellLetter writes the consonants of a letter in sounds.tsv, and reports whether it is
// there.
func spellLetter(b *strings.Builder, r rune) bool {
	consonants, ok := consonantLetters()[r]
	b.WriteString(consonants)
	return ok
}

// isSilent reports whether a letter is neither a consonant nor a vowel at its place: the
// soft and the hard sign, and a vowel of Thai or Lao that is written before the consonant
// that it follows.
func isSilent(r rune) bool {
	return r == 'ь' || r == 'ъ' || 'เ' <= r && r <= 'ไ' || 'ເ' <= r && r <= 'ໄ'
}

//go:embed sounds.tsv
var soundsTSV string

// consonantLetters returns the consonants of the letters in sounds.tsv, whose rows a
// test checks.
var consonantLetters = sync.OnceValue(func() map[rune]string {
	letters := map[rune]string{}
	for row := range strings.Lines(soundsTSV) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		for _, r := range columns[2] {
			letters[r] = columns[1]
		}
	}
	return letters
})

// Starts is a set of the first letters of sounds.
type Starts uint32

// Add adds a letter. A set with 0 is not empty, and contains no more letters.
func (s *Starts) Add(letter byte) { *s |= 1 << (letter & 31) }

func (s Starts) has(letter byte) bool { return s&(1<<(letter&31)) != 0 }

// hasAny reports whether the sound of a word in a folded name may start with a letter in
// the set.
func (s Starts) hasAny(name string) bool {
	start := true
	for i := range len(name) {
		switch c := name[i]; {
		case c >= utf8.RuneSelf:
			return true
		case start:
			first, _ := consonantAt(name, i)
			if start = c == 'h'; first == 0 {
				first = 'A'
			}
			if s.has(first) || s.has(withoutVoice(first)) || c == 'h' {
				return true
			}
		default:
			start = c == ' '
		}
	}
	return false
}

// Each calls f with the sounds of up to three consecutive words of a folded name, and with
// these words, if the sound of the name may start with a letter in starts. Inflected words
// have a second sound without their ending. A text without spaces between its words also
// has the sounds of its parts. Names in other scripts also have [RomanKeys]. A key is valid
// until f returns.
func (s *Reader) Each(name string, starts Starts, f func(key []byte, phrase string)) {
	if !starts.hasAny(name) {
		return
	}
	s.read(name)
	if !chars.IsASCII(name) {
		s.eachRoman(name, f)
	}
	for i, first := range s.words {
		if first.latin && !starts.has(s.full[first.full.start]) && !starts.has(s.bare[first.bare.start]) {
			continue
		}
		if word := name[first.start:first.end]; !first.alphabetic && IsUnspaced(word) {
			s.eachPart(first, func(key []byte) { f(key, word) })
		}
		for j := i + 1; j <= min(i+maxPhrase, len(s.words)); j++ {
			p, last := s.phrase(i, j), s.words[j-1]
			if p.consonants > maxConsonants {
				break
			}
			if p.isDistinctive(j - i) {
				key, start, end := s.bare, first.bare.start, last.bare
				if p.alphabetic {
					key, start, end = s.full, first.full.start, last.full
				}
				f(key[start:end.end], name[first.start:last.end])
				if end.stem > start {
					f(key[start:end.stem], name[first.start:last.end])
				}
			}
			if last.last {
				break
			}
		}
	}
}

// isDistinctive reports whether a phrase has enough consonants to be compared.
func (p spoken) isDistinctive(words int) bool {
	switch {
	case !p.latin:
		return p.consonants >= minConsonants
	case words == 1:
		return p.consonants >= minLatinWord
	}
	return p.consonants >= minLatinPhrase
}

// eachPart calls f with the consonants of all parts of a word, which is a text without
// spaces.
func (s *Reader) eachPart(w spokenWord, f func(key []byte)) {
	key := s.bare[w.bare.start:w.bare.end]
	for i := range key {
		for n := minUnspaced; n <= min(maxConsonants, len(key)-i); n++ {
			f(key[i : i+n])
		}
	}
}

// unspaced are the scripts that are written without spaces between words.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Bopomofo}

// IsUnspacedLetter reports whether a letter is in a script without spaces between words.
func IsUnspacedLetter(c rune) bool { return c >= 0xe00 && (c == 'ー' || unicode.In(c, unspaced...)) }

// IsUnspaced reports whether a word is in a script without spaces between words.
func IsUnspaced(word string) bool { return strings.IndexFunc(word, IsUnspacedLetter) >= 0 }
