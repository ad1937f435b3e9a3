package sbom

import (
	"errors"
	"fmt"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// cycloneDXJSON reads CycloneDX 1.2 to 1.7 in JSON.
func (b *builder) cycloneDXJSON() error {
	if err := checkNames(b.doc.text, cdx.BOM{}, legacyTool{}, cdx.EvidenceIdentity{}); err != nil {
		return err
	}
	r := b.jsonReader(
		json.UnmarshalFromFunc(skipSilent),
		json.UnmarshalFromFunc(decodeTools),
		json.UnmarshalFromFunc(decodeIdentity),
	)
	if err := b.cycloneDXObject(r); err != nil {
		return jsonFault(err)
	}
	return r.end()
}

// cycloneDXObject reads the top-level object.
func (b *builder) cycloneDXObject(r jsonReader) error {
	c := cycloneDX{b}
	format := ""
	err := r.object(func(name string) error {
		start := r.next()
		switch name {
		case "bomFormat":
			if err := r.decode(&format); err != nil || format == cdx.BOMFormat {
				return err
			}
			return &fault{offset: start, message: fmt.Sprintf("bomFormat is %s: expected %q", quote(format), cdx.BOMFormat)}
		case "specVersion":
			if err := r.decode(&b.doc.SpecVersion); err != nil {
				return err
			}
			if err := cycloneDXVersion(b.doc.SpecVersion, 2); err != nil {
				return &fault{offset: start, message: err.Error()}
			}
			return nil
		case "serialNumber":
			return r.decode(&b.doc.ID)
		case "metadata":
			var m cdx.Metadata
			if err := r.decode(&m); err != nil {
				return err
			}
			c.metadata(&m)
			return nil
		case "components":
			return decodeEach(r, func(x *cdx.Component) { c.component(x, OriginComponent, 0) })
		case "services":
			return decodeEach(r, func(x *cdx.Service) { c.service(x, OriginService, 0) })
		case "dependencies":
			return decodeEach(r, c.dependency)
		case "externalReferences":
			return decodeEach(r, func(x *cdx.ExternalReference) { c.reference(0, x) })
		case "formulation":
			return decodeEach(r, c.formula)
		case "spdxVersion":
			return &fault{offset: start, message: `spdxVersion in a CycloneDX document: expected either bomFormat or spdxVersion`}
		}
		return r.SkipValue()
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

// decodeEach decodes an array and calls take with each of its elements in turn.
func decodeEach[T any](r jsonReader, take func(*T)) error {
	return r.array(func() error {
		var x T
		if err := r.decode(&x); err != nil {
			return err
		}
		take(&x)
		return nil
	})
}

// skipSilent passes over what states no claim and refuses what is nested too
// deep; it leaves the decoding of the rest to others.
func skipSilent(d *jsontext.Decoder, v any) error {
	switch {
	case silent(v):
		return d.SkipValue()
	case d.StackDepth() > maxDepth:
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		return &fault{offset: int(d.InputOffset()) - 1, message: fmt.Sprintf("nested deeper than %d objects and arrays", maxDepth)}
	}
	return errors.ErrUnsupported
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
