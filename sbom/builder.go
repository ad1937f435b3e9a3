package sbom

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/go-json-experiment/json"
)

// builder collects what a reader finds into a document. The readers decode into
// plain strings; the builder knows the place of each, see [builder.at].
type builder struct {
	doc      *Document
	maxDepth int // how deep components may be nested: Decoder.MaxDepth
	maxValue int // how long a value may be: Decoder.MaxValueBytes

	keys identity.Reader // of what the document writes

	json  jsonReader
	hooks func(*builder) []*json.Unmarshalers // for JSON
	names vocabulary                          // of members in JSON and YAML

	ofPart   bool // of the document is what it collects
	resolved bool // see resolve
	collected
}

// collected is what a builder notes until the document is read.
type collected struct {
	// decoded holds the places of strings that are no substrings of the text
	// because escapes had to be undone, by the address of their first byte.
	decoded map[*byte]Place

	meanings map[identity.Meaning]int32 // by their indices in the document

	refs    references
	own     []int32 // by component: the id of Component.Ref
	aliases []alias // references beside that
	stated  []dependency
	partial []dependency // from nobody, to what is said to be incomplete
	linked  []bomLinked
	abroad  []foreign // of SPDX 2
	unknown []Warning // members that are not known, once for each
	refused *fault    // the first value for which the document is refused

	nodes    []*ldNode // of SPDX 3, that have not been taken
	snippets []spdxSnippet
	external map[string]Link // other documents of SPDX, by what stands for them: "DocumentRef-…"
}

func newCollected() collected {
	return collected{decoded: map[*byte]Place{}, meanings: map[identity.Meaning]int32{}, external: map[string]Link{}, refs: newReferences()}
}

// alias is a reference, by its id, that a component has beside its Ref.
type alias struct{ ref, component int32 }

// dependency is one as the document states it: by the ids of references. Place is where
// to stands, and marked if from needs to for its tests, its development or its build alone.
type dependency struct {
	from, to int32
	place    span
}

func newBuilder(doc *Document) *builder {
	b := &builder{doc: doc, maxDepth: DefaultMaxDepth, maxValue: DefaultMaxValueBytes}
	b.collected = newCollected()
	b.component(Component{Origin: OriginDocument, Parent: -1})
	return b
}

// at returns where in the document the string was read. The zero Place means
// that the string is not from the document.
func (b *builder) at(s string) Place {
	if s == "" {
		return Place{}
	}
	if offset, ok := b.doc.inText(s); ok {
		p := Place{Start: offset, End: offset + len(s)}
		if b.doc.Encoding == JSON { // the token has its quotes
			p.Start--
			p.End++
		}
		return p
	}
	return b.decoded[unsafe.StringData(s)]
}

// keep notes the place of a string that had to be decoded into memory of its
// own, and returns it.
func (b *builder) keep(s string, p Place) string {
	if s == "" {
		return s
	}
	s = strings.Clone(s) // strings of one byte share their memory
	b.decoded[unsafe.StringData(s)] = p
	return s
}

// component adds a component and returns its index.
func (b *builder) component(c Component) int {
	i := len(b.doc.records)
	b.doc.records = append(b.roomy(c.Place.Start), b.doc.record(c))
	b.doc.evidence = append(b.doc.evidence, evidenceNone)
	b.own = append(b.own, b.refs.id(c.Ref))
	if !identity.Absent(c.Name) {
		b.strengthen(i, evidenceName)
	}
	return i
}

// roomy returns the components with room for another one that stands at an offset.
// Of many it makes room for as many as there will be if the document goes on so.
func (b *builder) roomy(offset int) []record {
	const many = 1000
	list := b.doc.records
	if len(list) < cap(list) || len(list) < many || offset <= 0 || b.ofPart {
		return list
	}
	times := float64(len(b.doc.text)) / float64(offset)
	return reserve(list, max(many, int(float64(len(list))*(times-1))), 1)
}

// setRef sets the Ref of component i.
func (b *builder) setRef(i int, ref string) {
	b.doc.records[i].ref = b.doc.span(ref)
	b.own[i] = b.refs.id(ref)
}

// alias notes a reference that component i has beside its Ref.
func (b *builder) alias(ref string, i int) {
	a := alias{b.refs.id(ref), int32(i)}
	b.aliases = append(b.aliases, a)
	if b.resolved {
		b.refs.name(a.ref, a.component)
	}
}

// resolve returns the references with the components that they name. No component is
// added after that. The document goes first, with all that it is named by.
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

// edge notes that one reference depends on or contains another. References are
// resolved by [builder.finish], so that they may come before what they name.
func (b *builder) edge(from, to string) { b.depend(from, to, 0) }

// aid notes that one reference needs another for its tests, its development or its
// build alone.
func (b *builder) aid(from, to string) { b.depend(from, to, spanMarked) }

func (b *builder) depend(from, to string, mark span) {
	if isBOMLink(from) || isBOMLink(to) {
		b.linked = append(b.linked, bomLinked{from, to, true})
		return
	}
	b.stated = append(b.stated, dependency{b.refs.id(from), b.refs.id(to), placeSpan(b.at(to)) | mark})
}

// incomplete notes that the document calls what it lists of the parts or
// dependencies of a component incomplete.
func (b *builder) incomplete(ref string) {
	if isBOMLink(ref) {
		b.linked = append(b.linked, bomLinked{to: ref})
		return
	}
	b.partial = append(b.partial, dependency{to: b.refs.id(ref), place: placeSpan(b.at(ref))})
}

// tooDeep refuses what is nested deeper than the limit, counted in those things.
func (b *builder) tooDeep(offset int, things string) error {
	return &fault{offset: offset, message: fmt.Sprintf("nested deeper than %d %s", b.maxDepth, things), hint: hintMaxDepth}
}

// maxWarnings is how many warnings are kept, of any number.
const maxWarnings = 10_000

func (b *builder) warn(p Place, message string) {
	if b.doc.WarningCount++; len(b.doc.Warnings) < maxWarnings {
		b.doc.Warnings = append(b.doc.Warnings, Warning{Place: p, Message: message})
	}
}

// tooLong refuses the document for a value that is too long.
func (b *builder) tooLong(value string, p Place) bool {
	if len(value) <= b.maxValue {
		return false
	}
	if b.refused == nil || p.Start < b.refused.offset {
		b.refused = &fault{offset: p.Start, message: fmt.Sprintf("value of %d bytes: expected at most %d", len(value), b.maxValue), hint: hintMaxValue}
	}
	return true
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

// maxUnknown is how many members that are not known are told of.
const maxUnknown = 100

// finish resolves the references and completes the document.
func (b *builder) finish() {
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
	told := map[string]bool{}
	for _, w := range b.unknown {
		if !told[w.Message] && len(told) < maxUnknown {
			told[w.Message] = true
			b.warn(w.Place, w.Message)
		}
	}
}
