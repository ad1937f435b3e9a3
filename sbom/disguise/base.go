package disguise

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/draft"
)

// Base is the SBOM in which components are planted: a product and its components.
type Base struct {
	Name       string // of the product
	Components []draft.Component
}

// MaxComponents is the maximum number of components that a Base copies.
const MaxComponents = 300

// NewBase returns a base with the product of a document and copies of its first
// [MaxComponents] components. A copy has only name, version and package URL.
func NewBase(doc *sbom.Document) Base {
	b := Base{Name: doc.Title}
	for i, c := range doc.Components() {
		if c.Origin.Listed() && len(b.Components) < MaxComponents {
			b.Components = append(b.Components, draft.Component{
				Ref: "base-" + strconv.Itoa(i), Type: "library", Name: c.Name, Version: c.Version, PURL: c.PURL,
			})
		}
	}
	return b
}

// Document returns the base as a document, with planted components before its own.
func (b Base) Document(planted []draft.Component) draft.Document {
	other := func(c draft.Component) bool { return c.Section != draft.Components }
	return draft.Document{
		ID:         "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
		Created:    "2026-01-01T00:00:00Z",
		Author:     "Example",
		Root:       draft.Component{Ref: "root", Type: "application", Name: cmp.Or(b.Name, "product"), Version: "1"},
		Components: slices.Values(slices.Concat(slices.DeleteFunc(slices.Clone(planted), other), b.Components)),
		Other:      slices.DeleteFunc(slices.Clone(planted), func(c draft.Component) bool { return !other(c) }),
	}
}
