package cyclonedx

import (
	"cmp"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

func (c collector) addHashes(i int, list *[]cdx.Hash) {
	for _, h := range all(list) {
		c.b.ClaimHash(i, string(h.Algorithm), h.Value)
	}
}

func (c collector) addReferences(i int, list *[]cdx.ExternalReference) {
	for _, r := range all(list) {
		c.addReference(i, &r)
	}
}

func (c collector) addReference(i int, r *cdx.ExternalReference) {
	c.addLink(i, r)
	switch r.Type {
	case cdx.ERTypeVCS:
		c.b.ClaimDomain(i, sbom.RoleRepository, r.URL)
	case cdx.ERTypeDistribution, cdx.ERTypeDistributionIntake, cdx.ERTypeSourceDistribution:
		c.b.ClaimDomain(i, sbom.RoleDownload, r.URL)
		c.addHashes(i, r.Hashes) // of the component as it is distributed
	case cdx.ERTypeWebsite:
		c.b.ClaimDomain(i, sbom.RoleWebsite, r.URL)
	case cdx.ERTypeSupport, cdx.ERTypeDocumentation, cdx.ERTypeMailingList, cdx.ERTypeIssueTracker, cdx.ERTypeChat, cdx.ERTypeReleaseNotes,
		cdx.ERTypeBOM, cdx.ERTypeBuildMeta, cdx.ERTypeBuildSystem, cdx.ERTypeSecurityContact:
		c.b.ClaimDomain(i, sbom.RoleSupport, r.URL)
	default:
		c.b.ClaimDomain(i, sbom.RoleReference, r.URL)
	}
}

// addLink adds a link to another document if the reference is a BOM-Link or the address
// of another BOM of the component.
func (c collector) addLink(i int, r *cdx.ExternalReference) {
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
