package spdx

import (
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// ReadRDF reads SPDX 2.1 to 2.3 in the XML syntax of RDF 1.1. A document may describe a
// resource in several places, before or after the references to it, so ReadRDF reads the
// whole document before it records any statement. It skips terms of other vocabularies,
// unless they may be meant as terms of SPDX.
func ReadRDF(b *sbom.Builder) error {
	r := &rdfReader{
		b:          b,
		xml:        b.Source.XML(),
		classes:    scan.NewVocabulary(rdfClasses...),
		properties: scan.NewVocabulary(slices.Sorted(maps.Keys(rdfTerms))...),
		resources:  map[string]*rdfResource{},
	}
	if err := r.read(); err != nil {
		return r.xml.AsFault(err)
	}
	return r.addStatements()
}

// The namespaces of RDF documents.
const (
	spdxTerms = "http://spdx.org/rdf/terms#"
	doapTerms = "http://usefulinc.com/ns/doap#"
	rdfSyntax = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xmlTerms  = "http://www.w3.org/XML/1998/namespace"
)

// rdfClasses are the classes of the SPDX terms that are read.
var rdfClasses = []string{
	"SpdxDocument", "CreationInfo", "Package", "File", "Snippet", "Checksum", "ExternalRef", "ExternalDocumentRef", "Relationship",
}

// rdfTerm is the definition of a property.
type rdfTerm struct {
	kind   rdfKind
	many   bool   // a resource may have several
	domain string // the class of the resources with the property, if it decides the class
}

// rdfKind is the kind of the values of a property.
type rdfKind uint8

const (
	rdfText rdfKind = iota // a text, or an IRI that is the value itself
	rdfNode                // a resource with properties of its own
)

// rdfTerms are the properties that are read.
var rdfTerms = map[string]rdfTerm{
	"specVersion":      {rdfText, false, "SpdxDocument"},
	"creationInfo":     {rdfNode, false, "SpdxDocument"},
	"describesPackage": {rdfNode, true, "SpdxDocument"},

	"externalDocumentRef": {rdfNode, true, "SpdxDocument"},
	"spdxDocument":        {rdfText, false, "ExternalDocumentRef"},

	"creator": {rdfText, true, ""},
	"created": {rdfText, false, ""},

	"name":                  {rdfText, false, ""},
	"versionInfo":           {rdfText, false, "Package"},
	"packageFileName":       {rdfText, false, "Package"},
	"supplier":              {rdfText, false, "Package"},
	"originator":            {rdfText, false, "Package"},
	"downloadLocation":      {rdfText, false, "Package"},
	"primaryPackagePurpose": {rdfText, false, "Package"},
	"externalRef":           {rdfNode, true, "Package"},
	"hasFile":               {rdfNode, true, "Package"},
	"homepage":              {rdfText, false, ""}, // of DOAP
	"copyrightText":         {rdfText, false, ""},
	"checksum":              {rdfNode, true, ""},
	"fileName":              {rdfText, false, "File"},
	"fileContributor":       {rdfText, true, "File"},
	"noticeText":            {rdfText, false, "File"},
	"artifactOf":            {rdfNode, true, "File"}, // a Project of DOAP
	"attributionText":       {rdfText, true, ""},
	"extractedText":         {rdfText, false, ""}, // of a license
	"snippetFromFile":       {rdfNode, false, "Snippet"},

	"algorithm":        {rdfText, false, ""},
	"checksumValue":    {rdfText, false, ""},
	"referenceType":    {rdfText, false, ""},
	"referenceLocator": {rdfText, false, ""},

	"relationship":       {rdfNode, true, ""},
	"relationshipType":   {rdfText, false, ""},
	"relatedSpdxElement": {rdfNode, false, ""},
}

// rdfReader reads resources and their properties.
type rdfReader struct {
	b                   *sbom.Builder
	xml                 scan.XML
	classes, properties scan.Vocabulary
	base                string                  // xml:base of the root element
	resources           map[string]*rdfResource // by id, without anonymous ones
	described           []*rdfResource          // resources with a description, in the order of the document
	namespace           string                  // of the SPDX document
}

// rdfResource is a resource with the properties that the document gives it.
type rdfResource struct {
	id         string     // the IRI, or "_:" and a unique name for a blank node
	ref        string     // the SPDXID, which is the fragment of the IRI; the id for a blank node
	class      string     // one of rdfClasses, or ""
	place      sbom.Place // of the first description
	related    bool       // a statement relates it to another resource
	properties []rdfProperty
	first      []int32 // the indices of the first property of each name, which are at most as many as rdfTerms
}

// rdfProperty is a property of a resource.
type rdfProperty struct {
	name     string       // one of rdfTerms
	value    string       // the text or IRI, if the property is an rdfText
	resource *rdfResource // the resource, if the value is written as one
	place    sbom.Place
}

// blank reports whether the resource has no IRI.
func (x *rdfResource) blank() bool { return strings.HasPrefix(x.id, "_:") }

// isNone reports whether the resource is one of the individuals that represent an absent
// value.
func (x *rdfResource) isNone() bool {
	return x.id == spdxTerms+"noassertion" || x.id == spdxTerms+"none"
}

func (r *rdfReader) read() error {
	root, err := r.xml.Root()
	if err != nil {
		return err
	}
	if root.Name.Space != rdfSyntax {
		return r.wrongNamespace("element", root.Name, rdfSyntax)
	}
	for _, a := range root.Attr {
		if a.Name.Space == xmlTerms && a.Name.Local == "base" {
			r.base, _, _ = strings.Cut(a.Value, "#")
		}
	}
	if err := r.children(r.skipNode, nil); err != nil {
		return err
	}
	return r.xml.End()
}

// children reads the content and the end tag of the element whose start tag was read
// last. It calls element with each child and collects the text. If text is nil, the
// element may contain white space only.
func (r *rdfReader) children(element func(xml.StartElement) error, text *scan.XMLText) error {
	for {
		t, err := r.xml.Next()
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
			p := r.xml.TextPlace()
			if text != nil {
				text.Add(t, p)
			} else if p.Start < p.End {
				return &scan.Fault{Offset: p.Start, Message: "text " + scan.Quote(r.b.Source.Text[p.Start:p.End]) + ": expected elements"}
			}
		}
	}
}

