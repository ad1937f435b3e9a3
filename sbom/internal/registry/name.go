package registry

import (
	"slices"
	"strings"
)

// ecosystems maps the prefixes that generators write before the name of a package to
// types of package URLs.
var ecosystems = map[string]string{
	"npm": "npm", "pip": "pypi", "pypi": "pypi", "maven": "maven", "go": "golang", "golang": "golang", "nuget": "nuget", "composer": "composer",
	"packagist": "composer", "gem": "gem", "rubygems": "gem", "cargo": "cargo", "rust": "cargo", "crates": "cargo", "actions": "github",
	"githubactions": "github", "github": "github", "gh": "github", "gitlab": "gitlab", "bitbucket": "bitbucket", "docker": "docker", "oci": "docker",
	"docker-image": "docker", "container": "docker", "image": "docker", "swift": "swift", "pub": "pub", "hex": "hex", "deb": "deb", "rpm": "rpm", "apk": "apk",
	"jsr": "npm", "conda": "conda", "cocoapods": "cocoapods", "brew": "brew", "chocolatey": "chocolatey", "huggingface": "huggingface",
}

// AppendNamed appends the paths of the packages that the type, group and name of a
// component name; group and name are folded. A path of the type * has an unknown registry.
func AppendNamed(paths []string, component, group, name string) []string {
	switch before := len(paths); {
	case name == "":
		return paths
	case group != "":
		return wellFormed(appendGrouped(paths, component, group, name), before)
	default:
		return wellFormed(appendUngrouped(paths, component, name), before)
	}
}

// wellFormed removes the paths after an index that have an empty segment, since malformed
// names give such paths.
func wellFormed(paths []string, from int) []string {
	malformed := func(path string) bool {
		return strings.Contains(path, "//") || strings.HasSuffix(strings.TrimSuffix(path, "/"), "/@") || strings.IndexByte(strings.TrimSuffix(path, "/"), '/') < 0
	}
	return append(paths[:from], slices.DeleteFunc(paths[from:], malformed)...)
}

// appendUngrouped appends the package of a name without a group.
func appendUngrouped(paths []string, component, name string) []string {
	prefix, rest, ok := strings.Cut(name, ":")
	typ := ecosystems[prefix]
	switch {
	case ok && typ != "" && rest != "" && !strings.HasPrefix(rest, "//"):
		return appendTyped(paths, typ, rest)
	case name[0] == '@' && strings.IndexByte(name, '/') > 1:
		return appendScoped(paths, strings.Split(name, "/"))
	case ok && strings.IndexByte(prefix, '/') < 0 && strings.IndexByte(prefix, '.') > 0 && IsGroup(prefix):
		artifact, _, _ := strings.Cut(strings.TrimLeft(rest, ":"), ":")
		if n := strings.IndexByte(artifact, '@'); n > 0 {
			artifact = artifact[:n]
		}
		if artifact == "" || strings.Trim(artifact, "0123456789.") == "" || strings.IndexByte(artifact, '/') >= 0 {
			return append(paths, "maven/"+prefix+"/")
		}
		return append(paths, "maven/"+prefix+"/"+artifact)
	case strings.IndexByte(name, '/') > 0:
		return appendSlashed(paths, component, name)
	case IsGroup(name):
		return append(paths, "maven/"+name+"/")
	}
	return paths
}

// IsGroup reports whether a name is a Maven group or another reversed host: com.example.
func IsGroup(name string) bool {
	label, rest, ok := strings.Cut(name, ".")
	return ok && isTopLevel(label) && rest != "" && strings.Trim(name, ".") == name && !strings.ContainsAny(name, "@/\\+~%")
}

// appendGrouped appends the package of a group and a name that are stated apart.
func appendGrouped(paths []string, typ, group, name string) []string {
	switch {
	case group[0] == '@':
		return appendScoped(paths, []string{group, name})
	case strings.IndexByte(group, '/') > 0:
		return appendSlashed(paths, typ, strings.Trim(group, "/")+"/"+name)
	case isContainer(typ):
		return appendSlashed(paths, typ, group+"/"+name)
	case IsGroup(group):
		return append(paths, "maven/"+group+"/"+name)
	case !strings.ContainsAny(group, " /"):
		paths = append(paths, "*/"+group+"/")
		if strings.ContainsAny(name, "/:@") { // the name is complete
			paths = AppendNamed(paths, typ, "", name)
		}
	}
	return paths
}

func isContainer(typ string) bool { return typ == "container" }

