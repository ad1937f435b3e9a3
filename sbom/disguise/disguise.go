// Package disguise hides the components of a known entity in an SBOM, in ways that
// a reviewer or a tool that checks a single field may miss. Components are moved to
// another section or given another name ([All]), and whole documents are written
// in an unusual or invalid way ([Wrappings]).
//
// The package does not know any entity: the caller passes the identifiers as
// [Known]. A disguise that needs an identifier of a kind that is not known gives no
// components.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package, and add
// disguises.
package disguise

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Known holds the identifiers of an entity by kind, best first. Kinds and values are
// spelled as in the entity data.
type Known map[string][]string

// Disguise is one way to hide which entity a component comes from.
type Disguise struct {
	Name string
	// Slight reports whether the component is only mentioned in the document: it is
	// not part of the product, or the entity only contributed to it. A note is then
	// enough.
	Slight bool
	hide   hider
}

// hider creates disguised components from the identifiers of an entity.
type hider func(Known) []draft.Component

// Hide returns components in the disguise, or none if k lacks the identifiers that
// the disguise needs. The components do not have references yet: see [Mark].
func (d Disguise) Hide(k Known) []draft.Component { return d.hide(k) }

// Plain returns a component whose only link to its entity is one identifier. It
// returns false if a component cannot have an identifier of that kind.
func Plain(kind, value string) (draft.Component, bool) {
	c := neutral()
	switch kind {
	case "organization", "brand", "lookalike":
		c.Supplier = value
	case "purl":
		c.PURL = purl(value + "/agent")
	case "package":
		c.PURL = purl(value)
	case "cpe":
		c.CPE = cpe(value)
	case "domain":
		c.Download = "https://" + value + "/agent.zip"
	case "hash":
		c.Hash = value
	case "file":
		c.Type, c.Name = "file", "drivers/"+strings.ReplaceAll(value, "*", "5.18.0.215")
	case "app", "product-name":
		c.Name = value
	case "swid":
		c.SWID = value
	default:
		return c, false
	}
	return c, true
}

// Mark sets the reference of a component. Components inside it get references that
// consist of ref, a dot and a number.
func Mark(c draft.Component, ref string) draft.Component {
	c.Ref = ref
	n := 0
	mark := func(list []draft.Component) []draft.Component {
		list = slices.Clone(list)
		for i := range list {
			n++
			list[i] = Mark(list[i], fmt.Sprintf("%s.%d", ref, n))
		}
		return list
	}
	c.Nested, c.Ancestors, c.Descendants, c.Variants = mark(c.Nested), mark(c.Ancestors), mark(c.Descendants), mark(c.Variants)
	return c
}

// All returns the disguises of single components.
func All() []Disguise {
	return slices.Concat(sections(), withoutSupplier(), inOtherPlaces(), inPaths(), otherNames(), respellings(), otherIdentifiers())
}

// sections returns disguises that move a component to another part of the document.
func sections() []Disguise {
	return []Disguise{
		{Name: "none", hide: supplier(unchanged)},
		{Name: "publisher instead of supplier", hide: edited(supplier(unchanged), func(c *draft.Component) { c.Publisher, c.Supplier = c.Supplier, "" })},
		{Name: "nested three levels deep", hide: nested},
		{Name: "ancestor of another component", hide: inPedigree(func(c *draft.Component, hidden []draft.Component) { c.Ancestors = hidden })},
		{Name: "descendant of another component", hide: inPedigree(func(c *draft.Component, hidden []draft.Component) { c.Descendants = hidden })},
		{Name: "variant of another component", hide: inPedigree(func(c *draft.Component, hidden []draft.Component) { c.Variants = hidden })},
		{Name: "provider of a service", hide: inSection(supplier(unchanged), draft.Services)},
		{Name: "supplier beside an unrelated package", hide: edited(supplier(unchanged), func(c *draft.Component) { c.PURL = "pkg:npm/content-filter@1" })},
		{Name: "name of a service", hide: inSection(named(func(brand string) string { return brand + " Cloud" }), draft.Services)},
		{Name: "endpoint of a service", hide: inSection(best("domain"), draft.Services)},
		{Name: "author of a commit", Slight: true, hide: edited(supplier(unchanged), func(c *draft.Component) { c.Committer, c.Supplier = c.Supplier, "" })},
		{Name: "among the tools that wrote the SBOM", Slight: true, hide: inSection(supplier(unchanged), draft.Tools)},
		{Name: "among the tools that built the product", hide: inSection(supplier(unchanged), draft.Formulation)},
	}
}

