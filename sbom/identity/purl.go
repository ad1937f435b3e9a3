package identity

import (
	"fmt"
	"slices"
	"strings"
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
//   - A package on a known host, named in its path or in the qualifiers
//     repository_url and vcs_url, also has the keys of the type for that host:
//     golang/github.com/kasperskylab/klogga is github/kasperskylab/klogga, and
//     the oci image at docker.io/kaspersky/x is docker/kaspersky/x. An image in
//     another registry is oci/ghcr.io/owner/image.
//   - A namespace of npm is a scope, even without its "@".
//   - The namespace of a system package is the distribution, not the maker, so the
//     package is also listed without a namespace: deb/debian/kesl, deb/kesl.
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
	namespaces = appendLevels(namespaces, parent(p.path), "/", 1)
	packages = append(packages, p.path)
	switch p.typ {
	case "maven":
		namespaces = appendLevels(namespaces, parent(p.path), "./", 2)
	case "golang":
		packages = appendRepositories(packages, p.path)
	case "alpm", "apk", "deb", "rpm":
		packages = appendNew(packages, p.typ+"/"+p.name())
	}
	for _, path := range p.aliases() {
		if parent(path) == typeOf(path) {
			namespaces = appendNew(namespaces, path) // the path is the owner's
			continue
		}
		namespaces = appendLevels(namespaces, parent(path), "/", 1)
		packages = appendNew(packages, path)
		packages = appendRepositories(packages, path)
	}
	return namespaces, packages, nil
}

// PURLNamespaceKey returns the key of a namespace that is written "type/namespace", as
// [PURLKeys] does: "github/KasperskyLab" gives "github/kasperskylab".
func PURLNamespaceKey(s string) (string, error) {
	p, err := parsePURL("pkg:" + s + "/name")
	if err != nil || p.more || strings.Count(p.path, "/") < 2 {
		return "", fmt.Errorf("package URL namespace %s: expected type/namespace", quoteValue(s))
	}
	return parent(p.path), nil
}

// PURLPackageKey returns the key of a package that is written "type/name" or
// "type/namespace/name" without a version, as [PURLKeys] does.
func PURLPackageKey(s string) (string, error) {
	p, err := parsePURL("pkg:" + s)
	if err != nil || p.more {
		return "", fmt.Errorf("package %s: expected type/namespace/name or type/name", quoteValue(s))
	}
	return p.path, nil
}

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
		return packageURL{}, fmt.Errorf("package URL %s: expected the scheme pkg at its head", quoteValue(s))
	}
	rest = strings.TrimLeft(rest[len(scheme):], "/")
	rest, _, subpath := strings.Cut(rest, "#")
	rest, qualifiers, query := strings.Cut(rest, "?")
	typ, rest, _ := strings.Cut(rest, "/")
	typ = strings.ToLower(typ)
	if typ == "" || strings.ContainsFunc(typ, notInType) {
		return packageURL{}, fmt.Errorf("package URL %s: expected a type of letters and digits", quoteValue(s))
	}
	n := versionStart(rest)
	path := cleanPath(rest[:n])
	if path == "" {
		return packageURL{}, fmt.Errorf("package URL %s: expected a name", quoteValue(s))
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	namespace := path[:len(path)-len(name)]
	switch typ {
	case "pypi":
		name = hyphenate(name)
	case "pub":
		name = strings.ReplaceAll(name, "-", "_")
	}
	return packageURL{typ, typ + "/" + namespace + name, qualifiers, subpath || query || n < len(rest)}, nil
}

func notInType(r rune) bool {
	return (r < 'a' || 'z' < r) && (r < '0' || '9' < r) && r != '.' && r != '+' && r != '-'
}

// versionStart returns the offset of the version: the last @ that is not the first
// character of a segment, where it begins a scope of npm.
func versionStart(path string) int {
	for n := len(path); ; {
		n = strings.LastIndexByte(path[:n], '@')
		if n < 0 {
			return len(path)
		}
		if n > 0 && path[n-1] != '/' {
			return n
		}
	}
}

// cleanPath returns a path folded and decoded, without empty segments, "." and "..".
func cleanPath(path string) string {
	var segments []string
	for s := range strings.SplitSeq(Fold(unescape(path)), "/") {
		if s = strings.TrimSpace(s); s != "" && s != "." && s != ".." {
			segments = append(segments, s)
		}
	}
	return strings.Join(segments, "/")
}

// hyphenate returns a name of pypi with one hyphen for each run of hyphens, periods
// and underscores, and none at the ends. A name without other characters is returned
// as is.
func hyphenate(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '.' || r == '_' })
	if hyphenated := strings.Trim(strings.Join(parts, "-"), "- "); hyphenated != "" {
		return hyphenated
	}
	return name
}

