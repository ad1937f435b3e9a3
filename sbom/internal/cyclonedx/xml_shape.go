package cyclonedx

import (
	"encoding/xml"
	"maps"
	"reflect"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// xmlShape describes how the content of an element is decoded into a struct.
type xmlShape struct {
	field      int // index of the field for the element, or -1 if the element only contains elements for the same struct
	text       int // index of the field for the text of the element, or -1
	attributes map[string]int
	elements   map[string]*xmlShape

	attributeNames, elementNames scan.Vocabulary // of attributes and elements
}

// textShape is the shape of an element that contains only text.
var textShape = &xmlShape{}

// signatureKey is the name of an XML Signature in [xmlShape.elements]. It differs from
// all local names, which have no colon.
const signatureKey = "xmldsig:Signature"

// shape returns the shape of elements that are decoded into a struct of type t.
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
	s.listNames()
	return s
}

func newXMLShape() *xmlShape {
	return &xmlShape{field: -1, text: -1, attributes: map[string]int{}, elements: map[string]*xmlShape{}}
}

// listNames sets the vocabularies of the shape and the shapes in it.
func (s *xmlShape) listNames() {
	s.attributeNames = scan.NewVocabulary(slices.Sorted(maps.Keys(s.attributes))...)
	s.elementNames = scan.NewVocabulary(slices.Sorted(maps.Keys(s.elements))...)
	for _, e := range s.elements {
		e.listNames()
	}
}

// xmlSignature has the elements of an XML Signature (XMLDSig 1.1, section 4.5) that
// name a signer.
type xmlSignature struct {
	KeyNames     []string `xml:"KeyInfo>KeyName"`
	SubjectNames []string `xml:"KeyInfo>X509Data>X509SubjectName"`
	Certificates []string `xml:"KeyInfo>X509Data>X509Certificate"`
}

// xmlLicenses has the elements of licenses that may name a party.
type xmlLicenses struct {
	Licenses    []xmlLicense `xml:"license"`
	Expressions []xmlLicense `xml:"expression-detailed"`
}

type xmlLicense struct {
	Names     []string           `xml:"name"` // valid documents have one
	Texts     []cdx.AttachedText `xml:"text"`
	Licensing *cdx.Licensing     `xml:"licensing"`
}

// special returns a function that decodes an element into *p if the struct tags of its
// type do not describe its XML, or nil.
func (r *xmlReader) special(p any) func(xml.StartElement) error {
	switch p := p.(type) {
	case *cdx.Copyright:
		return func(start xml.StartElement) error { return r.decode(reflect.ValueOf(&p.Text).Elem(), start) }
	case *cdx.MLDatasetChoice:
		return func(start xml.StartElement) error { return r.decode(reflect.ValueOf(&p.ComponentData).Elem(), start) }
	case *cdx.ToolsChoice:
		return decodeAs(r, func(tools *toolList) { *p = cdx.ToolsChoice(*tools) })
	case *cdx.Evidence:
		return decodeAs(r, func(e *cdx.EvidenceMarshalXML) {
			p.Identity = &cdx.EvidenceIdentityChoice{Identities: e.Identity}
			p.Occurrences = e.Occurrences
			p.Licenses = e.Licenses
			p.Copyright = e.Copyright
		})
	case *cdx.Licenses:
		return decodeAs(r, func(l *xmlLicenses) {
			for _, x := range slices.Concat(l.Licenses, l.Expressions) {
				for _, name := range x.Names {
					*p = append(*p, cdx.LicenseChoice{License: &cdx.License{Name: name}})
				}
				for i := range x.Texts {
					*p = append(*p, cdx.LicenseChoice{License: &cdx.License{Text: &x.Texts[i]}})
				}
				*p = append(*p, cdx.LicenseChoice{Licensing: x.Licensing})
			}
		})
	case *cdx.ComponentDataGovernanceResponsibleParty:
		return decodeAs(r, func(o *cdx.OrganizationalEntityOrContact) {
			p.Organization, p.Contact = o.Organization, o.Individual
		})
	case **cdx.JSFSignature: // an element may have several
		return func(start xml.StartElement) error {
			defer func(namespace string) { r.namespace = namespace }(r.namespace)
			r.namespace = signatureNamespace
			return decodeElement(r, start, func(s *xmlSignature) { *p = s.appendTo(*p) })
		}
	}
	return nil
}

// decodeAs returns a function that decodes an element into a T and calls set with it.
func decodeAs[T any](r *xmlReader, set func(*T)) func(xml.StartElement) error {
	return func(start xml.StartElement) error { return decodeElement(r, start, set) }
}

// appendTo returns a signature in JSON form with the signers of before, if it is not
// nil, and of s. XML does not order the certificates of a path, so the authorities among
// them become signers too.
func (s *xmlSignature) appendTo(before *cdx.JSFSignature) *cdx.JSFSignature {
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
