package policy

import (
	"cmp"
	"slices"
)

// Identifier is one fact by which the data know an entity or a product of it.
type Identifier struct {
	Kind  string // as the entities' data have it, "product-name" for the name of a product that says whose it is
	Value string
}

// Identifiers returns all of them, sorted, each once.
func (e *Engine) Identifiers() []Identifier {
	var all []Identifier
	for _, keys := range e.index.Keys {
		for _, hits := range keys {
			for _, h := range hits {
				all = append(all, Identifier{h.Identifier, h.Value})
			}
		}
	}
	slices.SortFunc(all, func(a, b Identifier) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	return slices.Compact(all)
}
