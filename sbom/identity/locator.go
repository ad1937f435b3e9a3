package identity

import (
	"path"
	"strings"

	"github.com/package-url/packageurl-go"
)

// ImagePURL returns a package URL for the name of a container image as container
// engines accept it, [host/]namespace/name[:tag][@digest]. It returns "" if the name
// does not have that form, or has no namespace and so does not identify the maker of
// the image.
func ImagePURL(name string) string {
	name, _, _ = strings.Cut(name, "@")
	if slash := strings.LastIndexByte(name, '/'); strings.LastIndexByte(name, ':') > slash {
		name = name[:strings.LastIndexByte(name, ':')]
	}
	host, repository, ok := strings.Cut(name, "/")
	switch {
	case !ok || strings.ContainsAny(name, " ?#%"):
		return ""
	case !strings.ContainsAny(host, ".:"): // a name without a host: Docker Hub
		repository = name
	case host != "docker.io" && host != "index.docker.io":
		return "pkg:oci/" + path.Base(name) + "?repository_url=" + name
	}
	if strings.Count(repository, "/") != 1 {
		return ""
	}
	return "pkg:docker/" + repository
}

// RegistryPURL returns a package URL for a locator of a package registry (SPDX 2.3,
// annex F.3). The type is the reference type of SPDX: maven-central, npm, nuget or
// bower.
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