// appendTyped appends a package of a known type.
func appendTyped(paths []string, typ, name string) []string {
	switch typ {
	case "docker":
		return appendImageName(paths, name)
	case "npm":
		return appendScoped(paths, strings.Split(name, "/"))
	case "golang":
		return appendModule(paths, strings.Split(name, "/"))
	}
	if n := strings.IndexAny(name, "?#"); n >= 0 {
		name = name[:n]
	}
	if n := strings.LastIndexByte(name, '@'); n > 0 {
		name = name[:n]
	}
	name = strings.Trim(name, "/")
	switch {
	case name == "":
		return paths
	case typ == "github", typ == "gitlab", typ == "bitbucket":
		return append(paths, ownerAndName(typ, strings.Split(name, "/")))
	}
	return append(paths, Repair(Normalize(typ+"/"+name)))
}

// appendSlashed appends the package of a name with a slash: an image, a Go module, or
// an owner and a name.
func appendSlashed(paths []string, typ, name string) []string {
	host, rest, _ := strings.Cut(name, "/")
	if strings.ContainsAny(name, " \\") || strings.Contains(name, "//") {
		return paths
	}
	switch {
	case rest == "" || host == "":
		return paths
	case isContainer(typ), strings.IndexByte(host, ':') > 0, strings.Contains(rest, "@sha256:"):
		return appendImageName(paths, name)
	case strings.IndexByte(host, '.') > 0 && IsHost(host):
		if typ, known := ForgeType(host); known && (typ == "docker" || strings.HasPrefix(typ, "oci/")) || strings.IndexByte(rest, ':') > 0 {
			return appendImageName(paths, name)
		}
		return appendModule(paths, strings.Split(name, "/"))
	case strings.IndexByte(host, '.') >= 0:
		return paths
	case strings.IndexByte(rest, ':') > 0 && strings.Count(name, "/") == 1: // owner/name:tag
		return appendImageName(paths, name)
	}
	return append(paths, "*/"+host+"/")
}

// appendImageName appends the image with a name as container engines accept it,
// [host/]namespace/name[:tag][@digest].
func appendImageName(paths []string, name string) []string {
	name, _, _ = strings.Cut(strings.TrimLeft(name, "/"), "@")
	host, rest, ok := strings.Cut(name, "/")
	if !ok || strings.ContainsAny(name, " ?#%") {
		return paths
	}
	if strings.ContainsAny(host, ".:") || host == "localhost" {
		host, _, _ = strings.Cut(host, ":")
		return appendImage(paths, host, appendSegments(nil, rest))
	}
	return appendImage(paths, "docker.io", appendSegments(nil, name))
}

// AppendUnhosted appends the package that an address names without the host of a registry:
// docker://owner/name, github:owner/name, npm:@scope/name.
func AppendUnhosted(paths []string, value string, fold func(string) string) []string {
	scheme, rest, ok := strings.Cut(value, ":")
	if !ok {
		return paths
	}
	switch typ := ecosystems[strings.ToLower(scheme)]; {
	case typ == "docker":
		return appendImageName(paths, fold(strings.TrimLeft(rest, "/")))
	case typ != "" && rest != "" && rest[0] != '/':
		return wellFormed(appendTyped(paths, typ, fold(rest)), len(paths))
	}
	return paths
}

// Repeats reports whether a package URL says the same as group and name, so that
// these need not be read too.
func Repeats(purl, group, name string) bool {
	if len(purl) < len("pkg:x/") || name == "" {
		return false
	}
	typ, path, _ := strings.Cut(purl[len("pkg:"):], "/")
	if strings.HasPrefix(path, "%40") {
		if group == "" && !strings.HasPrefix(name, "@") || group != "" && group[0] != '@' || typ != "npm" {
			return false
		}
		path = path[len("%40"):]
		return group == "" && startsPath(path, name[1:]) || group != "" && strings.HasPrefix(path, group[1:]) && startsPath(path[len(group)-1:], "/"+name)
	}
	switch {
	case group == "":
		return (typ == "golang" || strings.IndexByte(name, '/') < 0) && typ != "generic" && startsPath(path, name) && strings.IndexByte(name, ':') < 0
	case typ == "generic", strings.IndexByte(group, '.') >= 0 && typ != "maven" && typ != "golang":
		return false
	}
	return strings.HasPrefix(path, group) && startsPath(path[len(group):], "/"+name)
}

// startsPath reports whether a package URL after its type consists of a path and,
// possibly, a version or qualifiers.
func startsPath(s, path string) bool {
	return strings.HasPrefix(s, path) && (len(s) == len(path) || strings.IndexByte("@?#", s[len(path)]) >= 0)
}

// MayBePackage reports whether a name without a group can name a package, so that most
// names need not be folded.
func MayBePackage(name string) bool {
	if strings.ContainsAny(name, "/:@") {
		return strings.IndexByte(name, ' ') < 0
	}
	label := strings.IndexByte(name, '.')
	return label > 1 && label < len("info.") && strings.IndexByte(name, ' ') < 0
}
