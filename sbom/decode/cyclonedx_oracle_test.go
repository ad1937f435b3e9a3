package decode

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
)

// TestCycloneDXAgreesWithCycloneDXGo checks the documents of the corpus against the
// reference library: they have the same components with the same values in the same
// roles, and the same dependencies. Members that the library decodes incompletely are
// left out, see notCompared; package cyclonedx tests them.
func TestCycloneDXAgreesWithCycloneDXGo(t *testing.T) {
	compared, values := 0, 0
	for _, f := range corpustest.Files(t) {
		if f.Format != "cyclonedx" {
			continue
		}
		text := corpustest.Read(t, f.Path)
		format := cdx.BOMFileFormatJSON
		if f.Encoding == "xml" {
			format = cdx.BOMFileFormatXML
		}
		var bom cdx.BOM
		if err := cdx.NewBOMDecoder(strings.NewReader(string(text)), format).Decode(&bom); err != nil {
			continue
		}
		doc, err := One(f.Path, strings.NewReader(string(text)))
		if err != nil {
			continue // listed in testdata/refused.txt
		}
		compared++
		got, want := valuesOf(doc), valuesOfCycloneDXGo(&bom)
		values += len(want)
		if !maps.Equal(got, want) {
			t.Errorf("%s: values differ (+got -want):\n%s", f.Path, corpustest.Difference(got, want))
		}
	}
	t.Logf("%d documents compared, %d values", compared, values)
	if compared < 900 || values < 40_000 {
		t.Errorf("got %d documents and %d values, want at least 900 and 40000", compared, values)
	}
}

// notCompared lists parts of the paths of members that the library decodes incompletely,
// or that it does not decode as components.
var notCompared = []string{
	"/evidence", "/swid/text", "/cryptoProperties", "/modelCard", "/data/", "/data[", "/licenses", "/patentAssertions", "/signature", "/Signature",
	"/annotations", "/declarations", "/definitions", "/formulation",
}

// derived holds the roles of claims that repeat or interpret a value of another role.
var derived = map[sbom.Role]bool{
	sbom.RoleTagCreator: true, sbom.RoleLocation: true, sbom.RoleNamespace: true, sbom.RoleVendor: true,
}

// valuesOf returns the values of claims with their components and roles, and the
// dependencies other than nesting.
func valuesOf(doc *sbom.Document) map[string]int {
	var places []sbom.Place
	for _, c := range doc.Components() {
		places = append(places, c.Place)
	}
	for _, c := range doc.Claims() {
		places = append(places, c.Place)
	}
	paths := doc.Locate(places...)
	compared := func(i int) bool {
		path := paths[i].Path + "/"
		for _, member := range notCompared {
			if strings.Contains(path, member) {
				return false
			}
		}
		return true
	}
	values := map[string]int{}
	for i, c := range doc.Components() {
		if !compared(i) {
			continue
		}
		values[headOf(c)]++
		for _, to := range doc.DependsOn(i) {
			if o := doc.Component(to); o.Parent != i && c.Ref != "" && o.Ref != "" {
				values[c.Ref+" -> "+o.Ref] = 1
			}
		}
	}
	for i, c := range doc.Claims() {
		if compared(doc.Len()+i) && compared(c.Component) && !derived[c.Role] {
			values[fmt.Sprintf("%s: %s %q", headOf(doc.Component(c.Component)), c.Role, readBack(doc, c.Place))] = 1
		}
	}
	return values
}

// headOf returns the members of a component that are not claims.
func headOf(c sbom.Component) string {
	if c.Origin == sbom.OriginDocument {
		return string(c.Origin)
	}
	return fmt.Sprintf("%s %s %q %q %q %q %q %s", c.Origin, c.Type, c.Ref, c.Group, c.Name, c.Version, c.PURL, c.Scope)
}

// cycloneDXGo collects the values that the library decodes.
type cycloneDXGo struct {
	values map[string]int
	refs   map[string]bool // of components
	nested map[string]bool // dependencies that are also nesting
}

func valuesOfCycloneDXGo(bom *cdx.BOM) map[string]int {
	o := cycloneDXGo{map[string]int{}, map[string]bool{}, map[string]bool{}}
	document := sbom.Component{Origin: sbom.OriginDocument}
	o.values[headOf(document)]++
	product := document
	if m := bom.Metadata; m != nil {
		if m.Component != nil {
			product = o.component(m.Component, sbom.OriginRoot, "")
		}
		o.party(product, sbom.RoleManufacturer, m.Manufacture)
		o.party(product, sbom.RoleSupplier, m.Supplier)
		o.party(document, sbom.RoleCreator, m.Manufacturer)
		o.contacts(document, sbom.RoleCreator, m.Authors)
		o.tools(m.Tools)
	}
	for _, x := range listOf(bom.Vulnerabilities) {
		o.tools(x.Tools)
	}
	o.components(bom.Components, sbom.OriginComponent, "")
	o.services(bom.Services, sbom.OriginService, "")
	o.references(document, bom.ExternalReferences)
	o.unlisted(listOf(bom.Dependencies))
	for _, d := range listOf(bom.Dependencies) {
		for _, to := range listOf(d.Dependencies) {
			if o.refs[d.Ref] && o.refs[to] && d.Ref != to && !o.nested[d.Ref+" -> "+to] {
				o.values[d.Ref+" -> "+to] = 1
			}
		}
	}
	return o.values
}

