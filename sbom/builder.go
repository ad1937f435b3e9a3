package sbom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// Builder collects what a reader finds into a document. The readers of the formats
// decode the text and call these methods:
//
//   - AddComponent, then SetRef, SetType, SetVersion, SetPURL, SetExcluded and
//     SetIncomplete for details that the document states elsewhere;
//   - AddAlias, AddDependency, AddDevDependency, AddIncomplete and Refer for references, which
//     may precede the component that has them; Resolve, EachDependency,
//     RemoveDependencies and RemoveIncomplete once all components are known;
//   - ClaimName, ClaimOrganization, ClaimPURL and the other methods with this prefix for
//     the claims of a component; absent values and values without keys make no claims;
//   - AddLink, AddBOMLink and AddExternalDependency for references to other documents;
//   - At for the place of a value, Warn for a warning about it;
//   - Finish at the end.
//
// Values are strings of the document: substrings of its text, or strings that the
// source decoded (see [Builder.At]). Component 0 is the document itself.
type Builder struct {
	Document *Document    // its fields about the document as a whole are set by the reader
	Source   *scan.Source // the text of the document

	keys     *identity.Reader // reads the keys of values
	meanings map[uint64]int32 // indices in Document.meanings, by hash
	pending
}

// pending is the part of a builder's state that [Builder.Finish] resolves.
type pending struct {
	refs         references
	own          []int32 // by component: the id of Component.Ref
	aliases      []alias
	dependencies []dependency
	incomplete   []dependency // from nothing, to the component that is incomplete
	external     []bomLinked

	resolved bool // see resolveAll
}

// NewBuilder returns a builder of doc. Src is the source of its text. Keys is the set of
// keys for which it records claims; nil is all keys.
func NewBuilder(doc *Document, src *scan.Source, keys *identity.KeySet) *Builder {
	return newBuilder(doc, src, &identity.Reader{Keys: keys})
}

func newBuilder(doc *Document, src *scan.Source, keys *identity.Reader) *Builder {
	doc.src = src
	b := &Builder{Document: doc, Source: src, keys: keys, meanings: map[uint64]int32{}}
	b.refs = newReferences()
	b.AddComponent(Component{Origin: OriginDocument, Parent: -1})
	return b
}

// At returns the place where a value was read. The zero Place means that the value is
// not from the document.
func (b *Builder) At(value string) Place { return b.Source.At(value) }

// Warn records a warning about a place.
func (b *Builder) Warn(p Place, message string) { b.Source.Warn(p, message) }

// A document may have many components that say nothing, and each costs more memory than
// its text. The text of a component with a name and a type is longer than bytesPerComponent.
const (
	freeComponents    = 100_000
	bytesPerComponent = 20
)

// TooMany returns a fault at the offset if the document is too short for so many components.
func (b *Builder) TooMany(components, offset int) *scan.Fault {
	if components <= freeComponents+len(b.Source.Text)/bytesPerComponent {
		return nil
	}
	return &scan.Fault{Offset: offset, Message: fmt.Sprintf("%d components in a text of %d bytes: expected at least %d bytes for each, since a component has a name",
		components, len(b.Source.Text), bytesPerComponent)}
}

// AddComponent adds a component and returns its index. If the document has too many for
// its length, it only records the fault that [Builder.Finish] returns.
func (b *Builder) AddComponent(c Component) int {
	i := len(b.Document.records)
	if fault := b.TooMany(i, c.Place.Start); fault != nil {
		if b.Source.Refused == nil {
			b.Source.Refused = fault
		}
		return i - 1
	}
	b.Document.records = append(b.Document.records, b.Document.newRecord(c))
	b.Document.evidence = append(b.Document.evidence, 0)
	b.own = append(b.own, b.refs.id(c.Ref))
	if !identity.Absent(c.Name) {
		b.Document.evidence[i] |= evidenceName
	}
	b.claimRef(i, c.Ref, c.PURL)
	return i
}

// SetRef sets the Ref of component i.
func (b *Builder) SetRef(i int, ref string) {
	b.Document.records[i].ref = b.Document.span(ref)
	b.own[i] = b.refs.id(ref)
	b.claimRef(i, ref, b.Document.string(b.Document.records[i].purl))
}

// SetVersion sets the Version of component i.
func (b *Builder) SetVersion(i int, version string) {
	b.Document.records[i].version = b.Document.span(version)
}

// SetType sets the Type of component i.
func (b *Builder) SetType(i int, typ string) { b.Document.records[i].typ = b.Document.span(typ) }

// SetPURL sets the PURL of component i unless it has one: the first one counts.
func (b *Builder) SetPURL(i int, purl string) {
	if c := &b.Document.records[i]; c.purl == 0 {
		c.purl = b.Document.span(purl)
	}
}

// SetExcluded sets the Scope of component i to "excluded".
func (b *Builder) SetExcluded(i int) { b.Document.records[i].scope = b.Document.span(scopeExcluded) }

// SetIncomplete sets Incomplete of component i. If the document identifies the component
// by a reference, use [Builder.AddIncomplete].
func (b *Builder) SetIncomplete(i int) { b.Document.records[i].incomplete = true }

// Finish resolves the references and completes the document. It fails if a value was
// too long, or if there were too many components.
func (b *Builder) Finish() error {
	if b.Source.Refused != nil {
		return b.Source.Refused
	}
	refs := b.resolveAll()
	b.linkExternal()
	b.removeOwnLinks()
	b.markIncomplete(refs)
	b.warnOfSharedReferences(refs)
	b.Document.graph = newGraph(b.Document, refs, b.dependencies, b.warnOfUnresolved)
	b.Document.countCoverage()
	b.Source.WarnOfUnknown()
	b.Document.Warnings, b.Document.WarningCount = b.Source.Warnings, b.Source.WarningCount
	b.Source.Release()
	return nil
}

// markIncomplete marks the components with the references that the document calls
// incomplete.
func (b *Builder) markIncomplete(refs *references) {
	for _, d := range b.incomplete {
		sharing := refs.components(d.to)
		if len(sharing) == 0 {
			b.warnOfUnresolved(d.to, d)
			continue
		}
		if b.Document.records[sharing[0]].incomplete {
			continue // an earlier statement marked all components with the reference
		}
		for _, i := range sharing {
			b.Document.records[i].incomplete = true
		}
	}
}

func (b *Builder) warnOfUnresolved(ref int32, in dependency) {
	b.Warn(in.place.asPlace(), "unresolved reference "+scan.Quote(b.refs.string(ref))+": no component of this document has it")
}

// warnOfSharedReferences warns of the references that several components have, each at
// its second component.
func (b *Builder) warnOfSharedReferences(refs *references) {
	if len(refs.shared) == 0 {
		return
	}
	for i, ref := range b.own {
		if sharing := refs.shared[ref]; len(sharing) > 1 && sharing[1] == i {
			c := b.Document.Component(i)
			b.Warn(cmp.Or(b.At(c.Ref), c.Place), "duplicate reference "+scan.Quote(c.Ref)+": several components have it")
		}
	}
}

// removeOwnLinks removes the links of the document to itself.
func (b *Builder) removeOwnLinks() {
	b.Document.Links = slices.DeleteFunc(b.Document.Links, func(l Link) bool { return strings.EqualFold(l.Document, b.Document.ID) })
}
