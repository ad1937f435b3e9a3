// Package disguise hides components of somebody who is known in an SBOM, in the
// ways that a reviewer, or a tool that looks at one field, may overlook: moved to
// another place of the document ([All]), named in another way ([All]), or in a
// document that is written in another way ([Wrappings]).
//
// It knows nobody itself: who is to be hidden comes as [Known]. What cannot be
// hidden in some way, as the misspelling of a name that is not known, is left out.
package disguise

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Known is what is known of somebody: the values of identifiers by their kind,
// both as the data of entities spell them, the best value first.
type Known map[string][]string

// Disguise is one way to hide whose a component is.
type Disguise struct {
	Name   string
	Slight bool // by its nature it leaves no more than a mention, of what is not shipped or of a contribution
	hide   func(Known) []draft.Component
}

// Hide returns components in the disguise, none if nothing is known that could be
// hidden so. They have no references yet: see [Mark].
func (d Disguise) Hide(k Known) []draft.Component { return d.hide(k) }

// Plain returns a component that has nothing but an identifier to tell whose it
// is, and false if nothing can be made of the identifier.
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

// Mark gives a component a reference, and what is within it references that
// begin with it and a point.
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
	var all []Disguise
	add := func(name string, hide func(Known) []draft.Component) {
		all = append(all, Disguise{Name: name, hide: hide})
	}
	slight := func(name string, hide func(Known) []draft.Component) {
		all = append(all, Disguise{Name: name, hide: hide, Slight: true})
	}

	add("none", named(same))
	add("publisher only", changed(named(same), func(c *draft.Component) { c.Publisher, c.Supplier = c.Supplier, "" }))

	// In another place.
	add("nested three levels down", func(k Known) []draft.Component {
		return around(named(same)(k), func(inner draft.Component) draft.Component {
			for _, name := range []string{"core", "middle", "shell"} {
				outer := draft.Component{Type: "library", Name: name, Version: "1", PURL: "pkg:generic/" + name + "@1", Nested: []draft.Component{inner}}
				inner = outer
			}
			return inner
		})
	})
	add("ancestor of another component", within(func(c *draft.Component, it []draft.Component) { c.Ancestors = it }))
	add("descendant of another component", within(func(c *draft.Component, it []draft.Component) { c.Descendants = it }))
	add("variant of another component", within(func(c *draft.Component, it []draft.Component) { c.Variants = it }))
	add("provider of a service", aside(named(same), draft.Services))
	add("endpoint of a service", aside(first("domain"), draft.Services))
	slight("author of a commit", changed(named(same), func(c *draft.Component) { c.Committer, c.Supplier = c.Supplier, "" }))
	slight("among the tools that wrote the SBOM", aside(named(same), draft.Tools))
	add("in the formulation, as what built the product", aside(named(same), draft.Formulation))

	// Without the name of its maker.
	add("supplier dropped, package URL stays", first("purl"))
	add("supplier dropped, package's name stays", first("package"))
	add("supplier dropped, CPE stays", first("cpe"))
	add("supplier dropped, hash stays", first("hash"))
	add("supplier dropped, SWID tag stays", first("swid"))
	add("supplier dropped, file name stays", only("file", func(v string) bool { return !strings.Contains(v, "*") }))
	add("supplier dropped, versioned file name stays", only("file", func(v string) bool { return strings.Contains(v, "*") }))
	add("supplier dropped, application's identifier stays", first("app"))
	add("supplier dropped, product's name stays", first("product-name"))
	add("supplier dropped, download host stays", changed(first("domain"), func(c *draft.Component) {
		c.Download = strings.Replace(c.Download, "://", "://dnl-01.geo.", 1)
	}))
	add("supplier dropped, website stays", changed(first("domain"), func(c *draft.Component) { c.Website, c.Download = c.Download, "" }))
	add("supplier dropped, copyright stays", changed(named(same), func(c *draft.Component) {
		c.Copyright, c.Supplier = "Copyright 2019 "+c.Supplier, ""
	}))
	add("supplier dropped, repository stays", repository(func(c *draft.Component, path string) {
		c.Download = "git+https://github.com/" + path + ".git@v1"
	}))

	// Under another name of theirs.
	add("legal form before the name", named(func(name string) string { return "ООО «" + name + "»" }))
	add("legal form after the name", named(func(name string) string { return name + ", Inc." }))
	add("another legal form", named(func(name string) string { return name + " Sp. z o.o." }))
	add("legal form, one letter Cyrillic", named(func(name string) string { return name + " GmbН" }))
	add("national company", branded(func(name string) string { return name + " Polska Sp. z o.o." }))
	add("every company of theirs", every("organization", func(string) bool { return true }))
	add("every name in another script", every("brand", foreign))
	add("known misspellings", every("lookalike", func(string) bool { return true }))

	// The name spelt in another way.
	add("words in another order", branded(reordered))
	add("words joined", named(joined("")))
	add("words hyphenated", named(joined("-")))
	add("hyphen within a word", named(inside("-")))
	add("letters spaced", named(func(name string) string { return strings.Join(strings.Split(name, ""), " ") }))
	add("one letter Cyrillic", named(imitated(cyrillic, 1)))
	add("one letter Greek", named(imitated(greek, 1)))
	add("all letters Cyrillic that can be", named(imitated(cyrillic, -1)))
	add("Cyrillic and Greek mixed", named(func(name string) string { return imitated(greek, -1)(imitated(cyrillic, 2)(name)) }))
	add("national company, one letter Cyrillic", branded(func(name string) string {
		return suffixed(imitated(cyrillic, 1)(name), " Polska")
	}))
	add("digit for a letter", named(imitated(digits, 1)))
	add("full width", named(fullWidth))
	add("zero-width space", named(inside("\u200b")))
	add("zero-width joiner", named(inside("\u200d")))
	add("word joiner", named(inside("\u2060")))
	add("soft hyphen", named(inside("\u00ad")))
	add("variation selector", named(inside("\ufe0f")))
	add("bidi controls", named(func(name string) string { return "\u202a" + inside("\u202c\u202d")(name) + "\u202c" }))
	add("combining mark", named(inside("\u0301")))
	add("character references of HTML", named(coded("&#%d;")))
	add("percent-encoding", named(func(name string) string { return strings.ReplaceAll(coded("%%%02X")(name), " ", "%20") }))
	add("punycode", named(punycode))
	add("one letter less", branded(misspelt(func(a, b string) string { return b })))
	add("one letter more", branded(misspelt(func(a, b string) string { return a + a + b })))
	add("another letter", branded(misspelt(func(a, b string) string { return "w" + b })))
	add("two letters swapped", branded(misspelt(func(a, b string) string { return b + a })))
	add("product's name with one letter Cyrillic", changed(first("product-name"), func(c *draft.Component) {
		c.Name = imitated(cyrillic, 1)(c.Name)
	}))

	// The identifier written in another way.
	add("package URL in capitals", changed(first("purl"), func(c *draft.Component) { c.PURL = strings.ToUpper(c.PURL) }))
	add("package URL with qualifiers and subpath", changed(first("purl"), func(c *draft.Component) { c.PURL += "?arch=x#lib/a" }))
	add("package URL with letters encoded", changed(first("purl"), func(c *draft.Component) {
		typ, path, _ := strings.Cut(c.PURL, "/")
		at := strings.IndexFunc(path, unicode.IsLetter)
		c.PURL = fmt.Sprintf("%s/%s%%%02X%s", typ, path[:at], path[at], path[at+1:])
	}))
	add("package URL of a module path", repository(func(c *draft.Component, path string) {
		c.PURL = "pkg:golang/github.com/" + path + "/v2@v2.0.0"
	}))
	add("repository in a qualifier", repository(func(c *draft.Component, path string) {
		c.PURL = "pkg:generic/agent@1?vcs_url=git%2Bhttps://github.com/" + path
	}))
	add("image in a qualifier", changed(only("package", prefixed("docker/")), func(c *draft.Component) {
		image, _, _ := strings.Cut(strings.TrimPrefix(c.PURL, "pkg:docker/"), "@")
		c.PURL = "pkg:oci/" + image[strings.LastIndexByte(image, '/')+1:] + "@sha256%3Aab?repository_url=docker.io/" + image
	}))
	add("Maven group below theirs", changed(only("purl", prefixed("maven/")), func(c *draft.Component) {
		c.PURL = strings.Replace(c.PURL, "/agent@", ".agent.core/agent@", 1)
	}))
	add("CPE with escapes", changed(only("cpe", func(v string) bool { return strings.Contains(vendor(v), "_") }), func(c *draft.Component) {
		c.CPE = strings.ReplaceAll(c.CPE, "_", `\_`)
	}))
	add("CPE in capitals", changed(first("cpe"), func(c *draft.Component) { c.CPE = "cpe:2.3" + strings.ToUpper(c.CPE[len("cpe:2.3"):]) }))
	add("CPE of version 2.2", changed(first("cpe"), func(c *draft.Component) {
		c.CPE = strings.NewReplacer("cpe:2.3:", "cpe:/", ":*", "", "_", "%5f").Replace(c.CPE)
	}))
	add("download host in capitals, with a point and a port", changed(first("domain"), func(c *draft.Component) {
		host := strings.TrimSuffix(strings.TrimPrefix(c.Download, "https://"), "/agent.zip")
		c.Download = "https://DNL." + strings.ToUpper(host) + ".:443/agent.zip"
	}))
	return all
}

