package sbom

import "slices"

// A document sets a component aside if it calls it excluded, a tool, a means of the
// build, or an ancestor or variant of another component. That is only what the author
// says. If the graph of the same document says that the root depends on the component or
// contains it, the component is part of the product.

// needed reports whether the document sets component i or one that contains it aside
// although the root depends on it or contains it.
func (d *Document) needed(i int) bool { return d.graph.needed != nil && d.graph.needed[i] }

// Part returns the origin by which policies judge component i: a component that the root
// needs is an ordinary one, wherever the document describes it.
func (d *Document) Part(i int) Origin {
	origin := d.records[i].origin()
	if origin.aside() && d.needed(i) {
		if d.Format == SPDX {
			return OriginPackage
		}
		return OriginComponent
	}
	return origin
}

// aside reports whether a document sets the components of an origin aside.
func (o Origin) aside() bool { return o == OriginTool || o == OriginBuild || o == OriginPedigree }

// setAside reports whether the document sets component i aside.
func (d *Document) setAside(i int) bool {
	c := &d.records[i]
	return c.origin().aside() || d.string(c.scope) == scopeExcluded
}

// setsAsideNeeded reports whether a component may be needed although the document sets it
// aside. In most documents none can be, which saves the search.
func setsAsideNeeded(d *Document, refs *references, stated []dependency) bool {
	shared := map[int32]bool{} // references of several components that the loop has seen
	for _, s := range stated {
		if s.development || shared[s.to] {
			continue
		}
		if several := refs.shared[s.to]; several != nil {
			shared[s.to] = true
			if slices.ContainsFunc(several, d.setAside) {
				return true
			}
		} else if one, ok := refs.component(s.to); ok && d.setAside(one) {
			return true
		}
	}
	for i := range d.records {
		if c := &d.records[i]; c.parent > 0 && d.contains(i) && d.setAside(i) && !d.setAside(int(c.parent)) {
			return true
		}
	}
	return false
}

// contains reports whether component i is contained in the component in which it is
// nested. A component does not contain its pedigree.
func (d *Document) contains(i int) bool { return d.records[i].origin() != OriginPedigree }

// neededBy returns by node whether the root depends on it or contains it. Dependencies for
// development do not count.
func neededBy(root int, d *Document, refs *references, stated []dependency) []bool {
	list := edgeList{refs: refs, nodes: int32(d.Len()), sources: map[int32]int32{}, targets: map[int32]int32{}}
	for _, s := range stated {
		if !s.development {
			list.addDependency(s, func(int32, dependency) {}) // newGraph has warned of it
		}
	}
	for i := range d.records {
		if c := &d.records[i]; c.parent > 0 && d.contains(i) {
			list.edges = append(list.edges, edge{c.parent, int32(i)})
		}
	}
	g := list.graph()
	needed := make([]bool, list.nodes)
	needed[root] = true
	for queue := []int32{int32(root)}; len(queue) > 0; queue = queue[1:] {
		for _, n := range g.next(queue[0]) {
			if !needed[n] {
				needed[n] = true
				queue = append(queue, n)
			}
		}
	}
	return needed
}
