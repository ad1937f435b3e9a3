package identity

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// PURLKeys returns the keys of a package URL (ECMA-427): namespaces, each
// "type/namespace" with all its parents, and packages, each
// "type/namespace/name". Those of the package URL itself come first, the most
// exact one before all: packages[0] is the package URL without version,
// qualifiers and subpath, which are in no key.
//
// Keys are folded for every type, as no two makers differ in capitals only.
// Otherwise they are as the type's definition wants them (pypi: "-" for "_").
//
//   - Parents end at a slash; in maven at a dot too, and have two labels at least:
//     maven/com.kaspersky.android-components, maven/com.kaspersky.
//   - A Go package is in a module and a module in a repository that may have
//     shorter paths, so these are packages too.
//   - What is on a known host, by its path or by the qualifiers repository_url
//     and vcs_url, is also what the host's own type calls it:
//     golang/github.com/kasperskylab/klogga is github/kasperskylab/klogga, and
//     the oci image at docker.io/kaspersky/x is docker/kaspersky/x. An image on
//     another registry is oci/ghcr.io/owner/image.
//   - A namespace of npm is a scope, also without its "@".
//   - The namespace of a system package is the distribution, not the maker, so
//     it is also a package without it: deb/debian/kesl, deb/kesl.
//
// Of more than 16 levels of a path, the full one and the topmost stay: what is
// banned is found from the top.
//
// Whatever has a type and a name is read, even where the type's definition
// forbids it: to refuse it would be to lose what it says. The error says what
// has not.
func PURLKeys(purl string) (namespaces, packages []string, err error) {
	var keys purlKeys
	err = keys.of(purl)
	return keys.namespaces, keys.packages, err
}

// purlKeys are the keys of a package URL, in memory that serves for the next one.
type purlKeys struct {
	namespaces, packages []string
	path                 []byte
}

func (k *purlKeys) of(purl string) error {
	k.namespaces, k.packages = k.namespaces[:0], k.packages[:0]
	p, err := k.parse(purl)
	if err != nil {
		return err
	}
	k.namespaces = appendLevels(k.namespaces, parent(p.path), "/", 1)
	k.packages = append(k.packages, p.path)
	switch p.typ {
	case "maven":
		k.namespaces = appendLevels(k.namespaces, parent(p.path), "./", 2)
	case "golang":
		k.packages = appendRepositories(k.packages, p.path)
	case "alpm", "apk", "deb", "rpm":
		k.packages = appendNew(k.packages, p.typ+"/"+p.name())
	}
	for _, path := range p.aliases() {
		if parent(path) == typeOf(path) {
			k.namespaces = appendNew(k.namespaces, path) // it is the owner's
			continue
		}
		k.namespaces = appendLevels(k.namespaces, parent(path), "/", 1)
		k.packages = appendNew(k.packages, path)
		k.packages = appendRepositories(k.packages, path)
	}
	return nil
}

// PURLNamespaceKey returns the key of a package URL's namespace that is written
// "type/namespace", as [PURLKeys] returns it: "github/KasperskyLab" is
// "github/kasperskylab".
func PURLNamespaceKey(s string) (string, error) {
	p, err := new(purlKeys).parse("pkg:" + s + "/name")
	if err != nil || p.more || strings.Count(p.path, "/") < 2 {
		return "", fmt.Errorf("package URL namespace %s: expected type/namespace", quoteValue(s))
	}
	return parent(p.path), nil
}

// PURLPackageKey returns the key of a package that is written "type/name" or
// "type/namespace/name", without version, as [PURLKeys] returns it.
func PURLPackageKey(s string) (string, error) {
	p, err := new(purlKeys).parse("pkg:" + s)
	if err != nil || p.more {
		return "", fmt.Errorf("package %s: expected type/namespace/name or type/name", quoteValue(s))
	}
	return p.path, nil
}

// packageURL is a package URL in parts.
type packageURL struct {
	typ        string
	path       string // "type/namespace/name", normalised
	qualifiers string // as written
	more       bool   // there is a version, a qualifier or a subpath
}

