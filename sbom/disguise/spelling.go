package disguise

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"github.com/bomgate/bomgate/sbom/identity"
)

// The functions that spell a name in another way return "" if that is not possible
// for the name.

func unchanged(name string) string { return name }

func isLatin(name string) bool {
	return strings.IndexFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) < 0 && strings.ContainsFunc(name, unicode.IsLetter)
}

func notLatin(name string) bool { return !isLatin(name) }

// withoutLegalForms drops words at both ends of a name that do not change its key.
func withoutLegalForms(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 {
		switch key := identity.NameKey(name); key {
		case identity.NameKey(strings.Join(words[1:], " ")):
			words = words[1:]
		case identity.NameKey(strings.Join(words[:len(words)-1], " ")):
			words = words[:len(words)-1]
		default:
			return strings.Join(words, " ")
		}
	}
	return strings.Join(words, " ")
}

func withSuffix(name, suffix string) string {
	if name == "" {
		return ""
	}
	return name + suffix
}

func reordered(name string) string {
	head, tail, ok := strings.Cut(name, " ")
	if !ok {
		return ""
	}
	return tail + " " + head
}

func joinedBy(separator string) func(string) string {
	return ofSeveralWords(func(name string) string { return strings.ReplaceAll(name, " ", separator) })
}

// ofSeveralWords respells names of several words only.
func ofSeveralWords(respell func(string) string) func(string) string {
	return func(name string) string {
		if !strings.Contains(name, " ") {
			return ""
		}
		return respell(name)
	}
}

// spelledOut writes a name letter by letter, with a separator between the letters and another
// one between the words.
func spelledOut(letter, word string) func(string) string {
	return func(name string) string {
		words := strings.Fields(name)
		for i, w := range words {
			words[i] = strings.Join(strings.Split(w, ""), letter)
		}
		return strings.Join(words, word)
	}
}

// insideWord inserts s in the middle of the longest word of a name.
func insideWord(s string) func(string) string {
	return func(name string) string {
		at := middleOfLongestWord(name)
		return name[:at] + s + name[at:]
	}
}

// middleOfLongestWord returns the offset of the middle of the longest word in a name
// of ASCII letters.
func middleOfLongestWord(name string) int {
	longest, at := 0, 0
	offset := 0
	for word := range strings.SplitSeq(name, " ") {
		if len(word) > longest {
			longest, at = len(word), offset+len(word)/2
		}
		offset += len(word) + 1
	}
	return at
}

// misspelled replaces two letters by the result of change. It returns "" for names
// that are too short to be recognized when misspelled.
func misspelled(change func(a, b string) string) func(string) string {
	return func(name string) string {
		at := middleOfLongestWord(name)
		if identity.NearKeys(identity.SkeletonKey(identity.NameKey(name))) == nil || at+2 > len(name) || name[at] == name[at+1] {
			return ""
		}
		return name[:at] + change(name[at:at+1], name[at+1:at+2]) + name[at+2:]
	}
}

// Letters and digits that look like Latin letters.
var (
	cyrillic = map[rune]rune{'a': 'а', 'c': 'с', 'e': 'е', 'o': 'о', 'p': 'р', 'x': 'х', 'y': 'у', 'A': 'А', 'B': 'В', 'C': 'С', 'E': 'Е', 'H': 'Н', 'K': 'К', 'M': 'М', 'O': 'О', 'P': 'Р', 'T': 'Т', 'X': 'Х'}
	greek    = map[rune]rune{'o': 'ο', 'v': 'ν', 'A': 'Α', 'B': 'Β', 'E': 'Ε', 'H': 'Η', 'I': 'Ι', 'K': 'Κ', 'M': 'Μ', 'N': 'Ν', 'O': 'Ο', 'P': 'Ρ', 'T': 'Τ', 'X': 'Χ', 'Z': 'Ζ'}
	digits   = map[rune]rune{'l': '1', 'o': '0', 'L': '1', 'I': '1', 'O': '0'}
)

// lookalikes replaces the first n letters that have a lookalike in the table, or
// all of them if n is negative.
func lookalikes(table map[rune]rune, n int) func(string) string {
	return func(name string) string {
		left := n
		respelled := strings.Map(func(r rune) rune {
			if like, ok := table[r]; ok && left != 0 {
				left--
				return like
			}
			return r
		}, name)
		if respelled == name {
			return ""
		}
		return respelled
	}
}

func fullWidth(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' {
			return '\u3000'
		}
		return r - '!' + '！'
	}, name)
}

// symbols writes the letters of a name with the symbols of an alphabet, given the first
// one.
func symbols(a rune) func(string) string {
	return func(name string) string {
		return strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' {
				return r - 'A' + a
			}
			return r
		}, strings.ToUpper(name))
	}
}

