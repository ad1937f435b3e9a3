package sbom

import (
	"hash/maphash"
	"math/bits"
	"slices"
)

// references finds components by their references, which are not unique. It is a
// table of hashes with linear probing: references are not kept twice.
type references struct {
	doc     *Document
	seed    maphash.Seed
	slots   []int32 // 1 + the component whose own reference it is, or -1 - the index of an alias, or 0
	taken   int     // slots that are not 0
	aliases []alias
	shared  map[string][]int32 // all components that share a reference
}

func newReferences(doc *Document, aliases []alias) *references {
	r := &references{doc: doc, seed: maphash.MakeSeed(), shared: map[string][]int32{}}
	r.slots = make([]int32, 1<<bits.Len(uint(2*(doc.Len()+len(aliases)))))
	for _, a := range aliases { // those of the document go before the components
		if a.component == 0 {
			r.alias(a)
		}
	}
	for i := range doc.records {
		if ref := doc.string(doc.records[i].ref); ref != "" {
			r.add(ref, int32(i), int32(1+i))
		}
	}
	for _, a := range aliases {
		if a.component != 0 {
			r.alias(a)
		}
	}
	return r
}

func (r *references) alias(a alias) {
	r.aliases = append(r.aliases, a)
	r.add(a.ref, a.component, int32(-len(r.aliases)))
}

// add adds a reference of component i, which the value of a slot stands for.
func (r *references) add(ref string, i, value int32) {
	slot := r.slot(ref)
	if *slot == 0 {
		*slot = value
		if r.taken++; 2*r.taken > len(r.slots) {
			r.grow()
		}
		return
	}
	all := r.shared[ref]
	if all == nil {
		_, first := r.named(*slot)
		all = []int32{first}
	}
	if all[len(all)-1] != i {
		r.shared[ref] = append(all, i)
	}
}

// slot returns the slot that a reference has or is to have.
func (r *references) slot(ref string) *int32 {
	for h := maphash.String(r.seed, ref); ; h++ {
		slot := &r.slots[h&uint64(len(r.slots)-1)]
		if *slot == 0 {
			return slot
		}
		if known, _ := r.named(*slot); known == ref {
			return slot
		}
	}
}

// named returns the reference and the component that the value of a slot stands for.
func (r *references) named(value int32) (string, int32) {
	if value < 0 {
		a := r.aliases[-1-value]
		return a.ref, a.component
	}
	return r.doc.string(r.doc.records[value-1].ref), value - 1
}

func (r *references) grow() {
	old := r.slots
	r.slots = make([]int32, 2*len(old))
	for _, value := range old {
		if value != 0 {
			ref, _ := r.named(value)
			*r.slot(ref) = value
		}
	}
}

// first returns the first component that a reference names.
func (r *references) first(ref string) (i int32, ok bool) {
	value := *r.slot(ref)
	if value == 0 {
		return 0, false
	}
	_, i = r.named(value)
	return i, true
}

// all returns the components that a reference names.
func (r *references) all(ref string) []int32 {
	i, ok := r.first(ref)
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
func newGraph(d *Document, refs *references, stated []dependency, dangling func(ref string, in dependency)) graph {
	type edge struct{ from, to int32 }
	edges := make([]edge, 0, len(stated)+d.Len())
	nodes := int32(d.Len())
	heads, tails := map[string]int32{}, map[string]int32{} // nodes of shared references
	shared := func(known map[string]int32, ref string, first int32, link func(node, component int32) edge) int32 {
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
		fromRef, toRef := d.string(s.from), d.string(s.to)
		from, ok := refs.first(fromRef)
		if !ok {
			dangling(fromRef, s)
			continue
		}
		to, ok := refs.first(toRef)
		if !ok {
			dangling(toRef, s)
			continue
		}
		from = shared(tails, fromRef, from, func(node, c int32) edge { return edge{c, node} })
		to = shared(heads, toRef, to, func(node, c int32) edge { return edge{node, c} })
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
