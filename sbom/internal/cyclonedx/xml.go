package cyclonedx

import (
	"encoding/xml"
	"fmt"
	"reflect"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

const (
	bomNamespace = "http://cyclonedx.org/schema/bom/" // followed by the version

	// The extensions that the specification defines for CycloneDX 1.1. The dependency
	// graph became part of CycloneDX 1.2. The other extensions state no claims.
	extensionNamespace       = "http://cyclonedx.org/schema/ext/"
	dependencyGraphNamespace = extensionNamespace + "dependency-graph/1.0"

	// XML Signature, which may appear in any element that the specification leaves open.
	signatureNamespace = "http://www.w3.org/2000/09/xmldsig#"
)

// ReadXML reads CycloneDX 1.0 to 1.7 in XML.
func ReadXML(b *sbom.Builder) error {
	r := &xmlReader{b: b, XML: b.Source.XML(), shapes: map[reflect.Type]*xmlShape{}}
	if err := r.readBOM(); err != nil {
		return r.AsFault(err)
	}
	return nil
}

// xmlReader decodes XML into the types of cyclonedx-go by their struct tags. It replaces
// [xml.Decoder.Decode], which does not record places, accepts elements of any namespace
// and lets the last of several elements win.
type xmlReader struct {
	b *sbom.Builder
	scan.XML
	namespace string // of known elements
	shapes    map[reflect.Type]*xmlShape
}

func (r *xmlReader) readBOM() error {
	root, err := r.Root()
	if err != nil {
		return err
	}
	version, ok := strings.CutPrefix(root.Name.Space, bomNamespace)
	if !ok {
		return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("root element %q of namespace %s: expected %s1.0 to 1.%d", root.Name.Local, scan.Quote(root.Name.Space), bomNamespace, newestMinor)}
	}
	if err := checkVersion(version, 0); err != nil {
		return &scan.Fault{Offset: r.Start, Message: err.Error()}
	}
	var bom cdx.BOM
	shape := r.shape(reflect.TypeFor[cdx.BOM]())
	if err := r.decodeAttributes(reflect.ValueOf(&bom).Elem(), shape, root); err != nil {
		return err
	}
	r.namespace = root.Name.Space
	r.b.Document.SpecVersion = version
	r.b.Document.ID = bom.SerialNumber
	for _, a := range root.Attr {
		if a.Name == (xml.Name{Local: "version"}) {
			r.b.Document.Version = a.Value
		}
	}

	sections := r.sections()
	if _, err := r.readContent(shape, func(start xml.StartElement, s *xmlShape) error {
		if section, ok := sections[start.Name.Local]; ok {
			return section(start, s)
		}
		return r.Skip()
	}); err != nil {
		return err
	}
	return r.End()
}

// xmlSection reads the element just opened, which has a shape.
type xmlSection func(xml.StartElement, *xmlShape) error

// sections returns the functions that read the elements of a BOM, by name.
func (r *xmlReader) sections() map[string]xmlSection {
	c := collector{r.b}
	return map[string]xmlSection{
		"metadata":           element(r, c.addMetadata),
		"components":         list(r, func(x *cdx.Component) { c.addComponent(x, sbom.OriginComponent, 0) }),
		"services":           list(r, func(x *cdx.Service) { c.addService(x, sbom.OriginService, 0) }),
		"dependencies":       list(r, c.addNestedDependency),
		"externalReferences": list(r, func(x *cdx.ExternalReference) { c.addReference(0, x) }),
		"formulation":        list(r, c.addFormula),
		"compositions":       list(r, c.addComposition),
		"declarations":       element(r, c.addDeclarations),
		"annotations":        list(r, c.addAnnotation),
		"vulnerabilities":    list(r, c.addVulnerability),
		"definitions":        element(r, c.addDefinitions),
		"Signature":          element(r, func(s **cdx.JSFSignature) { c.addSignature(0, *s) }),
	}
}

// element returns a function that decodes an element and calls add with it.
func element[T any](r *xmlReader, add func(*T)) xmlSection {
	return func(start xml.StartElement, _ *xmlShape) error { return decodeElement(r, start, add) }
}

// list returns a function that decodes the elements of a list and calls add with each.
func list[T any](r *xmlReader, add func(*T)) xmlSection {
	return func(_ xml.StartElement, s *xmlShape) error {
		_, err := r.readContent(s, func(start xml.StartElement, _ *xmlShape) error { return decodeElement(r, start, add) })
		return err
	}
}

// decodeElement decodes the element just opened and calls add with it.
func decodeElement[T any](r *xmlReader, start xml.StartElement, add func(*T)) error {
	var x T
	if err := r.decode(reflect.ValueOf(&x).Elem(), start); err != nil {
		return err
	}
	add(&x)
	return nil
}

// decode decodes the element just opened into v.
func (r *xmlReader) decode(v reflect.Value, start xml.StartElement) error {
	if slices.ContainsFunc(skippedTypes, func(s skippedType) bool { return s.typ == v.Type() }) {
		return r.Skip()
	}
	if decode := r.special(v.Addr().Interface()); decode != nil {
		return decode(start)
	}
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			return r.duplicate(start)
		}
		text, err := r.readContent(textShape, nil)
		v.SetString(text)
		return err
	case reflect.Slice:
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		return r.decode(v.Index(v.Len()-1), start)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		} else if v.Elem().Kind() != reflect.Slice {
			return r.duplicate(start)
		}
		return r.decode(v.Elem(), start)
	case reflect.Struct:
		return r.decodeStruct(v, start)
	}
	return r.Skip()
}

