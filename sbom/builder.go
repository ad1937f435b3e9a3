package sbom

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// builder collects what a reader finds into a document.
type Builder struct {
	Document *Document
	Source   *scan.Source
	keys     identity.Reader // of the values of the document
	isFork   bool            // it collects a part of a document
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
func NewBuilder(doc *Document, src *scan.Source, keys *identity.KeySet) *Builder {
	doc.src = src
	b := &Builder{Document: doc, Source: src, keys: identity.Reader{Keys: keys}}
	b.meanings, b.refs = map[identity.Meaning]int32{}, newReferences()
	b.Component(Component{Origin: OriginDocument, Parent: -1})
	return b
}

// at returns the place where a string was read, see [source.at].
func (b *Builder) At(s string) Place { return b.Source.At(s) }

// warn records a warning about a place.
func (b *Builder) Warn(p Place, message string) { b.Source.Warn(p, message) }

// component adds a component and returns its index. Component 0 is the document.
func (b *Builder) Component(c Component) int {
	i := len(b.Document.records)
	b.Document.records = append(b.Document.records, b.Document.record(c))
	b.Document.evidence = append(b.Document.evidence, evidenceNone)
	b.own = append(b.own, b.refs.id(c.Ref))
	if !identity.Absent(c.Name) {
		b.strengthen(i, evidenceName)
	}
	return i
}

// ref returns the Ref of component i.
func (b *Builder) Ref(i int) string { return b.refs.string(b.own[i]) }

// setRef sets the Ref of component i.
func (b *Builder) SetRef(i int, ref string) {
	b.Document.records[i].ref = b.Document.span(ref)
	b.own[i] = b.refs.id(ref)
}

// setVersion sets the Version of component i.
func (b *Builder) SetVersion(i int, version string) {
	b.Document.records[i].version = b.Document.span(version)
}

// setType sets the Type of component i.
func (b *Builder) SetType(i int, typ string) { b.Document.records[i].typ = b.Document.span(typ) }

// setPURL sets the PURL of component i if it has none.
func (b *Builder) SetPURL(i int, purl string) {
	if c := &b.Document.records[i]; c.purl == 0 {
		c.purl = b.Document.span(purl)
	}
}

// exclude sets the Scope of component i to "excluded".
func (b *Builder) Exclude(i int) { b.Document.records[i].scope = b.Document.span("excluded") }

// setIncomplete sets Incomplete of component i.
func (b *Builder) SetIncomplete(i int) { b.Document.records[i].incomplete = true }

// placeOf returns the Place of component i.
func (b *Builder) PlaceOf(i int) Place { return b.Document.records[i].place.asPlace() }

// alias adds a reference to component i beside its Ref.
func (b *Builder) Alias(ref string, i int) {
	a := alias{b.refs.id(ref), int32(i)}
	b.aliases = append(b.aliases, a)
	if b.resolved {
		b.refs.name(a.ref, a.component)
	}
}

// named returns the components that a reference names. No component may be added
// after the first call.
func (b *Builder) Named(ref string) []int32 { return b.resolve().all(ref) }

// resolve returns the references with the components that they name. The document
// comes first, with all its references. No component may be added afterwards.
func (b *Builder) resolve() *references {
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
func (b *Builder) Depend(from, to string) { b.addDependency(from, to, false) }

// dependForDevelopment records that one reference needs another for its tests, its
// development or its build only.
func (b *Builder) DependForDevelopment(from, to string) { b.addDependency(from, to, true) }

func (b *Builder) addDependency(from, to string, development bool) {
	if isBOMLink(from) || isBOMLink(to) {
		b.linked = append(b.linked, bomLinked{from, to, true})
		return
	}
	b.stated = append(b.stated, dependency{b.refs.id(from), b.refs.id(to), placeSpan(b.At(to)), development})
}

// dependents calls yield for each dependency whose target is a component, with that
// component. Development is set if the dependency is for development only.
func (b *Builder) Dependents(yield func(i int, development bool)) {
	refs := b.resolve()
	for _, d := range b.stated {
		for _, i := range refs.allNamed(d.to) {
			yield(int(i), d.development)
		}
	}
}

// dropDependencies drops the dependencies for which drop returns true.
func (b *Builder) DropDependencies(drop func(from, to string, p Place) bool) {
	b.stated = slices.DeleteFunc(b.stated, func(d dependency) bool {
		return drop(b.refs.string(d.from), b.refs.string(d.to), d.place.asPlace())
	})
}

// dropIncomplete drops the references that were recorded as incomplete and match.
func (b *Builder) DropIncomplete(drop func(ref string) bool) {
	b.partial = slices.DeleteFunc(b.partial, func(d dependency) bool { return drop(b.refs.string(d.to)) })
}

// incomplete records that the document calls its list of a component's parts or
// dependencies incomplete.
func (b *Builder) Incomplete(ref string) {
	if isBOMLink(ref) {
		b.linked = append(b.linked, bomLinked{to: ref})
		return
	}
	b.partial = append(b.partial, dependency{to: b.refs.id(ref), place: placeSpan(b.At(ref))})
}

// name states the component's own name or group: its words, what it looks like,
// and what it identifies if it looks like an identifier.
func (b *Builder) Name(i int, s string) { b.state(i, identity.AsName, RoleIdentity, s) }

// organization states that the party named s stands behind the component in a
// role. An e-mail address or URL in the name states its domain as well.
func (b *Builder) Organization(i int, role Role, s string) {
	b.state(i, identity.AsOrganization, role, s)
}

// organizationAt states what [builder.organization] does of a name that stands
// within a longer value.
func (b *Builder) OrganizationAt(i int, role Role, s string, p Place) {
	b.stateAt(i, identity.AsOrganization, role, s, s, p)
}

// domain states that a URL, e-mail address or host name belongs to the component in a role.
func (b *Builder) Domain(i int, role Role, s string) { b.state(i, identity.AsHost, role, s) }

func (b *Builder) DomainAt(i int, role Role, s string, p Place) {
	b.stateAt(i, identity.AsHost, role, s, s, p)
}

// purl states a package URL.
func (b *Builder) PURL(i int, s string) { b.state(i, identity.AsPURL, RoleIdentity, s) }

// purlAt states the package URL that a value amounts to.
func (b *Builder) PURLAt(i int, purl, value string, p Place) {
	b.stateAt(i, identity.AsPURL, RoleIdentity, purl, value, p)
}

// cpe states a CPE 2.2 URI or a CPE 2.3 formatted string.
func (b *Builder) CPE(i int, s string) { b.state(i, identity.AsCPE, RoleIdentity, s) }

// file states that the component is, or contains, a file of that path.
func (b *Builder) File(i int, path string) { b.state(i, identity.AsFile, RoleIdentity, path) }

// fileAt states that the component is a file of that path, which is read at p.
func (b *Builder) FileAt(i int, path string, p Place) {
	b.stateAt(i, identity.AsFile, RoleIdentity, path, path, p)
}

// swid states a SWID tag's identifier.
func (b *Builder) SWID(i int, tagID string) { b.state(i, identity.AsSWID, RoleIdentity, tagID) }

// copyright states the holders that a copyright line names.
func (b *Builder) Copyright(i int, s string) { b.state(i, identity.AsCopyright, RoleCopyright, s) }

// gitoid states an object identifier of Git of the component's file or folder.
func (b *Builder) Gitoid(i int, s string) { b.state(i, identity.AsGitoid, RoleIdentity, s) }

// signer states that the party named s signed the component, or what the
// document says of it. The name stands within the value at p.
func (b *Builder) Signer(i int, s string, p Place) {
	b.stateAt(i, identity.AsSigner, RoleSigner, s, s, p)
}

// finish resolves the references and completes the document.
func (b *Builder) Finish() error {
	if b.Source.Refused != nil {
		return b.Source.Refused
	}
	refs := b.resolve()
	dangling := func(ref int32, in dependency) {
		b.Warn(in.place.asPlace(), "reference to "+scan.Quote(refs.string(ref))+", which no component of this document has")
	}
	b.linkRefs()
	b.Document.Links = slices.DeleteFunc(b.Document.Links, func(l Link) bool { return strings.EqualFold(l.Document, b.Document.ID) })
	for _, s := range b.partial {
		sharing := refs.allNamed(s.to)
		switch {
		case len(sharing) == 0:
			dangling(s.to, s)
		case b.Document.records[sharing[0]].incomplete: // said before, of all that share the reference
		default:
			for _, i := range sharing {
				b.Document.records[i].incomplete = true
			}
		}
	}
	if len(refs.shared) > 0 {
		for i, ref := range b.own {
			if sharing := refs.shared[ref]; len(sharing) > 1 && sharing[1] == int32(i) { // said once, of all that share it
				c := b.Document.Component(i)
				b.Warn(cmp.Or(b.At(c.Ref), c.Place), "reference "+scan.Quote(c.Ref)+" is that of several components: expected one")
			}
		}
	}
	b.Document.graph = newGraph(b.Document, refs, b.stated, dangling)
	b.Document.cover()
	b.Source.WarnOfUnknown()
	b.Document.Warnings, b.Document.WarningCount = b.Source.Warnings, b.Source.WarningCount
	b.Source.Release()
	return nil
}
