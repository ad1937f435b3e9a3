package policy

// Identifier is a fact in the data that names or identifies an entity or a product.
type Identifier struct {
	Kind  string // as in the data, or "product-name" for a product name that starts with a brand
	Value string
}

// Identifiers returns all identifiers in the data without duplicates, in the order of
// the data.
func (e *Engine) Identifiers() []Identifier {
	var all []Identifier
	seen := map[Identifier]bool{}
	for kind, value := range e.index.Identifiers() {
		if i := (Identifier{kind, value}); !seen[i] {
			seen[i] = true
			all = append(all, i)
		}
	}
	return all
}
