package sbom

import (
	"cmp"
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
func cycloneDXJSON(b *builder) error {
	d := newJSONDecoder(b)
	format := ""
	sections := d.sections()
	sections["bomFormat"] = func(value Place) error {
		return decodeOne(d, value, func(s *string) { format = *s })
	}
	err := b.src.members(func(name string, value Place) error {
		section, ok := sections[name]
		if !ok {
			return b.src.value(value, (*jsonReader).skip)
		}
		if err := section(value); err != nil {
			return err
		}
		if name == "bomFormat" && format != cdx.BOMFormat {
			return &fault{offset: value.Start, message: fmt.Sprintf("bomFormat is %s: expected %q", quote(format), cdx.BOMFormat)}
		}
		return nil
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

// sections returns, by the name of a member of the BOM, the function that reads it.
func (d *jsonDecoder) sections() map[string]func(Place) error {
	c := cycloneDX{d.b}
	return map[string]func(Place) error{
		"specVersion":  d.specVersion,
		"serialNumber": func(v Place) error { return decodeOne(d, v, func(s *string) { d.b.doc.ID = *s }) },
		"version":      d.version,
		"metadata":     func(v Place) error { return decodeOne(d, v, c.metadata) },
		"components": func(v Place) error {
			return decodeEach(d, v, func(c cycloneDX, x *cdx.Component) { c.component(x, OriginComponent, 0) })
		},
		"services": func(v Place) error {
			return decodeEach(d, v, func(c cycloneDX, x *cdx.Service) { c.service(x, OriginService, 0) })
		},
		"dependencies": func(v Place) error { return decodeEach(d, v, cycloneDX.dependency) },
		"externalReferences": func(v Place) error {
			return decodeEach(d, v, func(c cycloneDX, x *cdx.ExternalReference) { c.reference(0, x) })
		},
		"formulation":  func(v Place) error { return decodeEach(d, v, cycloneDX.formula) },
		"compositions": func(v Place) error { return decodeEach(d, v, cycloneDX.composition) },
		"declarations": func(v Place) error { return decodeOne(d, v, c.declarations) },
		"annotations":  func(v Place) error { return decodeEach(d, v, cycloneDX.annotation) },
		"definitions":  func(v Place) error { return decodeOne(d, v, c.definitions) },
		"signature":    func(v Place) error { return decodeOne(d, v, func(s *cdx.JSFSignature) { c.signature(0, s) }) },
		"spdxVersion": func(v Place) error {
			return &fault{offset: v.Start, message: `spdxVersion in a CycloneDX document: expected either bomFormat or spdxVersion`}
		},
	}
}

func (d *jsonDecoder) specVersion(value Place) error {
	if err := decodeOne(d, value, func(s *string) { d.b.doc.SpecVersion = *s }); err != nil {
		return err
	}
	if err := cycloneDXVersion(d.b.doc.SpecVersion, 2); err != nil {
		return &fault{offset: value.Start, message: err.Error()}
	}
	return nil
}

// version reads the version of the BOM as it is written.
func (d *jsonDecoder) version(value Place) error {
	if err := d.b.src.value(value, (*jsonReader).skip); err != nil {
		return err
	}
	if v := d.b.src.text[value.Start:value.End]; jsontext.Value(v).Kind() == '0' {
		d.b.doc.Version = v
	}
	return nil
}

// jsonDecoder decodes values of CycloneDX JSON.
type jsonDecoder struct{ b *builder }

// newJSONDecoder returns a decoder of the builder's source.
func newJSONDecoder(b *builder) *jsonDecoder {
	d := &jsonDecoder{b}
	r := &b.src.json
	b.src.unmarshal(
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.Component) error { return d.component(r, x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.Dependency) error { return d.dependency(r, x) }),
		skipSilent(),
		json.UnmarshalFromFunc(decodeExternalReference),
		json.UnmarshalFromFunc(decodeLicense),
		json.UnmarshalFromFunc(decodeTools),
		json.UnmarshalFromFunc(decodeIdentity),
		json.UnmarshalFromFunc(decodeReference),
		json.UnmarshalFromFunc(decodeDataset),
		json.UnmarshalFromFunc(decodeAsserter),
		json.UnmarshalFromFunc(decodeSignature),
	)
	return d
}

// skipSilent returns a function that skips the values that state no claim, such as
// numbers and free text, whatever they contain.
func skipSilent() *json.Unmarshalers {
	var all []*json.Unmarshalers
	for _, one := range silentTypes {
		all = append(all, one.skipJSON)
	}
	return json.JoinUnmarshalers(all...)
}

// decodeOne decodes the value at a place and calls take with it.
func decodeOne[T any](d *jsonDecoder, at Place, take func(*T)) error {
	var x T
	if err := d.b.src.value(at, func(r *jsonReader) error { return d.decode(r, &x) }); err != nil {
		return err
	}
	take(&x)
	return nil
}

// decodeEach decodes the array at a place and calls take with each of its elements,
// on all cores. Take may keep nothing of an element but strings.
func decodeEach[T any](d *jsonDecoder, at Place, take func(cycloneDX, *T)) error {
	type none struct{}
	return readElements(d.b, at, func(b *builder) func(*jsonReader, *none) error {
		d := newJSONDecoder(b)
		return func(r *jsonReader, _ *none) error {
			var x T
			if err := d.decode(r, &x); err != nil {
				return err
			}
			take(cycloneDX{b}, &x)
			return nil
		}
	}, func(*none) error { return nil })
}

// decode decodes the next value: the most frequent types by hand, the others by the
// tags of cyclonedx-go.
func (d *jsonDecoder) decode(r *jsonReader, v any) error {
	switch x := v.(type) {
	case *cdx.Component:
		return d.component(r, x)
	case *cdx.Dependency:
		return d.dependency(r, x)
	}
	return r.decode(v)
}

// component decodes a component by hand.
func (d *jsonDecoder) component(r *jsonReader, x *cdx.Component) error {
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
			return r.decode(&x.Hashes)
		case "licenses":
			return r.decode(&x.Licenses)
		case "externalReferences":
			return r.decode(&x.ExternalReferences)
		case "components":
			x.Components = new([]cdx.Component)
			return list(r, x.Components, func(x *cdx.Component) error { return d.component(r, x) })
		case "supplier":
			return r.decode(&x.Supplier)
		case "manufacturer":
			return r.decode(&x.Manufacturer)
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

// dependency decodes a dependency by hand.
func (d *jsonDecoder) dependency(r *jsonReader, x *cdx.Dependency) error {
	return r.object(func(name string) error {
		switch name {
		case "ref":
			return r.string(&x.Ref)
		case "dependsOn":
			x.Dependencies = new([]string)
			return list(r, x.Dependencies, r.string)
		}
		return r.other(name)
	})
}

// decodeExternalReference decodes the members of an external reference that state
// something.
func decodeExternalReference(d *jsontext.Decoder, x *cdx.ExternalReference) error {
	var r struct {
		URL    string                    `json:"url"`
		Type   cdx.ExternalReferenceType `json:"type"`
		Hashes *[]cdx.Hash               `json:"hashes"`
	}
	err := json.UnmarshalDecode(d, &r)
	x.URL, x.Type, x.Hashes = r.URL, r.Type, r.Hashes
	return err
}

// decodeLicense decodes the parties of a license, or of an expression of several, and
// nothing else of it.
func decodeLicense(d *jsontext.Decoder, x *cdx.LicenseChoice) error {
	var l struct {
		Licensing *cdx.Licensing `json:"licensing"`
		License   struct {
			Licensing *cdx.Licensing `json:"licensing"`
		} `json:"license"`
	}
	err := json.UnmarshalDecode(d, &l)
	x.Licensing = cmp.Or(l.Licensing, l.License.Licensing)
	return err
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
