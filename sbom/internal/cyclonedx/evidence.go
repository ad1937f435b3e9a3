package cyclonedx

import (
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
)

// addEvidence adds the results of an analysis. They identify a component in the same
// way as its own members.
func (c collector) addEvidence(i int, e *cdx.Evidence) {
	if e == nil {
		return
	}
	if e.Identity != nil {
		if e.Identity.Identity != nil {
			c.addIdentity(i, e.Identity.Identity)
		}
		for _, id := range all(e.Identity.Identities) {
			c.addIdentity(i, &id)
		}
	}
	for _, o := range all(e.Occurrences) {
		c.b.ClaimFile(i, o.Location)
	}
	if e.Callstack != nil {
		for _, f := range all(e.Callstack.Frames) {
			c.b.ClaimPath(i, f.FullFilename)
		}
	}
	for _, line := range all(e.Copyright) {
		c.b.ClaimCopyright(i, line.Text)
	}
	c.addLicenses(i, sbom.RoleCopyright, e.Licenses)
}

// addPaths adds the properties of component i that are paths.
func (c collector) addPaths(i int, properties *[]cdx.Property) {
	for _, p := range all(properties) {
		if sbom.IsPathProperty(p.Name) {
			c.b.ClaimPath(i, p.Value)
		}
	}
}

func (c collector) addIdentity(i int, id *cdx.EvidenceIdentity) {
	for _, m := range all(id.Methods) {
		if strings.ContainsAny(m.Value, `/\.`) { // the path or the name of a file, not a digest
			c.b.ClaimPath(i, m.Value)
		}
	}
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
		// The algorithm is not stated. Assume the common one for digests of this length.
		alg := map[int]string{32: "MD5", 40: "SHA-1", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}[len(value)]
		c.b.ClaimHash(i, alg, value)
	}
}
