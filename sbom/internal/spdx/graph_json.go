package spdx

import (
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// spdxGraph is SPDX as JSON-LD, the format of SPDX 3, until its reader is chosen.
const spdxGraph sbom.Format = "SPDX graph"

// ldNode is an object of JSON-LD: an element of SPDX 3.0, a part of one, or a
// reference. Of its members only those that state something are kept.
type ldNode struct {
	member string // under which it stands: "@graph" at the top, "" if the member states nothing
	start  int    // offset
	values []ldValue
	inner  []*ldNode // objects in it that are to be taken before it
}

// ldValue is one value of a member.
type ldValue struct {
	member string  // see spdx3Members
	text   string  // the string; of an element its id
	node   *ldNode // the object, if it is a part
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

// text returns the only value of a member, "" if it has none.
func (n *ldNode) text(member string) string {
	for v := range n.all(member) {
		return v.text
	}
	return ""
}

func (n *ldNode) id() string { return n.text("spdxId") }

// has tells whether the object has one of the members.
func (n *ldNode) has(members ...string) bool {
	return slices.ContainsFunc(n.values, func(v ldValue) bool { return slices.Contains(members, v.member) })
}

// spdx3JSON reads a document of SPDX 3.0 JSON-LD (clause 4.2, and the JSON schema
// that comes with the specification): elements in any order in @graph, or one
// element without. Beyond the schema elements may stand where they are referred
// to, and names may be IRIs or have other prefixes. An element is taken when it
// has been read; the graph does not stand in memory.
func ReadGraph(b *sbom.Builder) error {
	s := newSPDX3(b)
	if err := s.readContext(); err != nil {
		return err
	}
	top := &ldNode{member: "@graph", start: strings.IndexByte(b.Source.Text, '{')}
	err := b.Source.Members(func(name string, value sbom.Place) error {
		switch name {
		case "@context":
			return b.Source.Value(value, (*scan.JSON).Skip)
		case "@graph":
			return sbom.ReadElements(b, value, s.elementReader, s.takeAll)
		case "bomFormat", "spdxVersion":
			return &scan.Fault{Offset: value.Start, Message: name + " in a document of SPDX 3: expected either " + name + " or @context"}
		}
		return b.Source.Value(value, func(r *scan.JSON) error { return s.reader(b.Source).readMember(top, r, name) })
	})
	if err != nil {
		return err
	}
	if len(top.values) > 0 {
		if err := s.take(top); err != nil {
			return err
		}
	}
	return s.finish()
}

// elementReader returns the function that reads an element of @graph.
func (s *graphReader) elementReader(b *sbom.Builder) func(*scan.JSON, *[]*ldNode) error {
	reader := s.reader(b.Source)
	return func(r *scan.JSON, nodes *[]*ldNode) error {
		n, err := reader.readNode(r, "@graph")
		*nodes = append(*nodes, n)
		return err
	}
}

// takeAll takes the elements of a part of @graph.
func (s *graphReader) takeAll(nodes *[]*ldNode) error {
	for _, n := range *nodes {
		if err := s.take(n); err != nil {
			return err
		}
	}
	return nil
}

// readContext reads the @context, which says what the names in the rest of the
// document mean, and wants it to be that of SPDX 3.0.
func (s *graphReader) readContext() error {
	context := sbom.Place{}
	if err := s.b.Source.Members(func(name string, value sbom.Place) error {
		if name == "@context" {
			context = value
		}
		return nil
	}); err != nil {
		return err
	}
	if context.End == 0 {
		return s.noSPDX(0, "JSON-LD without @context")
	}
	if err := s.b.Source.Value(context, s.context); err != nil {
		return err
	}
	if s.b.Document.SpecVersion == "" {
		return s.noSPDX(context.Start, "JSON-LD with another @context")
	}
	return nil
}

// noSPDX refuses JSON-LD, which is no SBOM at all if it does not even speak of SPDX.
func (s *graphReader) noSPDX(offset int, what string) error {
	return &scan.Fault{
		Offset: offset, Message: what + ": expected that of SPDX 3.0, https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
		NotSBOM: !strings.Contains(s.b.Source.Text, "spdx"),
	}
}

// spdx3Context matches the IRI of the context of SPDX 3 and finds the version.
var spdx3Context = regexp.MustCompile(`^https?://spdx\.org/rdf/v?(3[0-9.]*)/`)

// context reads a context: an IRI, an object, or an array of them. An object may
// only define prefixes; other definitions could give names another meaning.
func (s *graphReader) context(r *scan.JSON) error {
	switch r.PeekKind() {
	case '[':
		return r.Array(func() error { return s.context(r) })
	case '{':
		return r.Object(func(name string) error {
			start := r.NextOffset()
			var iri string
			if r.PeekKind() == '"' {
				if err := r.Decode(&iri); err != nil {
					return err
				}
			}
			_, member := spdx3Members[s.prefixes.term(name)]
			_, class := spdx3Classes[s.prefixes.term(name)]
			prefix := iri != "" && strings.ContainsRune(":/?#[]@", rune(iri[len(iri)-1]))
			before, again := s.prefixes[name]
			if !prefix || member || class || again && before != iri || name == "" || name[0] == '@' {
				return &scan.Fault{Offset: start, Message: "@context defines " + scan.Quote(name) + ": expected nothing but prefixes beside the context of SPDX 3.0"}
			}
			s.prefixes[name] = iri
			return nil
		})
	}
	var iri string
	if err := r.Decode(&iri); err != nil {
		return err
	}
	switch m := spdx3Context.FindStringSubmatch(iri); {
	case m == nil:
		s.b.Warn(s.b.At(iri), "@context "+scan.Quote(iri)+" is not read: expected that of SPDX 3.0 alone")
	case !isSPDX30(m[1]):
		return unsupportedSPDX3(m[1], s.b.At(iri))
	default:
		s.b.Document.SpecVersion = m[1]
	}
	return nil
}

// ldReader reads objects of JSON-LD. It takes none of them, so that many may read.
type ldReader struct {
	src      *scan.Source
	prefixes ldPrefixes
	terms    scan.Vocabulary // of members
}

func (s *graphReader) reader(src *scan.Source) *ldReader {
	return &ldReader{src, s.prefixes, spdx3Terms().Clone()}
}

// spdx3Terms are the members of SPDX 3.0 that are read.
var spdx3Terms = sync.OnceValue(func() scan.Vocabulary {
	return scan.NewVocabulary(slices.Sorted(maps.Keys(spdx3Members))...)
})

// readNode reads an object that stands under a member.
func (l *ldReader) readNode(r *scan.JSON, member string) (*ldNode, error) {
	n := &ldNode{member: member, start: r.NextOffset(), values: make([]ldValue, 0, 4)} // most have as many
	return n, r.Object(func(name string) error { return l.readMember(n, r, name) })
}

// readMember reads a member of n. Members that state nothing are read for the
// elements that they may hold.
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
	if _, ok := spdx3Members[member]; !ok {
		if wrong := l.terms.Mistaken(member); wrong != "" {
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
		if member == "" { // arrays within arrays as well
			return l.readValues(n, r, member)
		}
		return l.readValue(n, r, member)
	})
}

func (l *ldReader) readValue(n *ldNode, r *scan.JSON, member string) error {
	start, kind := r.NextOffset(), r.PeekKind()
	v := ldValue{member: member}
	how := spdx3Members[member]
	switch {
	case kind == 'n':
		return r.SkipValue() // as if the member was not there
	case kind == '{':
		inner, err := l.readNode(r, member)
		if err != nil {
			return err
		}
		if v, err = l.object(n, inner); err != nil {
			return err
		}
	case kind == '"' && member != "":
		if err := r.Text(&v.text); err != nil {
			return err
		}
		if iri := l.prefixes.expand(v.text); iri != v.text && (how&(element|part) != 0 || member == "spdxId") {
			v.text = l.src.Keep(iri, l.src.At(v.text))
		}
	default:
		if err := r.SkipValue(); err != nil {
			return err
		}
		if member != "" {
			return scan.Mistyped(start, "a string", kind)
		}
	}
	if member == "" {
		return nil
	}
	if how&several == 0 && n.has(member) {
		return &scan.Fault{Offset: start, Message: "member " + scan.Quote(member) + " has several values: expected one"}
	}
	n.values = append(n.values, v)
	return nil
}

// object returns the value that an object under a member of n amounts to, and
// notes whether it is to be taken.
func (l *ldReader) object(n, inner *ldNode) (ldValue, error) {
	v := ldValue{member: inner.member, text: inner.id()}
	how, known := spdx3Members[inner.member]
	switch {
	case inner.has("@value"):
		v.text = inner.text("@value")
		n.inner = append(n.inner, inner.inner...)
		return v, nil
	case v.text != "" && len(inner.values) == 1: // a reference
		n.inner = append(n.inner, inner.inner...)
		return v, nil
	case how&part != 0:
		v.node = inner
	case how&element != 0 && v.text == "":
		v.text = l.src.Keep(fmt.Sprintf("_:@%d", inner.start), sbom.Place{Start: inner.start, End: inner.start + 1})
		inner.values = append(inner.values, ldValue{member: "spdxId", text: v.text})
	case known && how&element == 0:
		return v, scan.Mistyped(inner.start, "a string", '{')
	}
	n.inner = append(n.inner, inner)
	return v, nil
}

// take takes an object with all that it holds.
func (s *graphReader) take(n *ldNode) error {
	for _, inner := range n.inner {
		if err := s.take(inner); err != nil {
			return err
		}
	}
	class, err := s.class(n)
	if err != nil {
		return err
	}
	if class != classCreationInfo {
		for v := range n.all("spdxId") {
			if v.text != n.id() {
				return &scan.Fault{Offset: s.b.At(v.text).Start, Message: "another id " + scan.Quote(v.text) + " of the same element: expected one"}
			}
		}
	}
	switch class {
	case classPackage:
		s.takePackage(n)
	case classFile:
		s.takeFile(n)
	case classTool:
		s.takeTool(n)
	case classDocument, classCollection:
		s.takeCollection(n, class == classDocument)
	case classRelationship:
		s.takeRelationship(n)
	case classCreationInfo:
		return s.takeCreationInfo(n)
	default:
		s.takeOther(n)
	}
	return nil
}

// class returns what an object is. It refuses a type that differs from a class
// of SPDX 3.0 only in case.
func (s *graphReader) class(n *ldNode) (spdx3Class, error) {
	class, known, typ := classOther, false, ""
	for v := range n.all("type") {
		name := s.prefixes.term(v.text)
		if c, ok := spdx3Classes[name]; ok {
			class, known = max(class, c), true
			continue
		}
		if wrong := s.classes.Mistaken(name); wrong != "" {
			return 0, &scan.Fault{Offset: s.b.At(v.text).Start, Message: "type " + scan.Quote(v.text) + " " + wrong}
		}
		typ = v.text
	}
	if known {
		return class, nil
	}
	if n.has(artifactMembers...) {
		class = classPackage
	}
	if class == classPackage || n.member == "@graph" || n.member != "" && typ != "" {
		s.b.Warn(s.spdx.placeOr(typ, n.start), "element of type "+scan.Quote(typ)+": expected a class of SPDX 3.0")
	}
	return class, nil
}

// ldPrefixes are IRIs by the prefixes that stand for them.
type ldPrefixes map[string]string

// term returns the name of a member, class or individual of SPDX 3.0 without
// profile, however it is written: software_Package, spdx:Software/Package or the
// whole IRI. What is of another vocabulary is "".
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

// expand returns the IRI that a name with a prefix stands for.
func (l ldPrefixes) expand(name string) string {
	prefix, suffix, ok := strings.Cut(name, ":")
	if iri := l[prefix]; ok && iri != "" && !strings.HasPrefix(suffix, "//") {
		return iri + suffix
	}
	return name
}
