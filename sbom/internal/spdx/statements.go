package spdx

import (
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/filename"
	"github.com/bomgate/bomgate/sbom/internal/registry"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// documentRef is the SPDXID of every document (clause 6.3).
const documentRef = "SPDXRef-DOCUMENT"

// collector records the statements of an SPDX document in a builder. Each method records
// one occurrence of a field of SPDX 2.3, whose value it receives as written, so that the
// field has the same meaning in all encodings.
type collector struct {
	b        *sbom.Builder
	deferred deferred
}

// deferred holds the statements that [collector.finish] resolves at the end of the
// document.
type deferred struct {
	externalDocuments    map[string]sbom.Link // by their reference in this document: "DocumentRef-…"
	externalDependencies []externalDependency
	snippets             []snippet
}

// snippet is a snippet of a file (clause 9).
type snippet struct {
	ID        string `json:"SPDXID"`
	File      string `json:"snippetFromFile"`
	Copyright string `json:"copyrightText"`

	Attributions []string `json:"attributionTexts"`
}

// merge adds the statements of the next part of the document.
func (d *deferred) merge(part *deferred) error {
	for ref, l := range part.externalDocuments {
		d.setExternalDocument(ref, l)
	}
	d.externalDependencies = append(d.externalDependencies, part.externalDependencies...)
	d.snippets = append(d.snippets, part.snippets...)
	return nil
}

func (d *deferred) setExternalDocument(ref string, l sbom.Link) {
	if d.externalDocuments == nil {
		d.externalDocuments = map[string]sbom.Link{}
	}
	d.externalDocuments[ref] = l
}

// newCollector returns a collector for a whole document. A part of a document has a
// collector without the document's reference.
func newCollector(b *sbom.Builder) *collector {
	c := &collector{b: b}
	c.addRef(0, documentRef)
	return c
}

// versions are the versions of SPDX 2 that are read, for messages.
const versions = `"SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`

// setSpecVersion records SPDXVersion (clause 6.1) and refuses versions that are not
// supported. The place is the place of the value, which may be empty.
func (c *collector) setSpecVersion(v string, p sbom.Place) error {
	number, ok := strings.CutPrefix(v, "SPDX-")
	if ok {
		switch number {
		case "2.1", "2.2", "2.2.1", "2.3": // 2.2.1 is 2.2 as published by ISO; 2.1 has no field of another meaning
			c.b.Document.SpecVersion = number
			return nil
		}
	}
	return &scan.Fault{Offset: p.Start, Message: "SPDX version " + scan.Quote(v) + ` is not supported: expected ` + versions}
}

// addRef records the SPDXID of component i (clauses 6.3, 7.2, 8.2).
func (c *collector) addRef(i int, id string) {
	switch known := c.b.Document.Component(i).Ref; {
	case known == "":
		c.b.SetRef(i, id)
	case i == 0 && known != id: // replaces the SPDXID that every document should have
		c.b.AddAlias(0, known)
		c.b.SetRef(i, id)
	case known != id:
		c.b.AddAlias(i, id)
	}
	if !strings.HasPrefix(id, "SPDXRef-") {
		c.b.Warn(c.b.At(id), "SPDXID "+scan.Quote(id)+`: expected "SPDXRef-" at its beginning`)
	}
}

// addCreator records Creator (clause 6.8): a party, or a tool as a component.
func (c *collector) addCreator(v string) {
	kind, tool, ok := strings.Cut(v, ":")
	if !ok || !strings.EqualFold(strings.TrimSpace(kind), "Tool") {
		c.addParty(0, sbom.RoleCreator, "creator", v)
		return
	}
	if tool = strings.TrimSpace(tool); identity.Absent(tool) {
		return
	}
	p := c.b.At(v)
	tool = c.b.Source.Keep(tool, p)
	c.b.ClaimName(c.b.AddComponent(sbom.Component{Origin: sbom.OriginTool, Name: tool, Place: p}), tool)
}

// addParty records a value of the form "Organization: name (e-mail)" or "Person: name
// (e-mail)": PackageSupplier (clause 7.5), PackageOriginator (7.6) or Creator (6.8).
// It reads a value of any other form as a name.
func (c *collector) addParty(i int, role sbom.Role, field, v string) {
	if identity.Absent(v) {
		return
	}
	name, p := v, c.b.At(v)
	kind, after, _ := strings.Cut(v, ":")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "organization", "person":
		name = strings.TrimSpace(after)
	default:
		c.b.Warn(p, field+" "+scan.Quote(v)+`: expected "Organization: " or "Person: " before the name`)
	}
	if !identity.Absent(name) {
		c.b.ClaimOrganizationAt(i, role, name, p)
	}
}

