package identity

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/looks"
)

// party adds the keys of a value that names an organization or a person. The value can
// consist of several names, and a name can be written in ways that hide it.
func (r *Reader) party(out *Reading, value string) {
	text := decodeEscapes(value)
	several := traitsOf(text)&hasPartySeparators != 0 && strings.IndexFunc(text, isPartySeparator) >= 0
	if !several || len(text) <= maxName { // a longer text is not a name
		r.readName(out, text, "", true)
	}
	if !several {
		return
	}
	out.alike = nil // the parts can be stronger evidence than the value as a whole
	for part := range strings.FieldsFuncSeq(text, isPartySeparator) {
		if part = strings.TrimSpace(part); !Absent(part) {
			r.readName(out, part, part, true)
		}
	}
}

// The separators of the names of several parties, the separators of names in a name, and
// the ASCII characters that [looks.SymbolsAsLetters] replaces.
const (
	partySeparators = ";|\t\n\v\f\r"
	wideSeparators  = "\u2028\u2029；｜" // of the names of parties
	nameSeparators  = "/,&+()[]:="
	asciiSymbols    = "2345789@$!|"
)

func isPartySeparator(c rune) bool {
	if c < utf8.RuneSelf {
		return asciiTraits[c]&hasPartySeparators != 0
	}
	return strings.ContainsRune(wideSeparators, c)
}

// traits are what a text may contain. Most texts have none of them.
type traits uint8

const (
	hasPartySeparators traits = 1 << iota
	hasSeparators
	hasSymbols
	notASCII
)

// traitsOf returns the traits of a text. A text that is not ASCII has all of them.
func traitsOf(s string) traits {
	var all traits
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return hasPartySeparators | hasSeparators | hasSymbols | notASCII
		}
		all |= asciiTraits[s[i]]
	}
	return all
}

var asciiTraits = func() (table [utf8.RuneSelf]traits) {
	for trait, characters := range map[traits]string{hasPartySeparators: partySeparators, hasSeparators: nameSeparators, hasSymbols: asciiSymbols} {
		for _, c := range []byte(characters) {
			table[c] |= trait
		}
	}
	return table
}()

// maxName is how many bytes of a name are compared at once, so that the comparison takes
// linear time. The parts of a longer name overlap.
const maxName, nameOverlap = 512, 96

// readName adds the keys of a name with its addresses. Part is the name if it is a part
// of the value, and "" if it is the whole value. The name of a maker is also compared with
// similar names.
func (r *Reader) readName(out *Reading, text, part string, maker bool) {
	if len(text) <= maxName {
		r.readShort(out, text, part, "", maker)
		return
	}
	before := ""
	for start := 0; ; {
		end := min(start+maxName, len(text))
		if space := strings.LastIndexByte(text[start:end], ' '); end < len(text) && space > 2*nameOverlap {
			end = start + space
		}
		end = chars.RuneStart(text, end)
		r.readShort(out, text[start:end], text[start:end], before, maker)
		if end == len(text) {
			return
		}
		start, before = chars.RuneStart(text, end-nameOverlap), elided+" "
		if space := strings.IndexByte(text[start:end], ' '); space >= 0 {
			start += space + 1
		}
	}
}

// readShort is readName for a text that is not long. Before is [elided] and a space if the
// text is not the start of the name.
func (r *Reader) readShort(out *Reading, text, part, before string, maker bool) {
	name, addresses := SplitName(text)
	for _, a := range addresses {
		host, _ := splitAddress(a)
		r.host(out, host, a)
	}
	whole := trimForms(foldWords(name, len(name)))
	natural := maker && isNatural(name)
	for window := range windows(whole) {
		r.addName(out, before+window, part, maker, natural)
	}
	if maker {
		r.addAddresses(out, addresses)
		has := traitsOf(name)
		if has&hasSeparators != 0 || strings.Contains(whole, " and ") || strings.Contains(whole, " und ") {
			r.addMembers(out, name, before+whole, part)
		}
		if has&(hasSymbols|notASCII) != 0 {
			r.addLooks(out, name, before+whole, part)
		}
	}
	r.addUnspaced(out, before+whole, part)
	r.eachRespelling(name, whole, func(other string) {
		other = before + other
		out.addNew(KindOrganization, other, other, part)
		for window := range windows(other) {
			out.addWords(window, part)
		}
		if maker && !chars.IsASCII(other) {
			r.addSkeletons(out, other, other, part, false, true)
		}
	})
	if hasInitial(whole) {
		for _, other := range spelledOut(name) {
			r.readShort(out, other, part, before, maker)
		}
	}
}

// addName adds the keys of a folded name without legal forms.
func (r *Reader) addName(out *Reading, whole, part string, maker, natural bool) {
	out.Names = true
	out.addNew(KindOrganization, whole, whole, part)
	if !r.Keys.isOwnName(whole) {
		r.addSkeletons(out, whole, whole, part, maker, natural)
		if maker {
			r.sounds.Each(whole, r.soundStarts(), func(key []byte, phrase string) { out.addBytes(KindSound, key, phrase, part) })
		}
	}
	out.addWords(whole, part)
}

// elided marks a place in a name at which text is left out. A name that starts with it
// does not start with a brand.
const elided = "…"

// windows yields a folded name in parts of at most 64 words. Parts overlap, so that each
// contains at least one of any eight consecutive words.
func windows(name string) iter.Seq[string] {
	const overlap = 8
	return func(yield func(string) bool) {
		if len(name) < 2*maxWords {
			if name != "" {
				yield(name)
			}
			return
		}
		words := strings.Fields(name)
		for start := 0; ; start += maxWords - overlap {
			end := min(start+maxWords, len(words))
			window := strings.Join(words[start:end], " ")
			if start > 0 {
				window = elided + " " + window
			}
			if !yield(window) || end == len(words) {
				return
			}
		}
	}
}