// withoutSupplier returns disguises that omit the supplier and leave one identifier.
func withoutSupplier() []Disguise {
	return []Disguise{
		{Name: "no supplier, only a package URL", hide: best("purl")},
		{Name: "no supplier, only a package name", hide: best("package")},
		{Name: "no supplier, only a CPE", hide: best("cpe")},
		{Name: "no supplier, only a hash", hide: best("hash")},
		{Name: "no supplier, only a SWID tag", hide: best("swid")},
		{Name: "no supplier, only a file name", hide: bestWhere("file", func(v string) bool { return !strings.Contains(v, "*") })},
		{Name: "no supplier, only a file name with a version", hide: bestWhere("file", func(v string) bool { return strings.Contains(v, "*") })},
		{Name: "no supplier, only an application ID", hide: best("app")},
		{Name: "no supplier, only a product name", hide: best("product-name")},
		{Name: "no supplier, only the brand as the name", hide: named(func(brand string) string { return brand })},
		{Name: "no supplier, only the brand before other words", hide: named(func(brand string) string { return brand + " Content Filter" })},
		{Name: "no supplier, only the brand after other words", hide: named(func(brand string) string { return "Content Filter by " + brand })},
		{Name: "no supplier, only a download host", hide: edited(best("domain"), func(c *draft.Component) {
			c.Download = strings.Replace(c.Download, "://", "://dnl-01.geo.", 1)
		})},
		{Name: "no supplier, only a website", hide: edited(best("domain"), func(c *draft.Component) { c.Website, c.Download = c.Download, "" })},
		{Name: "no supplier, only a copyright", hide: edited(supplier(unchanged), func(c *draft.Component) {
			c.Copyright, c.Supplier = "Copyright 2019 "+c.Supplier, ""
		})},
		{Name: "no supplier, only a repository", hide: repository(func(c *draft.Component, path string) {
			c.Download = "git+https://github.com/" + path + ".git@v1"
		})},
	}
}

// inOtherPlaces returns disguises that name a package without its package URL, or at another
// place than its registry.
func inOtherPlaces() []Disguise {
	return []Disguise{
		{Name: "package with a scope as the name", hide: edited(bestWhere("purl", hasPrefix("npm/@")), func(c *draft.Component) {
			c.Name, c.PURL = npmName(c.PURL), ""
		})},
		{Name: "Maven coordinates as the name", hide: edited(bestWhere("purl", hasPrefix("maven/")), func(c *draft.Component) {
			group, _, _ := strings.Cut(strings.TrimPrefix(c.PURL, "pkg:maven/"), "/")
			c.Name, c.PURL = group+":agent", ""
		})},
		{Name: "Go module as the name", hide: repository(func(c *draft.Component, path string) { c.Name = "github.com/" + path })},
		{Name: "image as the name", hide: edited(bestWhere("package", hasPrefix("docker/")), func(c *draft.Component) {
			c.Type, c.Name, c.PURL = "container", "docker.io/"+imageName(c.PURL)+":1", ""
		})},
		{Name: "archive of a repository", hide: repository(func(c *draft.Component, path string) {
			c.Download = "https://codeload.github.com/" + path + "/tar.gz/refs/tags/v1"
		})},
		{Name: "package at a mirror", hide: edited(bestWhere("purl", hasPrefix("npm/@")), func(c *draft.Component) {
			name := npmName(c.PURL)
			c.Download, c.PURL = "https://mirror.example/repository/npm/"+name+"/-/agent-1.tgz", ""
		})},
		{Name: "image at a mirror", hide: edited(bestWhere("package", hasPrefix("docker/")), func(c *draft.Component) {
			c.PURL = "pkg:docker/" + imageName(c.PURL) + "@1?repository_url=mirror.example"
		})},
		{Name: "account at another forge", hide: repository(func(c *draft.Component, path string) {
			owner, _, _ := strings.Cut(path, "/")
			c.PURL = "pkg:gitlab/" + owner + "/agent@1"
		})},
		{Name: "host of a private registry", hide: edited(best("domain"), func(c *draft.Component) {
			c.PURL, c.Download = "pkg:generic/agent@1?repository_url="+strings.TrimSuffix(c.Download, "/agent.zip"), ""
		})},
		{Name: "vendor in a CPE with a doubled letter", hide: edited(best("cpe"), func(c *draft.Component) {
			parts := strings.Split(c.CPE, ":")
			parts[3] = misspelled(func(a, b string) string { return a + a + b })(parts[3])
			c.CPE = strings.Join(parts, ":")
		})},
	}
}

