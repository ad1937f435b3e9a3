package sbom

import (
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// TestNeededComponentsAreShipped adds a component "x" that the document sets aside, and
// asks whether it is part of the product and by which origin it is judged.
func TestNeededComponentsAreShipped(t *testing.T) {
	const root, lib, tool = 1, 2, 3
	x := func(origin Origin, parent int, scope string) Component {
		return Component{Origin: origin, Name: "x", Ref: "x", Parent: parent, Scope: scope}
	}
	for _, tc := range []struct {
		name    string
		x       Component
		state   func(b *Builder)
		shipped bool
		part    Origin
	}{
		{name: "excluded", x: x(OriginComponent, 0, "excluded"), part: OriginComponent},
		{name: "excluded, the root depends on it", x: x(OriginComponent, 0, "excluded"), state: func(b *Builder) { b.AddDependency("root", "x") }, shipped: true, part: OriginComponent},
		{name: "excluded, a dependency of the root depends on it", x: x(OriginComponent, 0, "excluded"), state: func(b *Builder) { b.AddDependency("root", "lib"); b.AddDependency("lib", "x") }, shipped: true, part: OriginComponent},
		{name: "excluded, a component that the root does not need depends on it", x: x(OriginComponent, 0, "excluded"), state: func(b *Builder) { b.AddDependency("lib", "x") }, part: OriginComponent},
		{name: "excluded, the root depends on it for development", x: x(OriginComponent, 0, "excluded"), state: func(b *Builder) { b.AddDevDependency("root", "x") }, part: OriginComponent},
		{name: "excluded, in the root", x: x(OriginRoot, root, "excluded"), shipped: true, part: OriginRoot},
		{name: "excluded, in a component that the root depends on", x: x(OriginComponent, lib, "excluded"), state: func(b *Builder) { b.AddDependency("root", "lib") }, shipped: true, part: OriginComponent},
		{name: "excluded, with a reference that another component shares", x: x(OriginComponent, 0, "excluded"), state: func(b *Builder) { b.AddAlias(lib, "x"); b.AddDependency("root", "x") }, shipped: true, part: OriginComponent},
		{name: "tool", x: x(OriginTool, 0, ""), part: OriginTool},
		{name: "tool, the root depends on it", x: x(OriginTool, 0, ""), state: func(b *Builder) { b.AddDependency("root", "x") }, shipped: true, part: OriginComponent},
		{name: "in a tool, the root depends on it", x: x(OriginTool, tool, ""), state: func(b *Builder) { b.AddDependency("root", "x") }, shipped: true, part: OriginComponent},
		{name: "in a tool, the root depends on the tool", x: x(OriginTool, tool, ""), state: func(b *Builder) { b.AddDependency("root", "tool") }, shipped: true, part: OriginComponent},
		{name: "in a tool, the tool depends on it", x: x(OriginTool, tool, ""), state: func(b *Builder) { b.AddDependency("tool", "x") }, part: OriginTool},
		{name: "means of the build, the root depends on it", x: x(OriginBuild, 0, ""), state: func(b *Builder) { b.AddDependency("root", "x") }, shipped: true, part: OriginComponent},
		{name: "ancestor of a dependency", x: x(OriginPedigree, lib, ""), state: func(b *Builder) { b.AddDependency("root", "lib") }, shipped: true, part: OriginPedigree},
		{name: "ancestor of a dependency, the root depends on it", x: x(OriginPedigree, lib, ""), state: func(b *Builder) { b.AddDependency("root", "x") }, shipped: true, part: OriginComponent},
	} {
		doc := &Document{Format: CycloneDX}
		b := NewBuilder(doc, &scan.Source{}, nil)
		b.AddComponent(Component{Origin: OriginRoot, Name: "root", Ref: "root"})
		b.AddComponent(Component{Origin: OriginComponent, Name: "lib", Ref: "lib"})
		b.AddComponent(Component{Origin: OriginTool, Name: "tool", Ref: "tool"})
		i := b.AddComponent(tc.x)
		if tc.state != nil {
			tc.state(b)
		}
		if err := b.Finish(); err != nil {
			t.Fatal(err)
		}
		if shipped, part := doc.Shipped(i), doc.Part(i); shipped != tc.shipped || part != tc.part {
			t.Errorf("%s: shipped %t as %s, want %t as %s", tc.name, shipped, part, tc.shipped, tc.part)
		}
	}
}

// TestSharedReferencesAreVisitedOnce has many components that share a reference, and many
// dependencies on it. Visiting all components for each of them would take minutes.
func TestSharedReferencesAreVisitedOnce(t *testing.T) {
	const n = 90_000
	doc := &Document{}
	b := NewBuilder(doc, &scan.Source{}, nil)
	for range n {
		b.AddComponent(Component{Origin: OriginComponent, Name: "a", Ref: "x"})
		b.AddDependency("x", "x")
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	if !doc.Shipped(n) {
		t.Error("a component that is not set aside is not shipped")
	}
}
