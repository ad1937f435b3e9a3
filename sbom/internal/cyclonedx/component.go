package cyclonedx

import (
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/filename"
)

func (c collector) addComponents(list *[]cdx.Component, origin sbom.Origin, parent int) {
	for _, x := range all(list) {
		c.addComponent(&x, origin, parent)
	}
}

// addComponent adds a component and all components within it. It returns the index of
// the component.
func (c collector) addComponent(x *cdx.Component, origin sbom.Origin, parent int) int {
	i := c.b.AddComponent(sbom.Component{
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
	c.addParty(i, sbom.RoleSupplier, x.Supplier)
	c.addParty(i, sbom.RoleManufacturer, x.Manufacturer)
	c.b.ClaimOrganization(i, sbom.RoleAuthor, x.Author)
	c.addContacts(i, sbom.RoleAuthor, x.Authors)
	c.b.ClaimOrganization(i, sbom.RolePublisher, x.Publisher)
	c.addIdentifiers(i, x)
	c.addLicenses(i, sbom.RoleCopyright, x.Licenses)
	c.addPedigree(i, x.Pedigree)
	c.addReferences(i, x.ExternalReferences)
	c.addComponents(x.Components, origin, i)
	c.addEvidence(i, x.Evidence)
	c.addPaths(i, x.Properties)
	c.addCryptoProperties(i, x.CryptoProperties)
	c.addData(i, sbom.RoleDownload, all(x.Data))
	c.addModelCard(i, x.ModelCard)
	c.addPatentAssertions(i, x.PatentAssertions)
	c.addSignature(i, x.Signature)
	return i
}

// addIdentifiers adds the names, hashes and identifiers of a component, and its
// copyright holders.
func (c collector) addIdentifiers(i int, x *cdx.Component) {
	b := c.b
	b.ClaimName(i, x.Group)
	b.ClaimName(i, x.Name)
	if x.Type == cdx.ComponentTypeFile || filename.Is(x.Name) {
		b.ClaimFile(i, x.Name)
	}
	c.addHashes(i, x.Hashes)
	b.ClaimCopyright(i, x.Copyright)
	b.ClaimCPE(i, x.CPE)
	b.ClaimPURL(i, x.PackageURL)
	b.ClaimCoordinates(i)
	for _, id := range slices.Concat(all(x.OmniborID), all(x.SWHID)) {
		b.ClaimGitoid(i, id)
	}
	c.addSWID(i, x.SWID)
}

func (c collector) addPedigree(i int, p *cdx.Pedigree) {
	if p == nil {
		return
	}
	c.addComponents(p.Ancestors, sbom.OriginPedigree, i)
	c.addComponents(p.Descendants, sbom.OriginPedigree, i)
	c.addComponents(p.Variants, sbom.OriginPedigree, i)
	for _, commit := range all(p.Commits) {
		c.b.ClaimDomain(i, sbom.RoleReference, commit.URL)
		c.addCommitter(i, commit.Author)
		c.addCommitter(i, commit.Committer)
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

func (c collector) addCommitter(i int, a *cdx.IdentifiableAction) {
	if a != nil {
		c.b.ClaimOrganization(i, sbom.RoleCommit, a.Name)
		c.b.ClaimDomain(i, sbom.RoleCommit, a.Email)
	}
}

// addModelCard adds the data sets from which a model was trained. They are references,
// since the model does not contain them.
func (c collector) addModelCard(i int, card *cdx.MLModelCard) {
	if card == nil || card.ModelParameters == nil {
		return
	}
	for _, set := range all(card.ModelParameters.Datasets) {
		if set.ComponentData != nil {
			c.addData(i, sbom.RoleReference, []cdx.ComponentData{*set.ComponentData})
		}
	}
}

// addData adds the addresses of data, in a role, and the parties that govern the data.
func (c collector) addData(i int, role sbom.Role, list []cdx.ComponentData) {
	for _, x := range list {
		if x.Contents != nil {
			c.b.ClaimDomain(i, role, x.Contents.URL)
		}
		c.addGovernance(i, x.Governance)
	}
}
