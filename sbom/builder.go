package sbom

import (
	"slices"
	"strings"
	"unsafe"
)

// builder collects what a reader finds into a document. The readers decode into
// plain strings; the builder knows the place of each, see [builder.at].
type builder struct {
	doc *Document

	// decoded holds the places of strings that are no substrings of the text
	// because escapes had to be undone, by the address of their first byte.
	decoded map[*byte]Place

	refs   map[string][]int32 // components by Ref; references are not unique
	stated []dependency
}

// dependency is one as the document states it: by reference.
type dependency struct {
	from, to string
	place    Place
}

func newBuilder(doc *Document) *builder {
	b := &builder{doc: doc, decoded: map[*byte]Place{}, refs: map[string][]int32{}}
	b.component(Component{Origin: OriginDocument, Parent: -1})
	return b
}

// at returns where in the document the string was read. The zero Place means
// that the string is not from the document.
func (b *builder) at(s string) Place {
	if s == "" {
		return Place{}
	}
	text := b.doc.text
	first := uintptr(unsafe.Pointer(unsafe.StringData(s)))
	base := uintptr(unsafe.Pointer(unsafe.StringData(text)))
	if first >= base && first < base+uintptr(len(text)) {
		p := Place{Start: int(first - base), End: int(first-base) + len(s)}
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
	i := len(b.doc.Components)
	b.doc.Components = append(b.doc.Components, c)
	if c.Ref != "" {
		b.refs[c.Ref] = append(b.refs[c.Ref], int32(i))
	}
	return i
}

// edge notes that one reference depends on or contains another. References are
// resolved by [builder.finish], so that they may come before what they name.
func (b *builder) edge(from, to string) {
	b.stated = append(b.stated, dependency{from: from, to: to, place: b.at(to)})
}

func (b *builder) warn(p Place, message string) {
	b.doc.Warnings = append(b.doc.Warnings, Warning{Place: p, Message: message})
}

func (b *builder) claim(i int, kind Kind, role Role, key, whole, value string, p Place) {
	b.doc.Claims = append(b.doc.Claims, Claim{Kind: kind, Role: role, Key: key, Whole: whole, Value: value, Component: i, Place: p})
}

// name states the component's own name or group: its words, and what it
// identifies if it looks like an identifier or a file.
func (b *builder) name(i int, s string) {
	if Absent(s) {
		return
	}
	p := b.at(s)
	plain := reveal(s)
	whole := joinWords(plain)
	b.words(i, RoleIdentity, whole, s, p)
	for _, k := range SkeletonKeys(whole) {
		b.claim(i, KindSkeleton, RoleIdentity, k, whole, s, p)
	}
	if key := Fold(plain); key != "" && !strings.Contains(key, " ") {
		b.claim(i, KindApp, RoleIdentity, key, key, s, p)
	}
}

// joinWords returns the words of s with one space between them.
func joinWords(s string) string { return strings.Join(Words(s), " ") }

// words states each distinct word of a name.
func (b *builder) words(i int, role Role, whole, value string, p Place) {
	words := strings.Split(whole, " ")
	const few = 16 // from here on a set is faster than looking back
	var seen map[string]bool
	if len(words) > few {
		seen = make(map[string]bool, len(words))
	}
	for j, w := range words {
		if w == "" || seen[w] || seen == nil && slices.Contains(words[:j], w) {
			continue
		}
		if seen != nil {
			seen[w] = true
		}
		b.claim(i, KindWord, role, w, whole, value, p)
	}
}

// organization states that the party named s stands behind the component in a
// role. An e-mail address or URL in the name states its domain as well.
func (b *builder) organization(i int, role Role, s string) {
	if Absent(s) {
		return
	}
	b.organizationAt(i, role, s, b.at(s))
}

func (b *builder) organizationAt(i int, role Role, s string, p Place) {
	name, addresses := SplitName(reveal(s))
	for _, a := range addresses {
		b.domainAt(i, role, a, p)
	}
	key := NameKey(name)
	if key == "" {
		return
	}
	b.claim(i, KindOrganization, role, key, key, s, p)
	for _, k := range SkeletonKeys(key) {
		b.claim(i, KindSkeleton, role, k, key, s, p)
	}
	b.words(i, role, key, s, p)
}

// domain states that a URL, e-mail address or host name belongs to the component in a role.
func (b *builder) domain(i int, role Role, s string) {
	if !Absent(s) {
		b.domainAt(i, role, s, b.at(s))
	}
}

func (b *builder) domainAt(i int, role Role, s string, p Place) {
	keys := DomainKeys(s)
	for _, k := range keys {
		b.claim(i, KindDomain, role, k, keys[0], s, p)
	}
}

// purl states a package URL.
func (b *builder) purl(i int, s string) {
	if !Absent(s) {
		b.purlAt(i, s, s, b.at(s))
	}
}

// purlAt states the package URL that a value amounts to.
func (b *builder) purlAt(i int, purl, value string, p Place) {
	namespaces, packages, err := PURLKeys(purl)
	if err != nil {
		b.warn(p, err.Error())
		return
	}
	whole := ""
	if len(packages) > 0 {
		whole = packages[0]
	}
	for _, k := range namespaces {
		b.claim(i, KindPURL, RoleIdentity, k, whole, value, p)
	}
	for _, k := range packages {
		b.claim(i, KindPackage, RoleIdentity, k, whole, value, p)
	}
}

// cpe states a CPE 2.2 URI or a CPE 2.3 formatted string.
func (b *builder) cpe(i int, s string) {
	if Absent(s) {
		return
	}
	p := b.at(s)
	keys, err := CPEKeys(s)
	if err != nil {
		b.warn(p, err.Error())
		return
	}
	for _, k := range keys {
		b.claim(i, KindCPE, RoleIdentity, k, keys[len(keys)-1], s, p)
	}
}

// hash states a digest of the component.
func (b *builder) hash(i int, alg, hex string) {
	if k, ok := HashKey(alg, hex); ok {
		b.claim(i, KindHash, RoleIdentity, k, k, hex, b.at(hex))
	}
}

// file states that the component is, or contains, a file of that path.
func (b *builder) file(i int, path string) {
	if Absent(path) {
		return
	}
	keys := FileKeys(path)
	for _, k := range keys {
		b.claim(i, KindFile, RoleIdentity, k, keys[0], path, b.at(path))
	}
}

// swid states a SWID tag's identifier.
func (b *builder) swid(i int, tagID string) {
	if !Absent(tagID) {
		b.claim(i, KindSWID, RoleIdentity, Fold(tagID), Fold(tagID), tagID, b.at(tagID))
	}
}

// copyright states the holders that a copyright line names.
func (b *builder) copyright(i int, s string) {
	if Absent(s) {
		return
	}
	p := b.at(s)
	for _, holder := range CopyrightHolders(s) {
		b.organizationAt(i, RoleCopyright, holder, p)
	}
}

// finish resolves the references and completes the document.
func (b *builder) finish() {
	b.doc.graph = newGraph(b.doc, b.refs, b.stated, func(ref string, p Place) {
		b.warn(p, "reference to "+quote(ref)+", which no component of this document has")
	})
}
