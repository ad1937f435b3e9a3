package sbom

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// references numbers the references of a document from 1 and finds the components that
// have them. Several components may share a reference.
type references struct {
	ids   map[string]int32 // nil in a fork, in which a reference may have several ids
	texts []string         // by id; the first is ""

	// Set by [Builder.resolveAll], once all components are known.
	first  []int           // by id: 1 + the first component that has it, or 0
	shared map[int32][]int // by id: all components that have it, if they are several
}

func newReferences() references {
	return references{ids: map[string]int32{}, texts: make([]string, 1)}
}

// id returns the id of a reference, which it numbers if it is new. The id of "" is 0.
func (r *references) id(ref string) int32 {
	if ref == "" {
		return 0
	}
	next := len(r.texts)
	if r.ids != nil {
		if id, ok := r.ids[ref]; ok {
			return id
		}
		r.ids[ref] = int32(next)
	} else if last := max(0, next-2); r.texts[last] == ref { // the dependencies of one component
		return int32(last)
	}
	r.texts = append(r.texts, ref)
	return int32(next)
}

// string returns the reference with an id.
func (r *references) string(id int32) string { return r.texts[id] }

// addAll numbers the references of others. It returns their ids in r, indexed by their
// ids in others.
func (r *references) addAll(others *references) []int32 {
	ids := make([]int32, len(others.texts))
	for id, ref := range others.texts {
		ids[id] = r.id(ref)
	}
	return ids
}

// assign records that a component has a reference.
func (r *references) assign(id int32, component int) {
	if id == 0 {
		return
	}
	if len(r.first) <= int(id) {
		r.first = append(r.first, make([]int, len(r.texts)-len(r.first))...)
	}
	first := r.first[id] - 1
	if first < 0 {
		r.first[id] = 1 + component
		return
	}
	all := r.shared[id]
	if all == nil {
		all = []int{first}
	}
	if all[len(all)-1] != component {
		r.shared[id] = append(all, component)
	}
}

// component returns the first component that has a reference.
func (r *references) component(id int32) (component int, ok bool) {
	if int(id) >= len(r.first) {
		return 0, false
	}
	return r.first[id] - 1, r.first[id] != 0
}

// components returns all components that have a reference.
func (r *references) components(id int32) []int {
	first, ok := r.component(id)
	if !ok {
		return nil
	}
	if all := r.shared[id]; all != nil {
		return all
	}
	return []int{first}
}

// alias is a reference that a component has besides its Ref.
type alias struct {
	ref       int32 // its id
	component int32
}

// dependency is a dependency as the document states it: between references, by their
// ids.
type dependency struct {
	from, to    int32
	place       span // of to
	development bool // from needs to for its tests, its development or its build only
}

// AddAlias adds a reference to component i besides its Ref.
func (b *Builder) AddAlias(i int, ref string) {
	a := alias{b.refs.id(ref), int32(i)}
	b.aliases = append(b.aliases, a)
	if b.resolved {
		b.refs.assign(a.ref, i)
	}
}

// AddDependency records that the component with the reference from depends on, or
// contains, the component with the reference to.
func (b *Builder) AddDependency(from, to string) { b.addDependency(from, to, false) }

// AddDevDependency records that the component with the reference from needs the
// component with the reference to for its tests, its development or its build only.
func (b *Builder) AddDevDependency(from, to string) { b.addDependency(from, to, true) }

func (b *Builder) addDependency(from, to string, development bool) {
	if isBOMLink(from) || isBOMLink(to) {
		b.external = append(b.external, bomLinked{from, to, true})
		return
	}
	b.dependencies = append(b.dependencies, dependency{b.refs.id(from), b.refs.id(to), placeSpan(b.At(to)), development})
}

// AddIncomplete records that the document calls its list of the parts or dependencies
// of the component with a reference incomplete.
func (b *Builder) AddIncomplete(ref string) {
	if isBOMLink(ref) {
		b.external = append(b.external, bomLinked{to: ref})
		return
	}
	b.incomplete = append(b.incomplete, dependency{to: b.refs.id(ref), place: placeSpan(b.At(ref))})
}

