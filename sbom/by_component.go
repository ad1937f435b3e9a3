package sbom

import "slices"

// ByComponent is an index of the claims of a document by component.
type ByComponent struct {
	doc    *Document
	claims []int // grouped by component, each group in the order of the document
	starts []int // by component: the start of its group in claims
	ends   []int // by component: the end of its group in claims
}

// ByComponent returns an index of the claims by component.
func (d *Document) ByComponent() *ByComponent {
	x := &ByComponent{d, make([]int, len(d.claims)), make([]int, d.Len()+1), nil}
	for _, c := range d.claims {
		x.starts[c.component+1]++
	}
	for i := range d.Len() {
		x.starts[i+1] += x.starts[i]
	}
	x.ends = slices.Clone(x.starts) // an end moves as claims are added
	for i, c := range d.claims {
		x.claims[x.ends[c.component]] = i
		x.ends[c.component]++
	}
	return x
}

// Claims returns the indices of the claims of a component, in the order of the document.
func (x *ByComponent) Claims(component int) []int {
	return x.claims[x.starts[component]:x.ends[component]]
}

// Retain removes the claims of a component for which keep returns false.
func (x *ByComponent) Retain(component int, keep func(claim int) bool) {
	kept := slices.DeleteFunc(x.Claims(component), func(claim int) bool { return !keep(claim) })
	x.ends[component] = x.starts[component] + len(kept)
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
