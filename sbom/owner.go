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
	typ, _, _ := strings.Cut(rest, "/")
	_, repository, _ := strings.Cut(qualifiers, "repository_url=")
	if strings.EqualFold(typ, "oci") && strings.IndexByte(repository, '/') >= 0 {
		return ownerAccount
	}
	return pathOwner(rest)
}

// pathOwner returns the sort of owner that the name at the end of a path has. A path
// consists of the type of a package URL, a namespace, and the name.
func pathOwner(path string) owner {
	typ, path, _ := strings.Cut(path, "/")
	segments := 1 + strings.Count(strings.Trim(path, "/"), "/")
	switch strings.ToLower(typ) {
	case "bitbucket", "cargo", "clojars", "cocoapods", "composer", "conan", "cpan", "cran", "gem", "github", "githubactions",
		"gitlab", "golang", "hackage", "hex", "huggingface", "julia", "luarocks", "maven", "npm", "nuget", "pub", "pypi", "swift":
		if path != "" {
			return ownerAccount
		}
	case "docker":
		if segments > 1 {
			return ownerAccount
		}
	case "oci": // the first segment is the host of the registry
		if segments > 2 {
			return ownerAccount
		}
	case "*": // the registry is unknown
	default:
		if segments > 1 {
			return ownerCollection
		}
	}
	return ownerNone
}
