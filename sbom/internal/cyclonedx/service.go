package cyclonedx

import (
	"slices"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
)

func (c collector) addServices(list *[]cdx.Service, origin sbom.Origin, parent int) {
	for _, x := range all(list) {
		c.addService(&x, origin, parent)
	}
}

// addService adds a service and all services within it.
func (c collector) addService(x *cdx.Service, origin sbom.Origin, parent int) {
	i := c.b.AddComponent(sbom.Component{
		Origin:  origin,
		Ref:     x.BOMRef,
		Group:   x.Group,
		Name:    x.Name,
		Version: x.Version,
		Parent:  parent,
		Place:   c.place(parent, x.Name, x.BOMRef, x.Group, x.Version),
	})
	c.addParty(i, sbom.RoleProvider, x.Provider)
	for _, name := range []string{x.Group, x.Name} {
		c.b.ClaimName(i, name)
		c.b.ClaimServiceHost(i, name)
	}
	for _, url := range all(x.Endpoints) {
		c.b.ClaimDomain(i, sbom.RoleEndpoint, url)
	}
	for _, flow := range all(x.Data) {
		for _, url := range slices.Concat(all(flow.Source), all(flow.Destination)) {
			if !c.b.AddBOMLink(i, url, false) {
				c.b.ClaimDomain(i, sbom.RoleEndpoint, url)
			}
		}
		c.addGovernance(i, flow.Governance)
	}
	c.addLicenses(i, sbom.RoleCopyright, x.Licenses)
	c.addReferences(i, x.ExternalReferences)
	c.addServices(x.Services, origin, i)
	c.addPatentAssertions(i, x.PatentAssertions)
	c.addSignature(i, x.Signature)
}