func neutral() draft.Component {
	return draft.Component{Type: "application", Name: "agent", Version: "1"}
}

func purl(path string) string { return "pkg:" + strings.ReplaceAll(path, "@", "%40") + "@1" }

// cpe writes part:vendor or part:vendor:product as a formatted string.
func cpe(value string) string {
	if strings.Count(value, ":") == 1 {
		value += ":agent"
	}
	return "cpe:2.3:" + value + ":1:*:*:*:*:*:*:*"
}

func vendor(cpe string) string {
	_, after, _ := strings.Cut(cpe, ":")
	v, _, _ := strings.Cut(after, ":")
	return v
}

// The functions below make a way to hide of what it hides and how.

// first hides what has the best value of a kind.
func first(kind string) func(Known) []draft.Component {
	return only(kind, func(string) bool { return true })
}

// only hides what has the best of those values of a kind that are fit.
func only(kind string, fit func(string) bool) func(Known) []draft.Component {
	return func(k Known) []draft.Component { return plain(k, fit, 1, kind) }
}

// every hides a component for each of the values of a kind that are fit, up to fifty.
func every(kind string, fit func(string) bool) func(Known) []draft.Component {
	return func(k Known) []draft.Component { return plain(k, fit, 50, kind) }
}

func plain(k Known, fit func(string) bool, most int, kinds ...string) []draft.Component {
	var out []draft.Component
	for _, kind := range kinds {
		for _, v := range k[kind] {
			if c, ok := Plain(kind, v); ok && fit(v) && len(out) < most {
				out = append(out, c)
			}
		}
	}
	return out
}

