package sbom

import (
	"cmp"
	"errors"
	"fmt"
	"sync"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// cycloneDXMembers are the names of the members that CycloneDX has.
var cycloneDXMembers = sync.OnceValue(func() vocabulary {
	known := membersOf(cdx.BOM{}, legacyTool{}, cdx.EvidenceIdentity{}, cdxPatent{})
	// Members of certificates in CycloneDX 1.7 that cyclonedx-go calls otherwise.
	for _, name := range []string{"commonExtensionName", "commonExtensionValue", "customExtensionName", "customExtensionValue", "reason"} {
		known.pass(name)
	}
	return known
})

// cycloneDXJSON reads CycloneDX 1.2 to 1.7 in JSON.
func (b *builder) cycloneDXJSON() error {
	b.hooks = cycloneDXHooks
	format := ""
	err := b.members(func(name string, value Place) error {
		c := cycloneDX{b}
		switch name {
		case "bomFormat":
			if err := decodeOne(b, value, func(s *string) { format = *s }); err != nil || format == cdx.BOMFormat {
				return err
			}
			return &fault{offset: value.Start, message: fmt.Sprintf("bomFormat is %s: expected %q", quote(format), cdx.BOMFormat)}
		case "specVersion":
			if err := decodeOne(b, value, func(s *string) { b.doc.SpecVersion = *s }); err != nil {
				return err
			}
			if err := cycloneDXVersion(b.doc.SpecVersion, 2); err != nil {
				return &fault{offset: value.Start, message: err.Error()}
			}
			return nil
		case "serialNumber":
			return decodeOne(b, value, func(s *string) { b.doc.ID = *s })
		case "version":
			if err := b.value(value, (*jsonReader).skip); err != nil {
				return err
			}
			if v := b.doc.text[value.Start:value.End]; jsontext.Value(v).Kind() == '0' {
				b.doc.Version = v
			}
			return nil
		case "metadata":
			return decodeOne(b, value, c.metadata)
		case "components":
			return decodeEach(b, value, func(c cycloneDX, x *cdx.Component) { c.component(x, OriginComponent, 0) })
		case "services":
			return decodeEach(b, value, func(c cycloneDX, x *cdx.Service) { c.service(x, OriginService, 0) })
		case "dependencies":
			return decodeEach(b, value, cycloneDX.dependency)
		case "externalReferences":
			return decodeEach(b, value, func(c cycloneDX, x *cdx.ExternalReference) { c.reference(0, x) })
		case "formulation":
			return decodeEach(b, value, cycloneDX.formula)
		case "compositions":
			return decodeEach(b, value, cycloneDX.composition)
		case "declarations":
			return decodeOne(b, value, c.declarations)
		case "annotations":
			return decodeEach(b, value, cycloneDX.annotation)
		case "definitions":
			return decodeOne(b, value, c.definitions)
		case "signature":
			return decodeOne(b, value, func(s *cdx.JSFSignature) { c.signature(0, s) })
		case "spdxVersion":
			return &fault{offset: value.Start, message: `spdxVersion in a CycloneDX document: expected either bomFormat or spdxVersion`}
		}
		return b.value(value, (*jsonReader).skip)
	})
	switch {
	case err != nil:
		return err
	case format == "":
		return &fault{message: fmt.Sprintf("bomFormat is missing: expected %q", cdx.BOMFormat)}
	case b.doc.SpecVersion == "":
		return &fault{message: fmt.Sprintf("specVersion is missing: expected 1.2 to 1.%d", newestCycloneDX)}
	}
	return nil
}

// decodeOne decodes the value at a place and calls take with it.
func decodeOne[T any](b *builder, at Place, take func(*T)) error {
	var x T
	if err := b.value(at, func(r *jsonReader) error { return r.decode(&x) }); err != nil {
		return err
	}
	take(&x)
	return nil
}

// decodeEach decodes the array at a place and calls take with each of its
// elements, on all cores. Nothing of an element is kept but strings, so that the
// next one takes its memory.
func decodeEach[T any](b *builder, at Place, take func(cycloneDX, *T)) error {
	return b.elements(at, func() decodeElement {
		var x T
		return func(b *builder, r *jsonReader) error {
			x = *new(T)
			r.memory.clear()
			if err := r.decode(&x); err != nil {
				return err
			}
			take(cycloneDX{b}, &x)
			return nil
		}
	})
}

// cycloneDXHooks decode what the tags of cyclonedx-go do not, and what documents
// are full of, which takes a fraction of the time.
func cycloneDXHooks(b *builder) []*json.Unmarshalers {
	r := &b.json
	return []*json.Unmarshalers{
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.Component) error { return r.component(x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.Dependency) error { return r.dependency(x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.ExternalReference) error { return r.externalReference(x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.LicenseChoice) error { return r.license(x) }),
		json.UnmarshalFromFunc(func(d *jsontext.Decoder, v any) error {
			if silent(v) {
				return d.SkipValue()
			}
			return errors.ErrUnsupported
		}),
		json.UnmarshalFromFunc(decodeTools),
		json.UnmarshalFromFunc(decodeIdentity),
		json.UnmarshalFromFunc(decodeReference),
		json.UnmarshalFromFunc(decodeDataset),
		json.UnmarshalFromFunc(decodeAsserter),
		json.UnmarshalFromFunc(decodeSignature),
	}
}

// component decodes a component by hand.
func (r *jsonReader) component(x *cdx.Component) error {
	return r.object(func(name string) error {
		switch name {
		case "bom-ref":
			return r.string(&x.BOMRef)
		case "type":
			return r.string((*string)(&x.Type))
		case "group":
			return r.string(&x.Group)
		case "name":
			return r.string(&x.Name)
		case "version":
			return r.string(&x.Version)
		case "scope":
			return r.string((*string)(&x.Scope))
		case "author":
			return r.string(&x.Author)
		case "publisher":
			return r.string(&x.Publisher)
		case "copyright":
			return r.string(&x.Copyright)
		case "cpe":
			return r.string(&x.CPE)
		case "purl":
			return r.string(&x.PackageURL)
		case "hashes":
			return r.memory.hashes.list(r, &x.Hashes, (*jsonReader).digest)
		case "licenses":
			var licenses *[]cdx.LicenseChoice
			err := r.memory.licenses.list(r, &licenses, (*jsonReader).license)
			x.Licenses = (*cdx.Licenses)(licenses)
			return err
		case "externalReferences":
			return r.memory.references.list(r, &x.ExternalReferences, (*jsonReader).externalReference)
		case "components":
			return r.memory.nested(func(l *lists[cdx.Component]) error { return l.list(r, &x.Components, (*jsonReader).component) })
		case "supplier":
			return r.organization(&x.Supplier)
		case "manufacturer":
			return r.organization(&x.Manufacturer)
		case "authors":
			return r.decode(&x.Authors)
		case "omniborId":
			return r.decode(&x.OmniborID)
		case "swhid":
			return r.decode(&x.SWHID)
		case "swid":
			return r.decode(&x.SWID)
		case "pedigree":
			return r.decode(&x.Pedigree)
		case "evidence":
			return r.decode(&x.Evidence)
		case "cryptoProperties":
			return r.decode(&x.CryptoProperties)
		case "data":
			return r.decode(&x.Data)
		case "modelCard":
			return r.decode(&x.ModelCard)
		case "patentAssertions":
			return r.decode(&x.PatentAssertions)
		case "signature":
			return r.decode(&x.Signature)
		}
		return r.other(name)
	})
}

func (r *jsonReader) organization(x **cdx.OrganizationalEntity) error {
	if r.PeekKind() != 'n' {
		*x = new(cdx.OrganizationalEntity)
	}
	return r.object(func(name string) error { // null has no members
		switch name {
		case "bom-ref":
			return r.string(&(*x).BOMRef)
		case "name":
			return r.string(&(*x).Name)
		case "url":
			return r.memory.strings.list(r, &(*x).URL, (*jsonReader).string)
		case "contact":
			return r.decode(&(*x).Contact)
		}
		return r.other(name)
	})
}

func (r *jsonReader) digest(x *cdx.Hash) error {
	return r.object(func(name string) error {
		switch name {
		case "alg":
			return r.string((*string)(&x.Algorithm))
		case "content":
			return r.string(&x.Value)
		}
		return r.other(name)
	})
}

func (r *jsonReader) externalReference(x *cdx.ExternalReference) error {
	return r.object(func(name string) error {
		switch name {
		case "url":
			return r.string(&x.URL)
		case "type":
			return r.string((*string)(&x.Type))
		case "hashes":
			return r.memory.hashes.list(r, &x.Hashes, (*jsonReader).digest)
		}
		return r.other(name)
	})
}

// license decodes who grants a license, or an expression of several, to whom,
// and nothing else of it.
func (r *jsonReader) license(x *cdx.LicenseChoice) error {
	return r.object(func(name string) error {
		switch name {
		case "licensing":
			return r.decode(&x.Licensing)
		case "license":
			return r.object(func(name string) error {
				if name == "licensing" && x.Licensing == nil {
					return r.decode(&x.Licensing)
				}
				return r.other(name)
			})
		}
		return r.other(name)
	})
}

func (r *jsonReader) dependency(x *cdx.Dependency) error {
	return r.object(func(name string) error {
		switch name {
		case "ref":
			return r.string(&x.Ref)
		case "dependsOn":
			return r.memory.strings.list(r, &x.Dependencies, (*jsonReader).string)
		}
		return r.other(name)
	})
}

// memory is that of the lists in an element, which are of no use once it is taken.
type memory struct {
	strings    lists[string]
	hashes     lists[cdx.Hash]
	licenses   lists[cdx.LicenseChoice]
	references lists[cdx.ExternalReference]
	components []*lists[cdx.Component] // by how deep they are nested

	checksums    lists[spdxChecksum] // of SPDX
	externalRefs lists[spdxExternalRef]
	depth        int
}

func (m *memory) clear() {
	m.strings.clear()
	m.hashes.clear()
	m.licenses.clear()
	m.references.clear()
	m.checksums.clear()
	m.externalRefs.clear()
	for _, l := range m.components {
		l.clear()
	}
}

// nested calls read with the lists of one level below those that it is called in.
func (m *memory) nested(read func(*lists[cdx.Component]) error) error {
	if m.depth == len(m.components) {
		m.components = append(m.components, &lists[cdx.Component]{})
	}
	m.depth++
	defer func() { m.depth-- }()
	return read(m.components[m.depth-1])
}

type lists[T any] struct {
	elements []T
	lists    [][]T
}

func (l *lists[T]) clear() {
	clear(l.elements)
	l.elements, l.lists = l.elements[:0], l.lists[:0]
}

// list decodes an array, null for none. Decoding an element must not use the same lists.
func (l *lists[T]) list(r *jsonReader, into **[]T, element func(*jsonReader, *T) error) error {
	start := len(l.elements)
	if err := r.array(func() error {
		l.elements = append(l.elements, *new(T))
		return element(r, &l.elements[len(l.elements)-1])
	}); err != nil {
		return err
	}
	l.lists = append(l.lists, l.elements[start:len(l.elements):len(l.elements)])
	*into = &l.lists[len(l.lists)-1]
	return nil
}

// decodeTools decodes both forms of metadata.tools.
func decodeTools(d *jsontext.Decoder, t *cdx.ToolsChoice) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, &t.Tools)
	}
	var tools cdxTools
	err := json.UnmarshalDecode(d, &tools)
	*t = cdx.ToolsChoice(tools)
	return err
}

