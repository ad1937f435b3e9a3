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
	var all []Identifier
	seen := map[Identifier]bool{}
	add := func(kind, value string) {
		if i := (Identifier{kind, value}); !seen[i] {
			seen[i] = true
			all = append(all, i)
		}
	}
	entities := e.index.entities
	for i := range entities.ids {
		one := entities.read(i)
		for _, i := range one.Identifiers {
			add(i.Kind, i.Value)
		}
		products := one.Products
		for _, pid := range slices.Sorted(maps.Keys(products)) {
			for _, i := range products[pid].Identifiers {
				add(i.Kind, i.Value)
			}
			for _, name := range products[pid].Names {
				if e.index.branded(FoldWords(name)) {
					add("product-name", name)
				}
			}
		}
	}
	return all
}
