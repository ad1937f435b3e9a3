package cyclonedx

import (
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// composition is [cdx.Composition] with references that have the same type in both
// encodings.
type composition struct {
	Aggregate       cdx.CompositionAggregate `json:"aggregate" xml:"aggregate"`
	Assemblies      *[]compositionRef        `json:"assemblies" xml:"assemblies>assembly"`
	Dependencies    *[]compositionRef        `json:"dependencies" xml:"dependencies>dependency"`
	Vulnerabilities *[]compositionRef        `json:"vulnerabilities" xml:"vulnerabilities>vulnerability"`
}

// compositionRef is a reference in a composition or, in XML, a reference to what a
// dependency provides. It is a string in JSON.
type compositionRef struct {
	Ref string `xml:"ref,attr"`
}

// addComposition marks components whose parts or dependencies the document does not
// know completely. A composition without references is about the whole document.
func (c collector) addComposition(x *composition) {
	refs := slices.Concat(all(x.Assemblies), all(x.Dependencies))
	for _, r := range refs {
		c.b.Refer(r.Ref)
	}
	if x.Aggregate == cdx.CompositionAggregateComplete {
		return
	}
	for _, r := range refs {
		c.b.AddIncomplete(r.Ref)
	}
	if len(refs) == 0 && len(all(x.Vulnerabilities)) == 0 {
		c.b.SetIncomplete(0)
	}
}

func (c collector) addDependency(d *cdx.Dependency) {
	c.b.Refer(d.Ref)
	for _, to := range all(d.Dependencies) {
		c.b.AddDependency(d.Ref, to)
	}
	for _, to := range all(d.Provides) {
		c.b.Refer(to) // an implementation does not depend on the specification that it provides
	}
}

// nestedDependency is a dependency in XML, where one can be nested in another.
type nestedDependency struct {
	Ref          string             `xml:"ref,attr"`
	Dependencies []nestedDependency `xml:"dependency"`
	Provides     []compositionRef   `xml:"provides"`
}

func (c collector) addNestedDependency(d *nestedDependency) {
	c.b.Refer(d.Ref)
	for i := range d.Dependencies {
		to := &d.Dependencies[i]
		c.b.AddDependency(d.Ref, to.Ref)
		c.addNestedDependency(to)
	}
	for _, to := range d.Provides {
		c.b.Refer(to.Ref)
	}
}