// addLicense records the name and the text of a license that SPDX does not list (clauses 10.1
// and 10.3): the holders in it hold rights in something that the document describes.
func (c *collector) addLicense(name, text string) {
	c.b.ClaimCopyright(0, name)
	c.b.ClaimNotice(0, text)
}

// addContributor records FileContributor (clause 8.12).
func (c *collector) addContributor(i int, v string) {
	c.b.ClaimOrganization(i, sbom.RoleCopyright, v)
}

// addArtifactOf records the project that contains file i: the name, the home page or the
// URI of ArtifactOf (SPDX 2.1, clauses 4.9 to 4.11).
func (c *collector) addArtifactOf(i int, name, address string) {
	c.b.ClaimName(i, name)
	c.b.ClaimOrganization(i, sbom.RoleCopyright, name)
	c.b.ClaimDomain(i, sbom.RoleWebsite, address)
}

// addPackage adds a package with its PackageName (clause 7.1), which may be absent, and
// returns its index. The place is the place of the name, or of the start of the package.
func (c *collector) addPackage(name string, p sbom.Place) int {
	i := c.b.AddComponent(sbom.Component{Origin: sbom.OriginPackage, Name: name, Place: p})
	c.b.ClaimName(i, name)
	if filename.Is(name) {
		c.b.ClaimFile(i, name)
	}
	return i
}

// addFile adds a file with its FileName (clause 8.1), which may be absent, and returns
// its index. The place is the place of the name, or of the start of the file.
func (c *collector) addFile(name string, p sbom.Place) int {
	i := c.b.AddComponent(sbom.Component{Origin: sbom.OriginFile, Name: name, Place: p})
	c.b.ClaimFile(i, name)
	return i
}

// placeOr returns the place of a name, or of the element that starts at an offset if the
// name is empty.
func (c *collector) placeOr(name string, start int) sbom.Place {
	if name == "" {
		return sbom.Place{Start: start, End: start + 1}
	}
	return c.b.At(name)
}

// setPurpose records PrimaryPackagePurpose (clause 7.24). Its words are joined with an
// underscore in the JSON schema and with a hyphen in the specification.
func (c *collector) setPurpose(i int, v string) {
	c.b.SetType(i, strings.ReplaceAll(strings.ToLower(v), "_", "-"))
}

// addExternalRef records ExternalRef without its category (clause 7.21). The type is one
// of annex F; in JSON it may be a URI that ends in the type. Package URLs and CPEs are
// recognized by their prefix, whatever the type.
func (c *collector) addExternalRef(i int, typ, locator string) {
	switch typ = typ[strings.LastIndexAny(typ, "/#")+1:]; {
	case typ == "purl", scan.HasPrefixFold(locator, "pkg:"):
		c.addPackageURL(i, locator, locator)
	case typ == "maven-central", typ == "npm", typ == "nuget", typ == "bower":
		c.addPackageURL(i, registry.LocatorPURL(typ, locator), locator)
	case typ == "cpe22Type", typ == "cpe23Type", scan.HasPrefixFold(locator, "cpe:"):
		c.b.ClaimCPE(i, locator)
	case typ == "swid":
		if scan.HasPrefixFold(locator, "swid:") {
			locator = c.b.Source.Keep(locator[len("swid:"):], c.b.At(locator))
		}
		c.b.ClaimSWID(i, locator)
	default:
		c.b.ClaimDomain(i, externalRefRole(typ), locator)
	}
}

