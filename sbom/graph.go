package sbom

import "slices"

// references finds components by their references, which are not unique.
type references struct {
	first  map[string]int32
	shared map[string][]int32 // all of those that share one
}

func newReferences(components []Component, aliases []alias) *references {
	r := &references{first: make(map[string]int32, len(components)), shared: map[string][]int32{}}
	for _, a := range aliases { // those of the document go before the components
		if a.component == 0 {
			r.add(a.ref, 0)
		}
	}
	for i, c := range components {
		if c.Ref != "" {
			r.add(c.Ref, int32(i))
		}
	}
	for _, a := range aliases {
		if a.component != 0 {
			r.add(a.ref, a.component)
		}
	}
	return r
}

func (r *references) add(ref string, i int32) {
	first, ok := r.first[ref]
	if !ok {
		r.first[ref] = i
		return
	}
	all := r.shared[ref]
	if all == nil {
		all = []int32{first}
	}
	if all[len(all)-1] != i {
		r.shared[ref] = append(all, i)
	}
}

// all returns the components that a reference names.
func (r *references) all(ref string) []int32 {
	i, ok := r.first[ref]
	if !ok {
		return nil
	}
	if all := r.shared[ref]; all != nil {
		return all
	}
	return []int32{i}
}

// graph says what needs or contains what. Its nodes are the components,
// followed by nodes of its own for references that several components carry:
// one that all of them lead to, and one that leads to all of them. So a stated
// dependency costs one edge however many components share its references.
type graph struct {
	ends []int32 // by node: where its edges end in to, which begin where those of the node before end
	to   []int32 // the nodes that edges lead to
	via  []int32 // by node: the node before it on the shortest way from the root, -1 at the start of a way
	root int     // the component that the document is about, 0 if that is not said
}

// next returns the nodes that a node leads to.
func (g *graph) next(n int32) []int32 {
	start := int32(0)
	if n > 0 {
		start = g.ends[n-1]
	}
	return g.to[start:g.ends[n]]
}

// DependsOn returns the components that component i depends on or contains,
// ascending and without duplicates.
func (d *Document) DependsOn(i int) []int {
	components := []int{}
	var expand func(n int32)
	expand = func(n int32) {
		for _, m := range d.graph.next(n) {
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
	for _, n := range g.next(0) {
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
func newGraph(d *Document, refs *references, stated []dependency, dangling func(ref string, p Place)) graph {
	type edge struct{ from, to int32 }
	edges := make([]edge, 0, len(stated)+len(d.Components))
	nodes := int32(len(d.Components))
	heads, tails := map[string]int32{}, map[string]int32{} // nodes of shared references
	shared := func(known map[string]int32, ref string, link func(node, component int32) edge) int32 {
		all := refs.shared[ref]
		if all == nil {
			return refs.first[ref]
		}
		node, ok := known[ref]
		if !ok {
			node = nodes
			nodes++
			known[ref] = node
			for _, c := range all {
				edges = append(edges, link(node, c))
			}
		}
		return node
	}
	for _, s := range stated {
		missing := ""
		if _, ok := refs.first[s.from]; !ok {
			missing = s.from
		} else if _, ok := refs.first[s.to]; !ok {
			missing = s.to
		} else {
			from := shared(tails, s.from, func(node, c int32) edge { return edge{c, node} })
			to := shared(heads, s.to, func(node, c int32) edge { return edge{node, c} })
			if from != to {
				edges = append(edges, edge{from, to})
			}
			continue
		}
		dangling(missing, s.place)
	}
	for i, c := range d.Components {
		// What is merely listed by the document is not thereby brought in by it.
		if c.Parent > 0 || c.Parent == 0 && c.Origin == OriginRoot {
			edges = append(edges, edge{int32(c.Parent), int32(i)})
		}
	}
	g := graph{ends: make([]int32, nodes), to: make([]int32, len(edges))}
	for _, e := range edges { // where the edges of a node begin, and then, as they are filled in, end
		if e.from+1 < nodes {
			g.ends[e.from+1]++
		}
	}
	for n := int32(1); n < nodes; n++ {
		g.ends[n] += g.ends[n-1]
	}
	for _, e := range edges {
		g.to[g.ends[e.from]] = e.to
		g.ends[e.from]++
	}
	g.search()
	g.findRoot(d)
	return g
}

// search walks the graph breadth first: from the document, then from what
// nothing leads to, then from what only cycles lead to.
func (g *graph) search() {
	const unseen = -2
	nodes := int32(len(g.ends))
	g.via = make([]int32, nodes)
	led := make([]bool, nodes)
	for n := range g.via {
		g.via[n] = unseen
	}
	for _, n := range g.to {
		led[n] = true
	}
	queue := make([]int32, 0, nodes)
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
			for _, m := range g.next(n) {
				visit(m, n)
			}
		}
	}
	walk(0)
	for n := range nodes {
		if !led[n] {
			walk(n)
		}
	}
	for n := range nodes {
		walk(n)
	}
}
