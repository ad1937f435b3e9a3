package cyclonedx

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// newestCycloneDX is the minor version of the newest CycloneDX 1.x known here.
const newestCycloneDX = 7

// cycloneDX collects the claims of a CycloneDX document. The readers of the
// encodings decode one element after the other and hand it over; nothing of it
// is kept but strings.
type reader struct{ b *sbom.Builder }

// cdxTools is what metadata.tools holds: a list of tools up to CycloneDX 1.4,
// components and services since. It is [cdx.ToolsChoice] with tags.
type cdxTools struct {
	Tools      *[]legacyTool    `json:"-" xml:"tool"`
	Components *[]cdx.Component `json:"components" xml:"components>component"`
	Services   *[]cdx.Service   `json:"services" xml:"services>service"`
}

// cdxFormula is [cdx.Formula] with processes in the place of workflows.
type cdxFormula struct {
	Components *[]cdx.Component `json:"components" xml:"components>component"`
	Services   *[]cdx.Service   `json:"services" xml:"services>service"`
	Workflows  *[]cdxProcess    `json:"workflows" xml:"workflows>workflow"`
}

// cdxProcess is a workflow, a task, or a trigger or workspace of one: what they
// have in common.
type cdxProcess struct {
	BOMRef     string                         `json:"bom-ref" xml:"bom-ref,attr"`
	Name       string                         `json:"name" xml:"name"`
	Resources  *[]cdx.ResourceReferenceChoice `json:"resourceReferences" xml:"resourceReferences>resourceReference"`
	Inputs     *[]cdxExchange                 `json:"inputs" xml:"inputs>input"`
	Outputs    *[]cdxExchange                 `json:"outputs" xml:"outputs>output"`
	Event      *cdxExchange                   `json:"event" xml:"event"`
	Trigger    *cdxProcess                    `json:"trigger" xml:"trigger"`
	Tasks      *[]cdxProcess                  `json:"tasks" xml:"tasks>task"`
	Workspaces *[]cdxProcess                  `json:"workspaces" xml:"workspaces>workspace"`
}

// cdxExchange is an input or output of a process, or the event that triggers it.
type cdxExchange struct {
	Resource *cdx.ResourceReferenceChoice `json:"resource" xml:"resource"`
	Source   *cdx.ResourceReferenceChoice `json:"source" xml:"source"`
	Target   *cdx.ResourceReferenceChoice `json:"target" xml:"target"`
}

// cdxComposition is [cdx.Composition] with references that read alike in both encodings.
type cdxComposition struct {
	Aggregate       cdx.CompositionAggregate `json:"aggregate" xml:"aggregate"`
	Assemblies      *[]cdxReference          `json:"assemblies" xml:"assemblies>assembly"`
	Dependencies    *[]cdxReference          `json:"dependencies" xml:"dependencies>dependency"`
	Vulnerabilities *[]cdxReference          `json:"vulnerabilities" xml:"vulnerabilities>vulnerability"`
}

// cdxReference is a string in JSON.
type cdxReference struct {
	Ref string `xml:"ref,attr"`
}

// cdxDefinitions is what is read of [cdx.Definitions]. Standards state no claims.
type cdxDefinitions struct {
	Patents *[]cdxPatent `json:"patents" xml:"patents>patent"`
}

// cdxPatent is a patent, or a family of patents, which has no assignee.
type cdxPatent struct {
	Assignees *[]cdx.OrganizationalEntityOrContact `json:"patentAssignee" xml:"patentAssignee"`
}

// cycloneDXVersion says why a document of that version cannot be read. The
// oldest version depends on the encoding.
func cycloneDXVersion(version string, oldest int) error {
	x, y, _ := strings.Cut(version, ".")
	major, errMajor := strconv.Atoi(x)
	minor, errMinor := strconv.Atoi(y)
	switch {
	case errMajor != nil || errMinor != nil || version != fmt.Sprintf("%d.%d", major, minor) || major < 1 || major == 1 && minor < oldest:
		return fmt.Errorf("unknown CycloneDX version %s: expected 1.%d to 1.%d", scan.Quote(version), oldest, newestCycloneDX)
	case major > 1 || minor > newestCycloneDX:
		return fmt.Errorf("CycloneDX %s is newer than 1.%d, the newest version known here", version, newestCycloneDX)
	}
	return nil
}

