package spdx

import (
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

const (
	spdxTerms = "http://spdx.org/rdf/terms#"
	doapTerms = "http://usefulinc.com/ns/doap#"
	rdfSyntax = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xmlTerms  = "http://www.w3.org/XML/1998/namespace"
)

// rdfClasses are the classes of the SPDX terms whose resources state something.
var rdfClasses = []string{
	"SpdxDocument", "CreationInfo", "Package", "File", "Snippet", "Checksum", "ExternalRef", "ExternalDocumentRef", "Relationship",
}

// rdfTerm is what the SPDX terms say about a property.
type rdfTerm struct {
	value  rdfValue
	many   bool   // a resource may have several
	domain string // the class of the resources that have it, where that states something of its own
}

// rdfValue is what the value of a property is.
type rdfValue uint8

const (
	plain    rdfValue = iota // a text, or an IRI that stands for itself
	resource                 // something that has properties of its own
)

// rdfTerms are the properties that state something.
var rdfTerms = map[string]rdfTerm{
	"specVersion":      {plain, false, "SpdxDocument"},
	"creationInfo":     {resource, false, "SpdxDocument"},
	"describesPackage": {resource, true, "SpdxDocument"},

	"externalDocumentRef": {resource, true, "SpdxDocument"},
	"spdxDocument":        {plain, false, "ExternalDocumentRef"},

	"creator": {plain, true, ""},
	"created": {plain, false, ""},

	"name":                  {plain, false, ""},
	"versionInfo":           {plain, false, "Package"},
	"packageFileName":       {plain, false, "Package"},
	"supplier":              {plain, false, "Package"},
	"originator":            {plain, false, "Package"},
	"downloadLocation":      {plain, false, "Package"},
	"primaryPackagePurpose": {plain, false, "Package"},
	"externalRef":           {resource, true, "Package"},
	"hasFile":               {resource, true, "Package"},
	"homepage":              {plain, false, ""}, // of DOAP
	"copyrightText":         {plain, false, ""},
	"checksum":              {resource, true, ""},
	"fileName":              {plain, false, "File"},
	"snippetFromFile":       {resource, false, "Snippet"},

	"algorithm":        {plain, false, ""},
	"checksumValue":    {plain, false, ""},
	"referenceType":    {plain, false, ""},
	"referenceLocator": {plain, false, ""},

	"relationship":       {resource, true, ""},
	"relationshipType":   {plain, false, ""},
	"relatedSpdxElement": {resource, false, ""},
}

// spdxRDF reads a document of SPDX 2.3, or one of the versions before, in the
// XML syntax of RDF 1.1. What is said about a resource may stand in several
// places, and before or after what refers to it, so all is read before anything
// is stated. Terms that are not of SPDX state nothing, unless they may be taken
// for those that are.
func ReadRDF(b *sbom.Builder) error {
	r := &rdfReader{
		b:          b,
		XML:        b.Source.XML(),
		classes:    scan.NewVocabulary(rdfClasses...),
		properties: scan.NewVocabulary(slices.Sorted(maps.Keys(rdfTerms))...),
		resources:  map[string]*rdfResource{},
	}
	if err := r.read(); err != nil {
		return r.AsFault(err)
	}
	return r.state()
}

// rdfReader reads resources and what they have.
type rdfReader struct {
	b *sbom.Builder
	scan.XML
	classes, properties scan.Vocabulary
	base                string                  // xml:base of the root element
	resources           map[string]*rdfResource // those that have a name, by id
	order               []*rdfResource          // those that are described, in the order of the document
	namespace           string                  // of the SPDX document
}

// rdfResource is what is said about a resource.
type rdfResource struct {
	id         string     // IRI, or for a blank node "_:" and what tells it from others
	ref        string     // SPDXID: the fragment of the IRI; the id of a blank node
	class      string     // one of rdfClasses, or ""
	place      sbom.Place // where it is described first
	properties []rdfProperty
	first      map[string]rdfProperty // of each name
}

// rdfProperty is a property of a resource.
type rdfProperty struct {
	name  string       // one of rdfTerms
	value string       // the text or IRI, if it is plain
	of    *rdfResource // the resource, if it is one
	place sbom.Place
}

// blank tells whether the resource has no IRI.
func (x *rdfResource) blank() bool { return strings.HasPrefix(x.id, "_:") }

// text returns the value of a plain property.
func (x *rdfResource) text(name string) string { return x.first[name].value }

func (r *rdfReader) read() error {
	root, err := r.Root()
	if err != nil {
		return err
	}
	if root.Name.Space != rdfSyntax {
		return r.foreign("element", root.Name, rdfSyntax)
	}
	for _, a := range root.Attr {
		if a.Name.Space == xmlTerms && a.Name.Local == "base" {
			r.base, _, _ = strings.Cut(a.Value, "#")
		}
	}
	if err := r.children(func(e xml.StartElement) error { _, err := r.node(e); return err }, nil); err != nil {
		return err
	}
	return r.End()
}

// children reads what is in the element just opened, end tag included, and hands
// over its elements and its text. Where text is nil, only white space may stand.
func (r *rdfReader) children(element func(xml.StartElement) error, text *scan.XMLText) error {
	if err := r.Enter(); err != nil {
		return err
	}
	defer r.Leave()
	for {
		t, err := r.Next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := element(t); err != nil {
				return err
			}
		case xml.CharData:
			p := r.TextPlace()
			if text != nil {
				text.Add(t, p)
			} else if p.Start < p.End {
				return &scan.Fault{Offset: p.Start, Message: "text " + scan.Quote(r.Source.Text[p.Start:p.End]) + ": expected elements"}
			}
		}
	}
}

