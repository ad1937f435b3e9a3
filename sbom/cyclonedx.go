package sbom

import (
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// newestCycloneDX is the minor version of the newest CycloneDX 1.x known here.
const newestCycloneDX = 7

// maxDepth bounds how deep components may be nested, counted in elements of XML
// or in objects and arrays of JSON. Real documents need about twelve.
const maxDepth = 1024

// cycloneDX collects the claims of a CycloneDX document. The readers of the
// encodings decode one element after the other and hand it over; nothing of it
// is kept but strings.
type cycloneDX struct{ b *builder }

// cdxTools is what metadata.tools holds: a list of tools up to CycloneDX 1.4,
// components and services since. It is [cdx.ToolsChoice] with tags.
type cdxTools struct {
	Tools      *[]legacyTool    `json:"-" xml:"tool"`
	Components *[]cdx.Component `json:"components" xml:"components>component"`
	Services   *[]cdx.Service   `json:"services" xml:"services>service"`
}

// silent tells whether v points to what states no claim, as numbers and free
// text: the readers pass over it as long as it is well formed.
func silent(v any) bool {
	switch v.(type) {
	case *bool, *int, *float32,
		*[]cdx.ComponentData, *[]cdx.DataClassification, *[]cdx.EvidenceIdentityMethod, *[]cdx.Lifecycle,
		*[]cdx.Patch, *[]cdx.PatentAssertion, *[]cdx.Property, *[]cdx.Workflow,
		*cdx.Callstack, *cdx.CryptoProperties, *cdx.DistributionConstraints, *cdx.JSFSignature,
		*cdx.Licenses, *cdx.MLModelCard, *cdx.PostalAddress, *cdx.ReleaseNotes:
		return true
	}
	return false
}

// cycloneDXVersion says why a document of that version cannot be read. The
// oldest version depends on the encoding.
func cycloneDXVersion(version string, oldest int) error {
	x, y, _ := strings.Cut(version, ".")
	major, errMajor := strconv.Atoi(x)
	minor, errMinor := strconv.Atoi(y)
	switch {
	case errMajor != nil || errMinor != nil || version != fmt.Sprintf("%d.%d", major, minor) || major < 1 || major == 1 && minor < oldest:
		return fmt.Errorf("unknown CycloneDX version %s: expected 1.%d to 1.%d", quote(version), oldest, newestCycloneDX)
	case major > 1 || minor > newestCycloneDX:
		return fmt.Errorf("CycloneDX %s is newer than 1.%d, the newest version known here", version, newestCycloneDX)
	}
	return nil
}

func (c cycloneDX) metadata(m *cdx.Metadata) {
	root := 0
	c.b.doc.Created = m.Timestamp
	if m.Component != nil {
		c.b.doc.Title = m.Component.Name
		root = c.component(m.Component, OriginRoot, 0)
	}
	c.party(root, RoleManufacturer, m.Manufacture)
	c.party(root, RoleSupplier, m.Supplier)
	c.party(0, RoleCreator, m.Manufacturer) // of the BOM: CycloneDX 1.6, metadata.manufacturer
	c.contacts(0, RoleCreator, m.Authors)
	if m.Tools != nil {
		for _, t := range all(m.Tools.Tools) {
			c.tool(&t)
		}
		c.components(m.Tools.Components, OriginTool, 0)
		c.services(m.Tools.Services, OriginTool, 0)
	}
}

// legacyTool is a tool as it was written before CycloneDX 1.5.
//
//lint:ignore SA1019 such documents are read all the same
type legacyTool = cdx.Tool

// tool takes a tool of the form before CycloneDX 1.5.
func (c cycloneDX) tool(t *legacyTool) {
	i := c.b.component(Component{Origin: OriginTool, Name: t.Name, Version: t.Version, Place: c.place(0, t.Name, t.Vendor, t.Version)})
	c.b.name(i, t.Name)
	c.b.organization(i, RolePublisher, t.Vendor)
	c.hashes(i, t.Hashes)
	c.references(i, t.ExternalReferences)
}

// formula takes what builds the product: like the tools that wrote the document
// it is not part of what is shipped.
func (c cycloneDX) formula(f *cdx.Formula) {
	c.components(f.Components, OriginTool, 0)
	c.services(f.Services, OriginTool, 0)
}

func (c cycloneDX) dependency(d *cdx.Dependency) {
	for _, to := range all(d.Dependencies) {
		c.b.edge(d.Ref, to)
	}
}

func (c cycloneDX) components(list *[]cdx.Component, origin Origin, parent int) {
	for _, x := range all(list) {
		c.component(&x, origin, parent)
	}
}

// component takes a component with all that is nested in it and returns its index.
func (c cycloneDX) component(x *cdx.Component, origin Origin, parent int) int {
	b := c.b
	i := b.component(Component{
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
	c.party(i, RoleSupplier, x.Supplier)
	c.party(i, RoleManufacturer, x.Manufacturer)
	b.organization(i, RoleAuthor, x.Author)
	c.contacts(i, RoleAuthor, x.Authors)
	b.organization(i, RolePublisher, x.Publisher)
	b.name(i, x.Group)
	b.name(i, x.Name)
	if x.Type == cdx.ComponentTypeFile || isFileName(x.Name) {
		b.file(i, x.Name)
	}
	c.hashes(i, x.Hashes)
	b.copyright(i, x.Copyright)
	b.cpe(i, x.CPE)
	b.purl(i, x.PackageURL)
	if x.Type == cdx.ComponentTypeContainer && x.PackageURL == "" {
		if purl := imagePURL(x.Name); purl != "" {
			b.purlAt(i, purl, x.Name, b.at(x.Name))
		}
	}
	if x.SWID != nil {
		b.swid(i, x.SWID.TagID)
		c.tagCreators(i, x.SWID.Text)
	}
	if p := x.Pedigree; p != nil {
		c.components(p.Ancestors, OriginPedigree, i)
		c.components(p.Descendants, OriginPedigree, i)
		c.components(p.Variants, OriginPedigree, i)
		for _, commit := range all(p.Commits) {
			c.action(i, commit.Author)
			c.action(i, commit.Committer)
		}
	}
	c.references(i, x.ExternalReferences)
	c.components(x.Components, origin, i)
	c.evidence(i, x.Evidence)
	return i
}

func (c cycloneDX) services(list *[]cdx.Service, origin Origin, parent int) {
	for _, x := range all(list) {
		c.service(&x, origin, parent)
	}
}

// service takes a service with those that are nested in it.
func (c cycloneDX) service(x *cdx.Service, origin Origin, parent int) {
	b := c.b
	i := b.component(Component{
		Origin:  origin,
		Ref:     x.BOMRef,
		Group:   x.Group,
		Name:    x.Name,
		Version: x.Version,
		Parent:  parent,
		Place:   c.place(parent, x.Name, x.BOMRef, x.Group, x.Version),
	})
	c.party(i, RoleProvider, x.Provider)
	b.name(i, x.Group)
	b.name(i, x.Name)
	for _, url := range all(x.Endpoints) {
		b.domain(i, RoleEndpoint, url)
	}
	c.references(i, x.ExternalReferences)
	c.services(x.Services, origin, i)
}

// place returns the place of the first value that is there, or else the place
// of the parent.
func (c cycloneDX) place(parent int, values ...string) Place {
	if s := cmp.Or(values...); s != "" {
		return c.b.at(s)
	}
	return c.b.doc.Components[parent].Place
}

// party takes an organization that stands behind component i in a role.
func (c cycloneDX) party(i int, role Role, o *cdx.OrganizationalEntity) {
	if o == nil {
		return
	}
	c.b.organization(i, role, o.Name)
	for _, url := range all(o.URL) {
		c.b.domain(i, role, url)
	}
	c.contacts(i, RoleContact, o.Contact)
}

func (c cycloneDX) contacts(i int, role Role, list *[]cdx.OrganizationalContact) {
	for _, o := range all(list) {
		c.b.organization(i, role, o.Name)
		c.b.domain(i, role, o.Email)
	}
}

func (c cycloneDX) action(i int, a *cdx.IdentifiableAction) {
	if a != nil {
		c.b.organization(i, RoleCommit, a.Name)
		c.b.domain(i, RoleCommit, a.Email)
	}
}

func (c cycloneDX) hashes(i int, list *[]cdx.Hash) {
	for _, h := range all(list) {
		c.b.hash(i, string(h.Algorithm), h.Value)
	}
}

func (c cycloneDX) references(i int, list *[]cdx.ExternalReference) {
	for _, r := range all(list) {
		c.reference(i, &r)
	}
}

func (c cycloneDX) reference(i int, r *cdx.ExternalReference) {
	switch r.Type {
	case cdx.ERTypeVCS:
		c.b.domain(i, RoleRepository, r.URL)
	case cdx.ERTypeDistribution, cdx.ERTypeDistributionIntake, cdx.ERTypeSourceDistribution:
		c.b.domain(i, RoleDownload, r.URL)
		c.hashes(i, r.Hashes) // of the component as it is distributed
	case cdx.ERTypeWebsite:
		c.b.domain(i, RoleWebsite, r.URL)
	default:
		c.b.domain(i, RoleReference, r.URL)
	}
}

// evidence takes what an analysis concluded: it identifies the component as the
// component's own fields do.
func (c cycloneDX) evidence(i int, e *cdx.Evidence) {
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
		c.b.file(i, o.Location)
	}
	for _, line := range all(e.Copyright) {
		c.b.copyright(i, line.Text)
	}
}

func (c cycloneDX) identity(i int, id *cdx.EvidenceIdentity) {
	value := id.ConcludedValue
	switch id.Field {
	case cdx.EvidenceIdentityFieldTypePURL:
		c.b.purl(i, value)
	case cdx.EvidenceIdentityFieldTypeCPE:
		c.b.cpe(i, value)
	case cdx.EvidenceIdentityFieldTypeGroup, cdx.EvidenceIdentityFieldTypeName:
		c.b.name(i, value)
	case cdx.EvidenceIdentityFieldTypeSWID:
		c.b.swid(i, value)
	case cdx.EvidenceIdentityFieldTypeHash:
		// The algorithm is not said: take the one in use for digests of that length.
		alg := map[int]string{32: "MD5", 40: "SHA-1", 64: "SHA-256", 96: "SHA-384", 128: "SHA-512"}[len(value)]
		c.b.hash(i, alg, value)
	}
}

// tagCreators takes from an embedded SWID tag (ISO/IEC 19770-2) who created it
// or its software. A tag that cannot be read states nothing.
func (c cycloneDX) tagCreators(i int, text *cdx.AttachedText) {
	if text == nil {
		return
	}
	content := []byte(text.Content)
	if text.Encoding == "base64" {
		var err error
		if content, err = base64.StdEncoding.DecodeString(text.Content); err != nil {
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
		return
	}
	for _, e := range tag.Entities {
		if strings.Contains(e.Roles, "tagCreator") || strings.Contains(e.Roles, "softwareCreator") {
			c.b.organizationAt(i, RoleTagCreator, e.Name, c.b.at(text.Content))
			c.b.domainAt(i, RoleTagCreator, e.RegID, c.b.at(text.Content))
		}
	}
}

// isFileName tells whether a component's name looks like the name of a file: it
// ends in an extension of up to five letters and digits, or is the versioned
// name of a shared object.
func isFileName(name string) bool {
	ext := strings.TrimPrefix(path.Ext(name), ".")
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	return strings.Contains(name, ".so.") ||
		len(ext) <= 5 && len(ext)+1 < len(name) && strings.ContainsFunc(ext, unicode.IsLetter) && !strings.ContainsFunc(ext, other)
}

// imagePURL makes a package URL of a container image's name as container engines
// take it, [host/]namespace/name[:tag][@digest]; "" if the name is not of that
// form, or has no namespace and so says nothing about who made the image.
func imagePURL(name string) string {
	name, _, _ = strings.Cut(name, "@")
	if slash := strings.LastIndexByte(name, '/'); strings.LastIndexByte(name, ':') > slash {
		name = name[:strings.LastIndexByte(name, ':')]
	}
	host, repository, ok := strings.Cut(name, "/")
	switch {
	case !ok || strings.ContainsAny(name, " ?#%"):
		return ""
	case !strings.ContainsAny(host, ".:"): // the name says no host: Docker Hub
		repository = name
	case host != "docker.io" && host != "index.docker.io":
		return "pkg:oci/" + path.Base(name) + "?repository_url=" + name
	}
	if strings.Count(repository, "/") != 1 {
		return ""
	}
	return "pkg:docker/" + repository
}

// all returns a list of cyclonedx-go, which has pointers to lists.
func all[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