// upsideDown writes a name such that it can be read when it is turned.
func upsideDown(name string) string {
	letters := map[rune]rune{'a': 'ɐ', 'b': 'q', 'c': 'ɔ', 'd': 'p', 'e': 'ǝ', 'f': 'ɟ', 'g': 'ƃ', 'h': 'ɥ', 'i': 'ᴉ', 'k': 'ʞ', 'm': 'ɯ', 'n': 'u', 'p': 'd', 'q': 'b', 'r': 'ɹ', 't': 'ʇ', 'u': 'n', 'v': 'ʌ', 'w': 'ʍ', 'y': 'ʎ'}
	turned := []rune(lookalikes(letters, -1)(strings.ToLower(name)))
	slices.Reverse(turned)
	const unlike = "ɐɔǝɟƃɥᴉʞɯɹʇʌʍʎ" // a name with fewer than two of them does not look turned
	if len(turned) == 0 || strings.IndexAny(string(turned), unlike) == strings.LastIndexAny(string(turned), unlike) {
		return ""
	}
	return string(turned)
}

// leet replaces letters of a name by digits and signs. It returns "" for names without a
// long word, whose digits may be meant as digits.
func leet(name string) string {
	for word := range strings.FieldsSeq(name) {
		if len(word) >= 6 && strings.ContainsAny(strings.ToLower(word), "aest") {
			return strings.NewReplacer("a", "4", "A", "4", "e", "3", "E", "3", "s", "$", "S", "$", "t", "7", "T", "7").Replace(word)
		}
	}
	return ""
}

// backwards writes a name backwards between controls that display it forwards.
func backwards(name string) string {
	runes := []rune(name)
	slices.Reverse(runes)
	return "\u202e" + string(runes) + "\u202c"
}

// Letters with the sounds of Latin letters.
var (
	cyrillicSounds = map[rune]string{'a': "а", 'b': "б", 'c': "к", 'd': "д", 'e': "е", 'f': "ф", 'g': "г", 'h': "х", 'i': "и", 'j': "й", 'k': "к", 'l': "л", 'm': "м", 'n': "н", 'o': "о", 'p': "п", 'q': "к", 'r': "р", 's': "с", 't': "т", 'u': "у", 'v': "в", 'w': "в", 'x': "кс", 'y': "и", 'z': "з"}
	greekSounds    = map[rune]string{'a': "α", 'b': "β", 'c': "κ", 'd': "δ", 'e': "ε", 'f': "φ", 'g': "γ", 'h': "χ", 'i': "ι", 'j': "ι", 'k': "κ", 'l': "λ", 'm': "μ", 'n': "ν", 'o': "ο", 'p': "π", 'q': "κ", 'r': "ρ", 's': "σ", 't': "τ", 'u': "υ", 'v': "β", 'w': "β", 'x': "ξ", 'y': "ι", 'z': "ζ"}
	hebrewSounds   = map[rune]string{'a': "", 'b': "ב", 'c': "ק", 'd': "ד", 'e': "", 'f': "פ", 'g': "ג", 'h': "ה", 'i': "י", 'j': "י", 'k': "ק", 'l': "ל", 'm': "מ", 'n': "נ", 'o': "", 'p': "פ", 'q': "ק", 'r': "ר", 's': "ס", 't': "ט", 'u': "", 'v': "ב", 'w': "ב", 'x': "קס", 'y': "י", 'z': "ז"}
)

// transliterated writes a name with the letters of another script. It returns "" for names
// for which keys returns none, because they are too short to be recognized, and for names with
// a letter that is read in several ways.
func transliterated(sounds map[rune]string, keys func(name string) []string) func(string) string {
	return func(name string) string {
		if keys(identity.FoldWords(name)) == nil || strings.ContainsAny(strings.ToLower(name), "cghjwx") {
			return ""
		}
		var b strings.Builder
		for _, r := range strings.ToLower(name) {
			if s, ok := sounds[r]; ok {
				b.WriteString(s)
			} else {
				b.WriteRune(r)
			}
		}
		return b.String()
	}
}

// inflected writes a name in the instrumental of Slavic languages. It returns "" for names
// that have too few consonants to be recognized.
func inflected(name string) string {
	keys := identity.SoundKeys(identity.FoldWords(name))
	if len(keys) == 0 || strings.Contains(name, " ") || len(keys[0]) < 6 {
		return ""
	}
	return strings.TrimRight(name, "aeiouy") + "im"
}

// firstLetterAs formats the code of the first letter with a format.
func firstLetterAs(format string) func(string) string {
	return func(name string) string { return fmt.Sprintf(format, name[0]) + name[1:] }
}

// punycode replaces a letter of the first word by a Cyrillic one and encodes the
// word as in an internationalized host name.
func punycode(name string) string {
	word, rest, _ := strings.Cut(lookalikes(cyrillic, 1)(strings.ToLower(name)), " ")
	ascii, err := idna.Punycode.ToASCII(word)
	if err != nil || !strings.HasPrefix(ascii, "xn--") {
		return ""
	}
	return strings.TrimSpace(ascii + " " + rest)
}