// parse parses a package URL as ECMA-427, 5.7, says, and undoes percent-encoding
// before it looks for slashes, as generators encode those too.
func (k *purlKeys) parse(s string) (packageURL, error) {
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
	k.path = append(append(append(k.path[:0], typ...), '/'), namespace...)
	switch typ {
	case "pypi":
		k.path = appendHyphenated(k.path, name)
	case "pub":
		k.path = append(k.path, strings.ReplaceAll(name, "-", "_")...)
	default:
		k.path = append(k.path, name...)
	}
	return packageURL{typ, bytesAsString(k.path), qualifiers, subpath || query || n < len(rest)}, nil
}

func notInType(r rune) bool {
	return (r < 'a' || 'z' < r) && (r < '0' || '9' < r) && r != '.' && r != '+' && r != '-'
}

// versionStart returns where the version begins: at the last @ that is not the
// first character of a segment, as that is a scope of npm.
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

// cleanPath returns a path folded and decoded, without segments that are empty or
// lead elsewhere.
func cleanPath(path string) string {
	path = Fold(unescape(path))
	clean := true
	for s := range strings.SplitSeq(path, "/") {
		clean = clean && s == strings.TrimSpace(s) && s != "" && s != "." && s != ".."
	}
	if clean {
		return path
	}
	var segments []string
	for s := range strings.SplitSeq(path, "/") {
		if s = strings.TrimSpace(s); s != "" && s != "." && s != ".." {
			segments = append(segments, s)
		}
	}
	return strings.Join(segments, "/")
}

// appendHyphenated appends a name with one hyphen for each run of hyphens, points and
// underscores within it, and none for those around it, nor for spaces there. If there
// is nothing else, it appends them.
func appendHyphenated(path []byte, name string) []byte {
	n := len(path)
	for i := range len(name) {
		c := name[i]
		hyphen := c == '-' || c == '.' || c == '_'
		switch {
		case n == len(path) && (hyphen || c == ' '):
		case !hyphen:
			path = append(path, c)
		case path[len(path)-1] != '-':
			path = append(path, '-')
		}
	}
	if n == len(path) {
		return append(path, name...)
	}
	return bytes.TrimRight(path, "- ")
}

// hostType returns the type that has the paths on a host as its namespaces.
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

// qualifier returns the value of a qualifier, decoded, or "". A second one of the name is not allowed.
func (p packageURL) qualifier(name string) string {
	for q := range strings.SplitSeq(p.qualifiers, "&") {
		if key, value, _ := strings.Cut(q, "="); strings.EqualFold(key, name) {
			return unescape(value)
		}
	}
	return ""
}

// aliases returns the other paths by which package URLs know the package.
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

// repositoryPath returns the path of a repository's address without what names a
// revision in it: git+https://github.com/owner/name.git@v1#directory.
func repositoryPath(path string) string {
	if n := strings.IndexAny(path, "@?#"); n >= 0 {
		path = path[:n]
	}
	return cleanPath(strings.TrimSuffix(path, ".git"))
}

// forgePURL returns the package URL of the repository that an address on a forge
// leads into, "" if it leads into none.
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

// appendRepositories appends the path and its parents as far as they have an owner
// and a name, after the host where the path begins with one.
func appendRepositories(keys []string, path string) []string {
	least := 2 // owner/name, or host/name for a module on a host of its own
	typ, below, _ := strings.Cut(path, "/")
	host, _, _ := strings.Cut(below, "/")
	if _, known := hostType(host); known || typ == "oci" {
		least = 3
	}
	return appendLevels(keys, path, "/", least)
}

// parent returns the path without its last segment; the type has none.
func parent(path string) string { return path[:strings.LastIndexByte(path, '/')] }

// maxLevels is how many levels of one value become keys.
const maxLevels = 16

// appendLevels appends the path and its parents that are not among the keys yet, the
// longest first, as far as they have a number of elements below the type. Elements
// end at any of the separators. Of more than maxLevels, the longest and the
// shortest are appended.
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

// topLevels cuts a list of keys, the most exact first, to maxLevels: that one,
// and those that are reached from the top.
func topLevels(keys []string) []string {
	if len(keys) <= maxLevels {
		return keys
	}
	return append(keys[:1], keys[len(keys)-maxLevels+1:]...)
}

func appendNew(keys []string, more ...string) []string {
	for _, k := range more {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}