// npmName returns the name, with its scope, of the package with a package URL.
func npmName(purl string) string {
	name := strings.TrimPrefix(purl, "pkg:npm/")
	return strings.ReplaceAll(name[:strings.LastIndexByte(name, '@')], "%40", "@")
}

// imageName returns the owner and name of the image with a package URL.
func imageName(purl string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(purl, "pkg:docker/"), "@")
	return name
}

// inPaths returns disguises that leave only the path of a file.
func inPaths() []Disguise {
	wholeName := func(v string) bool { return !strings.Contains(v, "*") }
	return []Disguise{
		{Name: "host in front of the host of a proxy", hide: edited(best("domain"), func(c *draft.Component) {
			host, path, _ := strings.Cut(strings.TrimPrefix(c.Download, "https://"), "/")
			c.Download = "https://" + host + ".proxy.northwind.example/" + path
		})},
		{Name: "file in a folder with the name", hide: edited(supplier(unchanged), func(c *draft.Component) {
			c.Type, c.Name, c.Supplier = "file", "opt/"+strings.ToLower(c.Supplier)+"/bin/agent", ""
		})},
		{Name: "file in a Windows folder with the name and a version", hide: edited(supplier(unchanged), func(c *draft.Component) {
			c.Type, c.Name, c.Supplier = "file", `C:\Program Files\`+c.Supplier+` 21.3\agent.dll`, ""
		})},
		{Name: "file in an archive", hide: edited(bestWhere("file", wholeName), func(c *draft.Component) { c.Name = "app.zip!/" + c.Name })},
		{Name: "archive that contains a file", hide: edited(bestWhere("file", hasExtension), func(c *draft.Component) { c.Name += "!/agent.bin" })},
		{Name: "stream of a file", hide: edited(bestWhere("file", hasExtension), func(c *draft.Component) { c.Name += ":Zone.Identifier" })},
		{Name: "file name with another version and architecture", hide: edited(bestWhere("file", hasExtension), func(c *draft.Component) {
			n := strings.LastIndexByte(c.Name, '.')
			c.Name = c.Name[:n] + "_2.0-x64" + c.Name[n:]
		})},
		{Name: "file name in a download address", hide: edited(bestWhere("file", wholeName), func(c *draft.Component) {
			c.Download = "https://downloads.example/" + c.Name
			c.Type, c.Name = neutral().Type, neutral().Name
		})},
		{Name: "package as a file", hide: edited(bestWhere("package", hasPrefix("deb/")), func(c *draft.Component) {
			name, _, _ := strings.Cut(strings.TrimPrefix(c.PURL, "pkg:deb/"), "@")
			c.Type, c.Name, c.PURL = "file", name+"_2.0-1_amd64.deb", ""
		})},
		{Name: "host in a SWID tag", hide: edited(best("domain"), func(c *draft.Component) {
			c.SWID = strings.TrimSuffix(strings.TrimPrefix(c.Download, "https://"), "/agent.zip") + "+agent"
			c.Download = ""
		})},
	}
}

// hasExtension reports whether a file name has an extension and stays the same in every
// version.
func hasExtension(v string) bool {
	return strings.IndexByte(v, '.') > 0 && strings.Count(v, ".") == 1 && !strings.Contains(v, "*")
}

// otherNames returns disguises that use another name of the entity.
func otherNames() []Disguise {
	return []Disguise{
		{Name: "legal form before the name", hide: supplier(func(name string) string { return "ООО «" + name + "»" })},
		{Name: "legal form after the name", hide: supplier(func(name string) string { return name + ", Inc." })},
		{Name: "foreign legal form", hide: supplier(func(name string) string { return name + " Sp. z o.o." })},
		{Name: "legal form with one Cyrillic letter", hide: supplier(func(name string) string { return name + " GmbН" })},
		{Name: "legal form joined to the name", hide: brand(func(name string) string { return strings.ReplaceAll(name, " ", "") + "Inc" })},
		{Name: "trademark sign", hide: supplier(func(name string) string { return name + "™" })},
		{Name: "preposition before the name", hide: supplier(func(name string) string { return "by " + name })},
		{Name: "copyright sign and year before the name", hide: supplier(func(name string) string { return "© 2024 " + name })},
		{Name: "after the name of another company", hide: brand(func(name string) string { return "Northwind & " + name })},
		{Name: "after the name of another company and a semicolon", hide: supplier(func(name string) string { return "Northwind;" + name })},
		{Name: "in brackets after NONE", hide: supplier(func(name string) string { return "NONE (" + name + ")" })},
		{Name: "after a hundred other words", hide: brand(func(name string) string { return strings.Repeat("word ", 100) + name })},
		{Name: "before the @ of an e-mail address", hide: brand(func(name string) string { return strings.ReplaceAll(name, " ", ".") + "@northwind.example" })},
		{Name: "national subsidiary", hide: brand(func(name string) string { return name + " Polska Sp. z o.o." })},
		{Name: "every known company of the entity", hide: every("organization", func(string) bool { return true })},
		{Name: "every known name in another script", hide: every("brand", notLatin)},
		{Name: "every known misspelling", hide: every("lookalike", func(string) bool { return true })},
	}
}

// respellings returns disguises that spell the name of the entity in another way.
func respellings() []Disguise {
	return []Disguise{
		{Name: "words reordered", hide: brand(reordered)},
		{Name: "words joined", hide: supplier(joinedBy(""))},
		{Name: "words hyphenated", hide: supplier(joinedBy("-"))},
		{Name: "hyphen inside a word", hide: supplier(insideWord("-"))},
		{Name: "spaces between letters", hide: supplier(func(name string) string { return strings.Join(strings.Split(name, ""), " ") })},
		{Name: "periods between letters, hyphens between words", hide: supplier(spelledOut(".", "-"))},
		{Name: "several words with spaces between letters", hide: brand(ofSeveralWords(spelledOut(" ", "  ")))},
		{Name: "one Cyrillic letter", hide: supplier(lookalikes(cyrillic, 1))},
		{Name: "one Greek letter", hide: supplier(lookalikes(greek, 1))},
		{Name: "as many Cyrillic letters as possible", hide: supplier(lookalikes(cyrillic, -1))},
		{Name: "Cyrillic and Greek letters mixed", hide: supplier(func(name string) string { return lookalikes(greek, -1)(lookalikes(cyrillic, 2)(name)) })},
		{Name: "national subsidiary with one Cyrillic letter", hide: brand(func(name string) string { return withSuffix(lookalikes(cyrillic, 1)(name), " Polska") })},
		{Name: "digit instead of a letter", hide: supplier(lookalikes(digits, 1))},
		{Name: "full-width letters", hide: supplier(fullWidth)},
		{Name: "negative squared letters", hide: supplier(symbols('🅰'))},
		{Name: "regional indicators", hide: supplier(symbols('🇦'))},
		{Name: "letters turned upside down", hide: supplier(upsideDown)},
		{Name: "digits and currency signs instead of letters", hide: supplier(leet)},
		{Name: "transliterated into Cyrillic", hide: brand(transliterated(cyrillicSounds, identity.RomanKeys))},
		{Name: "transliterated into Greek", hide: brand(transliterated(greekSounds, identity.RomanKeys))},
		{Name: "transliterated into Hebrew, which omits vowels", hide: brand(transliterated(hebrewSounds, identity.SoundKeys))},
		{Name: "inflected", hide: brand(inflected)},
		{Name: "written backwards and displayed forwards", hide: supplier(backwards)},
		{Name: "zero-width space", hide: supplier(insideWord("\u200b"))},
		{Name: "zero-width joiner", hide: supplier(insideWord("\u200d"))},
		{Name: "word joiner", hide: supplier(insideWord("\u2060"))},
		{Name: "soft hyphen", hide: supplier(insideWord("\u00ad"))},
		{Name: "variation selector", hide: supplier(insideWord("\ufe0f"))},
		{Name: "bidirectional controls", hide: supplier(func(name string) string { return "\u202a" + insideWord("\u202c\u202d")(name) + "\u202c" })},
		{Name: "combining mark", hide: supplier(insideWord("\u0301"))},
		{Name: "HTML character reference", hide: supplier(firstLetterAs("&#%d;"))},
		{Name: "percent-encoding", hide: supplier(func(name string) string { return strings.ReplaceAll(firstLetterAs("%%%02X")(name), " ", "%20") })},
		{Name: "character reference in a character reference", hide: supplier(func(name string) string { return strings.Replace(firstLetterAs("&#%d;")(name), "&", "&amp;", 1) })},
		{Name: "tag of HTML inside a word", hide: supplier(insideWord("<wbr>"))},
		{Name: "escape of JSON in the text", hide: supplier(firstLetterAs(`\u%04x`))},
		{Name: "punycode", hide: supplier(punycode)},
		{Name: "one letter missing", hide: brand(misspelled(func(a, b string) string { return b }))},
		{Name: "one letter doubled", hide: brand(misspelled(func(a, b string) string { return a + a + b }))},
		{Name: "one letter replaced", hide: brand(misspelled(func(a, b string) string { return "w" + b }))},
		{Name: "two letters swapped", hide: brand(misspelled(func(a, b string) string { return b + a }))},
		{Name: "product name with its words joined", hide: edited(bestWhere("product-name", isLatin), func(c *draft.Component) { c.Name = strings.ReplaceAll(c.Name, " ", "") })},
		{Name: "product name with two letters swapped", hide: edited(bestWhere("product-name", isLatin), func(c *draft.Component) {
			c.Name = misspelled(func(a, b string) string { return b + a })(c.Name)
		})},
		{Name: "product name with one Cyrillic letter", hide: edited(bestWhere("product-name", isLatin), func(c *draft.Component) { c.Name = lookalikes(cyrillic, 1)(c.Name) })},
	}
}

// otherIdentifiers returns disguises that write an identifier in another way.
func otherIdentifiers() []Disguise {
	return []Disguise{
		{Name: "package URL in capitals", hide: edited(best("purl"), func(c *draft.Component) { c.PURL = strings.ToUpper(c.PURL) })},
		{Name: "package URL with qualifiers and subpath", hide: edited(best("purl"), func(c *draft.Component) { c.PURL += "?arch=x#lib/a" })},
		{Name: "package URL with an encoded letter", hide: edited(best("purl"), func(c *draft.Component) {
			typ, path, _ := strings.Cut(c.PURL, "/")
			at := strings.IndexFunc(path, unicode.IsLetter)
			c.PURL = fmt.Sprintf("%s/%s%%%02X%s", typ, path[:at], path[at], path[at+1:])
		})},
		{Name: "package URL of a Go module in the repository", hide: repository(func(c *draft.Component, path string) {
			c.PURL = "pkg:golang/github.com/" + path + "/v2@v2.0.0"
		})},
		{Name: "repository in a package URL qualifier", hide: repository(func(c *draft.Component, path string) {
			c.PURL = "pkg:generic/agent@1?vcs_url=git%2Bhttps://github.com/" + path
		})},
		{Name: "vendor in a package URL qualifier", hide: edited(supplier(unchanged), func(c *draft.Component) {
			c.PURL, c.Supplier = "pkg:generic/agent@1?vendor="+strings.ReplaceAll(c.Supplier, " ", "%20"), ""
		})},
		{Name: "image in a package URL qualifier", hide: edited(bestWhere("package", hasPrefix("docker/")), func(c *draft.Component) {
			image := imageName(c.PURL)
			c.PURL = "pkg:oci/" + image[strings.LastIndexByte(image, '/')+1:] + "@sha256%3Aab?repository_url=docker.io/" + image
		})},
		{Name: "subgroup of a Maven group", hide: edited(bestWhere("purl", hasPrefix("maven/")), func(c *draft.Component) {
			c.PURL = strings.Replace(c.PURL, "/agent@", ".agent.core/agent@", 1)
		})},
		{Name: "CPE with escaped characters", hide: edited(bestWhere("cpe", func(v string) bool { return strings.Contains(vendor(v), "_") }), func(c *draft.Component) {
			c.CPE = strings.ReplaceAll(c.CPE, "_", `\_`)
		})},
		{Name: "CPE in capitals", hide: edited(best("cpe"), func(c *draft.Component) { c.CPE = "cpe:2.3" + strings.ToUpper(c.CPE[len("cpe:2.3"):]) })},
		{Name: "CPE of version 2.2", hide: edited(best("cpe"), func(c *draft.Component) {
			c.CPE = strings.NewReplacer("cpe:2.3:", "cpe:/", ":*", "", "_", "%5f").Replace(c.CPE)
		})},
		{Name: "download host in capitals, with a final dot and a port", hide: edited(best("domain"), func(c *draft.Component) {
			host := strings.TrimSuffix(strings.TrimPrefix(c.Download, "https://"), "/agent.zip")
			c.Download = "https://DNL." + strings.ToUpper(host) + ".:443/agent.zip"
		})},
	}
}
