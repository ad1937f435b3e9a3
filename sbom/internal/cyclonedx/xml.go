package cyclonedx

import (
	"encoding/xml"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

const (
	cycloneDXNamespace = "http://cyclonedx.org/schema/bom/" // followed by the version

	// The specification's own extensions for CycloneDX 1.1. The dependency graph
	// became part of 1.2, the others state no claims.
	cycloneDXExtensions = "http://cyclonedx.org/schema/ext/"
	dependencyGraph     = cycloneDXExtensions + "dependency-graph/1.0"

	// XML Signature, in any element that the specification leaves open.
	xmlSignature = "http://www.w3.org/2000/09/xmldsig#"
	signatureKey = "xmldsig:Signature" // in an xmlShape: no local name has a colon
)

// cycloneDXXML reads CycloneDX 1.0 to 1.7 in XML.
func ReadXML(b *sbom.Builder) error {
	r := &xmlReader{b: b, XML: b.Source.XML(), shapes: map[reflect.Type]*xmlShape{}}
	if err := r.document(); err != nil {
		return r.AsFault(err)
	}
	return nil
}

// cdxXML reads XML into the types of cyclonedx-go, by their tags. It stands in
// for [xml.Decoder.Decode], which knows no places, takes an element of any
// namespace for ours, and lets the last of two elements win.
type xmlReader struct {
	b *sbom.Builder
	scan.XML
	namespace string // of the root element
	shapes    map[reflect.Type]*xmlShape
}

// xmlShape says where in a struct the content of an element belongs.
type xmlShape struct {
	field      int // index of the field that takes the element; -1 if it only holds elements that the same struct takes
	text       int // index of the field that takes the element's text; -1 if none does
	attributes map[string]int
	elements   map[string]*xmlShape
}

// cdxDependency is a dependency of XML, where one may be nested in another.
type cdxDependency struct {
	Ref          string          `xml:"ref,attr"`
	Dependencies []cdxDependency `xml:"dependency"`
}

// cdxSignature is what is read of an XML Signature (XMLDSig 1.1, 4.5).
type cdxSignature struct {
	KeyNames     []string `xml:"KeyInfo>KeyName"`
	SubjectNames []string `xml:"KeyInfo>X509Data>X509SubjectName"`
	Certificates []string `xml:"KeyInfo>X509Data>X509Certificate"`
}

// cdxLicenses is what is read of licences: who grants them to whom.
type cdxLicenses struct {
	Licenses    []cdxLicense `xml:"license"`
	Expressions []cdxLicense `xml:"expression-detailed"`
}

type cdxLicense struct {
	Licensing *cdx.Licensing `xml:"licensing"`
}

func (r *xmlReader) document() error {
	root, err := r.Root()
	if err != nil {
		return err
	}
	version, ok := strings.CutPrefix(root.Name.Space, cycloneDXNamespace)
	if !ok {
		return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("root element bom of namespace %s: expected %s1.0 to 1.%d", scan.Quote(root.Name.Space), cycloneDXNamespace, newestCycloneDX)}
	}
	if err := cycloneDXVersion(version, 0); err != nil {
		return &scan.Fault{Offset: r.Start, Message: err.Error()}
	}
	var bom cdx.BOM
	shape := r.shape(reflect.TypeFor[cdx.BOM]())
	if err := r.attributes(reflect.ValueOf(&bom).Elem(), shape, root); err != nil {
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

	c := reader{r.b}
	if _, err := r.content(shape, func(start xml.StartElement, s *xmlShape) error {
		switch start.Name.Local {
		case "metadata":
			return takeElement(r, start, c.metadata)
		case "components":
			return takeEach(r, s, func(x *cdx.Component) { c.component(x, sbom.OriginComponent, 0) })
		case "services":
			return takeEach(r, s, func(x *cdx.Service) { c.service(x, sbom.OriginService, 0) })
		case "dependencies":
			return takeEach(r, s, c.nestedDependency)
		case "externalReferences":
			return takeEach(r, s, func(x *cdx.ExternalReference) { c.reference(0, x) })
		case "formulation":
			return takeEach(r, s, c.formula)
		case "compositions":
			return takeEach(r, s, c.composition)
		case "declarations":
			return takeElement(r, start, c.declarations)
		case "annotations":
			return takeEach(r, s, c.annotation)
		case "definitions":
			return takeElement(r, start, c.definitions)
		case "Signature":
			return takeElement(r, start, func(s **cdx.JSFSignature) { c.signature(0, *s) })
		}
		return r.Skip()
	}); err != nil {
		return err
	}
	return r.End()
}

func (c reader) nestedDependency(d *cdxDependency) {
	for i := range d.Dependencies {
		to := &d.Dependencies[i]
		c.b.AddDependency(d.Ref, to.Ref)
		c.nestedDependency(to)
	}
}

// takeElement reads the element just opened and hands it over.
func takeElement[T any](r *xmlReader, start xml.StartElement, take func(*T)) error {
	var x T
	if err := r.value(reflect.ValueOf(&x).Elem(), start); err != nil {
		return err
	}
	take(&x)
	return nil
}

// takeEach reads the elements of the list just opened and hands them over in order.
func takeEach[T any](r *xmlReader, list *xmlShape, take func(*T)) error {
	_, err := r.content(list, func(start xml.StartElement, _ *xmlShape) error { return takeElement(r, start, take) })
	return err
}

// value reads the element just opened into v.
func (r *xmlReader) value(v reflect.Value, start xml.StartElement) error {
	p := v.Addr().Interface()
	if slices.ContainsFunc(silentTypes, func(s silentType) bool { return s.typ == v.Type() }) {
		return r.Skip()
	}
	switch p := p.(type) { // types whose tags do not say what their XML is like
	case *cdx.Copyright:
		v = reflect.ValueOf(&p.Text).Elem()
	case *cdx.ToolsChoice:
		return takeElement(r, start, func(tools *cdxTools) { *p = cdx.ToolsChoice(*tools) })
	case *cdx.Evidence:
		return takeElement(r, start, func(e *cdx.EvidenceMarshalXML) {
			p.Identity = &cdx.EvidenceIdentityChoice{Identities: e.Identity}
			p.Occurrences = e.Occurrences
			p.Licenses = e.Licenses
			p.Copyright = e.Copyright
		})
	case *cdx.Licenses:
		return takeElement(r, start, func(l *cdxLicenses) {
			for _, x := range slices.Concat(l.Licenses, l.Expressions) {
				*p = append(*p, cdx.LicenseChoice{Licensing: x.Licensing})
			}
		})
	case *cdx.MLDatasetChoice:
		v = reflect.ValueOf(&p.ComponentData).Elem()
	case *cdx.ComponentDataGovernanceResponsibleParty:
		return takeElement(r, start, func(o *cdx.OrganizationalEntityOrContact) {
			p.Organization, p.Contact = o.Organization, o.Individual
		})
	case **cdx.JSFSignature: // of which an element may have several
		defer func(ours string) { r.namespace = ours }(r.namespace)
		r.namespace = xmlSignature
		return takeElement(r, start, func(s *cdxSignature) { *p = s.jsf(*p) })
	}
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 {
			return r.twice(start)
		}
		text, err := r.content(&xmlShape{}, nil) // all text, no elements
		v.SetString(text)
		return err
	case reflect.Slice:
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		return r.value(v.Index(v.Len()-1), start)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		} else if v.Elem().Kind() != reflect.Slice {
			return r.twice(start)
		}
		return r.value(v.Elem(), start)
	case reflect.Struct:
		shape := r.shape(v.Type())
		if err := r.attributes(v, shape, start); err != nil {
			return err
		}
		text, err := r.content(shape, func(start xml.StartElement, s *xmlShape) error { return r.child(v, start, s) })
		if shape.text >= 0 {
			v.Field(shape.text).SetString(text)
		}
		return err
	}
	return r.Skip()
}

