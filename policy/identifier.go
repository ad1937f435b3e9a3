package policy

import (
	"maps"
	"slices"
)

// Identifier is one fact by which the data know an entity or a product of it.
type Identifier struct {
	Kind  string // as the entities' data have it; "product-name" of a product's name that says whose it is
	Value string
}

// Identifiers returns all of them, each once, in the order of the data.
func (e *Engine) Identifiers() []Identifier {
	entities, err := readEntities(e.data["entities"])
	if err != nil { // not reached: Compile has read them
		return nil
	}
	var all []Identifier
	seen := map[Identifier]bool{}
	add := func(kind, value string) {
		if i := (Identifier{kind, value}); !seen[i] {
			seen[i] = true
			all = append(all, i)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(entities)) {
		for _, i := range entities[id].Identifiers {
			add(i.Kind, i.Value)
		}
		products := entities[id].Products
		for _, pid := range slices.Sorted(maps.Keys(products)) {
			for _, i := range products[pid].Identifiers {
				add(i.Kind, i.Value)
			}
			for _, name := range products[pid].Names {
				if e.index.branded(joinWords(name)) {
					add("product-name", name)
				}
			}
		}
	}
	return all
}
