package sbom

import (
	"cmp"
	"errors"
	"fmt"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// cycloneDXJSON reads CycloneDX 1.2 to 1.7 in JSON.
func (b *builder) cycloneDXJSON() error {
	if err := checkNames(b.doc.text, cdx.BOM{}, legacyTool{}, cdx.EvidenceIdentity{}, cdxPatent{}); err != nil {
		return err
	}
	r := b.jsonReader(
		json.UnmarshalFromFunc(b.skipSilent),
		json.UnmarshalFromFunc(decodeTools),
		json.UnmarshalFromFunc(decodeIdentity),
		json.UnmarshalFromFunc(decodeReference),
		json.UnmarshalFromFunc(decodeLicense),
		json.UnmarshalFromFunc(decodeDataset),
		json.UnmarshalFromFunc(decodeAsserter),
		json.UnmarshalFromFunc(decodeSignature),
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
		case "version":
			if r.PeekKind() != '0' {
				return r.SkipValue()
			}
			v, err := r.ReadValue()
			b.doc.Version = string(v)
			return err
		case "metadata":
			return decodeOne(r, c.metadata)
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
		case "compositions":
			return decodeEach(r, c.composition)
		case "declarations":
			return decodeOne(r, c.declarations)
		case "annotations":
			return decodeEach(r, c.annotation)
		case "definitions":
			return decodeOne(r, c.definitions)
		case "signature":
			return decodeOne(r, func(s *cdx.JSFSignature) { c.signature(0, s) })
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

// decodeOne decodes a value and calls take with it.
func decodeOne[T any](r jsonReader, take func(*T)) error {
	var x T
	if err := r.decode(&x); err != nil {
		return err
	}
	take(&x)
	return nil
}

// decodeEach decodes an array and calls take with each of its elements in turn.
func decodeEach[T any](r jsonReader, take func(*T)) error {
	return r.array(func() error { return decodeOne(r, take) })
}

// skipSilent passes over what states no claim and refuses what is nested too
// deep; it leaves the decoding of the rest to others.
func (b *builder) skipSilent(d *jsontext.Decoder, v any) error {
	switch {
	case silent(v):
		return d.SkipValue()
	case d.StackDepth() > b.maxDepth:
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		return b.tooDeep(int(d.InputOffset())-1, "objects and arrays")
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

func decodeReference(d *jsontext.Decoder, r *cdxReference) error {
	return json.UnmarshalDecode(d, &r.Ref)
}

// decodeLicense decodes who grants a license, or an expression of several, to
// whom, and nothing else of it.
func decodeLicense(d *jsontext.Decoder, l *cdx.LicenseChoice) error {
	type licensed struct {
		Licensing *cdx.Licensing `json:"licensing"`
	}
	var x struct {
		licensed
		License licensed `json:"license"`
	}
	err := json.UnmarshalDecode(d, &x)
	l.Licensing = cmp.Or(x.Licensing, x.License.Licensing)
	return err
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
