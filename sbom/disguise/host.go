package disguise

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/draft"
)

// Host is what components are hidden in: a product and its components.
type Host struct {
	Name       string // of the product
	Components []draft.Component
}

// MaxComponents is how many components of a document are written again.
const MaxComponents = 300

// NewHost returns a host with the product of a document and its first
// [MaxComponents] components, by what they are called: enough to hide among.
func NewHost(doc *sbom.Document) Host {
	h := Host{Name: doc.Title}
	for i, c := range doc.Components() {
		if c.Origin.Listed() && len(h.Components) < MaxComponents {
			h.Components = append(h.Components, draft.Component{
				Ref: "host-" + strconv.Itoa(i), Type: "library", Name: c.Name, Version: c.Version, PURL: c.PURL,
			})
		}
	}
	return h
}

// Document returns the host as a document with components planted in it, before
// its own.
func (h Host) Document(planted []draft.Component) draft.Document {
	aside := func(c draft.Component) bool { return c.Section != draft.Components }
	return draft.Document{
		ID:         "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
		Created:    "2026-01-01T00:00:00Z",
		Author:     "Example",
		Root:       draft.Component{Ref: "root", Type: "application", Name: cmp.Or(h.Name, "product"), Version: "1"},
		Components: slices.Values(slices.Concat(slices.DeleteFunc(slices.Clone(planted), aside), h.Components)),
		Other:      slices.DeleteFunc(slices.Clone(planted), func(c draft.Component) bool { return !aside(c) }),
	}
}
