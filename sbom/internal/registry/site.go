package registry

import (
	_ "embed" // sites.tsv
	"path"
	"strings"
	"sync"
)

//go:embed sites.tsv
var sitesTSV string

// site is a row of sites.tsv: how to read the paths on a host that begin with a prefix.
type site struct {
	prefix  []string // segments; * is any
	typ     string   // of the packages
	reading string   // as sites.tsv explains
}

// sites holds the rows of sites.tsv by host.
var sites = sync.OnceValue(func() map[string][]site {
	all := map[string][]site{}
	for row := range strings.Lines(sitesTSV) {
		columns := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
		if len(columns) != 3 || row[0] == '#' {
			continue
		}
		s := site{}
		if columns[1] != "-" {
			s.prefix = strings.Split(columns[1], "/")
		}
		s.typ, s.reading, _ = strings.Cut(columns[2], "/")
		if s.reading == "" {
			s.reading = s.typ
		}
		all[columns[0]] = append(all[columns[0]], s)
	}
	return all
})

// sitesAt returns the sites at a folded host.
func sitesAt(host string) []site {
	host = strings.TrimPrefix(strings.TrimSuffix(host, "."), "www.")
	if found := sites()[host]; found != nil {
		return found
	}
	name, parent, _ := strings.Cut(host, ".")
	if account, region, ok := strings.Cut(parent, "."); ok && account == "dkr" { // account.dkr.ecr.region.amazonaws.com
		if service, rest, _ := strings.Cut(region, "."); service == "ecr" && (strings.HasSuffix(rest, ".amazonaws.com") || strings.HasSuffix(rest, ".amazonaws.com.cn")) {
			return sites()["*.dkr.ecr.amazonaws.com"]
		}
	}
	if parent == "gcr.io" || name == "gcr" && parent == "io" {
		return sites()["*.gcr.io"]
	}
	return sites()["*."+parent]
}

// Has reports whether packages or repositories are published at a folded host.
func Has(host string) bool { return sitesAt(host) != nil }

// ForgeType returns the type of package URLs whose namespaces and names are the first
// segments of the paths on a host.
func ForgeType(host string) (typ string, known bool) {
	if strings.IndexByte(host, '.') < 0 {
		return "", false
	}
	for _, s := range sitesAt(host) {
		switch {
		case s.prefix == nil && (s.reading == "2" || s.reading == "docker"):
			return s.typ, true
		case s.prefix == nil && s.reading == "oci":
			return "oci/" + host, true
		}
	}
	return "", false
}

// Host is a host at which packages or repositories may be published.
type Host struct {
	name  string
	sites []site
}

// HostOf returns the host with a folded name.
func HostOf(name string) Host { return Host{name, sitesAt(name)} }

// Append appends the paths of the packages at a folded path on the host. A path that ends
// in a slash is a namespace.
func (h Host) Append(paths []string, at string) []string {
	var room [16]string // most paths have fewer segments
	segments := appendSegments(room[:0], at)
	if len(segments) == 0 {
		return paths
	}
	return wellFormed(h.append(paths, segments), len(paths))
}

// append appends the paths of the packages that the segments of a path lead to.
func (h Host) append(paths, segments []string) []string {
	before := len(paths)
	for _, s := range h.sites {
		if rest, ok := cutPrefix(segments, s.prefix); ok {
			if paths = s.append(paths, h.name, rest); len(paths) > before {
				return paths
			}
		}
	}
	if paths = appendByLayout(paths, h.name, segments); len(paths) > before {
		return paths
	}
	// Proxies and archives have the host and path of the original in their paths.
	for i, host := range segments[:len(segments)-1] {
		if strings.IndexByte(host, '.') > 0 {
			for _, s := range sitesAt(host) {
				if rest, ok := cutPrefix(segments[i+1:], s.prefix); ok && len(paths) == before {
					paths = s.append(paths, host, rest)
				}
			}
		}
	}
	return paths
}