// jsf returns the signature in the form that JSON has it, with the signers
// before it. A certificate path of XML has no order, so that the authorities in
// it pass for signers too.
func (s *cdxSignature) jsf(before *cdx.JSFSignature) *cdx.JSFSignature {
	var signers []cdx.JSFSigner
	if before != nil {
		signers = all(before.Signers)
	}
	for _, name := range slices.Concat(s.KeyNames, s.SubjectNames) {
		signers = append(signers, cdx.JSFSigner{KeyID: name})
	}
	for _, certificate := range s.Certificates {
		signers = append(signers, cdx.JSFSigner{CertificatePath: &[]string{certificate}})
	}
	return &cdx.JSFSignature{Signers: &signers}
}

// child reads the element just opened, which shape s describes, into a field of v.
func (r *xmlReader) child(v reflect.Value, start xml.StartElement, s *xmlShape) error {
	if s.field >= 0 {
		return r.value(v.Field(s.field), start)
	}
	_, err := r.content(s, func(start xml.StartElement, s *xmlShape) error { return r.child(v, start, s) })
	return err
}

// content reads what is in the element just opened, end tag included. It calls
// child with each element that s knows and passes over the others. It returns
// the text, without the white space around it, if s asks for it.
func (r *xmlReader) content(s *xmlShape, child func(xml.StartElement, *xmlShape) error) (string, error) {
	if err := r.Enter(); err != nil {
		return "", err
	}
	defer r.Leave()
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
			known, err := r.known(s, t.Name)
			switch {
			case s.text >= 0 && len(s.elements) == 0:
				err = &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("element %s within a text: expected nothing but text", scan.Quote(t.Name.Local))}
			case err != nil:
			case known == nil:
				err = r.Skip()
			default:
				err = child(t, known)
			}
			if err != nil {
				return "", err
			}
		case xml.CharData:
			if s.text >= 0 {
				text.Add(t, r.TextPlace())
			}
		}
	}
}