// named hides the best name in Latin letters behind another spelling. Of several
// the one with most words shows most.
func named(respell func(string) string) func(Known) []draft.Component {
	return func(k Known) []draft.Component { return respelt(k, respell, "brand", "organization") }
}

// branded does so with what the names of a whole family begin with.
func branded(respell func(string) string) func(Known) []draft.Component {
	return func(k Known) []draft.Component { return respelt(k, respell, "brand") }
}

func respelt(k Known, respell func(string) string, kinds ...string) []draft.Component {
	for _, c := range plain(k, latin, len(k["brand"])+len(k["organization"]), kinds...) {
		if name := respell(bare(c.Supplier)); name != "" {
			c.Supplier = name
			return []draft.Component{c}
		}
	}
	return nil
}

// changed alters what is hidden.
func changed(hide func(Known) []draft.Component, change func(*draft.Component)) func(Known) []draft.Component {
	return func(k Known) []draft.Component {
		return around(hide(k), func(c draft.Component) draft.Component { change(&c); return c })
	}
}

func around(list []draft.Component, put func(draft.Component) draft.Component) []draft.Component {
	for i, c := range list {
		list[i] = put(c)
	}
	return list
}

func aside(hide func(Known) []draft.Component, s draft.Section) func(Known) []draft.Component {
	return changed(hide, func(c *draft.Component) { c.Section = s })
}

// within hides a component in the pedigree of a stranger's.
func within(put func(*draft.Component, []draft.Component)) func(Known) []draft.Component {
	return func(k Known) []draft.Component {
		return around(named(same)(k), func(it draft.Component) draft.Component {
			c := draft.Component{Type: "library", Name: "fork", Version: "1", PURL: "pkg:generic/fork@1"}
			put(&c, []draft.Component{it})
			return c
		})
	}
}

// repository hides what has the path of a repository on GitHub to tell whose it is.
func repository(put func(c *draft.Component, path string)) func(Known) []draft.Component {
	return changed(only("purl", prefixed("github/")), func(c *draft.Component) {
		path, _, _ := strings.Cut(strings.TrimPrefix(c.PURL, "pkg:github/"), "@")
		c.PURL = ""
		put(c, path)
	})
}

