package cyclonedx

import (
	"cmp"
	"fmt"
	"sync"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// cycloneDXMembers are the names of the members that CycloneDX has.
var Members = sync.OnceValue(func() scan.Vocabulary {
	known := scan.MembersOf(cdx.BOM{}, legacyTool{}, cdx.EvidenceIdentity{}, cdxPatent{})
	// Members of certificates in CycloneDX 1.7 that cyclonedx-go calls otherwise.
	for _, name := range []string{"commonExtensionName", "commonExtensionValue", "customExtensionName", "customExtensionValue", "reason"} {
		known.Ignore(name)
	}
	return known
})

// cycloneDXJSON reads CycloneDX 1.2 to 1.7 in JSON.
func ReadJSON(b *sbom.Builder) error {
	d := newJSONDecoder(b)
	format := ""
	sections := d.sections()
	sections["bomFormat"] = func(value sbom.Place) error {
		return decodeOne(d, value, func(s *string) { format = *s })
	}
	err := b.Source.Members(func(name string, value sbom.Place) error {
		section, ok := sections[name]
		if !ok {
			return b.Source.Value(value, (*scan.JSON).Skip)
		}
		if err := section(value); err != nil {
			return err
		}
		if name == "bomFormat" && format != cdx.BOMFormat {
			return &scan.Fault{Offset: value.Start, Message: fmt.Sprintf("bomFormat is %s: expected %q", scan.Quote(format), cdx.BOMFormat)}
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case format == "":
		return &scan.Fault{Message: fmt.Sprintf("bomFormat is missing: expected %q", cdx.BOMFormat)}
	case b.Document.SpecVersion == "":
		return &scan.Fault{Message: fmt.Sprintf("specVersion is missing: expected 1.2 to 1.%d", newestCycloneDX)}
	}
	return nil
}

// sections returns, by the name of a member of the BOM, the function that reads it.
func (d *jsonDecoder) sections() map[string]func(sbom.Place) error {
	c := reader{d.b}
	return map[string]func(sbom.Place) error{
		"specVersion":  d.specVersion,
		"serialNumber": func(v sbom.Place) error { return decodeOne(d, v, func(s *string) { d.b.Document.ID = *s }) },
		"version":      d.version,
		"metadata":     func(v sbom.Place) error { return decodeOne(d, v, c.metadata) },
		"components": func(v sbom.Place) error {
			return decodeEach(d, v, func(c reader, x *cdx.Component) { c.component(x, sbom.OriginComponent, 0) })
		},
		"services": func(v sbom.Place) error {
			return decodeEach(d, v, func(c reader, x *cdx.Service) { c.service(x, sbom.OriginService, 0) })
		},
		"dependencies": func(v sbom.Place) error { return decodeEach(d, v, reader.dependency) },
		"externalReferences": func(v sbom.Place) error {
			return decodeEach(d, v, func(c reader, x *cdx.ExternalReference) { c.reference(0, x) })
		},
		"formulation":  func(v sbom.Place) error { return decodeEach(d, v, reader.formula) },
		"compositions": func(v sbom.Place) error { return decodeEach(d, v, reader.composition) },
		"declarations": func(v sbom.Place) error { return decodeOne(d, v, c.declarations) },
		"annotations":  func(v sbom.Place) error { return decodeEach(d, v, reader.annotation) },
		"definitions":  func(v sbom.Place) error { return decodeOne(d, v, c.definitions) },
		"signature":    func(v sbom.Place) error { return decodeOne(d, v, func(s *cdx.JSFSignature) { c.signature(0, s) }) },
		"spdxVersion": func(v sbom.Place) error {
			return &scan.Fault{Offset: v.Start, Message: `spdxVersion in a CycloneDX document: expected either bomFormat or spdxVersion`}
		},
	}
}

func (d *jsonDecoder) specVersion(value sbom.Place) error {
	if err := decodeOne(d, value, func(s *string) { d.b.Document.SpecVersion = *s }); err != nil {
		return err
	}
	if err := cycloneDXVersion(d.b.Document.SpecVersion, 2); err != nil {
		return &scan.Fault{Offset: value.Start, Message: err.Error()}
	}
	return nil
}

// version reads the version of the BOM as it is written.
func (d *jsonDecoder) version(value sbom.Place) error {
	if err := d.b.Source.Value(value, (*scan.JSON).Skip); err != nil {
		return err
	}
	if v := d.b.Source.Text[value.Start:value.End]; jsontext.Value(v).Kind() == '0' {
		d.b.Document.Version = v
	}
	return nil
}

// jsonDecoder decodes values of CycloneDX JSON.
type jsonDecoder struct{ b *sbom.Builder }

// newJSONDecoder returns a decoder of the builder's source.
func newJSONDecoder(b *sbom.Builder) *jsonDecoder {
	d := &jsonDecoder{b}
	r := &b.Source.JSON
	b.Source.SetUnmarshalers(
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
func decodeOne[T any](d *jsonDecoder, at sbom.Place, take func(*T)) error {
	var x T
	if err := d.b.Source.Value(at, func(r *scan.JSON) error { return d.decode(r, &x) }); err != nil {
		return err
	}
	take(&x)
	return nil
}

// decodeEach decodes the array at a place and calls take with each of its elements,
// on all cores. Take may keep nothing of an element but strings.
func decodeEach[T any](d *jsonDecoder, at sbom.Place, take func(reader, *T)) error {
	type none struct{}
	return sbom.ReadElements(d.b, at, func(b *sbom.Builder) func(*scan.JSON, *none) error {
		d := newJSONDecoder(b)
		return func(r *scan.JSON, _ *none) error {
			var x T
			if err := d.decode(r, &x); err != nil {
				return err
			}
			take(reader{b}, &x)
			return nil
		}
	}, func(*none) error { return nil })
}

// decode decodes the next value: the most frequent types by hand, the others by the
// tags of cyclonedx-go.
func (d *jsonDecoder) decode(r *scan.JSON, v any) error {
	switch x := v.(type) {
	case *cdx.Component:
		return d.component(r, x)
	case *cdx.Dependency:
		return d.dependency(r, x)
	}
	return r.Decode(v)
}

// component decodes a component by hand.
func (d *jsonDecoder) component(r *scan.JSON, x *cdx.Component) error {
	return r.Object(func(name string) error {
		switch name {
		case "bom-ref":
			return r.Text(&x.BOMRef)
		case "type":
			return r.Text((*string)(&x.Type))
		case "group":
			return r.Text(&x.Group)
		case "name":
			return r.Text(&x.Name)
		case "version":
			return r.Text(&x.Version)
		case "scope":
			return r.Text((*string)(&x.Scope))
		case "author":
			return r.Text(&x.Author)
		case "publisher":
			return r.Text(&x.Publisher)
		case "copyright":
			return r.Text(&x.Copyright)
		case "cpe":
			return r.Text(&x.CPE)
		case "purl":
			return r.Text(&x.PackageURL)
		case "hashes":
			return r.Decode(&x.Hashes)
		case "licenses":
			return r.Decode(&x.Licenses)
		case "externalReferences":
			return r.Decode(&x.ExternalReferences)
		case "components":
			x.Components = new([]cdx.Component)
			return scan.List(r, x.Components, func(x *cdx.Component) error { return d.component(r, x) })
		case "supplier":
			return r.Decode(&x.Supplier)
		case "manufacturer":
			return r.Decode(&x.Manufacturer)
		case "authors":
			return r.Decode(&x.Authors)
		case "omniborId":
			return r.Decode(&x.OmniborID)
		case "swhid":
			return r.Decode(&x.SWHID)
		case "swid":
			return r.Decode(&x.SWID)
		case "pedigree":
			return r.Decode(&x.Pedigree)
		case "evidence":
			return r.Decode(&x.Evidence)
		case "cryptoProperties":
			return r.Decode(&x.CryptoProperties)
		case "data":
			return r.Decode(&x.Data)
		case "modelCard":
			return r.Decode(&x.ModelCard)
		case "patentAssertions":
			return r.Decode(&x.PatentAssertions)
		case "signature":
			return r.Decode(&x.Signature)
		}
		return r.SkipUnknown(name)
	})
}

// dependency decodes a dependency by hand.
func (d *jsonDecoder) dependency(r *scan.JSON, x *cdx.Dependency) error {
	return r.Object(func(name string) error {
		switch name {
		case "ref":
			return r.Text(&x.Ref)
		case "dependsOn":
			x.Dependencies = new([]string)
			return scan.List(r, x.Dependencies, r.Text)
		}
		return r.SkipUnknown(name)
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
