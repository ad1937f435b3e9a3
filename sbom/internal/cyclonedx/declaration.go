package cyclonedx

import (
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
)

// definitions is [cdx.Definitions] with the members of patents that state claims.
type definitions struct {
	Standards *[]cdx.StandardDefinition `json:"standards" xml:"standards>standard"`
	Patents   *[]patent                 `json:"patents" xml:"patents>patent"`
	Families  *[]patent                 `json:"-" xml:"patents>patentFamily"` // of patents in JSON
}

// patent is a patent, or a family of patents, which has no assignees.
type patent struct {
	Assignees  *[]assignee              `json:"patentAssignee" xml:"patentAssignee"`
	References *[]cdx.ExternalReference `json:"externalReferences" xml:"externalReferences>reference"`
}

// assignee is an organization or person. In JSON, it is written without the member
// "organization" or "individual", unlike in XML.
type assignee cdx.OrganizationalEntityOrContact

// addDeclarations adds the signers and the targets of declarations. Assessors, authors
// of evidence and target organizations have [sbom.RoleMention].
func (c collector) addDeclarations(d *cdx.Declarations) {
	c.addSignature(0, d.Signature)
	for _, x := range all(d.Assessors) {
		c.addParty(0, sbom.RoleMention, x.Organization)
	}
	for _, x := range all(d.Claims) {
		for _, r := range all(x.ExternalReferences) {
			c.b.ClaimDomain(0, sbom.RoleReference, r.URL)
		}
	}
	for _, x := range all(d.Evidence) {
		c.addContact(0, sbom.RoleMention, x.Author)
		c.addContact(0, sbom.RoleMention, x.Reviewer)
	}
	if t := d.Targets; t != nil {
		for _, o := range all(t.Organizations) {
			c.addParty(0, sbom.RoleMention, &o)
		}
		c.addComponents(t.Components, sbom.OriginTarget, 0)
		c.addServices(t.Services, sbom.OriginTarget, 0)
	}
	if a := d.Affirmation; a != nil {
		c.addSignature(0, a.Signature)
		for _, s := range all(a.Signatories) {
			c.addSignatory(&s)
		}
	}
}

func (c collector) addSignatory(s *cdx.Signatory) {
	c.addSignature(0, s.Signature)
	c.b.ClaimOrganization(0, sbom.RoleSigner, s.Name)
	c.addParty(0, sbom.RoleSigner, s.Organization)
	if s.ExternalReference != nil {
		c.b.ClaimDomain(0, sbom.RoleReference, s.ExternalReference.URL)
	}
}

// addAnnotation adds the annotator. The text of an annotation states no claim.
func (c collector) addAnnotation(x *cdx.Annotation) {
	a := x.Annotator
	if a == nil {
		return
	}
	c.addParty(0, sbom.RoleMention, a.Organization)
	c.addContact(0, sbom.RoleMention, a.Individual)
	if a.Component != nil {
		c.addComponent(a.Component, sbom.OriginTool, 0)
	}
	if a.Service != nil {
		c.addService(a.Service, sbom.OriginTool, 0)
	}
}

// addDefinitions adds the assignees and the references of patents.
func (c collector) addDefinitions(d *definitions) {
	for _, p := range slices.Concat(all(d.Patents), all(d.Families)) {
		for _, o := range all(p.Assignees) {
			c.addPartyOrContact(0, sbom.RoleMention, (*cdx.OrganizationalEntityOrContact)(&o))
		}
		for _, r := range all(p.References) {
			c.b.ClaimDomain(0, sbom.RoleReference, r.URL)
		}
	}
}

// addPatentAssertions adds the parties that assert a patent.
func (c collector) addPatentAssertions(i int, list *[]cdx.PatentAssertion) {
	for _, x := range all(list) {
		if x.Asserter != nil {
			c.addParty(i, sbom.RoleMention, x.Asserter.Organization)
			c.addContact(i, sbom.RoleMention, x.Asserter.Individual)
		}
	}
}