// node reads the element just opened, which describes a resource.
func (r *rdfReader) node(e xml.StartElement) (*rdfResource, error) {
	start, ours := r.Start, e.Name.Space == spdxTerms
	a, err := r.attributes(e, "about", ours)
	if err != nil {
		return nil, err
	}
	x := a.resource
	if x == nil {
		x = r.anonymous()
	}
	r.described(x, start)
	x.properties = append(x.properties, a.properties...)
	for _, class := range append(a.types, e.Name) {
		if err := r.classify(x, class); err != nil {
			return nil, err
		}
	}
	return x, r.children(func(e xml.StartElement) error { return r.property(x, ours, e) }, nil)
}

// property reads the element just opened, which is a property of x.
func (r *rdfReader) property(x *rdfResource, ours bool, e xml.StartElement) error {
	start := r.Start
	name, err := r.term(e.Name, ours)
	if err != nil {
		return err
	}
	a, err := r.attributes(e, "resource", false)
	if err != nil {
		return err
	}
	of := a.resource
	if of != nil && e.Name.Space == rdfSyntax && e.Name.Local == "type" {
		if err := r.classify(x, iriName(of.id)); err != nil {
			return err
		}
	}
	if of == nil && (a.parseType == "Resource" || len(a.properties) > 0) {
		of = r.anonymous()
	}
	if len(a.properties) > 0 {
		r.described(of, start)
		of.properties = append(of.properties, a.properties...)
	}
	var text scan.XMLText
	switch a.parseType {
	case "":
		err = r.children(func(e xml.StartElement) error {
			if of != nil {
				return &scan.Fault{Offset: r.Start, Message: "a second value of a property: expected one"}
			}
			of, err = r.node(e)
			return err
		}, &text)
	case "Resource":
		r.described(of, start)
		err = r.children(func(e xml.StartElement) error { return r.property(of, false, e) }, nil)
	case "Collection":
		err = r.children(func(e xml.StartElement) error { _, err := r.node(e); return err }, nil)
	default: // XML that stands for itself
		err = r.Skip()
	}
	if err != nil || name == "" {
		return err
	}
	if a.parseType != "" && a.parseType != "Resource" {
		return &scan.Fault{Offset: start, Message: "property " + scan.Quote(name) + " of parse type " + scan.Quote(a.parseType) + ": expected none"}
	}
	if of != nil && text.Place.End > 0 {
		return &scan.Fault{Offset: text.Place.Start, Message: "text beside a resource: expected one of them"}
	}
	p := rdfProperty{name: name, of: of, place: sbom.Place{Start: start, End: start + 1}}
	switch {
	case rdfTerms[name].value == resource && of == nil && text.Place.End == 0:
		return nil // it has no value
	case rdfTerms[name].value == resource && of == nil:
		return &scan.Fault{Offset: text.Place.Start, Message: "property " + scan.Quote(name) + " of a text: expected a resource"}
	case rdfTerms[name].value == resource:
	case of == nil:
		p.value = r.Value(text.String(), text.Place)
	case of.blank():
		return &scan.Fault{Offset: start, Message: "property " + scan.Quote(name) + " of a resource: expected a text"}
	case of.id == spdxTerms+"noassertion", of.id == spdxTerms+"none":
		// Absent, which the property is as well if it is left out.
	case a.iri != "":
		p.value = a.iri
	default:
		p.value = of.id
	}
	if p.value != "" {
		p.place = r.b.At(p.value)
	}
	x.properties = append(x.properties, p)
	r.described(x, start)
	return nil
}