func (c reader) metadata(m *cdx.Metadata) {
	root := 0
	c.b.Document.Created = m.Timestamp
	if m.Component != nil {
		c.b.Document.Title = m.Component.Name
		root = c.component(m.Component, sbom.OriginRoot, 0)
	}
	c.party(root, sbom.RoleManufacturer, m.Manufacture)
	c.party(root, sbom.RoleSupplier, m.Supplier)
	c.party(0, sbom.RoleCreator, m.Manufacturer) // of the BOM: CycloneDX 1.6, metadata.manufacturer
	c.contacts(0, sbom.RoleCreator, m.Authors)
	c.licenses(0, sbom.RoleCreator, m.Licenses) // of the BOM
	if m.Tools != nil {
		for _, t := range all(m.Tools.Tools) {
			c.tool(&t)
		}
		c.components(m.Tools.Components, sbom.OriginTool, 0)
		c.services(m.Tools.Services, sbom.OriginTool, 0)
	}
}

// legacyTool is a tool as it was written before CycloneDX 1.5.
//
//lint:ignore SA1019 such documents are read all the same
type legacyTool = cdx.Tool

// tool takes a tool of the form before CycloneDX 1.5.
func (c reader) tool(t *legacyTool) {
	i := c.b.AddComponent(sbom.Component{Origin: sbom.OriginTool, Name: t.Name, Version: t.Version, Place: c.place(0, t.Name, t.Vendor, t.Version)})
	c.b.ClaimName(i, t.Name)
	c.b.ClaimOrganization(i, sbom.RolePublisher, t.Vendor)
	c.hashes(i, t.Hashes)
	c.references(i, t.ExternalReferences)
}

// formula takes what the product was built with: it may become part of the
// product, or may not.
func (c reader) formula(f *cdxFormula) {
	c.components(f.Components, sbom.OriginBuild, 0)
	c.services(f.Services, sbom.OriginBuild, 0)
	c.processes(f.Workflows, 0)
}

func (c reader) processes(list *[]cdxProcess, parent int) {
	for _, x := range all(list) {
		c.process(&x, parent)
	}
}

// process takes a process of the build with those that are part of it, and the
// resources that they use and make. References to components of the document
// say nothing new of these.
func (c reader) process(x *cdxProcess, parent int) {
	i := c.b.AddComponent(sbom.Component{Origin: sbom.OriginBuild, Ref: x.BOMRef, Name: x.Name, Parent: parent, Place: c.place(parent, x.Name, x.BOMRef)})
	c.b.ClaimName(i, x.Name)
	for _, r := range all(x.Resources) {
		c.resource(i, &r)
	}
	exchanges := slices.Concat(all(x.Inputs), all(x.Outputs))
	if x.Event != nil {
		exchanges = append(exchanges, *x.Event)
	}
	for _, e := range exchanges {
		c.resource(i, e.Resource)
		c.resource(i, e.Source)
		c.resource(i, e.Target)
	}
	if x.Trigger != nil {
		c.process(x.Trigger, i)
	}
	c.processes(x.Tasks, i)
	c.processes(x.Workspaces, i)
}

func (c reader) resource(i int, r *cdx.ResourceReferenceChoice) {
	if r == nil {
		return
	}
	c.b.AddBOMLink(i, r.Ref, false)
	if r.ExternalReference != nil {
		c.reference(i, r.ExternalReference)
	}
}

// composition takes what the document says it does not know. Without references
// that is about the document as a whole.
func (c reader) composition(x *cdxComposition) {
	if x.Aggregate == cdx.CompositionAggregateComplete {
		return
	}
	refs := slices.Concat(all(x.Assemblies), all(x.Dependencies))
	for _, r := range refs {
		c.b.AddIncomplete(r.Ref)
	}
	if len(refs) == 0 && len(all(x.Vulnerabilities)) == 0 {
		c.b.SetIncomplete(0)
	}
}