// Resolve returns the components that have a reference. No component may be added
// after the first call.
func (b *Builder) Resolve(ref string) []int {
	refs := b.resolveAll()
	return refs.components(refs.ids[ref])
}

// EachDependency calls f for each component on which others depend, at most once for
// dependencies that are for development only and once for all others. No component may be
// added afterwards.
func (b *Builder) EachDependency(f func(on int, development bool)) {
	refs := b.resolveAll()
	type need struct {
		to          int32
		development bool
	}
	seen := map[need]bool{} // of the references that several components have
	for _, d := range b.dependencies {
		if refs.shared[d.to] != nil {
			n := need{d.to, d.development}
			if seen[n] {
				continue
			}
			seen[n] = true
		}
		for _, i := range refs.components(d.to) {
			f(i, d.development)
		}
	}
}

// RemoveDependencies removes the dependencies for which remove returns true. P is the place
// of the reference to.
func (b *Builder) RemoveDependencies(remove func(from, to string, p Place) bool) {
	b.dependencies = slices.DeleteFunc(b.dependencies, func(d dependency) bool {
		return remove(b.refs.string(d.from), b.refs.string(d.to), d.place.asPlace())
	})
}

// RemoveIncomplete removes the references that [Builder.AddIncomplete] recorded and for
// which remove returns true.
func (b *Builder) RemoveIncomplete(remove func(ref string) bool) {
	b.incomplete = slices.DeleteFunc(b.incomplete, func(d dependency) bool { return remove(b.refs.string(d.to)) })
}

// resolveAll assigns the references to the components that have them. The document
// comes first, with all its references. No component may be added afterwards.
func (b *Builder) resolveAll() *references {
	if b.resolved {
		return &b.refs
	}
	b.resolved = true
	b.refs.shared = map[int32][]int{}
	for _, a := range b.aliases {
		if a.component == 0 {
			b.refs.assign(a.ref, 0)
		}
	}
	for i, ref := range b.own {
		b.refs.assign(ref, i)
	}
	for _, a := range b.aliases {
		if a.component != 0 {
			b.refs.assign(a.ref, int(a.component))
		}
	}
	b.addUnlisted()
	return &b.refs
}

// Refer records that the document refers to a component as a part of the product.
func (b *Builder) Refer(ref string) {
	if isPURL(ref) {
		b.refs.id(ref)
	}
}

// isPURL reports whether a reference is a package URL, as some generators write.
func isPURL(ref string) bool { return scan.HasPrefixFold(ref, "pkg:") }

// addUnlisted adds the packages to which the document refers by their package URLs but
// which it does not list.
func (b *Builder) addUnlisted() {
	for id, ref := range b.refs.texts {
		if _, listed := b.refs.component(int32(id)); listed || !isPURL(ref) {
			continue
		}
		p := b.At(ref)
		i := b.AddComponent(Component{Origin: OriginUnlisted, Ref: ref, Name: ref, PURL: ref, Place: p})
		b.refs.assign(int32(id), i)
		b.ClaimPURL(i, ref)
		b.Warn(p, "unresolved reference "+scan.Quote(ref)+": no component of this document has it, so it is judged as a package")
	}
}

// claimRef records the package URL that a component has as its reference, unless it is
// the package URL of the component too.
func (b *Builder) claimRef(i int, ref, purl string) {
	if isPURL(ref) && !repeats(ref, purl) {
		b.ClaimPURL(i, ref)
	}
}

// repeats reports whether a reference is a package URL, possibly with an unescaped @ or a
// number that generators append to make it unique.
func repeats(ref, purl string) bool {
	if n := strings.Index(purl, "%40"); n >= 0 && len(ref) > n && ref[:n] == purl[:n] && ref[n] == '@' {
		ref, purl = ref[n+1:], purl[n+len("%40"):]
	}
	rest, ok := strings.CutPrefix(ref, purl)
	return ok && purl != "" && (rest == "" || strings.HasPrefix(rest[1:], "package-id="))
}
