package scan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Vocabulary is the set of names that a reader knows. No reader looks at the value of an
// unknown name, so a name that is probably a misspelled known one is refused.
type Vocabulary struct {
	accepted map[string]bool   // true for known names; false for ignored names and a cache of unknown names without a near miss
	folded   map[string]string // known names by their folded form
	joined   map[string]string // known names by their folded form without separators
	names    []string          // known names
}

// NewVocabulary returns a vocabulary of the names.
func NewVocabulary(names ...string) Vocabulary {
	v := Vocabulary{accepted: map[string]bool{}, folded: map[string]string{}, joined: map[string]string{}}
	for _, name := range names {
		v.add(name)
	}
	return v
}

func (v *Vocabulary) add(name string) {
	if v.Knows(name) {
		return
	}
	v.accepted[name] = true
	v.folded[FoldCase(name)] = name
	v.joined[joinWords(FoldCase(name))] = name
	v.names = append(v.names, name)
}

// Ignore accepts a name whose value states nothing. Other names are not compared with it.
func (v *Vocabulary) Ignore(name string) { v.accepted[name] = false }

// Knows reports whether the vocabulary contains a name.
func (v *Vocabulary) Knows(name string) bool { return v.accepted[name] }

// KnowsInAnyCase reports whether the vocabulary contains a name, regardless of case.
func (v *Vocabulary) KnowsInAnyCase(name string) bool { return v.folded[FoldCase(name)] != "" }

// accepts reports whether a name needs no comparison.
func (v *Vocabulary) accepts(name string) bool {
	_, ok := v.accepted[name]
	return ok
}

// any reports whether the vocabulary is not the zero Vocabulary.
func (v *Vocabulary) any() bool { return v.accepted != nil }

// Clone returns a copy of the vocabulary with a cache of its own, for another goroutine.
func (v Vocabulary) Clone() Vocabulary {
	v.accepted = maps.Clone(v.accepted)
	return v
}

// maxAccepted bounds the number of names in a vocabulary and its cache.
const maxAccepted = 4096

// NearMiss returns the reason why a name is probably a misspelled known name, or "".
func (v *Vocabulary) NearMiss(name string) string {
	if v.accepts(name) {
		return ""
	}
	wrong := v.compare(name)
	if wrong == "" && len(v.accepted) < maxAccepted {
		v.accepted[name] = false
	}
	return wrong
}

// compare returns the reason why an unknown name is probably a misspelled known name, or "".
func (v *Vocabulary) compare(name string) string {
	if known, ok := v.folded[FoldCase(name)]; ok {
		return fmt.Sprintf("differs from %q only in case", known)
	}
	if known, ok := v.joined[joinWords(FoldCase(name))]; ok && len(name) >= minCompared {
		return fmt.Sprintf("is unknown and differs from %q only in separators", known)
	}
	for _, known := range v.names {
		if DifferByOneEdit(name, known) {
			return fmt.Sprintf("is unknown and differs from %q by one letter", known)
		}
		if imitates(name, known) {
			return fmt.Sprintf("is unknown and differs from %q only in characters outside ASCII", known)
		}
	}
	return ""
}

// joinWords returns a name without the separators between its words, because some tools
// write external_references. It keeps those at the start, because an underscore can mark a
// name that the format does not have.
func joinWords(name string) string {
	first := len(name) - len(strings.TrimLeft(name, "_-."))
	return name[:first] + separators.Replace(name[first:])
}

var separators = strings.NewReplacer("_", "", "-", "", ".", "", " ", "")

// imitates reports whether a name is a known name in ASCII in which at most half of the
// characters are replaced by others, or into which others are inserted.
func imitates(name, known string) bool {
	if len(name) <= len(known) { // in ASCII, or shorter than the known name
		return false
	}
	same, others, at := 0, 0, 0
	inserted, replaced := true, true
	for _, r := range name {
		switch {
		case r >= utf8.RuneSelf:
			others++
		case same < len(known) && known[same] == byte(r):
			same++
		default:
			inserted = false
		}
		if r < utf8.RuneSelf && (at >= len(known) || known[at] != byte(r)) {
			replaced = false
		}
		at++
	}
	return others > 0 && (inserted && same == len(known) || replaced && at == len(known) && 2*others <= at)
}

// Check refuses a name at an offset that is probably a misspelled known name. Kind is the
// kind of name, such as "member" or "tag".
func (v *Vocabulary) Check(kind, name string, offset int) error {
	if wrong := v.NearMiss(name); wrong != "" {
		return &Fault{Offset: offset, Message: kind + " " + Quote(name) + " " + wrong}
	}
	return nil
}

// minCompared is the length, in characters, of the shortest names that are compared: short
// names differ by one letter by chance.
const minCompared = 7

// DifferByOneEdit reports whether two names are equal, or one becomes the other by
// adding, removing or replacing a letter, or by swapping two neighbors. It is false for
// short names.
func DifferByOneEdit(a, b string) bool {
	if max(len(a), len(b))-min(len(a), len(b)) > utf8.UTFMax {
		return false
	}
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < minCompared || len(y)-len(x) > 1 {
		return false
	}
	n := 0 // the length of the common prefix
	for n < len(x) && x[n] == y[n] {
		n++
	}
	switch {
	case len(x) < len(y):
		return slices.Equal(x[n:], y[n+1:])
	case n == len(x), slices.Equal(x[n+1:], y[n+1:]):
		return true
	}
	return n+1 < len(x) && x[n] == y[n+1] && x[n+1] == y[n] && slices.Equal(x[n+2:], y[n+2:])
}

// FoldCase folds the case of a name as encoding/json does when it matches members.
func FoldCase(s string) string { return strings.ToLower(strings.ToUpper(s)) }

// HasPrefixFold reports whether s begins with the prefix, regardless of case.
func HasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
