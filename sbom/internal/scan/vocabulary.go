package scan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// vocabulary is the set of names that a reader knows. No reader looks at the value
// of an unknown name, so a name that may be meant as a known one is refused.
type Vocabulary struct {
	fine   map[string]bool   // known names, and unknown ones that were compared before
	folded map[string]string // known names by their folded form
	names  []string          // known names that others are compared with
}

func NewVocabulary(names ...string) Vocabulary {
	v := Vocabulary{fine: map[string]bool{}, folded: map[string]string{}}
	for _, name := range names {
		v.add(name)
	}
	return v
}

func (v *Vocabulary) add(name string) {
	if v.Knows(name) {
		return
	}
	v.fine[name] = true
	v.folded[FoldCase(name)] = name
	v.names = append(v.names, name)
}

// pass adds a known name that no other is compared with: its value states nothing.
func (v *Vocabulary) Pass(name string) { v.fine[name] = true }

// knows reports whether a name was added.
func (v *Vocabulary) Knows(name string) bool { return v.folded[FoldCase(name)] == name }

// any reports whether the vocabulary has names.
func (v *Vocabulary) any() bool { return v.fine != nil }

// clone returns a vocabulary that remembers on its own which names it has compared.
func (v Vocabulary) Clone() Vocabulary {
	v.fine = maps.Clone(v.fine)
	return v
}

// mistaken returns why a name may be meant as another, "" if it may not.
func (v *Vocabulary) Mistaken(name string) string {
	if v.fine[name] {
		return ""
	}
	if known, ok := v.folded[FoldCase(name)]; ok {
		return fmt.Sprintf("differs from %q only in case", known)
	}
	for _, known := range v.names {
		if DifferInALetter(name, known) {
			return fmt.Sprintf("is unknown and differs from %q in a letter", known)
		}
	}
	const most = 4096 // names to remember
	if len(v.fine) < most {
		v.fine[name] = true
	}
	return ""
}

// check refuses a name of a kind ("member", "tag") at an offset.
func (v *Vocabulary) Check(kind, name string, offset int) error {
	if wrong := v.Mistaken(name); wrong != "" {
		return &Fault{Offset: offset, Message: kind + " " + Quote(name) + " " + wrong}
	}
	return nil
}

// minMistaken is the length, in characters, from which names are compared: shorter
// names differ in a letter by chance.
const minMistaken = 7

// differInALetter reports whether one of two names becomes the other by adding,
// leaving out or replacing a letter, or by swapping two neighbors.
func DifferInALetter(a, b string) bool {
	if max(len(a), len(b))-min(len(a), len(b)) > utf8.UTFMax {
		return false
	}
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < minMistaken || len(y)-len(x) > 1 {
		return false
	}
	n := 0 // letters in common at the start
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

// hasPrefixFold reports whether s begins with the prefix, in any case.
func HasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