// described notes that a resource is described from an offset on.
func (r *rdfReader) described(x *rdfResource, start int) {
	if x.place.End == 0 {
		x.place = sbom.Place{Start: start, End: start + 1}
		r.order = append(r.order, x)
	}
}

// classify notes that a resource is of a class.
func (r *rdfReader) classify(x *rdfResource, class xml.Name) error {
	known := slices.Contains(rdfClasses, class.Local)
	switch {
	case class.Space == spdxTerms:
		if err := r.classes.Check("class", class.Local, r.Start); err != nil || !known {
			return err
		}
	case known:
		return r.foreign("class", class, spdxTerms)
	default:
		return nil
	}
	if x.class != "" && x.class != class.Local {
		return &scan.Fault{Offset: r.Start, Message: "resource " + scan.Quote(x.id) + " is a " + x.class + " and a " + class.Local + ": expected one of them"}
	}
	x.class = class.Local
	return nil
}

// term returns the name of a property that states something, "" if it does not.
// Ours tells that it is of a resource of a class of SPDX.
func (r *rdfReader) term(property xml.Name, ours bool) (string, error) {
	_, known := rdfTerms[property.Local]
	switch {
	case property.Space == spdxTerms:
		if err := r.properties.Check("property", property.Local, r.Start); err != nil || !known {
			return "", err
		}
		return property.Local, nil
	case property.Space == doapTerms && property.Local == "homepage":
		return property.Local, nil
	case known && (ours || strings.Contains(property.Space, "spdx.org/rdf/")):
		return "", r.foreign("property", property, spdxTerms)
	}
	return "", nil
}

func (r *rdfReader) foreign(kind string, name xml.Name, want string) error {
	return &scan.Fault{Offset: r.Start, Message: kind + " " + scan.Quote(name.Local) + " of namespace " + scan.Quote(name.Space) + ": expected " + want}
}

// rdfAttributes is what the attributes of an element say.
type rdfAttributes struct {
	resource   *rdfResource // what the element is about, or what its property refers to
	iri        string       // the same as written, if it is not blank
	types      []xml.Name
	parseType  string
	properties []rdfProperty // of the resource
}

// attributes reads the attributes of the element just opened. The reference is
// the attribute that has an IRI: about or resource.
func (r *rdfReader) attributes(e xml.StartElement, reference string, ours bool) (a rdfAttributes, err error) {
	twice := func(name string) error {
		return &scan.Fault{Offset: r.Start, Message: "attribute " + scan.Quote(name) + " after another one that says the same: expected one"}
	}
	for n, attribute := range e.Attr {
		space, local := attribute.Name.Space, attribute.Name.Local
		if _, known := rdfTerms[local]; space == "" && !known {
			space = rdfSyntax // as RDF of 1999 has it
		}
		switch {
		case space == "xmlns", space == xmlTerms:
			continue
		case space != rdfSyntax:
			name, err := r.term(attribute.Name, ours)
			switch {
			case err != nil:
				return a, err
			case name == "":
				continue
			case rdfTerms[name].value == resource:
				return a, &scan.Fault{Offset: r.Start, Message: "attribute " + scan.Quote(name) + ": expected an element"}
			case slices.ContainsFunc(a.properties, func(p rdfProperty) bool { return p.name == name }):
				return a, twice(name)
			}
			p := r.AttributePlace(n)
			a.properties = append(a.properties, rdfProperty{name: name, value: r.Value(attribute.Value, p), place: p})
		case local == reference, local == "nodeID", local == "ID" && reference == "about":
			if a.resource != nil {
				return a, twice(local)
			}
			v := r.Value(attribute.Value, r.AttributePlace(n))
			if local == "nodeID" {
				a.resource = r.named("_:"+v, "_:"+v)
				continue
			}
			a.iri = v
			if local == "ID" {
				a.iri = r.Source.Keep("#"+v, r.b.At(v))
			}
			a.resource = r.byIRI(a.iri)
		case local == "type" && reference == "about":
			a.types = append(a.types, iriName(attribute.Value))
		case local == "parseType":
			if a.parseType != "" {
				return a, twice(local)
			}
			a.parseType = attribute.Value
		}
	}
	return a, nil
}

