package sbom

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
)

// builder collects what a reader finds into a document.
type builder struct {
	doc    *Document
	src    *source
	keys   identity.Reader // of the values of the document
	isFork bool            // it collects a part of a document
	noted
}

// noted is what a builder keeps until the whole document has been read.
type noted struct {
	meanings map[identity.Meaning]int32 // by their indices in the document

	refs    references
	own     []int32 // by component: the id of Component.Ref
	aliases []alias // references beside that
	stated  []dependency
	partial []dependency // to what is incomplete, from nothing
	linked  []bomLinked

	resolved bool // see resolve
}

// alias is a reference, by its id, that a component has beside its Ref.
type alias struct{ ref, component int32 }

// dependency is one as the document states it, by the ids of references.
type dependency struct {
	from, to    int32
	place       span // of to
	development bool // from needs to for tests, development or the build only
}

// newBuilder returns a builder of a document that is read from a source. The keys
// are those that a caller may look up, nil for all.
func newBuilder(doc *Document, src *source, keys *identity.KeySet) *builder {
	doc.src = src
	b := &builder{doc: doc, src: src, keys: identity.Reader{Keys: keys}}
	b.meanings, b.refs = map[identity.Meaning]int32{}, newReferences()
	b.component(Component{Origin: OriginDocument, Parent: -1})
	return b
}

// at returns the place where a string was read, see [source.at].
func (b *builder) at(s string) Place { return b.src.at(s) }

// warn records a warning about a place.
func (b *builder) warn(p Place, message string) { b.src.warn(p, message) }

// component adds a component and returns its index. Component 0 is the document.
func (b *builder) component(c Component) int {
	i := len(b.doc.records)
	b.doc.records = append(b.doc.records, b.doc.record(c))
	b.doc.evidence = append(b.doc.evidence, evidenceNone)
	b.own = append(b.own, b.refs.id(c.Ref))
	if !identity.Absent(c.Name) {
		b.strengthen(i, evidenceName)
	}
	return i
}

// ref returns the Ref of component i.
func (b *builder) ref(i int) string { return b.refs.string(b.own[i]) }

// setRef sets the Ref of component i.
func (b *builder) setRef(i int, ref string) {
	b.doc.records[i].ref = b.doc.span(ref)
	b.own[i] = b.refs.id(ref)
}

// setVersion sets the Version of component i.
func (b *builder) setVersion(i int, version string) { b.doc.records[i].version = b.doc.span(version) }

// setType sets the Type of component i.
func (b *builder) setType(i int, typ string) { b.doc.records[i].typ = b.doc.span(typ) }

// setPURL sets the PURL of component i if it has none.
func (b *builder) setPURL(i int, purl string) {
	if c := &b.doc.records[i]; c.purl == 0 {
		c.purl = b.doc.span(purl)
	}
}

// exclude sets the Scope of component i to "excluded".
func (b *builder) exclude(i int) { b.doc.records[i].scope = b.doc.span("excluded") }

// setIncomplete sets Incomplete of component i.
func (b *builder) setIncomplete(i int) { b.doc.records[i].incomplete = true }

// placeOf returns the Place of component i.
func (b *builder) placeOf(i int) Place { return b.doc.records[i].place.asPlace() }

// alias adds a reference to component i beside its Ref.
func (b *builder) alias(ref string, i int) {
	a := alias{b.refs.id(ref), int32(i)}
	b.aliases = append(b.aliases, a)
	if b.resolved {
		b.refs.name(a.ref, a.component)
	}
}

// named returns the components that a reference names. No component may be added
// after the first call.
func (b *builder) named(ref string) []int32 { return b.resolve().all(ref) }

// resolve returns the references with the components that they name. The document
// comes first, with all its references. No component may be added afterwards.
func (b *builder) resolve() *references {
	if b.resolved {
		return &b.refs
	}
	b.resolved = true
	b.refs.shared = map[int32][]int32{}
	for _, a := range b.aliases {
		if a.component == 0 {
			b.refs.name(a.ref, 0)
		}
	}
	for i, ref := range b.own {
		b.refs.name(ref, int32(i))
	}
	for _, a := range b.aliases {
		if a.component != 0 {
			b.refs.name(a.ref, a.component)
		}
	}
	return &b.refs
}

// depend records that one reference depends on or contains another. References are
// resolved by [builder.finish], so that they may precede what they name.
func (b *builder) depend(from, to string) { b.addDependency(from, to, false) }

// dependForDevelopment records that one reference needs another for its tests, its
// development or its build only.
func (b *builder) dependForDevelopment(from, to string) { b.addDependency(from, to, true) }

func (b *builder) addDependency(from, to string, development bool) {
	if isBOMLink(from) || isBOMLink(to) {
		b.linked = append(b.linked, bomLinked{from, to, true})
		return
	}
	b.stated = append(b.stated, dependency{b.refs.id(from), b.refs.id(to), placeSpan(b.at(to)), development})
}

// dependents calls yield for each dependency whose target is a component, with that
// component. Development is set if the dependency is for development only.
func (b *builder) dependents(yield func(i int, development bool)) {
	refs := b.resolve()
	for _, d := range b.stated {
		for _, i := range refs.allNamed(d.to) {
			yield(int(i), d.development)
		}
	}
}

