package identity

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/sound"
)

// eachRespelling calls f with other ways to divide a name into words, folded and without
// legal forms, if they differ from the name:
//
//   - words divided where the case or the script changes, or a number begins: "AcmeInc"
//   - words before the name left out: "by Acme", "NONE (Acme)"
//   - a known word divided from what is joined to it: "acmelabs"
//
// Whole is the folded name without legal forms.
func (r *Reader) eachRespelling(name, whole string, f func(other string)) {
	if divided := divideWords(name); divided != name {
		divided = trimForms(FoldWords(divided))
		r.eachDivision(divided, f)
		f(divided)
	}
	r.eachDivision(whole, f)
}

// eachDivision calls f with a folded name without the words before it, and with its words
// divided.
func (r *Reader) eachDivision(name string, f func(other string)) {
	if rest := cutPreamble(name); rest != name {
		f(rest)
	}
	for start := 0; start < len(name); {
		word, _, _ := strings.Cut(name[start:], " ")
		end := start + len(word)
		if mayBeGlued(word) {
			r.unglue(word, 3, name[:start], name[end:], f)
		}
		start = end + 1
	}
}

// divideWords inserts spaces where the case or the script changes inside a word, and
// between letters and digits.
func divideWords(s string) string {
	if chars.IsASCII(s) && !hasJoint(s) {
		return s
	}
	runes := []rune(s)
	var b strings.Builder
	for i, c := range runes {
		if i > 0 {
			next := ' '
			if i+1 < len(runes) {
				next = runes[i+1]
			}
			if isJoint(runes[i-1], c, next) {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(c)
	}
	return b.String()
}

// hasJoint reports whether ASCII has a joint, as [isJoint] does for each character.
func hasJoint(s string) bool {
	for i := 1; i < len(s); i++ {
		if next := i + 1; isLetter(s[i-1]) && isLetter(s[i]) {
			if s[i] < 'a' && (s[i-1] >= 'a' || next < len(s) && s[next] >= 'a' && isLetter(s[next])) {
				return true
			}
		} else if isLetter(s[i-1]) && isDigit(s[i]) || isDigit(s[i-1]) && isLetter(s[i]) {
			return true
		}
	}
	return false
}

// isJoint reports whether two words may have been joined before a character.
func isJoint(last, c, next rune) bool {
	if !unicode.IsLetter(last) || !unicode.IsLetter(c) {
		return unicode.IsLetter(last) && unicode.IsDigit(c) || unicode.IsDigit(last) && unicode.IsLetter(c)
	}
	return unicode.IsUpper(c) && (unicode.IsLower(last) || unicode.IsUpper(last) && unicode.IsLower(next)) ||
		sound.IsUnspacedLetter(last) != sound.IsUnspacedLetter(c) || isRaised(last) != isRaised(c)
}

// isRaised reports whether a character is a superscript Latin letter, as in "Acmeᵀᴹ".
func isRaised(c rune) bool {
	return 'ᴬ' <= c && c <= 'ᵛ' || 'ʰ' <= c && c <= 'ʸ' || c == 'ⱽ' || c == 'ⁿ' || c == 'ⁱ'
}

// minSpelled is the minimum number of letters of a name that is spelled letter by letter.
const minSpelled = 4

// spelledOut returns the readings of a name in which at least four words in a row are single
// letters: first with these letters joined, and then with them joined up to a different
// separator. "k.a.s.p.e.r-l.a.b" is "kasperlab" and "kasper lab". Very many letters are only
// divided. It returns nil for other names.
func spelledOut(name string) []string {
	if len(name) < 2*minSpelled-1 {
		return nil
	}
	words, separators := cutWords(name)
	joined, divided := "", ""
	found := false
	for i := 0; i < len(words); {
		n := 0 // letters
		for i+n < len(words) && utf8.RuneCountInString(words[i+n]) == 1 {
			n++
		}
		if n < minSpelled {
			n = max(n, 1)
			text := strings.Join(words[i:i+n], " ")
			joined, divided = joined+" "+text, divided+" "+text
		} else {
			found = true
			joined += " " + strings.Join(words[i:i+n], "")
			divided += " " + joinBetween(words[i:i+n], separators[i:])
		}
		i += n
	}
	switch {
	case !found:
		return nil
	case joined == divided, len(joined) > maxName/2:
		return []string{divided[1:]}
	}
	return []string{joined[1:], divided[1:]}
}

// joinBetween joins letters if the separator between them is the most frequent one.
func joinBetween(letters, separators []string) string {
	count := map[string]int{}
	most := separators[0]
	for _, s := range separators[:len(letters)-1] {
		if count[s]++; count[s] > count[most] {
			most = s
		}
	}
	var b strings.Builder
	for i, letter := range letters {
		if i > 0 && separators[i-1] != most {
			b.WriteByte(' ')
		}
		b.WriteString(letter)
	}
	return b.String()
}

// cutWords returns the words of a name as they are written, and after each word the separator.
func cutWords(name string) (words, separators []string) {
	isSeparator := func(r rune) bool { return !unicode.In(r, unicode.L, unicode.Nd, unicode.M) }
	name = strings.TrimLeftFunc(name, isSeparator)
	for name != "" {
		end := strings.IndexFunc(name, isSeparator)
		if end < 0 {
			end = len(name)
		}
		next := strings.TrimLeftFunc(name[end:], isSeparator)
		words, separators = append(words, name[:end]), append(separators, name[end:len(name)-len(next)])
		name = next
	}
	return words, separators
}

// preamble are words that can be written before a name.
var preamble = map[string]bool{
	"a": true, "an": true, "by": true, "from": true, "c": true, "copyright": true, "copr": true, "tm": true, "r": true,
	"cn": true, "o": true, "ou": true, "supplier": true, "vendor": true, "manufacturer": true, "publisher": true, "producer": true,
	"provider": true, "originator": true, "author": true, "maintainer": true, "company": true, "none": true, "noassertion": true,
	"unknown": true, "null": true, "nil": true, "undefined": true,
}

// cutPreamble cuts the words before a name from a folded name, and years.
func cutPreamble(name string) string {
	for {
		word, rest, more := strings.Cut(name, " ")
		if !more || !preamble[word] && !(len(word) == 4 && isYear(word)) {
			return name
		}
		name = trimForms(rest)
	}
}

// minGlued is the minimum number of letters that a name has without the word that is
// joined to it. It is minGluedShort if that word has only two letters.
const minGlued, minGluedShort = 6, 8

// unglue calls f with names in which a word is divided into a word of the key set and at
// most n other words: legal forms, countries and words for a business. Before and after
// are the text around the word.
func (r *Reader) unglue(word string, n int, before, after string, f func(other string)) {
	for size := 2; size <= maxGlue && len(word)-size >= minGlued; size++ {
		if size == 2 && len(word)-size < minGluedShort {
			continue
		}
		if head, tail := word[:len(word)-size], word[len(word)-size:]; glue().words[tail]&trailing != 0 {
			r.tryUnglued(head, n, before, " "+tail+after, f)
		}
		if head, tail := word[:size], word[size:]; glue().words[head]&leading != 0 {
			r.tryUnglued(tail, n, before+head+" ", after, f)
		}
	}
}

// tryUnglued calls f with the name in which word is between before and after, if the key
// set has the word, and with names in which the word is divided further.
func (r *Reader) tryUnglued(word string, n int, before, after string, f func(other string)) {
	if r.Keys.Has(KindWord, word) || r.Keys.Has(KindOrganization, word) {
		f(trimForms(before + word + after))
	}
	if n > 1 {
		r.unglue(word, n-1, before, after, f)
	}
}

// mayBeGlued reports whether a word starts or ends as a word in [glue].
func mayBeGlued(word string) bool {
	n := len(word)
	if n < minGlued+2 || !isLetter(word[0]) || !chars.IsASCII(word) {
		return false
	}
	return glue().starts[pair(word[0], word[1])] || glue().ends[pair(word[n-2], word[n-1])]
}

// maxGlue is the length of the longest word in [glue].
const maxGlue = 13

// glued are the words that are joined to names. Starts has the first two letters of those
// that are joined before a name, and ends the last two letters of those after a name.
type glued struct {
	words        map[string]position
	starts, ends [26 * 26]bool // by pair
}

// pair returns a number for two letters of a folded word. The number for other characters
// has no meaning.
func pair(a, b byte) int { return int(a-'a')%26*26 + int(b-'a')%26 }

// glue returns the words that are joined to names: the Latin legal forms of two and more
// letters, countries and regions, and words for a business.
var glue = sync.OnceValue(func() *glued {
	g := &glued{words: map[string]position{"my": leading, "the": leading, "by": leading, "team": either, "group": either, "grupo": leading, "gruppe": either}}
	for word := range strings.FieldsSeq(`
		lab labs labor laboratory laboratories laboratorio oem official online store shop security software tech technology technologies
		systems solutions services research
		at au be bg br by ca ch cn cz de dk ee es eu fi fr gr hk hu ie il in it jp kr kz lt lv mx nl no nz pl pt ro ru se sg tr tw ua uk us vn za
		africa america americas apac asia australia austria benelux brasil brazil canada china deutschland emea espana europa europe france
		germany global iberia india international israel italia italy japan kazakhstan korea latam mexico nordic poland polska portugal
		romania russia schweiz spain suisse svizzera switzerland turkey turkiye uae ukraine usa worldwide`) {
		g.words[word] |= trailing
	}
	for form, at := range legalForms {
		if len(form) >= 2 && len(form) <= maxGlue && chars.IsASCII(form) {
			g.words[form] |= at
		}
	}
	for word, at := range g.words {
		if at&leading != 0 {
			g.starts[pair(word[0], word[1])] = true
		}
		if at&trailing != 0 {
			g.ends[pair(word[len(word)-2], word[len(word)-1])] = true
		}
	}
	return g
})

// minPart and maxPart limit the number of characters of a word that a text without spaces
// contains. minHead is the minimum for a word at the start of the text.
const minPart, maxPart, minHead = 3, 16, 4

// addUnspaced adds the words of the key set that a folded name contains in a script
// without spaces.
func (r *Reader) addUnspaced(out *Reading, name, part string) {
	if chars.IsASCII(name) {
		return
	}
	first := true
	for word := range strings.FieldsSeq(name) {
		if sound.IsUnspaced(word) {
			r.addParts(out, word, part, first)
		}
		first = false
	}
}

// addParts adds the words that a text without spaces contains. First means that the text
// is the start of the name.
func (r *Reader) addParts(out *Reading, text, part string, first bool) {
	for i := range text {
		n := 0
		for j := range text[i:] {
			if n >= minPart && n < maxPart {
				r.addPart(out, text[i:i+j], part, first && i == 0 && n >= minHead)
			}
			n++
			if n == maxPart {
				break
			}
		}
		if i > 0 && n >= minPart && n < maxPart {
			r.addPart(out, text[i:], part, false)
		}
	}
}

// addPart adds a word that is a part of a text without spaces.
func (r *Reader) addPart(out *Reading, word, part string, leads bool) {
	if out.Stated = true; !r.Keys.Has(KindWord, word) {
		return
	}
	whole := elided + " " + word
	if leads {
		whole = word + " " + elided
	}
	out.addNew(KindWord, word, whole, part)
}
