package cyclonedx

import (
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
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
// since they may hold rights in the component. Licensees and purchasers only use it, so
// they have [sbom.RoleMention].
func (c collector) addLicenses(i int, licensor sbom.Role, list *cdx.Licenses) {
	if list == nil {
		return
	}
	for _, x := range *list {
		if x.Licensing != nil {
			c.addPartyOrContact(i, licensor, x.Licensing.Licensor)
			c.addPartyOrContact(i, sbom.RoleMention, x.Licensing.Licensee)
			c.addPartyOrContact(i, sbom.RoleMention, x.Licensing.Purchaser)
		}
	}
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
