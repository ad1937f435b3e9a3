package disguise

import (
	"strings"

	"github.com/bomgate/bomgate/sbom/draft"
)

// neutral returns a component that names no entity.
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

// vendor returns the vendor of part:vendor or part:vendor:product.
func vendor(cpe string) string {
	_, after, _ := strings.Cut(cpe, ":")
	v, _, _ := strings.Cut(after, ":")
	return v
}

// best hides a component that has the best value of a kind.
func best(kind string) hider {
	return bestWhere(kind, func(string) bool { return true })
}

// bestWhere hides a component that has the best suitable value of a kind.
func bestWhere(kind string, suits func(string) bool) hider {
	return func(k Known) []draft.Component { return plain(k, suits, 1, kind) }
}

// every hides up to fifty components, one for each suitable value of a kind.
func every(kind string, suits func(string) bool) hider {
	return func(k Known) []draft.Component { return plain(k, suits, 50, kind) }
}

// plain returns at most limit components, one for each suitable value of the kinds.
func plain(k Known, suits func(string) bool, limit int, kinds ...string) []draft.Component {
	var out []draft.Component
	for _, kind := range kinds {
		for _, v := range k[kind] {
			if c, ok := Plain(kind, v); ok && suits(v) && len(out) < limit {
				out = append(out, c)
			}
		}
	}
	return out
}

// supplier hides a component whose supplier is the respelled name of a brand or an
// organization.
func supplier(respell func(string) string) hider {
	return func(k Known) []draft.Component { return respelled(k, respell, "brand", "organization") }
}

// brand hides a component whose supplier is the respelled name of a brand.
func brand(respell func(string) string) hider {
	return func(k Known) []draft.Component { return respelled(k, respell, "brand") }
}

// named hides a component without a supplier, whose name is made from a brand.
func named(name func(brand string) string) hider {
	return edited(brand(unchanged), func(c *draft.Component) { c.Name, c.Supplier = name(c.Supplier), "" })
}

// respelled returns a component whose supplier is the first name in Latin letters
// for which respell returns a text.
func respelled(k Known, respell func(string) string, kinds ...string) []draft.Component {
	for _, c := range plain(k, isLatin, len(k["brand"])+len(k["organization"]), kinds...) {
		if name := respell(withoutLegalForms(c.Supplier)); name != "" {
			c.Supplier = name
			return []draft.Component{c}
		}
	}
	return nil
}

// edited edits each component of hide.
func edited(hide hider, edit func(*draft.Component)) hider {
	return replaced(hide, func(c draft.Component) draft.Component { edit(&c); return c })
}

// replaced replaces each component of hide.
func replaced(hide hider, replace func(draft.Component) draft.Component) hider {
	return func(k Known) []draft.Component {
		list := hide(k)
		for i, c := range list {
			list[i] = replace(c)
		}
		return list
	}
}

// inSection moves each component of hide to a section.
func inSection(hide hider, s draft.Section) hider {
	return edited(hide, func(c *draft.Component) { c.Section = s })
}

// nested hides a component inside three others that are nested in each other.
func nested(k Known) []draft.Component {
	return replaced(supplier(unchanged), func(inner draft.Component) draft.Component {
		for _, name := range []string{"core", "middle", "shell"} {
			inner = draft.Component{Type: "library", Name: name, Version: "1", PURL: "pkg:generic/" + name + "@1", Nested: []draft.Component{inner}}
		}
		return inner
	})(k)
}

// inPedigree hides a component in the pedigree of an unrelated component. Put
// assigns it to a list of the pedigree.
func inPedigree(put func(c *draft.Component, hidden []draft.Component)) hider {
	return replaced(supplier(unchanged), func(hidden draft.Component) draft.Component {
		c := draft.Component{Type: "library", Name: "fork", Version: "1", PURL: "pkg:generic/fork@1"}
		put(&c, []draft.Component{hidden})
		return c
	})
}

// repository hides a component whose only link to the entity is the path of a
// GitHub repository. Put adds the path to the component.
func repository(put func(c *draft.Component, path string)) hider {
	return edited(bestWhere("purl", hasPrefix("github/")), func(c *draft.Component) {
		path, _, _ := strings.Cut(strings.TrimPrefix(c.PURL, "pkg:github/"), "@")
		c.PURL = ""
		put(c, path)
	})
}

func hasPrefix(prefix string) func(string) bool {
	return func(v string) bool { return strings.HasPrefix(v, prefix) }
}
