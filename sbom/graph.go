package sbom

import "slices"

// references numbers the references of a document, each with an id from 1, and
// finds the components that they name. Several components may share a reference.
type references struct {
	ids   map[string]int32
	texts []string // by id; the first is ""

	// Once all components are known, see [builder.resolve]:
	first  []int32           // by id: 1 + the first component that it names, or 0
	shared map[int32][]int32 // by id: all components, if it names several
}

func newReferences() references {
	return references{ids: map[string]int32{}, texts: make([]string, 1)}
}

// id returns the id of a reference, which it numbers if it is new; that of "" is 0.
func (r *references) id(ref string) int32 {
	if ref == "" {
		return 0
	}
	id, ok := r.ids[ref]
	if !ok {
		id = int32(len(r.texts))
		r.ids[ref] = id
		r.texts = append(r.texts, ref)
	}
	return id
}

// string returns the reference of an id.
func (r *references) string(id int32) string { return r.texts[id] }

// add numbers the references of others and returns their ids here by their ids there.
func (r *references) add(others *references) []int32 {
	ids := make([]int32, len(others.texts))
	for id, ref := range others.texts {
		ids[id] = r.id(ref)
	}
	return ids
}

// name notes that a reference names a component.
func (r *references) name(id, component int32) {
	if id == 0 {
		return
	}
	if len(r.first) <= int(id) {
		r.first = append(r.first, make([]int32, len(r.texts)-len(r.first))...)
	}
	first := r.first[id] - 1
	if first < 0 {
		r.first[id] = 1 + component
		return
	}
	all := r.shared[id]
	if all == nil {
		all = []int32{first}
	}
	if all[len(all)-1] != component {
		r.shared[id] = append(all, component)
	}
}

// named returns the first component that a reference names.
func (r *references) named(id int32) (component int32, ok bool) {
	if int(id) >= len(r.first) {
		return 0, false
	}
	return r.first[id] - 1, r.first[id] != 0
}

// allNamed returns the components that a reference names.
func (r *references) allNamed(id int32) []int32 {
	first, ok := r.named(id)
	if !ok {
		return nil
	}
	if all := r.shared[id]; all != nil {
		return all
	}
	return []int32{first}
}

// all returns the components that a reference names.
func (r *references) all(ref string) []int32 {
	if ref == "" {
		return nil
	}
	return r.allNamed(r.ids[ref])
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
			if int(m) < d.Len() {
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
	for i := range d.records {
		switch c := &d.records[i]; {
		case c.of() == OriginRoot && c.parent == 0:
			g.root = i
			return
		case c.of() == OriginPackage:
			packages++
		}
	}
	for _, n := range g.next(0) {
		if int(n) >= d.Len() || described != 0 && described != int(n) {
			return // several
		}
		described = int(n)
	}
	if packages > 1 && d.records[described].of() == OriginPackage {
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
		if int(n) < d.Len() {
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
	for ; i > 0; i = int(d.records[i].parent) {
		if c := &d.records[i]; d.string(c.scope) == "excluded" || c.of() == OriginTool {
			return false
		}
	}
	return true
}

// newGraph links components by nesting and by the dependencies stated between
// references, and finds the shortest ways. It calls dangling for a dependency
// whose reference no component has.
func newGraph(d *Document, refs *references, stated []dependency, dangling func(ref int32, in dependency)) graph {
	type edge struct{ from, to int32 }
	edges := make([]edge, 0, len(stated)+d.Len())
	nodes := int32(d.Len())
	heads, tails := map[int32]int32{}, map[int32]int32{} // nodes of shared references
	shared := func(known map[int32]int32, ref, first int32, link func(node, component int32) edge) int32 {
		all := refs.shared[ref]
		if all == nil {
			return first
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
		from, ok := refs.named(s.from)
		if !ok {
			dangling(s.from, s)
			continue
		}
		to, ok := refs.named(s.to)
		if !ok {
			dangling(s.to, s)
			continue
		}
		from = shared(tails, s.from, from, func(node, c int32) edge { return edge{c, node} })
		to = shared(heads, s.to, to, func(node, c int32) edge { return edge{node, c} })
		if from != to {
			edges = append(edges, edge{from, to})
		}
	}
	for i := range d.records {
		// What is merely listed by the document is not thereby brought in by it.
		if c := &d.records[i]; c.parent > 0 || c.parent == 0 && c.of() == OriginRoot {
			edges = append(edges, edge{c.parent, int32(i)})
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
