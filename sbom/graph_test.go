package sbom

import (
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// TestSharedReferencesCostLittle checks that a dependency between references that many
// components share is one edge, not one for each pair of components.
func TestSharedReferencesCostLittle(t *testing.T) {
	const n = 2000
	doc := &Document{}
	b := NewBuilder(doc, &scan.Source{}, nil)
	for range n {
		b.Component(Component{Origin: OriginComponent, Name: "a", Ref: "x"})
		b.Component(Component{Origin: OriginComponent, Name: "b", Ref: "y"})
		b.Depend("x", "y")
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	if edges := len(doc.graph.to); edges > 4*n {
		t.Errorf("%d edges for %d components and %d dependencies", edges, 2*n, n)
	}
	if got := len(doc.DependsOn(1)); got != n {
		t.Errorf("depends on %d components, want %d", got, n)
	}
}