// addPackageURL records the package URL that is written as a value, or is derived from it.
func (c *collector) addPackageURL(i int, purl, value string) {
	if identity.Absent(value) {
		return
	}
	c.b.SetPURL(i, purl)
	c.b.ClaimPURLAt(i, purl, value, c.b.At(value))
}

// addRelationship records Relationship (clause 11.1): A, the type in any case, and B. The
// place is the place of the relationship.
func (c *collector) addRelationship(a, typ, b string, p sbom.Place) {
	comp, ok := compositionOf(typ)
	if !ok {
		c.b.Warn(p, "relationship type "+scan.Quote(typ)+": expected a type of SPDX 2.3, clause 11.1")
		if a == documentRef || b == documentRef {
			comp = unrelated // the document describes components only by a type that says so
		}
	}
	switch {
	case comp == dependsOn && isExternal(b):
		c.dependOnExternal(a, b, p)
		return
	case comp == dependencyOf && isExternal(a):
		c.dependOnExternal(b, a, p)
		return
	case comp == unrelated, isNone(a), isNone(b), isExternal(a), isExternal(b):
		return
	case a == "", b == "":
		c.b.Warn(p, "relationship "+scan.Quote(typ)+": expected an SPDXID on both sides")
		return
	}
	c.depend(a, comp, b)
}

// depend records the dependency that a relationship between two references means.
func (c *collector) depend(a string, comp composition, b string) {
	switch comp {
	case dependsOn:
		c.b.AddDependency(a, b)
	case dependencyOf:
		c.b.AddDependency(b, a)
	case devDependsOn:
		c.b.AddDevDependency(a, b)
	case devDependencyOf:
		c.b.AddDevDependency(b, a)
	}
}

// isNone reports whether a reference is one of the values that name no element.
func isNone(ref string) bool { return ref == "NONE" || ref == "NOASSERTION" }

// finish records the statements that depend on the whole document.
func (c *collector) finish() error {
	if c.b.Document.SpecVersion == "" {
		return &scan.Fault{Message: `no SPDX version: expected ` + versions}
	}
	for _, s := range c.deferred.snippets {
		i := 0 // the document, if it does not contain the file
		if files := c.b.Resolve(s.File); len(files) > 0 {
			i = files[0]
			c.b.AddAlias(i, s.ID)
		}
		c.b.ClaimCopyright(i, s.Copyright)
		for _, v := range s.Attributions {
			c.b.ClaimNotice(i, v)
		}
	}
	for _, x := range c.b.Document.Components() {
		if x.Ref == "" && (x.Origin == sbom.OriginPackage || x.Origin == sbom.OriginFile) {
			c.b.Warn(x.Place, string(x.Origin)+" "+scan.Quote(x.Name)+` without SPDXID: expected one that begins with "SPDXRef-"`)
		}
	}
	c.linkExternal()
	c.conclude()
	return nil
}

// use is a set of the ways in which other components use a component.
type use uint8

const (
	usedInProduct     use = 1 << iota // others contain it or depend on it
	usedInDevelopment                 // others are made, tested or documented with it
)

// conclude records claims and scopes that follow from all statements about a component.
func (c *collector) conclude() {
	c.b.Resolve(documentRef) // adds the packages that are not listed
	uses := make([]use, c.b.Document.Len())
	c.b.EachDependency(func(i int, development bool) {
		if development {
			uses[i] |= usedInDevelopment
		} else {
			uses[i] |= usedInProduct
		}
	})
	for i, x := range c.b.Document.Components() {
		if x.Origin == sbom.OriginPackage {
			c.b.ClaimCoordinates(i)
		}
		if x.Origin == sbom.OriginPackage && x.Type == "file" && !filename.Is(x.Name) { // addPackage records the other names
			c.b.ClaimFileAt(i, x.Name, x.Place)
		}
		if (x.Origin == sbom.OriginPackage || x.Origin == sbom.OriginFile) && uses[i] == usedInDevelopment {
			c.b.SetExcluded(i)
		}
	}
}
