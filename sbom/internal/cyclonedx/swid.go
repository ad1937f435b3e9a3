package cyclonedx

import (
	"encoding/xml"
	"io"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// addSWID adds the identifiers of a SWID tag and the statements of the tag itself, if the
// document contains it. The URL of the tag is an address of its creator.
func (c collector) addSWID(i int, s *cdx.SWID) {
	if s == nil {
		return
	}
	c.b.ClaimSWID(i, s.TagID)
	c.b.ClaimName(i, s.Name)
	c.b.ClaimDomain(i, sbom.RoleTagCreator, s.URL)
	if s.Text == nil || s.Text.Content == "" {
		return
	}
	p := c.b.At(s.Text.Content)
	content := s.Text.Content
	if s.Text.Encoding == "base64" {
		decoded, err := scan.DecodeBase64(content)
		if err != nil {
			c.b.Warn(p, "SWID tag: expected Base64: "+err.Error())
			return
		}
		content = string(decoded)
	}
	t := tagReader{collector: c, component: i, place: p}
	if err := t.read(xml.NewDecoder(strings.NewReader(content))); err != nil {
		c.b.Warn(p, "SWID tag: expected XML: "+err.Error())
	}
}

// tagReader reads a SWID tag of ISO/IEC 19770-2, of the edition of 2015 or 2009, in any
// namespace.
type tagReader struct {
	collector
	component int
	place     sbom.Place // of the tag
	party     string     // the latest element of 2009 that contains a party
}

func (t *tagReader) read(d *xml.Decoder) error {
	elements := 0
	var text strings.Builder
	for {
		token, err := d.Token()
		switch {
		case err == io.EOF && elements > 0:
			return nil
		case err != nil:
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements++
			text.Reset()
			t.start(token)
		case xml.CharData:
			text.Write(token)
		case xml.EndElement:
			t.end(token.Name.Local, strings.TrimSpace(text.String()))
			text.Reset()
		}
	}
}

// start reads the start tag of an element of 2015, which has its statements in attributes.
func (t *tagReader) start(e xml.StartElement) {
	attributes := map[string]string{}
	for _, a := range e.Attr {
		attributes[a.Name.Local] = a.Value
	}
	switch e.Name.Local {
	case "SoftwareIdentity":
		t.b.ClaimNameAt(t.component, attributes["name"], t.place)
		t.b.ClaimSWIDAt(t.component, attributes["tagId"], t.place)
	case "Entity":
		t.addEntity(attributes["name"], attributes["regid"], roleOfEntity(attributes["role"]))
	case "File":
		t.b.ClaimPathAt(t.component, attributes["name"], t.place)
	case "software_creator", "software_licensor", "tag_creator":
		t.party = e.Name.Local
	}
}

// end reads the text of an element of 2009.
func (t *tagReader) end(name, text string) {
	switch name {
	case "product_title":
		t.b.ClaimNameAt(t.component, text, t.place)
	case "unique_id":
		t.b.ClaimSWIDAt(t.component, text, t.place)
	case "name", "regid", "tag_creator_regid":
		if t.party == "" {
			return
		}
		role := sbom.RoleTagCreator
		if t.party == "software_licensor" {
			role = sbom.RoleCopyright
		}
		if name == "name" {
			t.addEntity(text, "", role)
		} else {
			t.addEntity("", text, role)
		}
	}
}

// roleOfEntity returns the role of an entity, given its roles in ISO/IEC 19770-2 as one
// text.
func roleOfEntity(roles string) sbom.Role {
	switch {
	case strings.Contains(roles, "tagCreator"), strings.Contains(roles, "softwareCreator"):
		return sbom.RoleTagCreator
	case strings.Contains(roles, "distributor"):
		return sbom.RoleSupplier
	case strings.Contains(roles, "licensor"):
		return sbom.RoleCopyright
	}
	return sbom.RoleMention
}

func (t *tagReader) addEntity(name, regID string, role sbom.Role) {
	t.b.ClaimOrganizationAt(t.component, role, name, t.place)
	t.b.ClaimTagHostAt(t.component, role, regID, t.place)
}