// declarations takes who signed them and what they are about. Whoever assesses,
// gives evidence, or is claimed something of is merely mentioned.
func (c reader) declarations(d *cdx.Declarations) {
	c.signature(0, d.Signature)
	for _, x := range all(d.Assessors) {
		c.party(0, sbom.RoleMention, x.Organization)
	}
	for _, x := range all(d.Claims) {
		for _, r := range all(x.ExternalReferences) {
			c.b.ClaimDomain(0, sbom.RoleReference, r.URL)
		}
	}
	for _, x := range all(d.Evidence) {
		c.contact(0, sbom.RoleMention, x.Author)
		c.contact(0, sbom.RoleMention, x.Reviewer)
	}
	if t := d.Targets; t != nil {
		for _, o := range all(t.Organizations) {
			c.party(0, sbom.RoleMention, &o)
		}
		c.components(t.Components, sbom.OriginTarget, 0)
		c.services(t.Services, sbom.OriginTarget, 0)
	}
	if a := d.Affirmation; a != nil {
		c.signature(0, a.Signature)
		for _, s := range all(a.Signatories) {
			c.signature(0, s.Signature)
			c.b.ClaimOrganization(0, sbom.RoleSigner, s.Name)
			c.party(0, sbom.RoleSigner, s.Organization)
			if s.ExternalReference != nil {
				c.b.ClaimDomain(0, sbom.RoleReference, s.ExternalReference.URL)
			}
		}
	}
}

// annotation takes who or what remarked something. The remark is free text.
func (c reader) annotation(x *cdx.Annotation) {
	a := x.Annotator
	if a == nil {
		return
	}
	c.party(0, sbom.RoleMention, a.Organization)
	c.contact(0, sbom.RoleMention, a.Individual)
	if a.Component != nil {
		c.component(a.Component, sbom.OriginTool, 0)
	}
	if a.Service != nil {
		c.service(a.Service, sbom.OriginTool, 0)
	}
}

// definitions takes who holds the patents that the document speaks of.
func (c reader) definitions(d *cdxDefinitions) {
	for _, patent := range all(d.Patents) {
		for _, o := range all(patent.Assignees) {
			c.either(0, sbom.RoleMention, &o)
		}
	}
}

func (c reader) dependency(d *cdx.Dependency) {
	for _, to := range all(d.Dependencies) {
		c.b.AddDependency(d.Ref, to)
	}
}

func (c reader) components(list *[]cdx.Component, origin sbom.Origin, parent int) {
	for _, x := range all(list) {
		c.component(&x, origin, parent)
	}
}

// component takes a component with all that is nested in it and returns its index.
func (c reader) component(x *cdx.Component, origin sbom.Origin, parent int) int {
	b := c.b
	i := b.AddComponent(sbom.Component{
		Origin:  origin,
		Type:    string(x.Type),
		Ref:     x.BOMRef,
		Group:   x.Group,
		Name:    x.Name,
		Version: x.Version,
		PURL:    x.PackageURL,
		Scope:   string(x.Scope),
		Parent:  parent,
		Place:   c.place(parent, x.Name, x.BOMRef, x.PackageURL, x.Group, x.Version),
	})
	c.party(i, sbom.RoleSupplier, x.Supplier)
	c.party(i, sbom.RoleManufacturer, x.Manufacturer)
	b.ClaimOrganization(i, sbom.RoleAuthor, x.Author)
	c.contacts(i, sbom.RoleAuthor, x.Authors)
	b.ClaimOrganization(i, sbom.RolePublisher, x.Publisher)
	b.ClaimName(i, x.Group)
	b.ClaimName(i, x.Name)
	if x.Type == cdx.ComponentTypeFile || identity.IsFileName(x.Name) {
		b.ClaimFile(i, x.Name)
	}
	c.hashes(i, x.Hashes)
	b.ClaimCopyright(i, x.Copyright)
	b.ClaimCPE(i, x.CPE)
	b.ClaimPURL(i, x.PackageURL)
	if x.Type == cdx.ComponentTypeContainer && x.PackageURL == "" {
		if purl := identity.ImagePURL(x.Name); purl != "" {
			b.ClaimPURLAt(i, purl, x.Name, b.At(x.Name))
		}
	}
	for _, id := range slices.Concat(all(x.OmniborID), all(x.SWHID)) {
		b.ClaimGitoid(i, id)
	}
	if x.SWID != nil {
		b.ClaimSWID(i, x.SWID.TagID)
		b.ClaimName(i, x.SWID.Name)
		b.ClaimDomain(i, sbom.RoleReference, x.SWID.URL)
		c.tagCreators(i, x.SWID.Text)
	}
	c.licenses(i, sbom.RoleCopyright, x.Licenses)
	c.pedigree(i, x.Pedigree)
	c.references(i, x.ExternalReferences)
	c.components(x.Components, origin, i)
	c.evidence(i, x.Evidence)
	c.crypto(i, x.CryptoProperties)
	c.data(i, sbom.RoleDownload, all(x.Data))
	if x.ModelCard != nil && x.ModelCard.ModelParameters != nil {
		for _, set := range all(x.ModelCard.ModelParameters.Datasets) {
			if set.ComponentData != nil { // what a model has learnt from is not in it
				c.data(i, sbom.RoleReference, []cdx.ComponentData{*set.ComponentData})
			}
		}
	}
	c.patents(i, x.PatentAssertions)
	c.signature(i, x.Signature)
	return i
}