func (o cycloneDXGo) tools(tools *cdx.ToolsChoice) {
	if tools == nil {
		return
	}
	for _, x := range listOf(tools.Tools) {
		tool := o.add(sbom.Component{Origin: sbom.OriginTool, Name: x.Name, Version: x.Version}, "")
		o.name(tool, x.Name)
		o.organization(tool, sbom.RolePublisher, x.Vendor)
		o.hashes(tool, x.Hashes)
		o.references(tool, x.ExternalReferences)
	}
	o.components(tools.Components, sbom.OriginTool, "")
	o.services(tools.Services, sbom.OriginTool, "")
}

// unlisted records the packages to which dependencies refer by package URLs that no
// component has as its reference.
func (o cycloneDXGo) unlisted(dependencies []cdx.Dependency) {
	for _, d := range dependencies {
		for _, ref := range slices.Concat(listOf(d.Dependencies), listOf(d.Provides), []string{d.Ref}) {
			if strings.HasPrefix(ref, "pkg:") && !o.refs[ref] {
				o.purl(o.add(sbom.Component{Origin: sbom.OriginUnlisted, Ref: ref, Name: ref, PURL: ref}, ""), ref)
			}
		}
	}
}

// add records a component within the component that has the reference parent.
func (o cycloneDXGo) add(c sbom.Component, parent string) sbom.Component {
	for _, s := range []*string{&c.Ref, &c.Group, &c.Name, &c.Version, &c.PURL, &c.Scope, &c.Type} {
		*s = strings.Trim(*s, " \t\r\n") // the library does not trim values
	}
	o.values[headOf(c)]++
	o.refs[c.Ref] = c.Ref != ""
	o.nested[parent+" -> "+c.Ref] = true
	if ref := plainPURL(c.Ref); strings.HasPrefix(ref, "pkg:") && ref != plainPURL(c.PURL) {
		o.purl(c, c.Ref)
	}
	return c
}

// plainPURL returns a package URL without the number with which generators make a
// reference unique, and with "@" as it is.
func plainPURL(purl string) string {
	return strings.Replace(packageID.ReplaceAllString(purl, ""), "%40", "@", 1)
}

var packageID = regexp.MustCompile(`[?&]package-id=.*`)

// states records a value if it is not absent and has a key.
func (o cycloneDXGo) states(c sbom.Component, role sbom.Role, value string, keys ...string) {
	value = strings.Trim(value, " \t\r\n")
	if !identity.Absent(value) && strings.Join(keys, "") != "" {
		o.values[fmt.Sprintf("%s: %s %q", headOf(c), role, value)] = 1
	}
}

func (o cycloneDXGo) name(c sbom.Component, name string) {
	o.states(c, sbom.RoleIdentity, name, identity.Words(name)...)
}

func (o cycloneDXGo) organization(c sbom.Component, role sbom.Role, value string) {
	name, addresses := identity.SplitName(value)
	for _, a := range addresses {
		name += strings.Join(identity.DomainKeys(a), "")
	}
	o.states(c, role, value, identity.NameKey(name))
}

func (o cycloneDXGo) host(c sbom.Component, role sbom.Role, value string) {
	o.states(c, role, value, identity.DomainKeys(value)...)
}

func (o cycloneDXGo) purl(c sbom.Component, purl string) {
	_, packages, _ := identity.PURLKeys(purl)
	o.states(c, sbom.RoleIdentity, purl, packages...)
}

func (o cycloneDXGo) hashes(c sbom.Component, list *[]cdx.Hash) {
	for _, h := range listOf(list) {
		if _, ok := identity.HashKey(string(h.Algorithm), h.Value); ok {
			o.states(c, sbom.RoleIdentity, h.Value, h.Value)
		}
	}
}

func (o cycloneDXGo) party(c sbom.Component, role sbom.Role, party *cdx.OrganizationalEntity) {
	if party == nil {
		return
	}
	o.organization(c, role, party.Name)
	for _, url := range listOf(party.URL) {
		o.host(c, role, url)
	}
	o.contacts(c, sbom.RoleContact, party.Contact)
}

func (o cycloneDXGo) contacts(c sbom.Component, role sbom.Role, list *[]cdx.OrganizationalContact) {
	for _, x := range listOf(list) {
		o.organization(c, role, x.Name)
		o.host(c, role, x.Email)
	}
}

