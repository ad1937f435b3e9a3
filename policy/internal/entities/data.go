package entities

import (
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
		"tied": x.tied, "days": days{x}, "chains": byMeasure, "levels": levels,
	}
}

// entryLists is an object with lists of entries.
type entryLists map[string][]*entry

// Find returns the value of a member, and reports whether there is one.
func (l entryLists) Find(key string) (any, bool, error) {
	value, ok := l[key]
	return value, ok, nil
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