func (r *xmlReader) decodeStruct(v reflect.Value, start xml.StartElement) error {
	shape := r.shape(v.Type())
	if err := r.decodeAttributes(v, shape, start); err != nil {
		return err
	}
	text, err := r.readContent(shape, func(start xml.StartElement, s *xmlShape) error { return r.decodeChild(v, start, s) })
	if shape.text >= 0 {
		v.Field(shape.text).SetString(text)
	}
	return err
}

// decodeChild decodes the element just opened, which has shape s, into a field of v.
func (r *xmlReader) decodeChild(v reflect.Value, start xml.StartElement, s *xmlShape) error {
	if s.field >= 0 {
		return r.decode(v.Field(s.field), start)
	}
	_, err := r.readContent(s, func(start xml.StartElement, s *xmlShape) error { return r.decodeChild(v, start, s) })
	return err
}

// decodeAttributes decodes the attributes of the element just opened into fields of v.
func (r *xmlReader) decodeAttributes(v reflect.Value, s *xmlShape, start xml.StartElement) error {
	for n, a := range start.Attr {
		if a.Name.Space != "" {
			continue
		}
		field, ok := s.attributes[a.Name.Local]
		if !ok {
			if err := s.attributeNames.Check("attribute", a.Name.Local, r.Start); err != nil {
				return err
			}
			continue
		}
		if v.Field(field).Kind() != reflect.String {
			continue
		}
		if slices.ContainsFunc(start.Attr[:n], func(b xml.Attr) bool { return b.Name == a.Name }) {
			return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("duplicate attribute %s", scan.Quote(a.Name.Local))}
		}
		v.Field(field).SetString(r.Value(a.Value, r.AttributePlace(n)))
	}
	return nil
}

// readContent reads the content of the element just opened, and its end tag. It calls
// child with each element in s and skips the others. It returns the text without the
// white space around it if the shape has text.
func (r *xmlReader) readContent(s *xmlShape, child func(xml.StartElement, *xmlShape) error) (string, error) {
	var text scan.XMLText
	for {
		t, err := r.Next()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return r.Value(text.String(), text.Place), nil
		case xml.StartElement:
			if err := r.readChild(s, t, child); err != nil {
				return "", err
			}
		case xml.CharData:
			p := r.TextPlace()
			if s.text >= 0 {
				text.Add(t, p)
			} else if p.Start < p.End {
				return "", &scan.Fault{Offset: p.Start, Message: "text " + scan.Quote(r.b.Source.Text[p.Start:p.End]) + " in an element that has no text: expected elements"}
			}
		}
	}
}

// readChild calls child with the element just opened if s has it, or skips it.
func (r *xmlReader) readChild(s *xmlShape, start xml.StartElement, child func(xml.StartElement, *xmlShape) error) error {
	if s.text >= 0 && len(s.elements) == 0 {
		return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("element %s in a text: expected only text", scan.Quote(start.Name.Local))}
	}
	known, err := r.lookUp(s, start.Name)
	switch {
	case err != nil:
		return err
	case known == nil && start.Name.Space == r.namespace:
		return r.skipUnknown()
	case known == nil:
		return r.Skip()
	}
	return child(start, known)
}

// skipUnknown skips the content of the unknown element just opened. It refuses misplaced
// elements in it.
func (r *xmlReader) skipUnknown() error {
	for depth := 1; depth > 0; {
		t, err := r.Next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if t.Name.Space == r.namespace && significant[t.Name.Local] {
				return r.misplaced(t.Name.Local)
			}
			depth++
		}
	}
	return nil
}

// lookUp returns the shape of an element in s, or nil if the reader has to skip the
// element. It returns an error if another parser may read the element as a known one.
func (r *xmlReader) lookUp(s *xmlShape, name xml.Name) (*xmlShape, error) {
	known := s.elements[name.Local]
	switch {
	case name.Space == r.namespace && known != nil:
		return known, nil
	case name.Space == r.namespace:
		err := s.elementNames.Check("element", name.Local, r.Start)
		if err == nil && significant[name.Local] {
			err = r.misplaced(name.Local)
		}
		return nil, err
	case name.Space == signatureNamespace && name.Local == "Signature":
		return s.elements[signatureKey], nil
	case name.Space == dependencyGraphNamespace && (name.Local == "dependencies" || name.Local == "dependency"):
		return known, nil
	case known == nil, strings.HasPrefix(name.Space, extensionNamespace):
		return nil, nil
	}
	return nil, &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("element %s of namespace %s: expected %s", scan.Quote(name.Local), scan.Quote(name.Space), r.namespace)}
}

// misplaced returns the fault of the element just opened if its parent does not have it.
func (r *xmlReader) misplaced(name string) error {
	return &scan.Fault{Offset: r.Start, Message: "element " + scan.Quote(name) + " is in the wrong place: the element around it has no such element, so its value would not be read"}
}

func (r *xmlReader) duplicate(start xml.StartElement) error {
	return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("duplicate element %s", scan.Quote(start.Name.Local))}
}
