package sbomtest

import (
	"fmt"
	"slices"
	"strings"
)

// banned is the supplier where one is enough.
const banned = "AO Kaspersky Lab"

// Shape is a kind of document that there is in any size.
type Shape struct {
	Name string
	What string // what n counts, and what is special
	Make func(n int) Document
}

// Shapes returns what [Generate] makes, and what is hostile: as expensive for
// its size as one can think of.
func Shapes() []Shape {
	return []Shape{
		{"realistic", "n components as real ones are", Generate},
		{"banned", "n banned components, each with names of its own", func(n int) Document { return Infested(n, 1) }},
		{"alike", "n components of one banned supplier", alike},
		{"family", "n components of as many suppliers, whose names all begin with a banned brand", Family},
		{"dense", "n components that each depend on every other", dense},
		{"ring", "n components that each depend on the next, and the last on the first", ring},
		{"nested", "n components, each chain of 500 nested in each other", func(n int) Document { return nested(n, 500) }},
		{"bottomless", "n components, all nested in each other", func(n int) Document { return nested(n, n) }},
		{"long", "one component with a name of n bytes", long},
	}
}

// Infested is a document of n components, one of each so many banned, which all
// have a name, a package and a host of their own.
func Infested(n, every int) Document {
	return of("infested", nil, func(yield func(Component) bool) {
		for i := range n {
			c := plain(i)
			c.PURL = fmt.Sprintf("pkg:generic/%s@%s", c.Name, c.Version)
			c.Supplier, c.Website = Invented(i), "https://vendor.example/"+c.Name
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

// Family is a document of n components of as many suppliers, whose names are a banned
// brand with words of its products in ever another order, so that policies can take no
// component for another.
func Family(n int) Document {
	words := []string{"Anti", "Virus", "Internet", "Security", "Total", "Endpoint", "Cloud", "Safe", "Secure", "Connection", "Password", "Manager", "Mobile", "Small", "Office", "Mail"}
	return of("family", nil, func(yield func(Component) bool) {
		for i := range n {
			c := plain(i)
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

func alike(n int) Document {
	return of("alike", nil, func(yield func(Component) bool) {
		for i := range n {
			c := plain(i)
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
		refs[i] = plain(i).Ref
	}
	return graph("dense", n, func(i int) []string { return slices.Concat(refs[:i], refs[i+1:]) })
}

func ring(n int) Document {
	return graph("ring", n, func(i int) []string { return []string{plain((i + 1) % n).Ref} })
}

// graph is a document of n components, the last of which is banned.
func graph(name string, n int, dependsOn func(i int) []string) Document {
	return of(name, []string{plain(0).Ref}, func(yield func(Component) bool) {
		for i := range n {
			c := plain(i)
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

// nested is a document of n components, so many nested in each other, the innermost banned.
func nested(n, depth int) Document {
	return of("nested", nil, func(yield func(Component) bool) {
		for end := n; end > 0; end -= depth {
			chain := plain(end - 1)
			chain.Supplier = banned
			for i := end - 2; i >= max(end-depth, 0); i-- {
				c := plain(i)
				c.Nested = []Component{chain}
				chain = c
			}
			if !yield(chain) {
				return
			}
		}
	})
}

func long(n int) Document {
	return of("long", nil, func(yield func(Component) bool) {
		c := plain(0)
		c.Supplier = banned
		c.Name = strings.Repeat("Kaspersky-", n/10+1)[:n]
		yield(c)
	})
}

// of is a document of components about a product.
func of(name string, dependsOn []string, components func(yield func(Component) bool)) Document {
	return Document{
		ID: "urn:uuid:0f6c1c52-6f0e-4f0b-9a57-3f3f4c7b8e04", Created: "2026-11-16T08:30:00Z", Author: "Northwind Appliances, Inc.",
		Root:       Component{Ref: name, Type: "application", Name: name, Version: "1.0.0", DependsOn: dependsOn},
		Components: components,
	}
}

// plain is a component that nobody is said to have made.
func plain(i int) Component {
	name := fmt.Sprintf("part-%07d", i)
	return Component{Ref: name, Type: "library", Name: name, Version: fmt.Sprintf("1.%d", i%7)}
}
