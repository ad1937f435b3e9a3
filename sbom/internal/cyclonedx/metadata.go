package cyclonedx

import (
	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
)

// toolList is [cdx.ToolsChoice] with tags. Up to CycloneDX 1.4, tools are a
// list; since CycloneDX 1.5 it has components and services.
type toolList struct {
	Tools      *[]legacyTool    `json:"-" xml:"tool"`
	Components *[]cdx.Component `json:"components" xml:"components>component"`
	Services   *[]cdx.Service   `json:"services" xml:"services>service"`
}

// legacyTool is a tool in the form used before CycloneDX 1.5.
//
//lint:ignore SA1019 documents before CycloneDX 1.5 contain this type
type legacyTool = cdx.Tool

func (c collector) addMetadata(m *cdx.Metadata) {
	root := 0
	c.b.Document.Created = m.Timestamp
	if m.Component != nil {
		c.b.Document.Title = m.Component.Name
		root = c.addComponent(m.Component, sbom.OriginRoot, 0)
	}
	c.addParty(root, sbom.RoleManufacturer, m.Manufacture)
	c.addParty(root, sbom.RoleSupplier, m.Supplier)
	c.addParty(0, sbom.RoleCreator, m.Manufacturer) // of the BOM: CycloneDX 1.6, metadata.manufacturer
	c.addContacts(0, sbom.RoleCreator, m.Authors)
	c.addLicenses(0, sbom.RoleCreator, m.Licenses) // of the BOM
	c.addTools(m.Tools)
}

// vulnerability has the members of [cdx.Vulnerability] that list components: a component
// on which the product depends can be among the tools with which a vulnerability was found.
type vulnerability struct {
	Tools   *cdx.ToolsChoice `json:"tools" xml:"tools"`
	Credits cdx.Credits      `json:"-" xml:"credits"` // to the parties that found it, which are skipped
}

func (c collector) addVulnerability(x *vulnerability) { c.addTools(x.Tools) }

func (c collector) addTools(t *cdx.ToolsChoice) {
	if t == nil {
		return
	}
	for _, x := range all(t.Tools) {
		c.addLegacyTool(&x)
	}
	c.addComponents(t.Components, sbom.OriginTool, 0)
	c.addServices(t.Services, sbom.OriginTool, 0)
}

func (c collector) addLegacyTool(t *legacyTool) {
	i := c.b.AddComponent(sbom.Component{Origin: sbom.OriginTool, Name: t.Name, Version: t.Version, Place: c.place(0, t.Name, t.Vendor, t.Version)})
	c.b.ClaimName(i, t.Name)
	c.b.ClaimOrganization(i, sbom.RolePublisher, t.Vendor)
	c.addHashes(i, t.Hashes)
	c.addReferences(i, t.ExternalReferences)
}