// decodeIdentity decodes both forms of evidence.identity: a list, and the single
// identity of CycloneDX 1.5.
func decodeIdentity(d *jsontext.Decoder, id *cdx.EvidenceIdentityChoice) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, &id.Identities)
	}
	return json.UnmarshalDecode(d, &id.Identity)
}

func decodeReference(d *jsontext.Decoder, r *cdxReference) error {
	return json.UnmarshalDecode(d, &r.Ref)
}

// decodeDataset decodes a data set that a model card describes. One that it
// refers to is described elsewhere.
func decodeDataset(d *jsontext.Decoder, x *cdx.MLDatasetChoice) error {
	return json.UnmarshalDecode(d, &x.ComponentData)
}

// decodeAsserter decodes the asserter of a patent assertion. CycloneDX 1.7 wants
// the organization or the person itself, or a reference; cyclonedx-go writes it
// as a member of its own.
func decodeAsserter(d *jsontext.Decoder, a *cdx.AsserterChoice) error {
	if d.PeekKind() == '"' {
		return d.SkipValue()
	}
	var x struct {
		cdx.OrganizationalEntity
		Email        string                     `json:"email"`
		Organization *cdx.OrganizationalEntity  `json:"organization"`
		Individual   *cdx.OrganizationalContact `json:"individual"`
	}
	err := json.UnmarshalDecode(d, &x)
	a.Organization = cmp.Or(x.Organization, &x.OrganizationalEntity)
	a.Individual = cmp.Or(x.Individual, &cdx.OrganizationalContact{Email: x.Email})
	return err
}

// decodeSignature decodes all forms of a signature; the tags of cyclonedx-go
// leave out that of a single signer.
func decodeSignature(d *jsontext.Decoder, s *cdx.JSFSignature) error {
	var x struct {
		cdx.JSFSigner
		Signers *[]cdx.JSFSigner `json:"signers"`
		Chain   *[]cdx.JSFSigner `json:"chain"`
	}
	err := json.UnmarshalDecode(d, &x)
	*s = cdx.JSFSignature{JSFSigner: &x.JSFSigner, Signers: x.Signers, Chain: x.Chain}
	return err
}
