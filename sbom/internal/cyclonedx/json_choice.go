package cyclonedx

import (
	"cmp"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The functions in this file decode types whose struct tags do not describe their JSON.

// decodeTools decodes both forms of metadata.tools.
func decodeTools(d *jsontext.Decoder, t *cdx.ToolsChoice) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, &t.Tools)
	}
	var tools toolList
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

func decodeCompositionRef(d *jsontext.Decoder, r *compositionRef) error {
	return json.UnmarshalDecode(d, &r.Ref)
}

// decodeDataset decodes a data set that a model card contains. It ignores the ref of a
// data set that is a component of its own.
func decodeDataset(d *jsontext.Decoder, x *cdx.MLDatasetChoice) error {
	return json.UnmarshalDecode(d, &x.ComponentData)
}

// decodeAsserter decodes the asserter of a patent assertion: a party, or a reference.
func decodeAsserter(d *jsontext.Decoder, a *cdx.AsserterChoice) error {
	var x party
	if d.PeekKind() == '"' {
		return d.SkipValue()
	}
	err := json.UnmarshalDecode(d, &x)
	a.Organization, a.Individual = x.parts()
	return err
}

// decodeAssignee decodes the assignee of a patent.
func decodeAssignee(d *jsontext.Decoder, a *assignee) error {
	var x party
	err := json.UnmarshalDecode(d, &x)
	a.Organization, a.Individual = x.parts()
	return err
}

// party is an organization or person in CycloneDX 1.7: an object with the members of
// either one. cyclonedx-go writes a member "organization" or "individual" instead.
type party struct {
	cdx.OrganizationalEntity
	Email        string                     `json:"email"`
	Phone        string                     `json:"phone"`
	Ref          string                     `json:"ref"`
	Organization *cdx.OrganizationalEntity  `json:"organization"`
	Individual   *cdx.OrganizationalContact `json:"individual"`
}

// parts returns the organization and the person in either form. For an object with the
// members of either one, these are an organization, and a person with the e-mail address
// only.
func (x *party) parts() (*cdx.OrganizationalEntity, *cdx.OrganizationalContact) {
	return cmp.Or(x.Organization, &x.OrganizationalEntity), cmp.Or(x.Individual, &cdx.OrganizationalContact{Email: x.Email})
}

// decodeSignature decodes all forms of a signature. The struct tags of cyclonedx-go
// omit the form with a single signer.
func decodeSignature(d *jsontext.Decoder, s *cdx.JSFSignature) error {
	var x jsonSignature
	err := json.UnmarshalDecode(d, &x)
	*s = cdx.JSFSignature{JSFSigner: &x.JSFSigner, Signers: x.Signers, Chain: x.Chain}
	return err
}

// jsonSignature is a signature in all of its forms.
type jsonSignature struct {
	cdx.JSFSigner
	Signers *[]cdx.JSFSigner `json:"signers"`
	Chain   *[]cdx.JSFSigner `json:"chain"`
}
