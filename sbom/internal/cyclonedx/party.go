package cyclonedx

import (
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// addParty adds an organization that has a role for component i. Its contacts have
// [sbom.RoleContact], unless the organization is only mentioned.
func (c collector) addParty(i int, role sbom.Role, o *cdx.OrganizationalEntity) {
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
	c.addContacts(i, role, o.Contact)
}

func (c collector) addContacts(i int, role sbom.Role, list *[]cdx.OrganizationalContact) {
	for _, o := range all(list) {
		c.addContact(i, role, &o)
	}
}

func (c collector) addContact(i int, role sbom.Role, o *cdx.OrganizationalContact) {
	if o != nil {
		c.b.ClaimOrganization(i, role, o.Name)
		c.b.ClaimDomain(i, role, o.Email)
	}
}

func (c collector) addPartyOrContact(i int, role sbom.Role, o *cdx.OrganizationalEntityOrContact) {
	if o != nil {
		c.addParty(i, role, o.Organization)
		c.addContact(i, role, o.Individual)
	}
}

// addLicenses adds the parties of commercial licenses. Licensors have the given role,
// since they may hold rights in the component, and so do the parties that the name and the
// text of a license credit. Licensees and purchasers only use the component, so they have
// [sbom.RoleMention].
func (c collector) addLicenses(i int, licensor sbom.Role, list *cdx.Licenses) {
	if list == nil {
		return
	}
	for _, x := range *list {
		if x.License != nil && licensor == sbom.RoleCopyright {
			c.addLicenseText(i, x.License)
		}
		if x.Licensing != nil {
			c.addPartyOrContact(i, licensor, x.Licensing.Licensor)
			c.addPartyOrContact(i, sbom.RoleMention, x.Licensing.Licensee)
			c.addPartyOrContact(i, sbom.RoleMention, x.Licensing.Purchaser)
		}
	}
}

// addLicenseText adds the parties that the name and the text of a license credit. Most
// licenses are standard ones, which credit none.
func (c collector) addLicenseText(i int, x *cdx.License) {
	c.b.ClaimNotice(i, x.Name)
	if x.Text == nil || x.Text.Content == "" {
		return
	}
	if x.Text.Encoding != "base64" {
		c.b.ClaimNotice(i, x.Text.Content)
		return
	}
	p := c.b.At(x.Text.Content)
	text, err := scan.DecodeBase64(x.Text.Content)
	if err != nil {
		c.b.Warn(p, "text of a license: expected Base64: "+err.Error())
		return
	}
	c.b.ClaimNoticeAt(i, string(text), p)
}

// addGovernance adds the owners, stewards and custodians of data.
func (c collector) addGovernance(i int, g *cdx.DataGovernance) {
	if g == nil {
		return
	}
	for _, x := range slices.Concat(all(g.Owners), all(g.Stewards), all(g.Custodians)) {
		c.addParty(i, sbom.RoleMention, x.Organization)
		c.addContact(i, sbom.RoleMention, x.Contact)
	}
}