func (o cycloneDXGo) references(c sbom.Component, list *[]cdx.ExternalReference) {
	roles := map[cdx.ExternalReferenceType]sbom.Role{
		cdx.ERTypeVCS: sbom.RoleRepository, cdx.ERTypeWebsite: sbom.RoleWebsite,
		cdx.ERTypeDistribution: sbom.RoleDownload, cdx.ERTypeDistributionIntake: sbom.RoleDownload, cdx.ERTypeSourceDistribution: sbom.RoleDownload,
		cdx.ERTypeSupport: sbom.RoleSupport, cdx.ERTypeDocumentation: sbom.RoleSupport, cdx.ERTypeMailingList: sbom.RoleSupport,
		cdx.ERTypeIssueTracker: sbom.RoleSupport, cdx.ERTypeChat: sbom.RoleSupport, cdx.ERTypeReleaseNotes: sbom.RoleSupport,
		cdx.ERTypeBOM: sbom.RoleSupport, cdx.ERTypeBuildMeta: sbom.RoleSupport, cdx.ERTypeBuildSystem: sbom.RoleSupport, cdx.ERTypeSecurityContact: sbom.RoleSupport,
	}
	for _, x := range listOf(list) {
		role, ok := roles[x.Type]
		if !ok {
			role = sbom.RoleReference
		}
		o.host(c, role, x.URL)
		if role == sbom.RoleDownload {
			o.hashes(c, x.Hashes)
		}
	}
}

func (o cycloneDXGo) components(list *[]cdx.Component, origin sbom.Origin, parent string) {
	for _, x := range listOf(list) {
		o.component(&x, origin, parent)
	}
}

func (o cycloneDXGo) component(x *cdx.Component, origin sbom.Origin, parent string) sbom.Component {
	c := o.add(sbom.Component{
		Origin: origin, Type: string(x.Type), Ref: x.BOMRef, Group: x.Group, Name: x.Name, Version: x.Version, PURL: x.PackageURL, Scope: string(x.Scope),
	}, parent)
	o.party(c, sbom.RoleSupplier, x.Supplier)
	o.party(c, sbom.RoleManufacturer, x.Manufacturer)
	o.organization(c, sbom.RoleAuthor, x.Author)
	o.contacts(c, sbom.RoleAuthor, x.Authors)
	o.organization(c, sbom.RolePublisher, x.Publisher)
	o.name(c, x.Group)
	o.name(c, x.Name)
	o.hashes(c, x.Hashes)
	for _, holder := range identity.CopyrightHolders(x.Copyright) {
		o.states(c, sbom.RoleCopyright, x.Copyright, identity.NameKey(holder))
	}
	cpe, _ := identity.CPEKeys(x.CPE)
	o.states(c, sbom.RoleIdentity, x.CPE, cpe...)
	o.purl(c, x.PackageURL)
	for _, id := range append(listOf(x.OmniborID), listOf(x.SWHID)...) {
		o.states(c, sbom.RoleIdentity, id, id)
	}
	if x.SWID != nil {
		o.states(c, sbom.RoleIdentity, x.SWID.TagID, x.SWID.TagID)
		o.name(c, x.SWID.Name)
	}
	if p := x.Pedigree; p != nil {
		for _, list := range []*[]cdx.Component{p.Ancestors, p.Descendants, p.Variants} {
			o.components(list, sbom.OriginPedigree, c.Ref)
		}
		for _, commit := range listOf(p.Commits) {
			o.host(c, sbom.RoleReference, commit.URL)
			for _, a := range []*cdx.IdentifiableAction{commit.Author, commit.Committer} {
				if a != nil {
					o.organization(c, sbom.RoleCommit, a.Name)
					o.host(c, sbom.RoleCommit, a.Email)
				}
			}
		}
		for _, patch := range listOf(p.Patches) {
			if patch.Diff != nil {
				o.host(c, sbom.RoleReference, patch.Diff.URL)
			}
			for _, issue := range listOf(patch.Resolves) {
				if issue.Source != nil {
					o.host(c, sbom.RoleReference, issue.Source.URL)
				}
				for _, url := range listOf(issue.References) {
					o.host(c, sbom.RoleReference, url)
				}
			}
		}
	}
	o.references(c, x.ExternalReferences)
	o.components(x.Components, origin, c.Ref)
	return c
}

func (o cycloneDXGo) services(list *[]cdx.Service, origin sbom.Origin, parent string) {
	for _, x := range listOf(list) {
		c := o.add(sbom.Component{Origin: origin, Ref: x.BOMRef, Group: x.Group, Name: x.Name, Version: x.Version}, parent)
		o.party(c, sbom.RoleProvider, x.Provider)
		for _, name := range []string{x.Group, x.Name} {
			o.name(c, name)
			if labels := strings.Split(name, "."); len(labels) > 1 { // a host, possibly in the order of namespaces
				slices.Reverse(labels)
				o.states(c, sbom.RoleEndpoint, name, append(hosts(name), hosts(strings.Join(labels, "."))...)...)
			}
		}
		for _, url := range listOf(x.Endpoints) {
			o.host(c, sbom.RoleEndpoint, url)
		}
		o.references(c, x.ExternalReferences)
		o.services(x.Services, origin, c.Ref)
	}
}

// hosts returns the addresses in a name.
func hosts(name string) []string {
	_, addresses := identity.SplitName(name)
	return addresses
}

// listOf returns the elements of a list, which cyclonedx-go represents as a pointer to a
// slice.
func listOf[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