func (c reader) pedigree(i int, p *cdx.Pedigree) {
	if p == nil {
		return
	}
	c.components(p.Ancestors, sbom.OriginPedigree, i)
	c.components(p.Descendants, sbom.OriginPedigree, i)
	c.components(p.Variants, sbom.OriginPedigree, i)
	for _, commit := range all(p.Commits) {
		c.b.ClaimDomain(i, sbom.RoleReference, commit.URL)
		c.action(i, commit.Author)
		c.action(i, commit.Committer)
	}
	for _, patch := range all(p.Patches) {
		if patch.Diff != nil {
			c.b.ClaimDomain(i, sbom.RoleReference, patch.Diff.URL)
		}
		for _, issue := range all(patch.Resolves) {
			if issue.Source != nil {
				c.b.ClaimDomain(i, sbom.RoleReference, issue.Source.URL)
			}
			for _, url := range all(issue.References) {
				c.b.ClaimDomain(i, sbom.RoleReference, url)
			}
		}
	}
}

func (c reader) services(list *[]cdx.Service, origin sbom.Origin, parent int) {
	for _, x := range all(list) {
		c.service(&x, origin, parent)
	}
}

// service takes a service with those that are nested in it.
func (c reader) service(x *cdx.Service, origin sbom.Origin, parent int) {
	b := c.b
	i := b.AddComponent(sbom.Component{
		Origin:  origin,
		Ref:     x.BOMRef,
		Group:   x.Group,
		Name:    x.Name,
		Version: x.Version,
		Parent:  parent,
		Place:   c.place(parent, x.Name, x.BOMRef, x.Group, x.Version),
	})
	c.party(i, sbom.RoleProvider, x.Provider)
	b.ClaimName(i, x.Group)
	b.ClaimName(i, x.Name)
	for _, url := range all(x.Endpoints) {
		b.ClaimDomain(i, sbom.RoleEndpoint, url)
	}
	for _, flow := range all(x.Data) {
		for _, url := range slices.Concat(all(flow.Source), all(flow.Destination)) {
			if !b.AddBOMLink(i, url, false) {
				b.ClaimDomain(i, sbom.RoleEndpoint, url)
			}
		}
		c.governance(i, flow.Governance)
	}
	c.licenses(i, sbom.RoleCopyright, x.Licenses)
	c.references(i, x.ExternalReferences)
	c.services(x.Services, origin, i)
	c.patents(i, x.PatentAssertions)
	c.signature(i, x.Signature)
}

// place returns the place of the first value that is there, or else the place
// of the parent.
func (c reader) place(parent int, values ...string) sbom.Place {
	if s := cmp.Or(values...); s != "" {
		return c.b.At(s)
	}
	return c.b.Document.Component(parent).Place
}

// party takes an organization that stands behind component i in a role.
func (c reader) party(i int, role sbom.Role, o *cdx.OrganizationalEntity) {
	if o == nil {
		return
	}
	c.b.ClaimOrganization(i, role, o.Name)
	for _, url := range all(o.URL) {
		c.b.ClaimDomain(i, role, url)
	}
	if role != sbom.RoleMention {
		role = sbom.RoleContact
	}
	c.contacts(i, role, o.Contact)
}

func (c reader) contacts(i int, role sbom.Role, list *[]cdx.OrganizationalContact) {
	for _, o := range all(list) {
		c.contact(i, role, &o)
	}
}

func (c reader) contact(i int, role sbom.Role, o *cdx.OrganizationalContact) {
	if o != nil {
		c.b.ClaimOrganization(i, role, o.Name)
		c.b.ClaimDomain(i, role, o.Email)
	}
}

