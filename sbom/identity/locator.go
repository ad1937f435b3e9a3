package identity

import (
	"path"
	"strings"

	"github.com/package-url/packageurl-go"
)

// imagePURL makes a package URL of a container image's name as container engines
// take it, [host/]namespace/name[:tag][@digest]; "" if the name is not of that
// form, or has no namespace and so says nothing about who made the image.
func ImagePURL(name string) string {
	name, _, _ = strings.Cut(name, "@")
	if slash := strings.LastIndexByte(name, '/'); strings.LastIndexByte(name, ':') > slash {
		name = name[:strings.LastIndexByte(name, ':')]
	}
	host, repository, ok := strings.Cut(name, "/")
	switch {
	case !ok || strings.ContainsAny(name, " ?#%"):
		return ""
	case !strings.ContainsAny(host, ".:"): // the name says no host: Docker Hub
		repository = name
	case host != "docker.io" && host != "index.docker.io":
		return "pkg:oci/" + path.Base(name) + "?repository_url=" + name
	}
	if strings.Count(repository, "/") != 1 {
		return ""
	}
	return "pkg:docker/" + repository
}

// registryPURL writes a locator of a package registry (annex F.3) as a package URL.
func RegistryPURL(typ, locator string) string {
	var group, name, version string
	switch typ {
	case "maven-central": // group:artifact:version
		typ = packageurl.TypeMaven
		group, name, _ = strings.Cut(locator, ":")
		name, version, _ = strings.Cut(name, ":")
	case "npm": // package@version, @scope/package@version
		name = locator
		if at := strings.LastIndexByte(locator, '@'); at > 0 {
			name, version = locator[:at], locator[at+1:]
		}
		if scope, rest, ok := strings.Cut(name, "/"); ok {
			group, name = scope, rest
		}
	case "nuget": // package/version
		name, version, _ = strings.Cut(locator, "/")
	case "bower": // package#version
		name, version, _ = strings.Cut(locator, "#")
	}
	return packageurl.NewPackageURL(typ, group, name, version, nil, "").ToString()
}
