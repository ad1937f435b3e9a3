package sbom

// ByComponent lists the claims of a document by the component that makes them.
type ByComponent struct {
	doc    *Document
	claims []int // grouped by component, each group in the order of the document
	ends   []int // by component: where its group ends
}

// ByComponent arranges the claims by component.
func (d *Document) ByComponent() *ByComponent {
	x := &ByComponent{d, make([]int, len(d.claims)), make([]int, d.Len()+1)}
	for _, c := range d.claims {
		x.ends[c.component+1]++
	}
	for i := range d.Len() {
		x.ends[i+1] += x.ends[i]
	}
	// ends[i] is now the start of group i. It moves to the end as the group is filled.
	for i, c := range d.claims {
		x.claims[x.ends[c.component]] = i
		x.ends[c.component]++
	}
	return x
}

// Claims returns the claims of a component, in the order of the document.
func (x *ByComponent) Claims(component int) []int {
	start := 0
	if component > 0 {
		start = x.ends[component-1]
	}
	return x.claims[start:x.ends[component]]
}

// Input returns the document like [Document.Input], with no components but the ones
// given, and no claims but theirs.
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
