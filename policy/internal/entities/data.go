package entities

import (
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/bomgate/bomgate/sbom/identity"
)

// Data returns the index as the object data.index, with levels as another member.
//
// Objects with many members have a method Find, which returns one of them. They marshal
// to JSON like any other object.
func (x *Index) Data(levels any) map[string]any {
	byKind := map[string]any{}
	for _, kind := range identity.Kinds() {
		byKind[string(kind)] = keys{x, kind}
	}
	byMeasure := map[string]any{}
	for id := range x.measures {
		byMeasure[id] = chains{x, id}
	}
	return map[string]any{
		"keys": byKind, "names": x.productNames, "products": x.products, "brands": x.brands, "beginnings": x.prefixes,
		"phrases": phrases{x}, "tied": ties{x}, "days": days{x}, "chains": byMeasure, "levels": levels,
	}
}

// entryLists is an object with lists of entries.
type entryLists map[string][]*entry

// Find returns the value of a member, and reports whether there is one.
func (l entryLists) Find(key string) (any, bool, error) {
	value, ok := l[key]
	return value, ok, nil
}

// phrases is an object with the entries of word keys, by the last word of their phrase:
// very many brands may have the same first word.
type phrases struct{ *Index }

// Find returns the value of a member, and reports whether there is one.
func (p phrases) Find(first string) (any, bool, error) {
	found := p.phrases(first)
	return found, len(found) > 0, nil
}

// MarshalJSON returns the object with all members.
func (p phrases) MarshalJSON() ([]byte, error) {
	all := map[string]entryLists{}
	for i := range p.ids {
		for key := range p.entriesOf(i) {
			if key.kind == identity.KindWord {
				all[key.key] = p.phrases(key.key)
			}
		}
	}
	return json.Marshal(all, json.Deterministic(true))
}

// phrases returns the entries of a word key, by the last word of their phrase.
func (x *Index) phrases(first string) entryLists {
	if kept, ok := x.phrased.Load(first); ok {
		return kept.(entryLists)
	}
	found := entryLists{}
	for _, one := range x.entries(kindKey{identity.KindWord, first}) {
		last := one.Phrase[strings.LastIndexByte(one.Phrase, ' ')+1:]
		found[last] = append(found[last], one)
	}
	x.phrased.Store(first, found)
	return found
}

// Phrases returns the number of word keys with a first word whose phrase may be in a name.
func (x *Index) Phrases(first, name string) (n int) {
	found := x.phrases(first)
	counted := map[string]bool{}
	for word := range strings.SplitSeq(name, " ") {
		if list := found[word]; list != nil && !counted[word] {
			counted[word] = true
			n += len(list)
		}
	}
	return n
}

// keys is the object with the entries of each key of a kind.
type keys struct {
	*Index
	kind identity.Kind
}

// Find returns the value of a member, and reports whether there is one.
func (k keys) Find(key string) (any, bool, error) {
	found := k.entries(kindKey{k.kind, key})
	return found, len(found) > 0, nil
}

// MarshalJSON returns the object with all members.
func (k keys) MarshalJSON() ([]byte, error) {
	all := entryLists{}
	for i := range k.ids {
		for key, entries := range k.entriesOf(i) {
			if key.kind == k.kind {
				all[key.key] = append(all[key.key], entries...)
			}
		}
	}
	return json.Marshal(all, json.Deterministic(true))
}