// hostType returns the type whose namespaces are the paths on a host.
func hostType(host string) (typ string, known bool) {
	switch strings.TrimPrefix(host, "www.") {
	case "github.com", "codeload.github.com", "raw.githubusercontent.com":
		return "github", true
	case "gitlab.com":
		return "gitlab", true
	case "bitbucket.org":
		return "bitbucket", true
	case "docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com":
		return "docker", true
	}
	return "", false
}

// host returns the first segment after the type.
func (p packageURL) host() string {
	host, _, _ := strings.Cut(p.path[len(p.typ)+1:], "/")
	return host
}

// name returns the last segment.
func (p packageURL) name() string { return p.path[strings.LastIndexByte(p.path, '/')+1:] }

// qualifier returns the decoded value of the first qualifier of a name, or "".
func (p packageURL) qualifier(name string) string {
	for q := range strings.SplitSeq(p.qualifiers, "&") {
		if key, value, _ := strings.Cut(q, "="); strings.EqualFold(key, name) {
			return unescape(value)
		}
	}
	return ""
}

// aliases returns the other paths that package URLs of the same package have.
func (p packageURL) aliases() []string {
	var paths []string
	if scoped, ok := strings.CutPrefix(p.path, "npm/"); ok && scoped[0] != '@' && strings.Contains(scoped, "/") {
		paths = append(paths, "npm/@"+scoped) // the only namespaces of npm are scopes
	}
	if typ, known := hostType(p.host()); known {
		if path, ok := strings.CutPrefix(p.path, p.typ+"/"+p.host()+"/"); ok {
			paths = append(paths, typ+"/"+path)
		}
	}
	if p.qualifiers == "" {
		return paths
	}
	for _, qualifier := range [...]string{"repository_url", "vcs_url"} {
		host, path := splitAddress(p.qualifier(qualifier))
		if host = Fold(host); host == "" {
			continue
		}
		path = repositoryPath(path)
		typ, known := hostType(host)
		if p.typ == "oci" {
			if path != p.name() && !strings.HasSuffix(path, "/"+p.name()) {
				path = strings.TrimPrefix(path+"/"+p.name(), "/")
			}
			if !known {
				typ, known = "oci/"+host, true
			}
		}
		if known && path != "" {
			paths = append(paths, typ+"/"+path)
		}
	}
	return paths
}

// repositoryPath returns the path of a repository's address without its revision:
// git+https://github.com/owner/name.git@v1#directory gives owner/name.
func repositoryPath(path string) string {
	if n := strings.IndexAny(path, "@?#"); n >= 0 {
		path = path[:n]
	}
	return cleanPath(strings.TrimSuffix(path, ".git"))
}

// forgePURL returns the package URL of the repository to which an address on a forge
// belongs, or "".
func forgePURL(host, path string) string {
	typ, known := hostType(Fold(host))
	if !known {
		return ""
	}
	owner, path, ok := strings.Cut(repositoryPath(path), "/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(path, "/")
	return "pkg:" + typ + "/" + owner + "/" + name
}

func typeOf(path string) string {
	typ, _, _ := strings.Cut(path, "/")
	return typ
}

// appendRepositories appends the path and each parent path that has an owner and
// a name, after the host if the path begins with one.
func appendRepositories(keys []string, path string) []string {
	least := 2 // owner/name, or host/name for a module on a host of its own
	typ, below, _ := strings.Cut(path, "/")
	host, _, _ := strings.Cut(below, "/")
	if _, known := hostType(host); known || typ == "oci" {
		least = 3
	}
	return appendLevels(keys, path, "/", least)
}

// parent returns the path without its last segment. The path must have a type.
func parent(path string) string { return path[:strings.LastIndexByte(path, '/')] }

// maxLevels is how many levels of one value become keys.
const maxLevels = 16

// appendLevels appends the path and its parents that have at least a number of elements
// after the type, the longest first, without duplicates. Elements end at any of the
// separators. If there are more than maxLevels, the longest and the shortest paths are
// appended.
func appendLevels(keys []string, path, separators string, least int) []string {
	below := path[len(typeOf(path)):]
	n := 0
	for i := range len(separators) {
		n += strings.Count(below, separators[i:i+1])
	}
	for first := n; n >= least; n-- {
		if n == first || n-least < maxLevels-1 {
			keys = appendNew(keys, path)
		}
		path = strings.TrimSpace(path[:strings.LastIndexAny(path, separators)])
	}
	return keys
}

func appendNew(keys []string, more ...string) []string {
	for _, k := range more {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}
