package sbom

import (
	"cmp"
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
	p, err := parsePURL(purl)
	if err != nil {
		return nil, nil, err
	}
	namespaces = levels(parent(p.path), "/", 1)
	packages = []string{p.path}
	switch p.typ {
	case "maven":
		namespaces = appendNew(namespaces, levels(parent(p.path), "./", 2)...)
	case "golang":
		packages = appendNew(packages, repositories(p.path)...)
	case "alpm", "apk", "deb", "rpm":
		packages = appendNew(packages, p.typ+"/"+p.name())
	}
	for _, path := range p.aliases() {
		if parent(path) == typeOf(path) {
			namespaces = appendNew(namespaces, path) // it is the owner's
			continue
		}
		namespaces = appendNew(namespaces, levels(parent(path), "/", 1)...)
		packages = appendNew(packages, path)
		packages = appendNew(packages, repositories(path)...)
	}
	return namespaces, packages, nil
}

// PURLNamespaceKey returns the key of a package URL's namespace that is written
// "type/namespace", as [PURLKeys] returns it: "github/KasperskyLab" is
// "github/kasperskylab".
func PURLNamespaceKey(s string) (string, error) {
	p, err := parsePURL("pkg:" + s + "/name")
	if err != nil || p.more || strings.Count(p.path, "/") < 2 {
		return "", fmt.Errorf("package URL namespace %s: expected type/namespace", quote(s))
	}
	return parent(p.path), nil
}

// PURLPackageKey returns the key of a package that is written "type/name" or
// "type/namespace/name", without version, as [PURLKeys] returns it.
func PURLPackageKey(s string) (string, error) {
	p, err := parsePURL("pkg:" + s)
	if err != nil || p.more {
		return "", fmt.Errorf("package %s: expected type/namespace/name or type/name", quote(s))
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

// parsePURL parses a package URL as ECMA-427, 5.7, says, and undoes percent-encoding
// before it looks for slashes, as generators encode those too.
func parsePURL(s string) (packageURL, error) {
	const scheme = "pkg:"
	rest := strings.TrimSpace(s)
	if len(rest) < len(scheme) || !strings.EqualFold(rest[:len(scheme)], scheme) {
		return packageURL{}, fmt.Errorf("package URL %s: expected the scheme pkg at its head", quote(s))
	}
	rest = strings.TrimLeft(rest[len(scheme):], "/")
	rest, _, subpath := strings.Cut(rest, "#")
	rest, qualifiers, query := strings.Cut(rest, "?")
	typ, rest, _ := strings.Cut(rest, "/")
	typ = strings.ToLower(typ)
	if typ == "" || strings.Trim(typ, "abcdefghijklmnopqrstuvwxyz0123456789.+-") != "" {
		return packageURL{}, fmt.Errorf("package URL %s: expected a type of letters and digits", quote(s))
	}
	n := versionStart(rest)
	segments := pathSegments(rest[:n])
	if len(segments) == 0 {
		return packageURL{}, fmt.Errorf("package URL %s: expected a name", quote(s))
	}
	last := len(segments) - 1
	switch typ {
	case "pypi":
		segments[last] = cmp.Or(joinRuns(segments[last], "-_.", "-"), segments[last])
	case "pub":
		segments[last] = strings.ReplaceAll(segments[last], "-", "_")
	}
	return packageURL{typ, typ + "/" + strings.Join(segments, "/"), qualifiers, subpath || query || n < len(rest)}, nil
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

// pathSegments returns the segments of a path, folded and decoded.
func pathSegments(path string) []string {
	segments := strings.Split(Fold(unescape(path)), "/")
	for i, s := range segments {
		segments[i] = strings.TrimSpace(s)
	}
	return slices.DeleteFunc(segments, func(s string) bool { return s == "" || s == "." || s == ".." })
}

// joinRuns replaces each run of the given characters.
func joinRuns(s, characters, by string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(characters, r) }), by)
}

// hostTypes holds hosts whose paths a package URL type has as its namespaces.
var hostTypes = map[string]string{
	"github.com":                "github",
	"codeload.github.com":       "github",
	"raw.githubusercontent.com": "github",
	"gitlab.com":                "gitlab",
	"bitbucket.org":             "bitbucket",
	"docker.io":                 "docker",
	"index.docker.io":           "docker",
	"registry-1.docker.io":      "docker",
	"hub.docker.com":            "docker",
}

// hostType returns the type of what is on a host.
func hostType(host string) (typ string, known bool) {
	typ, known = hostTypes[strings.TrimPrefix(host, "www.")]
	return typ, known
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
	for _, qualifier := range [...]string{"repository_url", "vcs_url"} {
		host, segments := repository(p.qualifier(qualifier))
		if host == "" {
			continue
		}
		typ, known := hostType(host)
		if p.typ == "oci" {
			if len(segments) == 0 || segments[len(segments)-1] != p.name() {
				segments = append(segments, p.name())
			}
			if !known {
				typ, known = "oci/"+host, true
			}
		}
		if known && len(segments) > 0 {
			paths = append(paths, typ+"/"+strings.Join(segments, "/"))
		}
	}
	return paths
}

// repository returns the host and the path of a repository's URL without what
// names a revision in it: git+https://github.com/owner/name.git@v1#directory.
func repository(url string) (host string, segments []string) {
	host, path := splitAddress(url)
	if n := strings.IndexAny(path, "@?#"); n >= 0 {
		path = path[:n]
	}
	return Fold(host), pathSegments(strings.TrimSuffix(path, ".git"))
}

// forgePURL returns the package URL of the repository that a URL on a forge leads
// into, "" if it leads into none.
func forgePURL(url string) string {
	host, _ := splitAddress(url)
	if _, known := hostType(Fold(host)); !known {
		return ""
	}
	host, segments := repository(url)
	typ, known := hostType(host)
	if !known || len(segments) < 2 {
		return ""
	}
	return "pkg:" + typ + "/" + segments[0] + "/" + segments[1]
}

func typeOf(path string) string {
	typ, _, _ := strings.Cut(path, "/")
	return typ
}

// repositories returns the path and its parents as far as they have an owner and
// a name, after the host where the path begins with one.
func repositories(path string) []string {
	least := 2 // owner/name, or host/name for a module on a host of its own
	typ, below, _ := strings.Cut(path, "/")
	host, _, _ := strings.Cut(below, "/")
	if _, known := hostType(host); known || typ == "oci" {
		least = 3
	}
	return levels(path, "/", least)
}

// parent returns the path without its last segment; the type has none.
func parent(path string) string { return path[:strings.LastIndexByte(path, '/')] }

// maxLevels is how many levels of one value become keys.
const maxLevels = 16

// levels returns the path and its parents, the longest first, as far as they have
// a number of elements below the type. Elements end at any of the separators.
// Of more than maxLevels, the longest and the shortest are returned.
func levels(path, separators string, least int) []string {
	var keys []string
	below := path[len(typeOf(path)):]
	n := 0
	for _, s := range separators {
		n += strings.Count(below, string(s))
	}
	for ; n >= least; n-- {
		keys = append(keys, path)
		path = strings.TrimSpace(path[:strings.LastIndexAny(path, separators)])
	}
	return topLevels(keys)
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
