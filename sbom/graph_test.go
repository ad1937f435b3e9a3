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

// The input of policies lists all dependencies of each component.
func TestInputRefusesDependenciesBetweenAllComponents(t *testing.T) {
	input := func(n int) error {
		doc := &Document{}
		b := NewBuilder(doc, &scan.Source{}, nil)
		b.AddDependency("x", "x")
		for range n {
			b.AddComponent(Component{Origin: OriginComponent, Name: "a", Ref: "x"})
		}
		if err := b.Finish(); err != nil {
			t.Fatal(err)
		}
		_, err := doc.Input()
		return err
	}
	if err := input(300); err != nil {
		t.Errorf("300 components: %v, want no error", err)
	}
	want := `2000 components share the reference "x", and components have 4000000 dependencies for 4001 stated ones: give each component its own reference`
	if err := input(2000); err == nil || err.Error() != want {
		t.Errorf("2,000 components: error %v, want %s", err, want)
	}
}

func TestEachDependencyVisitsSharedReferencesOnce(t *testing.T) {
	const n = 2000
	b := NewBuilder(&Document{}, &scan.Source{}, nil)
	for range n {
		b.AddComponent(Component{Origin: OriginComponent, Name: "a", Ref: "x"})
		b.AddDependency("x", "x")
		b.AddDevDependency("x", "x")
	}
	calls := map[bool]int{}
	b.EachDependency(func(_ int, development bool) { calls[development]++ })
	if calls[false] != n || calls[true] != n {
		t.Errorf("%d calls, and %d for development, want %d of each", calls[false], calls[true], n)
	}
}