// addAddresses adds the words before the @ of e-mail addresses, because a name can be
// written as one: "Acme@Labs.example".
func (r *Reader) addAddresses(out *Reading, addresses []string) {
	for _, a := range addresses {
		if local, _, ok := strings.Cut(a, "@"); ok && !strings.Contains(a, "/") {
			out.addWords(elided+" "+FoldWords(local), a)
		}
	}
}

// addMembers adds the organizations in a name that consists of several names: "Acme, a
// Contoso company".
func (r *Reader) addMembers(out *Reading, name, whole, part string) {
	name = cutFormsAfterComma(name)
	add := func(member string) {
		if key := cutPreamble(NameKey(member)); key != "" && key != whole {
			out.addNew(KindOrganization, key, whole, part)
		}
	}
	if strings.ContainsAny(name, nameSeparators) {
		for member := range strings.FieldsFuncSeq(name, func(c rune) bool { return strings.ContainsRune(nameSeparators, c) }) {
			add(member)
		}
	}
	for _, and := range [...]string{" and ", " und "} {
		if before, after, ok := strings.Cut(whole, and); ok {
			add(before)
			add(after)
		}
	}
}

// addLooks adds the skeleton keys of what the eye may read instead of a name: text in
// display order, text that is turned upside down, and symbols that look like letters.
func (r *Reader) addLooks(out *Reading, name, whole, part string) {
	folded := Fold(name)
	for _, look := range [...]struct{ before, after string }{
		{name, looks.DisplayOrder(name)}, {folded, looks.Turned(folded)}, {folded, looks.SymbolsAsLetters(folded)},
	} {
		if look.before == look.after {
			continue
		}
		if whole == "" {
			whole = elided
		}
		words := FoldWords(look.after)
		r.addSkeletons(out, trimForms(words), whole, part, true, false)
		out.addWords(elided+" "+words, part)
	}
}

// cutFormsAfterComma cuts the legal forms after commas from the end of a name.
func cutFormsAfterComma(name string) string {
	for {
		comma := strings.LastIndexByte(name, ',')
		if comma < 0 {
			return name
		}
		var room [16]byte
		form := room[:0]
		for _, c := range []byte(name[comma+1:]) {
			if isLetter(c) && len(form) < len(room) {
				form = append(form, c|0x20)
			} else if c != '.' && c != ' ' {
				return name
			}
		}
		if legalForms[string(form)]&trailing == 0 {
			return name
		}
		name = name[:comma]
	}
}

// addSkeletons adds the skeleton keys of a folded text that represents the name whole, and
// for a maker their near keys. Natural means that the spaces of the text separate words.
func (r *Reader) addSkeletons(out *Reading, text, whole, part string, maker, natural bool) {
	b := &r.skeletons
	natural = natural && strings.IndexByte(text, ' ') > 0
	for spelling := range looks.Spellings(text) {
		b.whole = looks.AppendSkeleton(b.whole[:0], spelling)
		if !natural {
			joined, heads := b.joinWords()
			r.addHeads(out, joined, heads, 0, whole, part, maker)
			continue
		}
		r.addHeads(out, b.whole, spacesIn(b.whole), 0, whole, part, maker)
		joined, heads := b.joinWords()
		if hasInitial(text) {
			r.addHeads(out, joined, heads, minInitials, whole, part, false)
		} else {
			r.addHeads(out, joined, heads, minJoined, whole, part, false)
		}
	}
}

// addHeads adds a skeleton and its heads, given their lengths, if they have a minimal
// length. Near adds their near keys too.
func (r *Reader) addHeads(out *Reading, skeleton []byte, heads [maxHeads]int, minimum int, whole, part string, near bool) {
	b := &r.skeletons
	for i := range maxHeads + 1 {
		key := skeleton
		if i > 0 {
			if heads[i-1] == 0 {
				break
			}
			b.head = append(append(b.head[:0], skeleton[:heads[i-1]]...), '*')
			key = b.head
		}
		if len(key) < max(1, minimum) {
			continue
		}
		out.addBytes(KindSkeleton, key, whole, part)
		if near && r.Keys.mayBeNear(key) {
			for k := range looks.NearKeys(key) {
				out.addBytes(KindNear, k, whole, part)
			}
		}
	}
}

// hasInitial reports whether a word of a folded name is a single letter.
func hasInitial(name string) bool {
	letters := 0 // of the word
	for i := range len(name) {
		switch {
		case name[i] == ' ':
			if letters == 1 {
				return true
			}
			letters = 0
		case utf8.RuneStart(name[i]):
			letters++
		}
	}
	return letters == 1
}

// isNatural reports whether the words of a name are separated and capitalized as in a
// name of several words: "Kasper Sky", but not "Kasp-ersky", "Kasp ersky" or "kasper_sky".
func isNatural(name string) bool {
	lower, upper, spaced := 0, 0, false
	start := true // the next letter starts a word
	for _, r := range name {
		switch {
		case 'a' <= r && r <= 'z' || r >= utf8.RuneSelf && unicode.IsLower(r):
			if start {
				lower++
			}
			start = false
		case 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r):
			upper++
			start = false
		case '0' <= r && r <= '9' || r >= utf8.RuneSelf && unicode.In(r, unicode.Letter, unicode.Digit, unicode.Mark):
			start = false
		case r == ' ':
			start, spaced = true, true
		case strings.ContainsRune(".,&()'\"’«»„“”/+", r):
			start = true
		default:
			return false
		}
	}
	return spaced && (lower == 0 || upper == 0)
}
