package cyclonedx

import (
	"fmt"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReadJSON reads CycloneDX 1.2 to 1.7 in JSON.
func ReadJSON(b *sbom.Builder) error {
	addDecoders(b.Source)
	format := ""
	sections := jsonSections(b)
	sections["bomFormat"] = func(value sbom.Place) error {
		return decodeOne(b, value, func(s *string) { format = *s })
	}
	err := b.Source.Members(func(name string, value sbom.Place) error {
		section, ok := sections[name]
		if !ok {
			return b.Source.SkipMember(name, value)
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
		return &scan.Fault{Message: fmt.Sprintf("specVersion is missing: expected 1.2 to 1.%d", newestMinor)}
	}
	return nil
}

// addDecoders sets the functions that decode the types of a source whose struct tags do
// not suffice.
func addDecoders(src *scan.Source) {
	hooks := []*json.Unmarshalers{
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.Component) error { return decodeComponent(&src.JSON, x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.Dependency) error { return decodeDependency(&src.JSON, x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.ExternalReference) error { return decodeReference(&src.JSON, x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.OrganizationalEntity) error { return decodeParty(&src.JSON, x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.OrganizationalContact) error { return decodeContact(&src.JSON, x) }),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.LicenseChoice) error { return decodeLicense(&src.JSON, x) }),
		json.UnmarshalFromFunc(decodeTools),
		json.UnmarshalFromFunc(decodeIdentity),
		json.UnmarshalFromFunc(decodeCompositionRef),
		json.UnmarshalFromFunc(decodeDataset),
		json.UnmarshalFromFunc(decodeAsserter),
		json.UnmarshalFromFunc(decodeAssignee),
		json.UnmarshalFromFunc(decodeSignature),
		json.UnmarshalFromFunc(func(_ *jsontext.Decoder, x *cdx.EvidenceIdentityMethod) error { return decodeMethod(&src.JSON, x) }),
		skippedProperties,
	}
	for _, s := range skippedTypes {
		hooks = append(hooks, s.skipJSON)
	}
	src.SetUnmarshalers(hooks...)
}

// jsonSections returns the functions that read the members of a BOM, by name.
func jsonSections(b *sbom.Builder) map[string]func(sbom.Place) error {
	c := collector{b}
	return map[string]func(sbom.Place) error{
		"specVersion":  func(v sbom.Place) error { return readSpecVersion(b, v) },
		"serialNumber": func(v sbom.Place) error { return decodeOne(b, v, func(s *string) { b.Document.ID = *s }) },
		"version":      func(v sbom.Place) error { return readVersion(b, v) },
		"metadata":     func(v sbom.Place) error { return decodeOne(b, v, c.addMetadata) },
		"components": func(v sbom.Place) error {
			return decodeEach(b, v, func(c collector, x *cdx.Component) { c.addComponent(x, sbom.OriginComponent, 0) })
		},
		"services": func(v sbom.Place) error {
			return decodeEach(b, v, func(c collector, x *cdx.Service) { c.addService(x, sbom.OriginService, 0) })
		},
		"dependencies": func(v sbom.Place) error { return decodeEach(b, v, collector.addDependency) },
		"externalReferences": func(v sbom.Place) error {
			return decodeEach(b, v, func(c collector, x *cdx.ExternalReference) { c.addReference(0, x) })
		},
		"formulation":  func(v sbom.Place) error { return decodeEach(b, v, collector.addFormula) },
		"compositions": func(v sbom.Place) error { return decodeEach(b, v, collector.addComposition) },
		"declarations": func(v sbom.Place) error { return decodeOne(b, v, c.addDeclarations) },
		"annotations":  func(v sbom.Place) error { return decodeEach(b, v, collector.addAnnotation) },
		"vulnerabilities": func(v sbom.Place) error {
			return decodeEach(b, v, collector.addVulnerability)
		},
		"definitions": func(v sbom.Place) error { return decodeOne(b, v, c.addDefinitions) },
		"signature":   func(v sbom.Place) error { return decodeOne(b, v, func(s *cdx.JSFSignature) { c.addSignature(0, s) }) },
		"spdxVersion": func(v sbom.Place) error {
			return &scan.Fault{Offset: v.Start, Message: `spdxVersion in a CycloneDX document: expected either bomFormat or spdxVersion`}
		},
	}
}

func readSpecVersion(b *sbom.Builder, value sbom.Place) error {
	if err := decodeOne(b, value, func(s *string) { b.Document.SpecVersion = *s }); err != nil {
		return err
	}
	if err := checkVersion(b.Document.SpecVersion, 2); err != nil {
		return &scan.Fault{Offset: value.Start, Message: err.Error()}
	}
	return nil
}

// readVersion reads the version of the BOM without parsing the number.
func readVersion(b *sbom.Builder, value sbom.Place) error {
	if err := b.Source.Value(value, (*scan.JSON).Skip); err != nil {
		return err
	}
	if v := b.Source.Text[value.Start:value.End]; jsontext.Value(v).Kind() == '0' {
		b.Document.Version = v
	}
	return nil
}

// decodeOne decodes the value at a place and calls add with it.
func decodeOne[T any](b *sbom.Builder, at sbom.Place, add func(*T)) error {
	var x T
	if err := b.Source.Value(at, func(r *scan.JSON) error { return decodeValue(r, &x) }); err != nil {
		return err
	}
	add(&x)
	return nil
}

// decodeEach decodes the array at a place and calls add with each of its elements. It
// uses all cores, each with a collector of its own.
func decodeEach[T any](b *sbom.Builder, at sbom.Place, add func(collector, *T)) error {
	type none struct{}
	return sbom.ReadElements(b, at, func(b *sbom.Builder) func(*scan.JSON, *none) error {
		addDecoders(b.Source)
		x := new(T) // for one element after the other: add keeps no pointer to it
		return func(r *scan.JSON, _ *none) error {
			*x = *new(T)
			if err := decodeValue(r, x); err != nil {
				return err
			}
			add(collector{b}, x)
			return nil
		}
	}, func(*none) error { return nil })
}