// appendSegments appends the segments of the path of an address that are not empty. The
// parameters of the query with which registries identify a package follow them.
func appendSegments(segments []string, at string) []string {
	at, fragment, _ := strings.Cut(at, "#")
	if (at == "" || at == "/") && !strings.HasPrefix(fragment, "/") {
		at = fragment // the home page of a registry can show a package
	}
	at, query, _ := strings.Cut(at, "?")
	if at == "" || at == "/" {
		return segments
	}
	segments = splitPath(segments, at)
	for query != "" {
		var parameter string
		parameter, query, _ = strings.Cut(query, "&")
		switch key, value, _ := strings.Cut(parameter, "="); key {
		case "id", "itemname", "filepath", "h":
			segments = splitPath(segments, value)
		}
	}
	return segments
}

// splitPath appends the segments of a path that are not empty.
func splitPath(segments []string, path string) []string {
	for path != "" {
		var s string
		s, path, _ = strings.Cut(path, "/")
		if s = strings.TrimSpace(s); s != "" && s != "." && s != ".." {
			segments = append(segments, s)
		}
	}
	return segments
}

// cutPrefix removes the segments of a prefix.
func cutPrefix(segments, prefix []string) (rest []string, ok bool) {
	if len(segments) <= len(prefix) {
		return nil, false
	}
	for i, want := range prefix {
		if want != "*" && want != segments[i] {
			return nil, false
		}
	}
	return segments[len(prefix):], true
}

// append appends the path of the package that the segments after the prefix lead to.
func (s *site) append(paths []string, host string, segments []string) []string {
	switch s.reading {
	case "1":
		return append(paths, Normalize(s.typ+"/"+trimRevision(segments[0])))
	case "2":
		return append(paths, ownerAndName(s.typ, segments))
	case "owner":
		return append(paths, s.typ+"/"+segments[0]+"/")
	case "apart":
		if len(segments) < 3 {
			return append(paths, s.typ+"/"+segments[0]+"/")
		}
		return append(paths, s.typ+"/"+segments[0]+"/"+segments[2])
	case "id":
		owner, name, _ := strings.Cut(segments[0], ".")
		return append(paths, s.typ+"/"+owner+"/"+name)
	case "last":
		return append(paths, s.typ+"/"+trimManifest(segments[len(segments)-1]))
	case "file":
		if name := nameOfFile(segments[len(segments)-1]); name != "" {
			return append(paths, Normalize(s.typ+"/"+name))
		}
	case "owned":
		owner, name, _ := strings.Cut(nameOfFile(segments[len(segments)-1]), "-")
		return append(paths, s.typ+"/"+owner+"/"+name)
	case "winget":
		if len(segments) > 1 {
			return append(paths, "app/"+segments[0]+"."+segments[1])
		}
	case "host":
		return append(paths, s.typ+"/"+host+"/"+strings.Join(segments, "/"))
	case "app":
		return append(paths, "app/"+segments[0], "maven/"+segments[0]+"/")
	case "npm":
		return appendScoped(paths, segments)
	case "golang":
		return appendModule(paths, segments)
	case "maven":
		return appendGroupPath(paths, segments, 0)
	case "docker", "oci":
		return appendImage(paths, host, segments)
	}
	return paths
}

// ownerAndName returns the path of a repository, or of its owner if there is only one
// segment.
func ownerAndName(typ string, segments []string) string {
	owner := segments[0]
	if len(owner) > 1 {
		owner = strings.TrimPrefix(owner, "~")
	}
	if len(segments) == 1 || segments[1] == "-" {
		return typ + "/" + owner + "/"
	}
	name := trimRevision(segments[1])
	if typ == "terraform" || name == "" { // a name has no revision in these registries
		name = segments[1]
	}
	return typ + "/" + owner + "/" + name
}