// dropDependencies drops the dependencies for which drop returns true.
func (b *builder) dropDependencies(drop func(from, to string, p Place) bool) {
	b.stated = slices.DeleteFunc(b.stated, func(d dependency) bool {
		return drop(b.refs.string(d.from), b.refs.string(d.to), d.place.asPlace())
	})
}

// dropIncomplete drops the references that were recorded as incomplete and match.
func (b *builder) dropIncomplete(drop func(ref string) bool) {
	b.partial = slices.DeleteFunc(b.partial, func(d dependency) bool { return drop(b.refs.string(d.to)) })
}

// incomplete records that the document calls its list of a component's parts or
// dependencies incomplete.
func (b *builder) incomplete(ref string) {
	if isBOMLink(ref) {
		b.linked = append(b.linked, bomLinked{to: ref})
		return
	}
	b.partial = append(b.partial, dependency{to: b.refs.id(ref), place: placeSpan(b.at(ref))})
}

// name states the component's own name or group: its words, what it looks like,
// and what it identifies if it looks like an identifier.
func (b *builder) name(i int, s string) { b.state(i, identity.AsName, RoleIdentity, s) }

// organization states that the party named s stands behind the component in a
// role. An e-mail address or URL in the name states its domain as well.
func (b *builder) organization(i int, role Role, s string) {
	b.state(i, identity.AsOrganization, role, s)
}

// organizationAt states what [builder.organization] does of a name that stands
// within a longer value.
func (b *builder) organizationAt(i int, role Role, s string, p Place) {
	b.stateAt(i, identity.AsOrganization, role, s, s, p)
}

// domain states that a URL, e-mail address or host name belongs to the component in a role.
func (b *builder) domain(i int, role Role, s string) { b.state(i, identity.AsHost, role, s) }

func (b *builder) domainAt(i int, role Role, s string, p Place) {
	b.stateAt(i, identity.AsHost, role, s, s, p)
}

// purl states a package URL.
func (b *builder) purl(i int, s string) { b.state(i, identity.AsPURL, RoleIdentity, s) }

// purlAt states the package URL that a value amounts to.
func (b *builder) purlAt(i int, purl, value string, p Place) {
	b.stateAt(i, identity.AsPURL, RoleIdentity, purl, value, p)
}

// cpe states a CPE 2.2 URI or a CPE 2.3 formatted string.
func (b *builder) cpe(i int, s string) { b.state(i, identity.AsCPE, RoleIdentity, s) }

// file states that the component is, or contains, a file of that path.
func (b *builder) file(i int, path string) { b.state(i, identity.AsFile, RoleIdentity, path) }

// fileAt states that the component is a file of that path, which is read at p.
func (b *builder) fileAt(i int, path string, p Place) {
	b.stateAt(i, identity.AsFile, RoleIdentity, path, path, p)
}

// swid states a SWID tag's identifier.
func (b *builder) swid(i int, tagID string) { b.state(i, identity.AsSWID, RoleIdentity, tagID) }

// copyright states the holders that a copyright line names.
func (b *builder) copyright(i int, s string) { b.state(i, identity.AsCopyright, RoleCopyright, s) }

// gitoid states an object identifier of Git of the component's file or folder.
func (b *builder) gitoid(i int, s string) { b.state(i, identity.AsGitoid, RoleIdentity, s) }

// signer states that the party named s signed the component, or what the
// document says of it. The name stands within the value at p.
func (b *builder) signer(i int, s string, p Place) {
	b.stateAt(i, identity.AsSigner, RoleSigner, s, s, p)
}

// finish resolves the references and completes the document.
func (b *builder) finish() error {
	if b.src.refused != nil {
		return b.src.refused
	}
	refs := b.resolve()
	dangling := func(ref int32, in dependency) {
		b.warn(in.place.asPlace(), "reference to "+quote(refs.string(ref))+", which no component of this document has")
	}
	b.linkRefs()
	b.doc.Links = slices.DeleteFunc(b.doc.Links, func(l Link) bool { return strings.EqualFold(l.Document, b.doc.ID) })
	for _, s := range b.partial {
		sharing := refs.allNamed(s.to)
		switch {
		case len(sharing) == 0:
			dangling(s.to, s)
		case b.doc.records[sharing[0]].incomplete: // said before, of all that share the reference
		default:
			for _, i := range sharing {
				b.doc.records[i].incomplete = true
			}
		}
	}
	if len(refs.shared) > 0 {
		for i, ref := range b.own {
			if sharing := refs.shared[ref]; len(sharing) > 1 && sharing[1] == int32(i) { // said once, of all that share it
				c := b.doc.Component(i)
				b.warn(cmp.Or(b.at(c.Ref), c.Place), "reference "+quote(c.Ref)+" is that of several components: expected one")
			}
		}
	}
	b.doc.graph = newGraph(b.doc, refs, b.stated, dangling)
	b.doc.cover()
	b.src.warnOfUnknown()
	b.doc.Warnings, b.doc.WarningCount = b.src.warnings, b.src.warningCount
	b.src.release()
	return nil
}