// node reads an element that describes a resource.
func (r *rdfReader) node(e xml.StartElement) (*rdfResource, error) {
	start, inSPDX := r.xml.Start, e.Name.Space == spdxTerms
	a, err := r.attributes(e, "about", inSPDX)
	if err != nil {
		return nil, err
	}
	x := a.resource
	if x == nil {
		x = r.anonymous()
	}
	r.describe(x, start)
	x.properties = append(x.properties, a.properties...)
	for _, class := range append(a.types, e.Name) {
		if err := r.classify(x, class); err != nil {
			return nil, err
		}
	}
	return x, r.children(func(e xml.StartElement) error { return r.property(x, inSPDX, e) }, nil)
}

// skipNode reads an element that describes a resource to which nothing refers there.
func (r *rdfReader) skipNode(e xml.StartElement) error {
	_, err := r.node(e)
	return err
}

// property reads an element that is a property of x. InSPDX is set if x has a class of
// SPDX.
func (r *rdfReader) property(x *rdfResource, inSPDX bool, e xml.StartElement) error {
	start := r.xml.Start
	name, err := r.term(e.Name, inSPDX)
	if err != nil {
		return err
	}
	a, err := r.attributes(e, "resource", false)
	if err != nil {
		return err
	}
	if a.resource != nil && e.Name.Space == rdfSyntax && e.Name.Local == "type" {
		if err := r.classify(x, splitIRI(a.resource.id)); err != nil {
			return err
		}
	}
	v, err := r.value(a, start)
	if err != nil || name == "" {
		return err
	}
	if a.parseType != "" && a.parseType != "Resource" {
		return &scan.Fault{Offset: start, Message: "property " + scan.Quote(name) + " of parse type " + scan.Quote(a.parseType) + ": expected none"}
	}
	p, ok, err := r.newProperty(name, v, start)
	if err != nil || !ok {
		return err
	}
	x.properties = append(x.properties, p)
	if p.resource != nil {
		x.related, p.resource.related = true, true
	}
	r.describe(x, start)
	return nil
}

// rdfValue is the value of a property as it is written: a resource or a text.
type rdfValue struct {
	resource  *rdfResource
	iri       string // the reference to the resource, if it is an attribute with an IRI
	text      string
	textPlace sbom.Place // the zero Place if there is no text but white space
}

