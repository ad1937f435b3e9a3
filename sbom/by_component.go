package sbom

// ByComponent is an index of the claims of a document by component.
type ByComponent struct {
	doc    *Document
	claims []int // grouped by component, each group in the order of the document
	ends   []int // by component: the end of its group in claims
}

// ByComponent returns an index of the claims by component.
func (d *Document) ByComponent() *ByComponent {
	x := &ByComponent{d, make([]int, len(d.claims)), make([]int, d.Len()+1)}
	for _, c := range d.claims {
		x.ends[c.component+1]++
	}
	for i := range d.Len() {
		x.ends[i+1] += x.ends[i]
	}
	// ends[i] is now the start of group i. It moves to the end of the group as claims are added.
	for i, c := range d.claims {
		x.claims[x.ends[c.component]] = i
		x.ends[c.component]++
	}
	return x
}

// Claims returns the indices of the claims of a component, in the order of the document.
func (x *ByComponent) Claims(component int) []int {
	start := 0
	if component > 0 {
		start = x.ends[component-1]
	}
	return x.claims[start:x.ends[component]]
}

// Input returns the same as [Document.Input], limited to the given components and their
// claims.
func (x *ByComponent) Input(components []int) map[string]any {
	inputs := make(map[string]any, len(components))
	var claims []int
	for _, i := range components {
		inputs[componentID(i)] = x.doc.componentInput(i)
		claims = append(claims, x.Claims(i)...)
	}
	in := x.doc.frame()
	in["components"], in["claims"] = inputs, x.doc.claimsInput(claims, x.doc.claimList)
	return in
}
