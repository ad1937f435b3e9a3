package sbom

import "testing"

// TestSharedReferencesCostLittle checks that a dependency between references that many
// components share is one edge, not one for each pair of components.
func TestSharedReferencesCostLittle(t *testing.T) {
	const n = 2000
	doc := &Document{}
	b := newBuilder(doc, &source{}, nil)
	for range n {
		b.component(Component{Origin: OriginComponent, Name: "a", Ref: "x"})
		b.component(Component{Origin: OriginComponent, Name: "b", Ref: "y"})
		b.depend("x", "y")
	}
	if err := b.finish(); err != nil {
		t.Fatal(err)
	}
	if edges := len(doc.graph.to); edges > 4*n {
		t.Errorf("%d edges for %d components and %d dependencies", edges, 2*n, n)
	}
	if got := len(doc.DependsOn(1)); got != n {
		t.Errorf("depends on %d components, want %d", got, n)
	}
}
