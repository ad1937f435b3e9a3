package spdx

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// ldNode is an object of JSON-LD: an element of SPDX 3.0, an object that belongs to an
// element, or a reference. It has the members in [graphMembers] only.
type ldNode struct {
	member string // the member whose value it is: "@graph" at the top level, "" if the member is not read
	start  int    // offset
	values []ldValue
	inner  []*ldNode // elements inside it, which are recorded before it
}

// ldValue is one value of a member.
type ldValue struct {
	member string  // one of graphMembers
	text   string  // the string; the id of an element
	node   *ldNode // the object, if it belongs to the element
}

// all yields the values of a member.
func (n *ldNode) all(member string) iter.Seq[ldValue] {
	return func(yield func(ldValue) bool) {
		for _, v := range n.values {
			if v.member == member && !yield(v) {
				return
			}
		}
	}
}

// text returns the first value of a member, "" if it has none.
func (n *ldNode) text(member string) string {
	for v := range n.all(member) {
		return v.text
	}
	return ""
}

func (n *ldNode) id() string { return n.text("spdxId") }

// has reports whether the object has one of the members.
func (n *ldNode) has(members ...string) bool {
	return slices.ContainsFunc(n.values, func(v ldValue) bool { return slices.Contains(members, v.member) })
}

// ldReader reads objects of JSON-LD without recording their statements, so that several
// readers can run at once.
type ldReader struct {
	src      *scan.Source
	prefixes ldPrefixes
	members  scan.Vocabulary
}

// readNode reads an object that is a value of a member.
func (l *ldReader) readNode(r *scan.JSON, member string) (*ldNode, error) {
	n := &ldNode{member: member, start: r.NextOffset(), values: make([]ldValue, 0, 4)} // most nodes have at most four
	return n, r.Object(func(name string) error { return l.readMember(n, r, name) })
}

// readMember reads a member of n. Unknown members are read for the elements in their
// values.
func (l *ldReader) readMember(n *ldNode, r *scan.JSON, name string) error {
	member := l.prefixes.term(name)
	switch name {
	case "@id":
		member = "spdxId"
	case "@type":
		member = "type"
	case "@value":
	default:
		if strings.HasPrefix(name, "@") {
			return &scan.Fault{Offset: r.NextOffset(), Message: "JSON-LD keyword " + scan.Quote(name) + ": expected @id, @type or @value"}
		}
	}
	if _, ok := graphMembers[member]; !ok {
		if wrong := l.members.NearMiss(member); wrong != "" {
			return &scan.Fault{Offset: r.NextOffset(), Message: "member " + scan.Quote(name) + " " + wrong}
		}
		member = ""
	}
	return l.readValues(n, r, member)
}

func (l *ldReader) readValues(n *ldNode, r *scan.JSON, member string) error {
	if r.PeekKind() != '[' {
		return l.readValue(n, r, member)
	}
	return r.Array(func() error {
		if member == "" { // the schema does not apply: arrays may contain arrays
			return l.readValues(n, r, member)
		}
		return l.readValue(n, r, member)
	})
}

func (l *ldReader) readValue(n *ldNode, r *scan.JSON, member string) error {
	start, jsonKind := r.NextOffset(), r.PeekKind()
	v := ldValue{member: member}
	kind := graphMembers[member]
	switch {
	case jsonKind == 'n':
		return r.SkipValue() // as if the member was absent
	case jsonKind == '{':
		inner, err := l.readNode(r, member)
		if err != nil {
			return err
		}
		if v, err = l.objectValue(n, inner); err != nil {
			return err
		}
	case jsonKind == '"' && member != "":
		if err := r.Text(&v.text); err != nil {
			return err
		}
		if iri := l.prefixes.expand(v.text); iri != v.text && (kind&(element|object) != 0 || member == "spdxId") {
			v.text = l.src.Keep(iri, l.src.At(v.text))
		}
	default:
		if err := r.SkipValue(); err != nil {
			return err
		}
		if member != "" {
			return scan.Mistyped(start, "a string", jsonKind)
		}
	}
	if member == "" {
		return nil
	}
	if kind&several == 0 && n.has(member) {
		return &scan.Fault{Offset: start, Message: "member " + scan.Quote(member) + " has several values: expected one"}
	}
	n.values = append(n.values, v)
	return nil
}

// objectValue returns the value that an object represents, which is a value of a member of
// n. If the object is an element, objectValue adds it to the elements inside n.
func (l *ldReader) objectValue(n, inner *ldNode) (ldValue, error) {
	v := ldValue{member: inner.member, text: inner.id()}
	kind, known := graphMembers[inner.member]
	switch {
	case inner.has("@value"):
		v.text = inner.text("@value")
		n.inner = append(n.inner, inner.inner...)
		return v, nil
	case v.text != "" && len(inner.values) == 1: // a reference
		n.inner = append(n.inner, inner.inner...)
		return v, nil
	case kind&object != 0:
		v.node = inner
	case kind&element != 0 && v.text == "":
		v.text = l.src.Keep(fmt.Sprintf("_:@%d", inner.start), sbom.Place{Start: inner.start, End: inner.start + 1})
		inner.values = append(inner.values, ldValue{member: "spdxId", text: v.text})
	case known && kind&element == 0:
		return v, scan.Mistyped(inner.start, "a string", '{')
	}
	n.inner = append(n.inner, inner)
	return v, nil
}

// ldPrefixes maps prefixes to IRIs.
type ldPrefixes map[string]string

// term returns the name of a member, class or individual of SPDX 3.0 without its profile,
// in any notation: software_Package, spdx:Software/Package or the IRI. It returns "" for a
// name of another vocabulary.
func (l ldPrefixes) term(name string) string {
	if !strings.Contains(name, ":") {
		return name[strings.LastIndexByte(name, '_')+1:]
	}
	_, path, _ := strings.Cut(l.expand(name), "://spdx.org/rdf/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// word returns the name of an individual of a vocabulary, which may be an IRI.
func (l ldPrefixes) word(name string) string {
	if !strings.Contains(name, ":") {
		return name
	}
	return l.term(name)
}

// expand replaces the prefix of a name by its IRI.
func (l ldPrefixes) expand(name string) string {
	prefix, suffix, ok := strings.Cut(name, ":")
	if iri := l[prefix]; ok && iri != "" && !strings.HasPrefix(suffix, "//") {
		return iri + suffix
	}
	return name
}