func prefixed(prefix string) func(string) bool {
	return func(v string) bool { return strings.HasPrefix(v, prefix) }
}

// The functions below spell a name in another way; "" if it cannot be.

func same(name string) string { return name }

func latin(name string) bool {
	return strings.IndexFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) < 0 && strings.ContainsFunc(name, unicode.IsLetter)
}

func foreign(name string) bool { return !latin(name) }

// bare is a name without the legal forms that make no difference.
func bare(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 {
		switch key := identity.NameKey(name); key {
		case identity.NameKey(strings.Join(words[1:], " ")):
			words = words[1:]
		case identity.NameKey(strings.Join(words[:len(words)-1], " ")):
			words = words[:len(words)-1]
		default:
			return strings.Join(words, " ")
		}
	}
	return strings.Join(words, " ")
}

func suffixed(name, suffix string) string {
	if name == "" {
		return ""
	}
	return name + suffix
}

func reordered(name string) string {
	head, tail, ok := strings.Cut(name, " ")
	if !ok {
		return ""
	}
	return tail + " " + head
}

func joined(by string) func(string) string {
	return func(name string) string {
		if !strings.Contains(name, " ") {
			return ""
		}
		return strings.ReplaceAll(name, " ", by)
	}
}

// inside puts something into the longest word of a name.
func inside(s string) func(string) string {
	return func(name string) string {
		at := middle(name)
		return name[:at] + s + name[at:]
	}
}

// middle is where the longest word of a name in Latin letters has its middle.
func middle(name string) int {
	longest, at := 0, 0
	offset := 0
	for word := range strings.SplitSeq(name, " ") {
		if len(word) > longest {
			longest, at = len(word), offset+len(word)/2
		}
		offset += len(word) + 1
	}
	return at
}

// misspelt puts what change makes of two letters in their place. Only names
// that are long enough are known when they are misspelt.
func misspelt(change func(a, b string) string) func(string) string {
	return func(name string) string {
		at := middle(name)
		if identity.NearKeys(identity.SkeletonKey(identity.NameKey(name))) == nil || at+2 > len(name) || name[at] == name[at+1] {
			return ""
		}
		return name[:at] + change(name[at:at+1], name[at+1:at+2]) + name[at+2:]
	}
}

// What letters of other scripts look like Latin ones.
var (
	cyrillic = map[rune]rune{'a': 'а', 'c': 'с', 'e': 'е', 'o': 'о', 'p': 'р', 'x': 'х', 'y': 'у', 'A': 'А', 'B': 'В', 'C': 'С', 'E': 'Е', 'H': 'Н', 'K': 'К', 'M': 'М', 'O': 'О', 'P': 'Р', 'T': 'Т', 'X': 'Х'}
	greek    = map[rune]rune{'o': 'ο', 'v': 'ν', 'A': 'Α', 'B': 'Β', 'E': 'Ε', 'H': 'Η', 'I': 'Ι', 'K': 'Κ', 'M': 'Μ', 'N': 'Ν', 'O': 'Ο', 'P': 'Ρ', 'T': 'Τ', 'X': 'Χ', 'Z': 'Ζ'}
	digits   = map[rune]rune{'l': '1', 'o': '0', 'L': '1', 'I': '1', 'O': '0'}
)

// imitated replaces n letters by others that look like them, all if n is negative.
func imitated(by map[rune]rune, n int) func(string) string {
	return func(name string) string {
		left := n
		spelt := strings.Map(func(r rune) rune {
			if like, ok := by[r]; ok && left != 0 {
				left--
				return like
			}
			return r
		}, name)
		if spelt == name {
			return ""
		}
		return spelt
	}
}

func fullWidth(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' {
			return '\u3000'
		}
		return r - '!' + '！'
	}, name)
}

// coded writes the first letter as a code.
func coded(format string) func(string) string {
	return func(name string) string { return fmt.Sprintf(format, name[0]) + name[1:] }
}

// punycode writes the first word, with a letter of another script in it, as in a host's name.
func punycode(name string) string {
	word, rest, _ := strings.Cut(imitated(cyrillic, 1)(strings.ToLower(name)), " ")
	ascii, err := idna.Punycode.ToASCII(word)
	if err != nil || !strings.HasPrefix(ascii, "xn--") {
		return ""
	}
	return strings.TrimSpace(ascii + " " + rest)
}