// value reads the value of the property whose start tag was read last and has the
// attributes a.
func (r *rdfReader) value(a rdfAttributes, start int) (rdfValue, error) {
	v := rdfValue{resource: a.resource, iri: a.iri}
	if v.resource == nil && (a.parseType == "Resource" || len(a.properties) > 0) {
		v.resource = r.anonymous()
	}
	if len(a.properties) > 0 {
		r.describe(v.resource, start)
		v.resource.properties = append(v.resource.properties, a.properties...)
	}
	var text scan.XMLText
	var err error
	switch a.parseType {
	case "":
		err = r.children(func(e xml.StartElement) error {
			if v.resource != nil {
				return &scan.Fault{Offset: r.xml.Start, Message: "a second value of a property: expected one"}
			}
			var err error
			v.resource, err = r.node(e)
			return err
		}, &text)
	case "Resource":
		r.describe(v.resource, start)
		err = r.children(func(e xml.StartElement) error { return r.property(v.resource, false, e) }, nil)
	case "Collection":
		err = r.children(r.skipNode, nil)
	default: // the value is an XML literal
		err = r.xml.Skip()
	}
	v.text, v.textPlace = text.String(), text.Place
	return v, err
}

// newProperty returns the property of a name with a value. It refuses a value of the wrong
// kind, and reports false if there is no value.
func (r *rdfReader) newProperty(name string, v rdfValue, start int) (p rdfProperty, ok bool, err error) {
	p = rdfProperty{name: name, resource: v.resource, place: sbom.Place{Start: start, End: start + 1}}
	hasText := v.textPlace.End > 0
	if v.resource != nil && hasText {
		return p, false, &scan.Fault{Offset: v.textPlace.Start, Message: "text beside a resource: expected one of them"}
	}
	if rdfTerms[name].kind == rdfNode {
		if hasText {
			return p, false, &scan.Fault{Offset: v.textPlace.Start, Message: "property " + scan.Quote(name) + " has a text as its value: expected a resource"}
		}
		return p, v.resource != nil, nil
	}
	switch {
	case v.resource == nil:
		p.value = r.xml.Value(v.text, v.textPlace)
	case v.resource.blank():
		return p, false, &scan.Fault{Offset: start, Message: "property " + scan.Quote(name) + " has a resource as its value: expected a text"}
	case v.resource.isNone():
		// The property is absent.
	case v.iri != "":
		p.value = v.iri
	default:
		p.value = v.resource.id
	}
	if p.value != "" {
		p.place = r.b.At(p.value)
	}
	return p, true, nil
}

// describe records that the document describes a resource at an offset.
func (r *rdfReader) describe(x *rdfResource, start int) {
	if x.place.End == 0 {
		x.place = sbom.Place{Start: start, End: start + 1}
		r.described = append(r.described, x)
	}
}

// classify records that a resource has a class.
func (r *rdfReader) classify(x *rdfResource, class xml.Name) error {
	i := slices.Index(rdfClasses, class.Local)
	switch {
	case class.Space == spdxTerms:
		if err := r.classes.Check("class", class.Local, r.xml.Start); err != nil || i < 0 {
			return err
		}
	case r.classes.KnowsInAnyCase(class.Local):
		return r.wrongNamespace("class", class, spdxTerms)
	default:
		return nil
	}
	if x.class != "" && x.class != class.Local {
		return &scan.Fault{Offset: r.xml.Start, Message: "resource " + scan.Quote(x.id) + " is a " + x.class + " and a " + class.Local + ": expected one of them"}
	}
	x.class = rdfClasses[i] // a string of the parser is larger
	return nil
}

// term returns the name of a property if it is one of rdfTerms, otherwise "". InSPDX is set
// if the resource has a class of SPDX.
func (r *rdfReader) term(property xml.Name, inSPDX bool) (string, error) {
	_, known := rdfTerms[property.Local]
	switch {
	case property.Space == spdxTerms:
		if err := r.properties.Check("property", property.Local, r.xml.Start); err != nil || !known {
			return "", err
		}
		return property.Local, nil
	case property.Space == doapTerms && (property.Local == "homepage" || property.Local == "name"):
		return property.Local, nil
	case r.properties.KnowsInAnyCase(property.Local) && (inSPDX || strings.Contains(scan.FoldCase(property.Space), "spdx.org/rdf/")):
		return "", r.wrongNamespace("property", property, spdxTerms)
	}
	return "", nil
}