// either takes an organization or a person.
func (c reader) either(i int, role sbom.Role, o *cdx.OrganizationalEntityOrContact) {
	if o != nil {
		c.party(i, role, o.Organization)
		c.contact(i, role, o.Individual)
	}
}

// licenses takes who grants commercial licences in which role: whoever may
// holds rights in the component. Licensees and purchasers only use it.
func (c reader) licenses(i int, licensor sbom.Role, list *cdx.Licenses) {
	if list == nil {
		return
	}
	for _, x := range *list {
		if x.Licensing != nil {
			c.either(i, licensor, x.Licensing.Licensor)
			c.either(i, sbom.RoleMention, x.Licensing.Licensee)
			c.either(i, sbom.RoleMention, x.Licensing.Purchaser)
		}
	}
}

// patents takes who asserts something of patents.
func (c reader) patents(i int, list *[]cdx.PatentAssertion) {
	for _, x := range all(list) {
		if x.Asserter != nil {
			c.party(i, sbom.RoleMention, x.Asserter.Organization)
			c.contact(i, sbom.RoleMention, x.Asserter.Individual)
		}
	}
}

// data takes where data are to be had, which is a host in a role, and who
// answers for them.
func (c reader) data(i int, role sbom.Role, list []cdx.ComponentData) {
	for _, x := range list {
		if x.Contents != nil {
			c.b.ClaimDomain(i, role, x.Contents.URL)
		}
		c.governance(i, x.Governance)
	}
}

func (c reader) governance(i int, g *cdx.DataGovernance) {
	if g == nil {
		return
	}
	for _, x := range slices.Concat(all(g.Owners), all(g.Stewards), all(g.Custodians)) {
		c.party(i, sbom.RoleMention, x.Organization)
		c.contact(i, sbom.RoleMention, x.Contact)
	}
}

// crypto takes the certificate that a component is. Its issuer signed it, its
// subject signs with it.
func (c reader) crypto(i int, p *cdx.CryptoProperties) {
	if p == nil {
		return
	}
	if x := p.CertificateProperties; x != nil {
		c.signerNames(i, x.SubjectName)
		c.signerNames(i, x.IssuerName)
		c.fingerprint(i, x.Fingerprint)
	}
	if x := p.RelatedCryptoMaterialProperties; x != nil {
		c.fingerprint(i, x.Fingerprint)
	}
}

func (c reader) fingerprint(i int, h *cdx.Hash) {
	if h != nil {
		c.b.ClaimHash(i, string(h.Algorithm), h.Value)
	}
}

// signature takes who signed, of all forms of the JSON Signature Format: one
// signer, several, or a chain of them. Nothing is verified here.
func (c reader) signature(i int, s *cdx.JSFSignature) {
	if s == nil {
		return
	}
	if s.JSFSigner != nil {
		c.signer(i, s.JSFSigner)
	}
	for _, x := range slices.Concat(all(s.Signers), all(s.Chain)) {
		c.signer(i, &x)
	}
}

// signer takes the name of the key, and the subject of the certificate that
// comes first in the path: the others are of authorities.
func (c reader) signer(i int, s *cdx.JSFSigner) {
	c.signerNames(i, s.KeyID)
	if path := all(s.CertificatePath); len(path) > 0 {
		p := c.b.At(path[0])
		names, err := certificateNames(path[0])
		if err != nil {
			c.b.Warn(p, err.Error())
		}
		for _, name := range names {
			c.b.ClaimSigner(i, name, p)
		}
	}
}

// signerNames takes whom a distinguished name names.
func (c reader) signerNames(i int, dn string) {
	p := c.b.At(dn)
	for _, name := range identity.SubjectNames(dn) {
		c.b.ClaimSigner(i, name, p)
	}
}

func (c reader) action(i int, a *cdx.IdentifiableAction) {
	if a != nil {
		c.b.ClaimOrganization(i, sbom.RoleCommit, a.Name)
		c.b.ClaimDomain(i, sbom.RoleCommit, a.Email)
	}
}

func (c reader) hashes(i int, list *[]cdx.Hash) {
	for _, h := range all(list) {
		c.b.ClaimHash(i, string(h.Algorithm), h.Value)
	}
}

func (c reader) references(i int, list *[]cdx.ExternalReference) {
	for _, r := range all(list) {
		c.reference(i, &r)
	}
}

