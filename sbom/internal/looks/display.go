package looks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
)

// DisplayOrder returns a text as it is displayed if it has controls that set the direction
// of text from right to left (UAX #9). Letters inside such controls count as right to left,
// whatever their own direction, since a display can be set to either. The controls are
// removed.
func DisplayOrder(s string) string {
	const rightToLeft = "\u202b\u202e\u2067" // RLE, RLO, RLI
	if chars.IsASCII(s) || !strings.ContainsAny(s, rightToLeft) {
		return s
	}
	var runes []rune
	var levels []int
	stack := []int{0}
	highest := 0
	for _, c := range s {
		level := stack[len(stack)-1]
		switch c {
		case '\u202b', '\u202e', '\u2067':
			stack = push(stack, level+1|1)
		case '\u202a', '\u202d', '\u2066', '\u2068': // LRE, LRO, LRI, FSI
			stack = push(stack, (level+2)&^1)
		case '\u202c', '\u2069': // PDF, PDI
			stack = stack[:max(1, len(stack)-1)]
		default:
			runes, levels = append(runes, c), append(levels, level)
			highest = max(highest, level)
		}
	}
	for level := highest; level > 0; level-- { // rule L2
		for i := 0; i < len(runes); i++ {
			start := i
			for i < len(runes) && levels[i] >= level {
				i++
			}
			slices.Reverse(runes[start:i])
			slices.Reverse(levels[start:i])
		}
	}
	return string(runes)
}

// push adds a level to a stack, up to the maximum of UAX #9 for all practical texts.
func push(stack []int, level int) []int {
	const maxDepth = 16
	if len(stack) == maxDepth {
		level = stack[len(stack)-1]
		if len(stack) > 1 {
			stack = stack[:len(stack)-1]
		}
	}
	return append(stack, level)
}

// uprights maps characters that look like a letter turned upside down to that letter.
var uprights = map[rune]rune{
	'ɐ': 'a', 'ɒ': 'a', '∀': 'a', 'ɔ': 'c', 'ǝ': 'e', 'ə': 'e', 'ɟ': 'f', 'ⅎ': 'f', 'ƃ': 'g', 'ᵷ': 'g', 'ɥ': 'h', 'ᴉ': 'i', 'ı': 'i',
	'ɾ': 'j', 'ʞ': 'k', 'ꞁ': 'l', 'ɯ': 'm', 'ᴟ': 'm', 'ɹ': 'r', 'ᴚ': 'r', 'ʇ': 't', '⊥': 't', 'ʌ': 'v', 'ʍ': 'w', 'ʎ': 'y', '⅄': 'y', '⅂': 'l', '∩': 'u', '⅁': 'g',
}

// turnable maps letters to the letters that they look like when they are turned.
var turnable = map[rune]rune{'b': 'q', 'q': 'b', 'd': 'p', 'p': 'd', 'ԁ': 'p', 'n': 'u', 'u': 'n', 'm': 'w', 'w': 'm'}

// Turned returns a folded text with several upside-down letters as a reader sees it after
// turning it. It returns any other text unchanged.
func Turned(s string) string {
	if chars.IsASCII(s) {
		return s
	}
	found := 0
	runes := []rune(s)
	for i, c := range runes {
		if upright, ok := uprights[c]; ok {
			runes[i] = upright
			found++
		} else if upright, ok := turnable[c]; ok {
			runes[i] = upright
		}
	}
	if found < 2 {
		return s
	}
	slices.Reverse(runes)
	return string(runes)
}

// symbolLetters maps digits, currency signs and letters of other scripts to the Latin
// letters that they replace in fancy spellings. Confusable characters are not here: see
// [AppendSkeleton].
var symbolLetters = map[rune]rune{
	'2': 'z', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g',
	'@': 'a', '$': 's', '€': 'e', '£': 'l', '¥': 'y', '¢': 'c', '§': 's', '₳': 'a', '₵': 'c', '₡': 'c', '₫': 'd', '₲': 'g', '₭': 'k',
	'₤': 'l', '₥': 'm', '₦': 'n', '₱': 'p', '₽': 'p', '₹': 'r', '₴': 's', '₮': 't', '₸': 't', '₩': 'w', '฿': 'b', '₿': 'b', '!': 'i', '¡': 'i', '|': 'l',
	'д': 'a', 'λ': 'a', 'δ': 'a', '∆': 'a', 'є': 'e', 'ξ': 'e', 'σ': 'e', 'э': 'e', '∑': 'e', 'и': 'n', 'й': 'n', 'п': 'n', 'ф': 'o', 'я': 'r', 'ц': 'u', 'ш': 'w', 'щ': 'w',
}

// symbolLetter returns the Latin letter that a character replaces, or 0.
func symbolLetter(c rune) rune {
	if letter := symbolLetters[c]; letter != 0 {
		return letter
	}
	return uprights[c]
}

// SymbolsAsLetters returns a folded text with digits, signs and letters of other scripts
// replaced by the Latin letters that they replace in fancy spellings. It does so if the
// text has a word of at least six characters that mixes them with basic Latin letters. It
// returns any other text unchanged.
func SymbolsAsLetters(s string) string {
	const minWord = 6
	if strings.IndexFunc(s, isBasicLatin) < 0 {
		return s
	}
	words := strings.Fields(s)
	changed := false
	for i, word := range words {
		runes := []rune(word)
		found, latin := 0, 0
		for j, c := range runes {
			if isBasicLatin(c) {
				latin++
			} else if letter := symbolLetter(c); letter != 0 {
				runes[j] = letter
				found++
			}
		}
		if found > 0 && latin > 0 && len(runes) >= minWord {
			words[i] = string(runes)
			changed = true
		}
	}
	if !changed {
		return s
	}
	// If one word mixes letters and symbols, the short words are spelled in the same way.
	for i, word := range words {
		words[i] = strings.Map(func(c rune) rune {
			if isBasicLatin(c) {
				return c
			}
			return cmp.Or(symbolLetter(c), c)
		}, word)
	}
	return strings.Join(words, " ")
}

func isBasicLatin(c rune) bool { return 'a' <= c && c <= 'z' }