func (r *rdfReader) wrongNamespace(kind string, name xml.Name, want string) error {
	return &scan.Fault{Offset: r.xml.Start, Message: kind + " " + scan.Quote(name.Local) + " of namespace " + scan.Quote(name.Space) + ": expected " + want}
}

// rdfAttributes holds the attributes of an element.
type rdfAttributes struct {
	resource   *rdfResource // the subject of a node, the object of a property
	iri        string       // its IRI as written, "" for a blank node
	types      []xml.Name
	parseType  string
	properties []rdfProperty // of the resource
}

// attributes reads the attributes of the element whose start tag was read last. The
// reference is the name of the attribute with the IRI: about or resource.
func (r *rdfReader) attributes(e xml.StartElement, reference string, inSPDX bool) (a rdfAttributes, err error) {
	for n, attribute := range e.Attr {
		space, local := attribute.Name.Space, attribute.Name.Local
		if _, known := rdfTerms[local]; space == "" && !known {
			space = rdfSyntax // as in the RDF syntax of 1999
		}
		switch {
		case space == "xmlns", space == xmlTerms:
		case space != rdfSyntax:
			err = r.propertyAttribute(&a, attribute, n, inSPDX)
		case local == reference, local == "nodeID", local == "ID" && reference == "about":
			if a.resource != nil {
				return a, r.repeatedAttribute(local)
			}
			v := r.xml.Value(attribute.Value, r.xml.AttributePlace(n))
			switch local {
			case "nodeID":
				a.resource = r.named("_:"+v, "_:"+v)
				continue
			case "ID":
				v = r.b.Source.Keep("#"+v, r.b.At(v))
			}
			a.iri, a.resource = v, r.byIRI(v)
		case local == "type" && reference == "about":
			a.types = append(a.types, splitIRI(attribute.Value))
		case local == "parseType":
			if a.parseType != "" {
				return a, r.repeatedAttribute(local)
			}
			a.parseType = attribute.Value
		}
		if err != nil {
			return a, err
		}
	}
	return a, nil
}

// propertyAttribute reads attribute n of an element if it is a property of the resource.
func (r *rdfReader) propertyAttribute(a *rdfAttributes, attribute xml.Attr, n int, inSPDX bool) error {
	name, err := r.term(attribute.Name, inSPDX)
	switch {
	case err != nil || name == "":
		return err
	case rdfTerms[name].kind == rdfNode:
		return &scan.Fault{Offset: r.xml.Start, Message: "attribute " + scan.Quote(name) + ": expected an element"}
	case slices.ContainsFunc(a.properties, func(p rdfProperty) bool { return p.name == name }):
		return r.repeatedAttribute(name)
	}
	p := r.xml.AttributePlace(n)
	a.properties = append(a.properties, rdfProperty{name: name, value: r.xml.Value(attribute.Value, p), place: p})
	return nil
}

// repeatedAttribute refuses an attribute with the meaning of an earlier one. XML itself
// does not allow two attributes of the same name.
func (r *rdfReader) repeatedAttribute(name string) error {
	return &scan.Fault{Offset: r.xml.Start, Message: "attribute " + scan.Quote(name) + " has the same meaning as an attribute before it: expected one of them"}
}

// byIRI returns the resource with an IRI as written.
func (r *rdfReader) byIRI(iri string) *rdfResource {
	p := r.b.At(iri)
	ref := iri[strings.LastIndexByte(iri, '#')+1:]
	if unescaped, err := url.PathUnescape(ref); err == nil && unescaped != ref {
		ref = r.b.Source.Keep(unescaped, p)
	}
	if strings.HasPrefix(iri, "#") && r.base != "" {
		iri = r.b.Source.Keep(r.base+iri, p)
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

// anonymous returns a new blank node for the element whose start tag was read last. The
// space in its id makes it different from all names in the document.
func (r *rdfReader) anonymous() *rdfResource {
	id := "_: " + strconv.Itoa(r.xml.Start)
	return &rdfResource{id: id, ref: id}
}

// splitIRI splits an IRI into a namespace and a name.
func splitIRI(iri string) xml.Name {
	i := strings.LastIndexAny(iri, "#/") + 1
	return xml.Name{Space: iri[:i], Local: iri[i:]}
}