// known returns the shape of an element in s, nil for an element that is to be
// passed over. What others might take for an element of ours is refused.
func (r *xmlReader) known(s *xmlShape, name xml.Name) (*xmlShape, error) {
	known := s.elements[name.Local]
	switch {
	case name.Space == r.namespace && known != nil:
		return known, nil
	case name.Space == r.namespace:
		return nil, mistaken(r, "element", name.Local, s.elements)
	case name.Space == xmlSignature && name.Local == "Signature":
		return s.elements[signatureKey], nil
	case name.Space == dependencyGraph && (name.Local == "dependencies" || name.Local == "dependency"):
		return known, nil
	case known == nil, strings.HasPrefix(name.Space, cycloneDXExtensions):
		return nil, nil
	}
	return nil, &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("element %s of namespace %s: expected %s", scan.Quote(name.Local), scan.Quote(name.Space), r.namespace)}
}

// mistaken refuses an unknown name, of the kind that it says, that may have been
// meant to be a known one.
func mistaken[T any](r *xmlReader, kind, name string, known map[string]T) error {
	for _, want := range slices.Sorted(maps.Keys(known)) {
		if strings.EqualFold(want, name) {
			return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("%s %s differs from %q only in case", kind, scan.Quote(name), want)}
		}
		if scan.DifferByOneEdit(want, name) {
			return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("%s %s is unknown and differs from %q by one letter", kind, scan.Quote(name), want)}
		}
	}
	return nil
}

// attributes sets the fields of v that take attributes.
func (r *xmlReader) attributes(v reflect.Value, s *xmlShape, start xml.StartElement) error {
	for n, a := range start.Attr {
		field, ok := s.attributes[a.Name.Local]
		if !ok && a.Name.Space == "" {
			if err := mistaken(r, "attribute", a.Name.Local, s.attributes); err != nil {
				return err
			}
		}
		if !ok || a.Name.Space != "" || v.Field(field).Kind() != reflect.String {
			continue
		}
		if slices.ContainsFunc(start.Attr[:n], func(b xml.Attr) bool { return b.Name == a.Name }) {
			return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("attribute %s is there twice", scan.Quote(a.Name.Local))}
		}
		v.Field(field).SetString(r.Value(a.Value, r.AttributePlace(n)))
	}
	return nil
}

func (r *xmlReader) twice(start xml.StartElement) error {
	return &scan.Fault{Offset: r.Start, Message: fmt.Sprintf("element %s is there twice", scan.Quote(start.Name.Local))}
}

// shape returns the shape of the elements that are read into the struct t.
func (r *xmlReader) shape(t reflect.Type) *xmlShape {
	if s, ok := r.shapes[t]; ok {
		return s
	}
	s := newXMLShape()
	r.shapes[t] = s
	for f := range t.Fields() {
		name, option, _ := strings.Cut(f.Tag.Get("xml"), ",")
		option, _, _ = strings.Cut(option, ",")
		switch {
		case f.Type == reflect.TypeFor[*cdx.JSFSignature]():
			s.elements[signatureKey] = newXMLShape()
			s.elements[signatureKey].field = f.Index[0]
		case option == "chardata":
			s.text = f.Index[0]
		case name == "" || name == "-":
		case option == "attr":
			s.attributes[name] = f.Index[0]
		default:
			e := s
			for name := range strings.SplitSeq(name, ">") {
				if e.elements[name] == nil {
					e.elements[name] = newXMLShape()
				}
				e = e.elements[name]
			}
			e.field = f.Index[0]
		}
	}
	return s
}

func newXMLShape() *xmlShape {
	return &xmlShape{field: -1, text: -1, attributes: map[string]int{}, elements: map[string]*xmlShape{}}
}
