package sbom

import "slices"

// graph says what needs or contains what. Its nodes are the components,
// followed by nodes of its own for references that several components carry:
// one that all of them lead to, and one that leads to all of them. So a stated
// dependency costs one edge however many components share its references.
type graph struct {
	next [][]int32 // by node
	via  []int32   // by node: the node before it on the shortest way from the root, -1 at the start of a way
	root int       // the component that the document is about, 0 if that is not said
}

// DependsOn returns the components that component i depends on or contains,
// ascending and without duplicates.
func (d *Document) DependsOn(i int) []int {
	components := []int{}
	var expand func(n int32)
	expand = func(n int32) {
		for _, m := range d.graph.next[n] {
			if int(m) < len(d.Components) {
				components = append(components, int(m))
			} else {
				expand(m) // ends: such nodes lead to components in at most two steps
			}
		}
	}
	expand(int32(i))
	slices.Sort(components)
	return slices.Compact(components)
}

// Root returns the component that the document is about: metadata.component in
// CycloneDX; in SPDX the package that the document describes, if it is one and
// lists others besides. It is 0, the document itself, where there is none.
func (d *Document) Root() int { return d.graph.root }

// findRoot sets the root.
func (g *graph) findRoot(d *Document) {
	described, packages := 0, 0
	for i, c := range d.Components {
		switch {
		case c.Origin == OriginRoot && c.Parent == 0:
			g.root = i
			return
		case c.Origin == OriginPackage:
			packages++
		}
	}
	for _, n := range g.next[0] {
		if int(n) >= len(d.Components) || described != 0 && described != int(n) {
			return // several
		}
		described = int(n)
	}
	if packages > 1 && d.Components[described].Origin == OriginPackage {
		g.root = described
	}
}

// Path returns the shortest way from the root of the document to component i,
// both included, over dependencies and nesting. The root is what the document
// describes. Where no way leads from there to i, the way begins at a component
// that nothing depends on.
func (d *Document) Path(i int) []int {
	var path []int
	for n := int32(i); n >= 0; n = d.graph.via[n] {
		if int(n) < len(d.Components) {
			path = append(path, int(n))
		}
	}
	slices.Reverse(path)
	if len(path) > 1 && path[0] == 0 { // the document is not part of what it describes
		path = path[1:]
	}
	return path
}

// Shipped tells whether component i is part of what the document describes: not
// excluded by its scope, no tool, and not nested in such a component.
func (d *Document) Shipped(i int) bool {
	for ; i > 0; i = d.Components[i].Parent {
		if c := d.Components[i]; c.Scope == "excluded" || c.Origin == OriginTool {
			return false
		}
	}
	return true
}

// newGraph links components by nesting and by the dependencies stated between
// references, and finds the shortest ways. It calls dangling for a dependency
// whose reference no component has.
func newGraph(d *Document, refs map[string][]int32, stated []dependency, dangling func(ref string, p Place)) graph {
	g := graph{next: make([][]int32, len(d.Components))}
	node := func(next ...int32) int32 {
		g.next = append(g.next, next)
		return int32(len(g.next) - 1)
	}
	link := func(from, to int32) { g.next[from] = append(g.next[from], to) }

	heads, tails := map[string]int32{}, map[string]int32{} // nodes of shared references
	for _, s := range stated {
		from, to := refs[s.from], refs[s.to]
		if len(from) == 0 {
			dangling(s.from, s.place)
			continue
		}
		if len(to) == 0 {
			dangling(s.to, s.place)
			continue
		}
		f, t := from[0], to[0]
		if len(from) > 1 {
			var ok bool
			if f, ok = tails[s.from]; !ok {
				f = node()
				tails[s.from] = f
				for _, c := range from {
					link(c, f)
				}
			}
		}
		if len(to) > 1 {
			var ok bool
			if t, ok = heads[s.to]; !ok {
				t = node(to...)
				heads[s.to] = t
			}
		}
		if f != t {
			link(f, t)
		}
	}
	for i, c := range d.Components {
		// What is merely listed by the document is not thereby brought in by it.
		if c.Parent > 0 || c.Parent == 0 && c.Origin == OriginRoot {
			link(int32(c.Parent), int32(i))
		}
	}
	g.search()
	g.findRoot(d)
	return g
}

// search walks the graph breadth first: from the document, then from what
// nothing leads to, then from what only cycles lead to.
func (g *graph) search() {
	const unseen = -2
	g.via = make([]int32, len(g.next))
	led := make([]bool, len(g.next))
	for n, next := range g.next {
		g.via[n] = unseen
		for _, m := range next {
			led[m] = true
		}
	}
	var queue []int32
	visit := func(n, from int32) {
		if g.via[n] == unseen {
			g.via[n] = from
			queue = append(queue, n)
		}
	}
	walk := func(start int32) {
		visit(start, -1)
		for len(queue) > 0 {
			n := queue[0]
			queue = queue[1:]
			for _, m := range g.next[n] {
				visit(m, n)
			}
		}
	}
	walk(0)
	for n := range led {
		if !led[n] {
			walk(int32(n))
		}
	}
	for n := range led {
		walk(int32(n))
	}
}
