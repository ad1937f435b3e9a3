package sbom

import (
	"fmt"
	"slices"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// graph is the dependency graph of a document. An edge leads from a component to one
// that it depends on or contains. Its nodes are the components, followed by two nodes for
// each reference that several components share: all of them lead to the first, and the
// second leads to all of them. So a stated dependency is one edge, no matter how many
// components share its references.
type graph struct {
	to   []int32 // the nodes in which edges end, grouped by the node in which they start
	ends []int32 // by node: the end of its group in to
	via  []int32 // by node: the node before it on the shortest path from the root, -1 at the start of a path
	root int     // see Document.Root

	// needed reports by node whether the root depends on the component or contains it.
	// It is nil if the root needs no component that the document sets aside.
	needed []bool
}

// next returns the nodes to which a node leads.
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
				expand(m) // such nodes lead to components in at most two steps
			}
		}
	}
	expand(int32(i))
	slices.Sort(components)
	return slices.Compact(components)
}

// maxShared is how many dependencies components may have in addition to the stated ones,
// because several components share a reference.
const maxShared = 100_000

// checkDependencies returns an error if the lists of [Document.DependsOn] together are
// much longer than the list of edges.
func (d *Document) checkDependencies() error {
	g := &d.graph
	reached := make([]int, len(g.ends)) // by node: components at the ends of its edges
	var count func(n int32) int
	count = func(n int32) (total int) {
		if reached[n] > 0 {
			return reached[n]
		}
		for _, m := range g.next(n) {
			if int(m) < d.Len() {
				total++
			} else {
				total += count(m)
			}
		}
		reached[n] = total
		return total
	}
	all := 0
	for i := range d.Len() {
		all += count(int32(i))
	}
	if all-len(g.to) <= maxShared {
		return nil
	}
	most := d.Len()
	for n := d.Len(); n < len(g.ends); n++ {
		if len(g.next(int32(n))) > len(g.next(int32(most))) {
			most = n
		}
	}
	ref := d.Component(int(g.next(int32(most))[0])).Ref
	return fmt.Errorf("%d components share the reference %s, and components have %d dependencies for %d stated ones: give each component its own reference",
		len(g.next(int32(most))), scan.Quote(ref), all, len(g.to))
}

// Root returns the component that the document describes: metadata.component in
// CycloneDX; in SPDX the one package that the document describes, if the document lists
// other packages too. It is 0, the document itself, if there is no such component.
func (d *Document) Root() int { return d.graph.root }

// findRoot sets root.
func (g *graph) findRoot(d *Document) {
	described, packages := 0, 0
	for i := range d.records {
		switch c := &d.records[i]; {
		case c.origin() == OriginRoot && c.parent == 0:
			g.root = i
			return
		case c.origin() == OriginPackage:
			packages++
		}
	}
	for _, n := range g.next(0) {
		if int(n) >= d.Len() || described != 0 && described != int(n) {
			return // the document describes several
		}
		described = int(n)
	}
	if packages > 1 && d.records[described].origin() == OriginPackage {
		g.root = described
	}
}

// Path returns the shortest path along dependencies and nesting from the component that
// the document describes to component i, both included. If there is none, the path
// starts at a component on which no other depends.
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

// Shipped reports whether component i is part of the product that the document describes.
// If the root depends on the component or contains it, it is, whatever else the document
// says. Any other component is part of the product unless the component, or one that
// contains it, is a tool or has the scope "excluded".
func (d *Document) Shipped(i int) bool {
	if d.needed(i) {
		return true
	}
	for ; i > 0; i = int(d.records[i].parent) {
		if c := &d.records[i]; d.string(c.scope) == scopeExcluded || c.origin() == OriginTool {
			return false
		}
	}
	return true
}

// edge is an edge of a graph.
type edge struct{ from, to int32 }

// edgeList collects the edges of a graph.
type edgeList struct {
	refs  *references
	edges []edge
	nodes int32 // the number of components and nodes of shared references

	// The nodes of shared references.
	sources map[int32]int32 // all components with the reference lead to it
	targets map[int32]int32 // it leads to all components with the reference
}

// newGraph returns the graph of the dependencies stated between references, and of
// nesting. It calls unresolved for a dependency with a reference that no component has.
func newGraph(d *Document, refs *references, stated []dependency, unresolved func(ref int32, in dependency)) graph {
	list := edgeList{
		refs:    refs,
		edges:   make([]edge, 0, len(stated)+d.Len()),
		nodes:   int32(d.Len()),
		sources: map[int32]int32{},
		targets: map[int32]int32{},
	}
	for _, s := range stated {
		list.addDependency(s, unresolved)
	}
	for i := range d.records {
		// The document does not depend on the components that it lists, only on its root.
		if c := &d.records[i]; c.parent > 0 || c.parent == 0 && c.origin() == OriginRoot {
			list.edges = append(list.edges, edge{c.parent, int32(i)})
		}
	}
	g := list.graph()
	g.search()
	g.findRoot(d)
	if setsAsideNeeded(d, refs, stated) {
		g.needed = neededBy(g.root, d, refs, stated)
	}
	return g
}

func (l *edgeList) addDependency(d dependency, unresolved func(ref int32, in dependency)) {
	for _, ref := range [...]int32{d.from, d.to} {
		if _, ok := l.refs.component(ref); !ok {
			unresolved(ref, d)
			return
		}
	}
	from := l.node(d.from, l.sources, func(node, component int32) edge { return edge{component, node} })
	to := l.node(d.to, l.targets, func(node, component int32) edge { return edge{node, component} })
	if from != to {
		l.edges = append(l.edges, edge{from, to})
	}
}

// node returns the node of a reference: the component that has the reference or, if
// several components share it, a node of its own. If known does not have that node yet,
// node adds it, with an edge from link for each of the components.
func (l *edgeList) node(ref int32, known map[int32]int32, link func(node, component int32) edge) int32 {
	shared := l.refs.shared[ref]
	if shared == nil {
		component, _ := l.refs.component(ref)
		return int32(component)
	}
	node, ok := known[ref]
	if !ok {
		node = l.nodes
		l.nodes++
		known[ref] = node
		for _, c := range shared {
			l.edges = append(l.edges, link(node, int32(c)))
		}
	}
	return node
}

// graph arranges the edges by the node in which they start, keeping their order.
func (l *edgeList) graph() graph {
	g := graph{ends: make([]int32, l.nodes), to: make([]int32, len(l.edges))}
	for _, e := range l.edges {
		if e.from+1 < l.nodes {
			g.ends[e.from+1]++
		}
	}
	for n := int32(1); n < l.nodes; n++ {
		g.ends[n] += g.ends[n-1]
	}
	// ends[n] is now the start of node n's edges. It moves to their end as they are added.
	for _, e := range l.edges {
		g.to[g.ends[e.from]] = e.to
		g.ends[e.from]++
	}
	return g
}

// search sets via. It walks the graph breadth first: from the document, then from the
// nodes to which no edge leads, then from the nodes that remain, which are in cycles.
func (g *graph) search() {
	const unseen = -2
	nodes := int32(len(g.ends))
	g.via = make([]int32, nodes)
	hasEdge := make([]bool, nodes) // an edge leads to the node
	for n := range g.via {
		g.via[n] = unseen
	}
	for _, n := range g.to {
		hasEdge[n] = true
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
		if !hasEdge[n] {
			walk(n)
		}
	}
	for n := range nodes {
		walk(n)
	}
}
