package sbom

import (
	"fmt"
	"maps"
)

// vocabulary is the set of names that a reader knows. What stands under a name
// that it does not know is read by nobody, so one that may be taken for a known
// one is refused.
type vocabulary struct {
	fine   map[string]bool   // names that need no second look
	folded map[string]string // the known names by their folded form
	near   map[string]string // the known names by what names share that differ in a letter
	looks  *Wanted           // the keys of near, if no name is added any more: most names are near to none
}

func newVocabulary(names ...string) vocabulary {
	v := vocabulary{fine: map[string]bool{}, folded: map[string]string{}, near: map[string]string{}}
	for _, name := range names {
		v.add(name)
	}
	return v
}

func (v vocabulary) add(name string) {
	v.fine[name] = true
	v.folded[foldCase(name)] = name
	for _, key := range NearKeys(name) {
		v.near[key] = name
	}
}

// pass adds a name that needs no second look and that no other is taken for: what
// stands under it states nothing.
func (v vocabulary) pass(name string) { v.fine[name] = true }

// complete returns the vocabulary with all its names in it.
func (v vocabulary) complete() vocabulary {
	v.looks = NewWanted(func(yield func(uint64) bool) {
		for key := range v.near {
			if !yield(Hash(KindNear, key)) {
				return
			}
		}
	}, nil, nil)
	return v
}

// knows tells whether a name was added.
func (v vocabulary) knows(name string) bool { return v.folded[foldCase(name)] == name }

// any tells whether the vocabulary has names.
func (v vocabulary) any() bool { return v.fine != nil }

// clone returns a vocabulary that learns on its own which names are fine.
func (v vocabulary) clone() vocabulary {
	v.fine = maps.Clone(v.fine)
	return v
}

// mistaken returns why a name may have been meant to be another, "" if it may not.
func (v vocabulary) mistaken(name string) string {
	if v.fine[name] {
		return ""
	}
	if want, ok := v.folded[foldCase(name)]; ok {
		return fmt.Sprintf("differs from %q only in case", want)
	}
	for _, key := range v.nearKeys(name) {
		if want, ok := v.near[key]; ok {
			return fmt.Sprintf("is unknown and differs from %q in a letter", want)
		}
	}
	const most = 4096 // names that are remembered
	if len(v.fine) < most {
		v.fine[name] = true
	}
	return ""
}

func (v vocabulary) nearKeys(name string) []string {
	if v.looks != nil && !v.looks.hasNear(bytesOf(name)) {
		return nil
	}
	return NearKeys(name)
}

// check refuses a name, of the kind that it says, that stands at an offset.
func (v vocabulary) check(kind, name string, offset int) error {
	if wrong := v.mistaken(name); wrong != "" {
		return &fault{offset: offset, message: kind + " " + quote(name) + " " + wrong}
	}
	return nil
}
