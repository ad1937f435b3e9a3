package identity

import (
	"fmt"
	"iter"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/registry"
)

// PURLKeys returns the keys of a package URL (ECMA-427): namespaces, each
// "type/namespace" together with all parent namespaces, and packages, each
// "type/namespace/name". The first package is the package URL itself without version,
// qualifiers and subpath, which no key contains; the other keys follow from it.
//
// Keys are folded for every type, because no two makers differ only in case.
// Otherwise they are normalized as the definition of the type requires (pypi: "-" for
// "_").
//
//   - Parents end at a slash; for maven they also end at a period and have at least
//     two labels: maven/com.kaspersky.android-components, maven/com.kaspersky.
//   - A Go package is part of a module, and a module is part of a repository. Their
//     paths can be shorter, so they are packages too.
//   - A package on a known host, named in its path or in a qualifier such as
//     repository_url, vcs_url and download_url, also has the keys of the type for that
//     host: golang/github.com/kasperskylab/klogga is github/kasperskylab/klogga, and
//     the oci image at docker.io/kaspersky/x is docker/kaspersky/x. An image in
//     another registry is oci/ghcr.io/owner/image, and also docker/owner/image, since
//     registries mirror each other.
//   - A Maven group that is made from an account has the keys of the account
//     (io.github.owner), and a group that contains another one, as shading makes it,
//     has the keys of both.
//   - A namespace of npm is a scope, even without its "@".
//   - The namespace of a system package is the distribution, not the maker, so the
//     package is also listed without a namespace: deb/debian/kesl, deb/kesl. Since
//     makers offer a package for several systems, */kesl is a key of all of them.
//
// If a path has more than 16 levels, the keys contain the full path and the topmost
// levels, where a banned maker is named.
//
// A package URL with a type and a name is read even if the definition of the type
// forbids it, so that a malformed package URL cannot hide its maker. The error says
// which of the two is missing.
func PURLKeys(purl string) (namespaces, packages []string, err error) {
	p, err := parsePURL(purl)
	if err != nil {
		return nil, nil, err
	}
	p.path = registry.Repair(p.path)
	add := func(path string) {
		namespaces = registry.AppendNew(namespaces, registry.NamespaceKeys(registry.Parent(path))...)
		packages = registry.AppendNew(packages, registry.PackageKeys(path)...)
	}
	add(p.path)
	for _, path := range registry.AppendAliases(nil, p.path) {
		add(path)
	}
	for address := range p.addresses() {
		for _, path := range p.packagesAt(address) {
			add(path)
			for _, alias := range registry.AppendAliases(nil, path) {
				add(alias)
			}
		}
	}
	return namespaces, packages, nil
}

// PURLNamespaceKey returns the key of a namespace that is written "type/namespace", as
// [PURLKeys] does: "github/KasperskyLab" gives "github/kasperskylab".
func PURLNamespaceKey(s string) (string, error) {
	p, err := parsePURL("pkg:" + s + "/name")
	if err != nil || p.more || strings.Count(p.path, "/") < 2 {
		return "", fmt.Errorf("package URL namespace %s: expected type/namespace", chars.Quote(s))
	}
	return registry.Parent(p.path), nil
}

// PURLPackageKey returns the key of a package that is written "type/name" or
// "type/namespace/name" without a version, as [PURLKeys] does.
func PURLPackageKey(s string) (string, error) {
	p, err := parsePURL("pkg:" + s)
	if err != nil || p.more {
		return "", fmt.Errorf("package %s: expected type/namespace/name or type/name", chars.Quote(s))
	}
	return p.path, nil
}

// ElsewhereKey returns the key that the owner of an account has in other registries, and
// a system package on other systems, given the key of the account or package: github/owner
// gives */owner, deb/name gives */name. It returns "" for other keys.
func ElsewhereKey(kind Kind, key string) string {
	if kind != KindPURL && kind != KindPackage {
		return ""
	}
	return registry.ElsewhereOf(key, kind == KindPackage)
}