// byIRI returns the resource of an IRI as it is written.
func (r *rdfReader) byIRI(iri string) *rdfResource {
	p := r.b.At(iri)
	ref := iri[strings.LastIndexByte(iri, '#')+1:]
	if unescaped, err := url.PathUnescape(ref); err == nil && unescaped != ref {
		ref = r.Source.Keep(unescaped, p)
	}
	if strings.HasPrefix(iri, "#") && r.base != "" {
		iri = r.Source.Keep(r.base+iri, p)
	}
	return r.named(iri, ref)
}

func (r *rdfReader) named(id, ref string) *rdfResource {
	x, ok := r.resources[id]
	if !ok {
		x = &rdfResource{id: id, ref: ref}
		r.resources[id] = x
	}
	return x
}

// anonymous returns a new blank node, of the element just opened. The space keeps
// its id apart from those that the document gives.
func (r *rdfReader) anonymous() *rdfResource {
	id := "_: " + strconv.Itoa(r.Start)
	return &rdfResource{id: id, ref: id}
}

// iriName splits an IRI into a namespace and a name in it.
func iriName(iri string) xml.Name {
	i := strings.LastIndexAny(iri, "#/") + 1
	return xml.Name{Space: iri[:i], Local: iri[i:]}
}

// state states what has been read.
func (r *rdfReader) state() error {
	var document *rdfResource
	packages := false
	for _, x := range r.order {
		if err := x.complete(); err != nil {
			return err
		}
		packages = packages || x.class == "Package"
		if x.class != "SpdxDocument" {
			continue
		}
		if document != nil {
			return &scan.Fault{Offset: x.place.Start, Message: "a second SPDX document: expected one"}
		}
		document = x
	}
	s := newSPDX(r.b)
	switch {
	case document != nil:
		r.namespace, _, _ = strings.Cut(document.id, "#")
		if err := r.document(s, document); err != nil {
			return err
		}
	case !packages:
		return &scan.Fault{Message: "RDF without an SPDX document: expected an SpdxDocument of " + spdxTerms, NotSBOM: true}
	}
	for _, x := range r.order {
		switch {
		case r.elsewhere(x):
			continue
		case x.class == "Package":
			r.component(s, x, s.newPackage(x.text("name"), s.placeOr(x.text("name"), x.place.Start)))
		case x.class == "File":
			r.component(s, x, s.newFile(x.text("fileName"), s.placeOr(x.text("fileName"), x.place.Start)))
		case x.class == "Snippet":
			r.snippet(s, x)
		}
		for _, p := range x.properties {
			if p.name == "relationship" {
				r.relationship(s, x, p.of)
			}
		}
	}
	return s.finish()
}

// complete refuses a resource that has two values where there is one, and
// concludes from the properties of which class it is if that is not said.
func (x *rdfResource) complete() error {
	x.first = map[string]rdfProperty{}
	for _, p := range x.properties {
		term := rdfTerms[p.name]
		if x.class == "" {
			x.class = term.domain
		}
		q, ok := x.first[p.name]
		switch {
		case !ok:
			x.first[p.name] = p
		case !term.many && (q.value != p.value || q.of != p.of):
			return &scan.Fault{Offset: p.place.Start, Message: "property " + scan.Quote(p.name) + " is there twice, with another value"}
		}
	}
	return nil
}

// elsewhere tells whether a resource is part of another document, which this one
// merely refers to.
func (r *rdfReader) elsewhere(x *rdfResource) bool {
	return len(x.properties) == 0 && !x.blank() && !strings.HasPrefix(x.id, r.namespace+"#")
}

