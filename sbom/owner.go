package sbom

import "strings"

// owner is the sort of party that decides who may use the name of a package.
type owner uint8

// The sorts of owners.
const (
	ownerNone       owner = iota // anyone may use the name, as in pkg:generic/agent
	ownerCollection              // the name is one in a collection, such as a distribution, which may have taken it from the maker
	ownerAccount                 // an account at a registry or a forge has the name
)

// packageOwner returns the sort of owner that the name in a package URL has. A malformed
// package URL has none.
func packageOwner(purl string) owner {
	const scheme = "pkg:"
	rest := strings.TrimSpace(purl)
	if len(rest) < len(scheme) || !strings.EqualFold(rest[:len(scheme)], scheme) {
		return ownerNone
	}
	rest = strings.TrimLeft(rest[len(scheme):], "/")
	rest, qualifiers, _ := strings.Cut(rest, "?")
	typ, path, _ := strings.Cut(rest, "/")
	namespaced := strings.IndexByte(strings.Trim(path, "/"), '/') > 0
	switch strings.ToLower(typ) {
	case "bitbucket", "cargo", "clojars", "cocoapods", "composer", "conan", "cpan", "cran", "gem", "github", "githubactions",
		"gitlab", "golang", "hackage", "hex", "huggingface", "julia", "luarocks", "maven", "npm", "nuget", "pub", "pypi", "swift":
		if path != "" {
			return ownerAccount
		}
	case "docker":
		if namespaced {
			return ownerAccount
		}
	case "oci":
		if _, registry, ok := strings.Cut(qualifiers, "repository_url="); ok && strings.Contains(registry, "/") {
			return ownerAccount
		}
	default:
		if namespaced {
			return ownerCollection
		}
	}
	return ownerNone
}
