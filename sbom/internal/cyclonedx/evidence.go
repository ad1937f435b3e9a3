package cyclonedx

import (
	"encoding/xml"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
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
	for _, line := range all(e.Copyright) {
		c.b.ClaimCopyright(i, line.Text)
	}
	c.addLicenses(i, sbom.RoleCopyright, e.Licenses)
}

func (c collector) addIdentity(i int, id *cdx.EvidenceIdentity) {
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

// addTagCreators adds the creators of an embedded SWID tag (ISO/IEC 19770-2) and of its
// software.
func (c collector) addTagCreators(i int, text *cdx.AttachedText) {
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