// reference returns the reference of a resource as the other encodings have it.
func (r *rdfReader) reference(x *rdfResource) string {
	switch {
	case x.id == spdxTerms+"noassertion", x.id == spdxTerms+"none":
		return "NOASSERTION"
	case r.elsewhere(x):
		document, _, _ := strings.Cut(x.id, "#")
		return "DocumentRef-" + document + ":" + x.ref
	}
	return x.ref
}

func (r *rdfReader) document(s *reader, x *rdfResource) error {
	if !x.blank() {
		s.b.Document.ID = r.namespace
		s.ref(0, x.ref)
	}
	s.b.Document.Title = x.text("name")
	for _, p := range x.properties {
		switch p.name {
		case "specVersion":
			if err := s.version(p.value, p.place); err != nil {
				return err
			}
		case "creationInfo":
			s.b.Document.Created = p.of.text("created")
			for _, p := range p.of.properties {
				if p.name == "creator" {
					s.creator(p.value)
				}
			}
		case "externalDocumentRef":
			document := p.of.text("spdxDocument")
			sum := p.of.first["checksum"].of
			if sum == nil {
				sum = &rdfResource{}
			}
			s.externalDocument("DocumentRef-"+document, document, checksumAlgorithm(sum.text("algorithm")), sum.text("checksumValue"))
		case "describesPackage":
			s.relationship(x.ref, "DESCRIBES", r.reference(p.of), p.place)
		}
	}
	return nil
}

// component takes the properties of a package or a file, which is component i.
func (r *rdfReader) component(s *reader, x *rdfResource, i int) {
	if x.blank() {
		s.b.Alias(x.ref, i)
	} else {
		s.ref(i, x.ref)
	}
	for _, p := range x.properties {
		switch p.name {
		case "versionInfo":
			s.b.SetVersion(i, p.value)
		case "packageFileName":
			s.b.File(i, p.value)
		case "supplier":
			s.party(i, sbom.RoleSupplier, p.name, p.value)
		case "originator":
			s.party(i, sbom.RoleOriginator, p.name, p.value)
		case "downloadLocation":
			s.b.Domain(i, sbom.RoleDownload, p.value)
		case "homepage":
			s.b.Domain(i, sbom.RoleWebsite, p.value)
		case "primaryPackagePurpose":
			s.purpose(i, individual(p.value, "purpose_"))
		case "copyrightText":
			s.b.Copyright(i, p.value)
		case "checksum":
			s.b.Hash(i, checksumAlgorithm(p.of.text("algorithm")), p.of.text("checksumValue"))
		case "externalRef":
			s.externalRef(i, p.of.text("referenceType"), p.of.text("referenceLocator"))
		case "hasFile":
			s.relationship(x.ref, "CONTAINS", r.reference(p.of), p.place)
		}
	}
}

func (r *rdfReader) snippet(s *reader, x *rdfResource) {
	snippet := spdxSnippet{ID: x.ref, Copyright: x.text("copyrightText")}
	if file := x.first["snippetFromFile"].of; file != nil {
		snippet.File = r.reference(file)
	}
	s.snippets = append(s.snippets, snippet)
}

// relationship takes a relationship of x.
func (r *rdfReader) relationship(s *reader, x, relationship *rdfResource) {
	typ := individual(relationship.text("relationshipType"), "relationshipType_")
	to := ""
	if related := relationship.first["relatedSpdxElement"].of; related != nil {
		to = r.reference(related)
	}
	s.relationship(x.ref, typ, to, relationship.place)
}

// individual returns the name of a named individual of the SPDX terms, without
// the prefix, as the other encodings spell it: DEPENDS_ON for the IRI that ends
// in relationshipType_dependsOn. A text it returns as it is.
func individual(value, prefix string) string {
	name, ok := strings.CutPrefix(value[strings.LastIndexByte(value, '#')+1:], prefix)
	if !ok {
		return value
	}
	var b strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(c))
	}
	return b.String()
}

// checksumAlgorithm returns the algorithm of a named individual: the SPDX terms
// have no hyphen in those of BLAKE2b.
func checksumAlgorithm(value string) string {
	algorithm := individual(value, "checksumAlgorithm_")
	if bits, ok := strings.CutPrefix(algorithm, "BLAKE2B"); ok && !strings.HasPrefix(bits, "-") {
		return "BLAKE2b-" + bits
	}
	return algorithm
}
