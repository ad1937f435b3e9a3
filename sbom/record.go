package sbom

import (
	"iter"
	"slices"
	"unsafe"
)

// record is a [Component] in little memory, which the garbage collector need not
// look through.
type record struct {
	ref, group, name, version, purl, typ, scope, place span

	parent     int32
	origin     uint8 // index into origins
	incomplete bool
}

var origins = [...]Origin{
	OriginDocument, OriginRoot, OriginComponent, OriginService, OriginPackage, OriginFile, OriginTool, OriginBuild, OriginPedigree, OriginTarget,
}

// span is a string that a document has: the offset and the length where it stands
// in the text, or its index among those that are kept aside as they do not stand
// there. The zero span is the empty string.
type span uint64

const (
	spanAside  span = 1 << 63
	spanLength      = 24 // bits
)

// span returns the span of a string. One that is kept aside is kept once if it comes
// several times in a row; another one that reads alike may have another place.
func (d *Document) span(s string) span {
	if s == "" {
		return 0
	}
	if offset, ok := d.src.Offset(s); ok && len(s) < 1<<spanLength {
		return span(offset)<<spanLength | span(len(s))
	}
	if n := len(d.aside); n == 0 || unsafe.StringData(d.aside[n-1]) != unsafe.StringData(s) || len(d.aside[n-1]) != len(s) {
		d.aside = append(d.aside, s)
	}
	return spanAside | span(len(d.aside)-1)
}

// string returns the string of a span.
func (d *Document) string(s span) string {
	if s&spanAside != 0 {
		return d.aside[s&^spanAside]
	}
	p := s.asPlace()
	return d.src.Text[p.Start:p.End]
}

// placeSpan returns the span of a place, the end of which is cut off if it is too long.
func placeSpan(p Place) span {
	return span(p.Start)<<spanLength | span(min(p.End-p.Start, 1<<spanLength-1))
}

// asPlace returns the place of a span that stands in the text.
func (s span) asPlace() Place {
	start := int(s >> spanLength)
	return Place{Start: start, End: start + int(s&(1<<spanLength-1))}
}

// record returns the record of a component.
func (d *Document) record(c Component) record {
	return record{
		ref: d.span(c.Ref), group: d.span(c.Group), name: d.span(c.Name), version: d.span(c.Version), purl: d.span(c.PURL),
		typ: d.span(c.Type), scope: d.span(c.Scope), place: placeSpan(c.Place),
		parent: int32(c.Parent), origin: uint8(slices.Index(origins[:], c.Origin)), incomplete: c.Incomplete,
	}
}

// Len returns the number of components, the document itself included.
func (d *Document) Len() int { return len(d.records) }

// Component returns the component of an index, which is less than [Document.Len].
// 0 is the document itself ([OriginDocument]); [Component.Parent] leads there from
// everywhere.
func (d *Document) Component(i int) Component {
	r := &d.records[i]
	return Component{
		Origin: r.of(), Type: d.string(r.typ), Ref: d.string(r.ref), Group: d.string(r.group), Name: d.string(r.name), Version: d.string(r.version),
		PURL: d.string(r.purl), Scope: d.string(r.scope), Parent: int(r.parent), Place: r.place.asPlace(), Incomplete: r.incomplete,
	}
}

// Components returns all that the document describes or mentions as a thing, in
// the order of the document.
func (d *Document) Components() iter.Seq2[int, Component] {
	return func(yield func(int, Component) bool) {
		for i := range d.records {
			if !yield(i, d.Component(i)) {
				return
			}
		}
	}
}

func (r *record) of() Origin { return origins[r.origin] }

// claim is a [Claim] in little memory, as record is a [Component].
type claim struct {
	value, place span
	component    int32
	meaning      int32 // index into Document.meanings
	role         uint8 // index into roles
}

var roles = [...]Role{
	RoleSupplier, RoleIdentity, RoleManufacturer, RolePublisher, RoleAuthor, RoleOriginator, RoleProvider, RoleTagCreator,
	RoleContact, RoleDownload, RoleRepository, RoleWebsite, RoleEndpoint, RoleReference, RoleCopyright, RoleCommit, RoleCreator, RoleSigner, RoleMention,
}

// ClaimCount returns the number of claims.
func (d *Document) ClaimCount() int { return len(d.claims) }

// Claim returns the claim of an index, which is less than [Document.ClaimCount].
func (d *Document) Claim(i int) Claim {
	c := &d.claims[i]
	m := &d.meanings[c.meaning]
	return Claim{
		Kind: m.Kind, Role: roles[c.role], Key: m.Key, Whole: m.Whole, Value: d.string(c.value), Component: int(c.component), Place: c.place.asPlace(),
	}
}

// Claims returns all claims, in the order of the document.
func (d *Document) Claims() iter.Seq2[int, Claim] {
	return func(yield func(int, Claim) bool) {
		for i := range d.claims {
			if !yield(i, d.Claim(i)) {
				return
			}
		}
	}
}
