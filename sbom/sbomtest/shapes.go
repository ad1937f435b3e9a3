package sbomtest

import (
	"fmt"
	"slices"
	"strings"
)

// banned is the supplier of banned components that need no more than one name.
const banned = "AO Kaspersky Lab"

// Shape is a kind of document that can be made in any size.
type Shape struct {
	Name        string
	Description string // what n counts, and what is special about the document
	Make        func(n int) Document
}

// Shapes returns the shape of [Generate], and shapes chosen to be as expensive to
// check as possible for their size.
func Shapes() []Shape {
	return []Shape{
		{"realistic", "n realistic components", Generate},
		{"banned", "n banned components with distinct names", func(n int) Document { return Banned(n, 1) }},
		{"one-supplier", "n components of one banned supplier", oneSupplier},
		{"brand-variants", "n components of n suppliers whose names begin with a banned brand", BrandVariants},
		{"dense", "n components that each depend on all others", dense},
		{"cycle", "n components that each depend on the next, the last on the first", cycle},
		{"nested", "n components in chains of 500 nested in each other", func(n int) Document { return nested(n, 500) }},
		{"too-deep", "n components in one chain of components nested in each other", func(n int) Document { return nested(n, n) }},
		{"long-name", "one component with a name of n bytes", longName},
	}
}

// Banned returns a document of n components with distinct names, packages and
// hosts. Every every-th component is banned.
func Banned(n, every int) Document {
	return document("banned", nil, func(yield func(Component) bool) {
		for i := range n {
			c := part(i)
			c.PURL = fmt.Sprintf("pkg:generic/%s@%s", c.Name, c.Version)
			c.Supplier, c.Website = companyName(i), "https://vendor.example/"+c.Name
			if i%every == 0 {
				c.Supplier = []string{"Kaspersky Lab", "AO Kaspersky Lab", "Kaspersky Labs GmbH"}[i%3]
				c.Website = "https://kaspersky.com/" + c.Name
			}
			if !yield(c) {
				return
			}
		}
	})
}

// BrandVariants returns a document of n components of n different suppliers. Each
// supplier's name is a banned brand and words of its products in a different order,
// so no two components give policies the same input.
func BrandVariants(n int) Document {
	words := []string{"Anti", "Virus", "Internet", "Security", "Total", "Endpoint", "Cloud", "Safe", "Secure", "Connection", "Password", "Manager", "Mobile", "Small", "Office", "Mail"}
	return document("brand-variants", nil, func(yield func(Component) bool) {
		for i := range n {
			c := part(i)
			c.Supplier = "Kaspersky"
			for rest := i; rest > 0; rest /= len(words) {
				c.Supplier += " " + words[rest%len(words)]
			}
			if !yield(c) {
				return
			}
		}
	})
}

func oneSupplier(n int) Document {
	return document("one-supplier", nil, func(yield func(Component) bool) {
		for i := range n {
			c := part(i)
			c.Supplier = banned
			if !yield(c) {
				return
			}
		}
	})
}

func dense(n int) Document {
	refs := make([]string, n)
	for i := range refs {
		refs[i] = part(i).Ref
	}
	return graph("dense", n, func(i int) []string { return slices.Concat(refs[:i], refs[i+1:]) })
}

func cycle(n int) Document {
	return graph("cycle", n, func(i int) []string { return []string{part((i + 1) % n).Ref} })
}

// graph returns a document of n components, the last of which is banned.
func graph(name string, n int, dependsOn func(i int) []string) Document {
	return document(name, []string{part(0).Ref}, func(yield func(Component) bool) {
		for i := range n {
			c := part(i)
			c.DependsOn = dependsOn(i)
			if i == n-1 {
				c.Supplier = banned
			}
			if !yield(c) {
				return
			}
		}
	})
}

// nested returns a document of n components in chains of depth components nested
// in each other. The innermost component of each chain is banned.
func nested(n, depth int) Document {
	return document("nested", nil, func(yield func(Component) bool) {
		for end := n; end > 0; end -= depth {
			chain := part(end - 1)
			chain.Supplier = banned
			for i := end - 2; i >= max(end-depth, 0); i-- {
				c := part(i)
				c.Nested = []Component{chain}
				chain = c
			}
			if !yield(chain) {
				return
			}
		}
	})
}

func longName(n int) Document {
	return document("long-name", nil, func(yield func(Component) bool) {
		c := part(0)
		c.Supplier = banned
		c.Name = strings.Repeat("Kaspersky-", n/10+1)[:n]
		yield(c)
	})
}

// document returns a document about a product with the given name, dependencies
// and components.
func document(name string, dependsOn []string, components func(yield func(Component) bool)) Document {
	return Document{
		ID: "urn:uuid:0f6c1c52-6f0e-4f0b-9a57-3f3f4c7b8e04", Created: "2026-11-16T08:30:00Z", Author: "Northwind Appliances, Inc.",
		Root:       Component{Ref: name, Type: "application", Name: name, Version: "1.0.0", DependsOn: dependsOn},
		Components: components,
	}
}

// part returns the i-th component, without any claim about its supplier.
func part(i int) Component {
	name := fmt.Sprintf("part-%07d", i)
	return Component{Ref: name, Type: "library", Name: name, Version: fmt.Sprintf("1.%d", i%7)}
}
