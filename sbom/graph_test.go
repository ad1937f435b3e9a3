package sbom

import (
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestSharedReferencesNeedOneEdgePerDependency(t *testing.T) {
	const n = 2000
	doc := &Document{}
	b := NewBuilder(doc, &scan.Source{}, nil)
	for range n {
		b.AddComponent(Component{Origin: OriginComponent, Name: "a", Ref: "x"})
		b.AddComponent(Component{Origin: OriginComponent, Name: "b", Ref: "y"})
		b.AddDependency("x", "y")
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	// One edge for each component and each dependency, not one for each pair of components.
	if edges := len(doc.graph.to); edges > 4*n {
		t.Errorf("%d edges for %d components and %d dependencies, want at most %d", edges, 2*n, n, 4*n)
	}
	if got := len(doc.DependsOn(1)); got != n {
		t.Errorf("component 1 depends on %d components, want %d", got, n)
	}
}