// trimRevision returns the name of a repository without .git and a revision.
func trimRevision(name string) string {
	if n := strings.IndexByte(name, '@'); n > 0 {
		name = name[:n]
	}
	return strings.TrimSuffix(strings.TrimSuffix(name, ".git"), ".json")
}

// nameInFile returns the name at the start of the name of an archive, before the hyphen,
// underscore or period after which the version begins.
func nameInFile(file string) string {
	for i := 1; i+1 < len(file); i++ {
		if (file[i] == '-' || file[i] == '_' || file[i] == '.') && isDigit(file[i+1]) {
			return file[:i]
		}
	}
	return ""
}

// nameOfFile returns the name at the start of the name of an archive, before the version or
// before the extension.
func nameOfFile(file string) string {
	if name := nameInFile(file); name != "" {
		return name
	}
	name, _, _ := strings.Cut(file, ".")
	return name
}

// trimManifest returns the name of a manifest without its extension. Other names can
// contain periods.
func trimManifest(file string) string {
	for _, extension := range [...]string{".rb", ".json", ".flatpakref"} {
		file = strings.TrimSuffix(file, extension)
	}
	return file
}

// appendScoped appends the npm package that one or two segments name, with or without
// a version: @scope/name@1, name.
func appendScoped(paths, segments []string) []string {
	for i, s := range segments {
		s = s[strings.IndexByte(s, ':')+1:] // npm:@scope
		if scope := strings.TrimLeft(s, "@+"); len(scope) < len(s) && scope != "" {
			if i+1 == len(segments) || segments[i+1] == "-" {
				return append(paths, "npm/@"+scope+"/")
			}
			return append(paths, "npm/@"+scope+"/"+trimRevision(segments[i+1]))
		}
	}
	first := segments[0]
	return append(paths, "npm/"+trimRevision(first[strings.IndexByte(first, ':')+1:]))
}

// appendModule appends the Go module that segments name up to its version. A capital is
// written as an exclamation mark and the small letter.
func appendModule(paths, segments []string) []string {
	var module []string
	for _, s := range segments {
		name, _, version := strings.Cut(s, "@")
		if name = strings.ReplaceAll(name, "!", ""); name != "" {
			module = append(module, name)
		}
		if version {
			break
		}
	}
	if len(module) == 0 || strings.IndexByte(module[0], '.') < 0 {
		return paths
	}
	return append(paths, "golang/"+strings.Join(module, "/"))
}

// appendImage appends the path of a container image on a host. Segments of the API of
// registries are not part of it.
func appendImage(paths []string, host string, segments []string) []string {
	var image []string
	for i, s := range segments {
		if i == 0 && (s == "v2" || s == "v1" || s == "library" || s == "_") {
			continue
		}
		if s == "manifests" || s == "blobs" || s == "tags" || s == "referrers" {
			break
		}
		if s == "library" && len(image) == 0 {
			continue
		}
		name := s[:len(s)-len(tagOf(s))]
		if name != "" {
			image = append(image, name)
		}
		if len(name) < len(s) && i > 0 {
			break
		}
	}
	if len(image) == 0 || host == "" {
		return paths
	}
	for _, s := range sitesAt(host) {
		if s.typ == "docker" {
			return append(paths, "docker/"+path.Join(image...))
		}
	}
	return append(paths, "oci/"+host+"/"+path.Join(image...))
}

// AppendImage appends the path of the image with a name at a path on a host. The path may
// lack the name of the image.
func AppendImage(paths []string, host, at, name string) []string {
	segments := appendSegments(nil, at)
	n := len(segments)
	if n == 0 || segments[n-1][:len(segments[n-1])-len(tagOf(segments[n-1]))] != name {
		segments = append(segments, name)
	}
	return appendImage(paths, host, segments)
}

// tagOf returns the tag and the digest at the end of a segment of an image's name.
func tagOf(segment string) string {
	if n := strings.IndexAny(segment, "@:"); n >= 0 {
		return segment[n:]
	}
	return ""
}