// IsElsewhereKey reports whether [ElsewhereKey] returns the key for some key.
func IsElsewhereKey(key string) bool { return strings.HasPrefix(key, registry.Elsewhere) }

// packageURL is a parsed package URL.
type packageURL struct {
	typ        string
	path       string // "type/namespace/name", normalized
	qualifiers string // as written
	more       bool   // there is a version, a qualifier or a subpath
}

// parsePURL parses a package URL as in ECMA-427, 5.7, except that it decodes
// percent-encoding before it splits the path at slashes, because generators encode
// slashes too.
func parsePURL(s string) (packageURL, error) {
	const scheme = "pkg:"
	rest := strings.TrimSpace(s)
	if len(rest) < len(scheme) || !strings.EqualFold(rest[:len(scheme)], scheme) {
		return packageURL{}, fmt.Errorf("package URL %s: expected the scheme pkg at its head", chars.Quote(s))
	}
	rest = strings.TrimLeft(rest[len(scheme):], "/")
	rest, _, subpath := strings.Cut(rest, "#")
	rest, qualifiers, query := strings.Cut(rest, "?")
	typ, below, _ := strings.Cut(rest, "/")
	lower := strings.ToLower(typ)
	if typ == "" || strings.ContainsFunc(lower, notInType) {
		return packageURL{}, fmt.Errorf("package URL %s: expected a type of letters and digits", chars.Quote(s))
	}
	n := registry.VersionStart(below)
	p := packageURL{lower, "", qualifiers, subpath || query || n < len(below)}
	switch clean := chars.Unescape(below[:n]); {
	case lower == typ && len(clean) == n && registry.IsClean(clean):
		p.path = rest[:len(typ)+1+n]
	default:
		if clean = cleanPath(clean); clean == "" {
			return packageURL{}, fmt.Errorf("package URL %s: expected a name", chars.Quote(s))
		}
		p.path = lower + "/" + clean
	}
	p.path = registry.Normalize(p.path)
	return p, nil
}

func notInType(r rune) bool {
	return (r < 'a' || 'z' < r) && (r < '0' || '9' < r) && r != '.' && r != '+' && r != '-'
}

// cleanPath returns a decoded path folded, without empty segments, "." and "..".
func cleanPath(path string) string {
	if registry.IsClean(path) {
		return path
	}
	var segments []string
	for s := range strings.SplitSeq(Fold(path), "/") {
		if s = strings.TrimSpace(s); s != "" && s != "." && s != ".." {
			segments = append(segments, s)
		}
	}
	return strings.Join(segments, "/")
}

// name returns the last segment.
func (p packageURL) name() string { return p.path[strings.LastIndexByte(p.path, '/')+1:] }

// eachQualifier iterates over the qualifiers, with decoded values.
func (p packageURL) eachQualifier() iter.Seq2[string, string] {
	return func(yield func(key, value string) bool) {
		if p.qualifiers == "" {
			return
		}
		for q := range strings.SplitSeq(p.qualifiers, "&") {
			if key, value, _ := strings.Cut(q, "="); !yield(key, chars.Unescape(value)) {
				return
			}
		}
	}
}

// addresses iterates over the qualifiers that are addresses.
func (p packageURL) addresses() iter.Seq[string] {
	return func(yield func(string) bool) {
		for key, value := range p.eachQualifier() {
			if (chars.HasSuffixFold(key, "url") || strings.Contains(value, "://")) && !yield(value) {
				return
			}
		}
	}
}

// packagesAt returns the paths of the packages to which a qualifier leads. The address of
// an image may lack the name of the image.
func (p packageURL) packagesAt(address string) []string {
	host, at := splitAddress(address)
	host, at = Fold(host), Fold(chars.Unescape(at))
	if p.typ == "oci" || p.typ == "docker" {
		return registry.AppendImage(nil, host, at, p.name())
	}
	return registry.HostOf(host).Append(nil, at)
}
