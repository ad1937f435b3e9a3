package sbom

import (
	"iter"
	"slices"
	"unsafe"
)

// record is a [Component] in compact form: without pointers, so that the garbage
// collector does not scan it.
type record struct {
	ref, group, name, version, purl, typ, scope, maker, place span

	parent      int32
	originIndex uint8 // in origins
	incomplete  bool
}

var origins = [...]Origin{
	OriginDocument, OriginRoot, OriginComponent, OriginService, OriginPackage, OriginFile, OriginTool, OriginBuild, OriginPedigree, OriginUnlisted, OriginTarget,
}

// span is a string of a document in compact form: its offset and length in the text, or
// its index in Document.aside if it is not in the text. The zero span is "".
type span uint64

const (
	spanAside  span = 1 << 63
	spanLength      = 24 // bits
)

// span returns the span of a string. A string that is not in the text is added to
// d.aside, unless it is the string that was added last. Strings are compared by their
// addresses, because equal strings may have different places.
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

// placeSpan returns the span of a place. It cuts the end off a place that is too long.
func placeSpan(p Place) span {
	return span(p.Start)<<spanLength | span(min(p.End-p.Start, 1<<spanLength-1))
}

// asPlace returns the place of a span in the text.
func (s span) asPlace() Place {
	start := int(s >> spanLength)
	return Place{Start: start, End: start + int(s&(1<<spanLength-1))}
}

func (d *Document) newRecord(c Component) record {
	return record{
		ref: d.span(c.Ref), group: d.span(c.Group), name: d.span(c.Name), version: d.span(c.Version), purl: d.span(c.PURL),
		typ: d.span(c.Type), scope: d.span(c.Scope), place: placeSpan(c.Place),
		parent: int32(c.Parent), originIndex: uint8(slices.Index(origins[:], c.Origin)), incomplete: c.Incomplete,
	}
}

func (r *record) origin() Origin { return origins[r.originIndex] }

// Len returns the number of components, including the document itself.
func (d *Document) Len() int { return len(d.records) }

// Component returns the component with an index from 0 to [Document.Len] - 1. Component 0
// is the document itself ([OriginDocument]), the outermost parent of all components.
func (d *Document) Component(i int) Component {
	r := &d.records[i]
	return Component{
		Origin: r.origin(), Type: d.string(r.typ), Ref: d.string(r.ref), Group: d.string(r.group), Name: d.string(r.name), Version: d.string(r.version),
		PURL: d.string(r.purl), Scope: d.string(r.scope), Maker: d.string(r.maker), Parent: int(r.parent), Place: r.place.asPlace(), Incomplete: r.incomplete,
	}
}

// Components returns an iterator over the components and their indices, in the order of
// the document.
func (d *Document) Components() iter.Seq2[int, Component] {
	return func(yield func(int, Component) bool) {
		for i := range d.records {
			if !yield(i, d.Component(i)) {
				return
			}
		}
	}
}

// claim is a [Claim] in compact form.
type claim struct {
	value, place span
	component    int32
	meaning      int32 // index in Document.meanings
	role         uint8 // index in roles
}

var roles = [...]Role{
	RoleSupplier, RoleIdentity, RoleManufacturer, RolePublisher, RoleAuthor, RoleOriginator, RoleProvider, RoleTagCreator,
	RoleNamespace, RoleVendor, RoleContact, RoleDownload, RoleRepository, RoleWebsite, RoleSupport, RoleEndpoint, RoleReference, RoleCopyright, RoleCommit, RoleCreator, RoleSigner, RoleMention, RoleLocation,
}

// ClaimCount returns the number of claims.
func (d *Document) ClaimCount() int { return len(d.claims) }

// Claim returns the claim with an index from 0 to [Document.ClaimCount] - 1.
func (d *Document) Claim(i int) Claim {
	c := &d.claims[i]
	m := &d.meanings[c.meaning]
	return Claim{
		Kind: m.Kind, Role: roles[c.role], Key: m.Key, Whole: m.Whole, Value: d.string(c.value), Component: int(c.component), Place: c.place.asPlace(),
	}
}

// Claims returns an iterator over the claims and their indices, in the order of the
// document.
func (d *Document) Claims() iter.Seq2[int, Claim] {
	return func(yield func(int, Claim) bool) {
		for i := range d.claims {
			if !yield(i, d.Claim(i)) {
				return
			}
		}
	}
}