func (c reader) reference(i int, r *cdx.ExternalReference) {
	c.document(i, r)
	switch r.Type {
	case cdx.ERTypeVCS:
		c.b.ClaimDomain(i, sbom.RoleRepository, r.URL)
	case cdx.ERTypeDistribution, cdx.ERTypeDistributionIntake, cdx.ERTypeSourceDistribution:
		c.b.ClaimDomain(i, sbom.RoleDownload, r.URL)
		c.hashes(i, r.Hashes) // of the component as it is distributed
	case cdx.ERTypeWebsite:
		c.b.ClaimDomain(i, sbom.RoleWebsite, r.URL)
	default:
		c.b.ClaimDomain(i, sbom.RoleReference, r.URL)
	}
}

// document takes a reference to another document: a BOM-Link, or wherever there
// is another BOM of the component.
func (c reader) document(i int, r *cdx.ExternalReference) {
	l := sbom.ParseBOMLink(r.URL)
	if r.Type == cdx.ERTypeBOM {
		l.Document, l.Needs = cmp.Or(l.Document, r.URL), true
	}
	l.Component = i
	for _, h := range all(r.Hashes) {
		if key, ok := identity.HashKey(string(h.Algorithm), h.Value); ok {
			l.Hashes = append(l.Hashes, key)
		}
	}
	c.b.AddLink(r.URL, l)
}

// evidence takes what an analysis concluded: it identifies the component as the
// component's own fields do.
func (c reader) evidence(i int, e *cdx.Evidence) {
	if e == nil {
		return
	}
	if e.Identity != nil {
		if e.Identity.Identity != nil {
			c.identity(i, e.Identity.Identity)
		}
		for _, id := range all(e.Identity.Identities) {
			c.identity(i, &id)
		}
	}
	for _, o := range all(e.Occurrences) {
		c.b.ClaimFile(i, o.Location)
	}
	for _, line := range all(e.Copyright) {
		c.b.ClaimCopyright(i, line.Text)
	}
	c.licenses(i, sbom.RoleCopyright, e.Licenses)
}

func (c reader) identity(i int, id *cdx.EvidenceIdentity) {
	value := id.ConcludedValue
	switch id.Field {
	case cdx.EvidenceIdentityFieldTypePURL:
		c.b.ClaimPURL(i, value)
	case cdx.EvidenceIdentityFieldTypeCPE:
		c.b.ClaimCPE(i, value)
	case cdx.EvidenceIdentityFieldTypeGroup, cdx.EvidenceIdentityFieldTypeName:
		c.b.ClaimName(i, value)
	case cdx.EvidenceIdentityFieldTypeSWID:
		c.b.ClaimSWID(i, value)
	case cdx.EvidenceIdentityFieldTypeOmniborID, cdx.EvidenceIdentityFieldTypeSWHID:
		c.b.ClaimGitoid(i, value)
	case cdx.EvidenceIdentityFieldTypeHash:
		// The algorithm is not said: take the one in use for digests of that length.
		alg := map[int]string{32: "MD5", 40: "SHA-1", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}[len(value)]
		c.b.ClaimHash(i, alg, value)
	}
}

// tagCreators takes from an embedded SWID tag (ISO/IEC 19770-2) who created it
// or its software.
func (c reader) tagCreators(i int, text *cdx.AttachedText) {
	if text == nil || text.Content == "" {
		return
	}
	p := c.b.At(text.Content)
	content := []byte(text.Content)
	if text.Encoding == "base64" {
		var err error
		if content, err = scan.DecodeBase64(text.Content); err != nil {
			c.b.Warn(p, "SWID tag: expected Base64: "+err.Error())
			return
		}
	}
	var tag struct {
		Entities []struct {
			Name  string `xml:"name,attr"`
			RegID string `xml:"regid,attr"`
			Roles string `xml:"role,attr"`
		} `xml:"Entity"`
	}
	if err := xml.Unmarshal(content, &tag); err != nil {
		c.b.Warn(p, "SWID tag: expected XML: "+err.Error())
		return
	}
	for _, e := range tag.Entities {
		if strings.Contains(e.Roles, "tagCreator") || strings.Contains(e.Roles, "softwareCreator") {
			c.b.ClaimOrganizationAt(i, sbom.RoleTagCreator, e.Name, p)
			c.b.ClaimDomainAt(i, sbom.RoleTagCreator, e.RegID, p)
		}
	}
}

// all returns a list of cyclonedx-go, which has pointers to lists.
func all[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
