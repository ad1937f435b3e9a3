package registry

import "strings"

// AppendAliases appends the other paths under which the package with a path is known. A
// path that ends in a slash is a namespace.
func AppendAliases(paths []string, path string) []string {
	switch typ := Type(path); typ {
	case "maven":
		return appendGroupAliases(paths, path)
	case "docker", "oci":
		return appendImageAliases(paths, path)
	case "npm", "pypi", "nuget", "cargo", "gem", "deb", "rpm", "apk":
		return paths // no part of the path is a host
	case "githubactions", "github-actions", "actions":
		return append(paths, "github"+path[len(typ):])
	case "golang":
		if rest, ok := strings.CutPrefix(path, "golang/gopkg.in/"); ok {
			return appendGopkg(paths, rest)
		}
	}
	host := first(path)
	typ, known := ForgeType(host)
	if !known {
		return paths
	}
	switch rest := path[len(Type(path))+1+len(host):]; {
	case rest == "":
		return paths
	case strings.Count(rest, "/") == 1: // the path is the owner's
		return append(paths, typ+rest+"/")
	default:
		return append(paths, typ+rest)
	}
}

// appendGopkg appends the repository from which gopkg.in serves a path: owner/name.v1.
func appendGopkg(paths []string, path string) []string {
	owner, name, _ := strings.Cut(path, "/")
	name, _, _ = strings.Cut(name, "/")
	if owner == "" || name == "" {
		return paths
	}
	if n := strings.LastIndex(name, ".v"); n > 0 {
		name = name[:n]
	}
	return append(paths, "github/"+owner+"/"+name)
}

// accountGroups are the starts of the Maven groups that registries give to the owner of
// an account, with the type of the account.
var accountGroups = []struct{ start, typ string }{
	{"io.github.", "github"}, {"com.github.", "github"},
	{"io.gitlab.", "gitlab"}, {"com.gitlab.", "gitlab"},
	{"io.bitbucket.", "bitbucket"}, {"org.bitbucket.", "bitbucket"},
	{"io.gitee.", "gitee"}, {"com.gitee.", "gitee"},
	{"page.codeberg.", "codeberg"}, {"org.codeberg.", "codeberg"},
}

// appendGroupAliases appends the account from which a Maven group is made, and the group
// that the group of a shaded artifact contains.
func appendGroupAliases(paths []string, path string) []string {
	group, artifact, ok := strings.Cut(path[len("maven/"):], "/")
	if !ok {
		return paths
	}
	for _, a := range accountGroups {
		if owner, ok := strings.CutPrefix(group, a.start); ok {
			if owner, _, _ = strings.Cut(owner, "."); owner == "" {
				continue
			}
			paths = append(paths, a.typ+"/"+owner+"/", a.typ+"/"+owner+"/"+artifact)
		}
	}
	rest := group
	for range MaxLevels {
		_, after, ok := strings.Cut(rest, ".")
		if !ok {
			break
		}
		if label, _, more := strings.Cut(after, "."); more && isTopLevel(label) {
			paths = append(paths, "maven/"+after+"/"+artifact)
		}
		rest = after
	}
	return paths
}

// appendImageAliases appends the images whose registry and name are within the path of an
// image, as in the path of a mirror. For an image in the registry of a forge, it appends
// the account at the forge.
func appendImageAliases(paths []string, path string) []string {
	segments := strings.Split(path, "/")
	registry := 1
	for i := 1; i < len(segments)-1 && i <= MaxLevels; i++ {
		if host := segments[i]; strings.IndexByte(host, '.') > 0 {
			if typ, known := ForgeType(host); known {
				paths = append(paths, typ+"/"+strings.Join(segments[i+1:], "/"))
				registry = i
			}
		}
	}
	if len(segments)-registry > 2 {
		switch segments[registry] {
		case "ghcr.io":
			paths = append(paths, "github/"+segments[registry+1]+"/")
		case "registry.gitlab.com":
			paths = append(paths, "gitlab/"+segments[registry+1]+"/")
		}
	}
	return paths
}

// mirrored returns the path on Docker Hub of the image with the same owner and name as an
// image in another registry, or "" if that image has no owner.
func mirrored(path string) string {
	name := strings.LastIndexByte(path, '/')
	owner := strings.LastIndexByte(path[:name], '/')
	if owner <= 0 || strings.IndexByte(path[:owner], '/') < 0 || strings.IndexByte(path[owner:name], '.') >= 0 {
		return ""
	}
	return "docker" + path[owner:]
}
