package registry

import (
	"strings"

	"github.com/package-url/packageurl-go"
)

// LocatorPURL returns a package URL for a locator of a package registry (SPDX 2.3,
// annex F.3). The type is the reference type of SPDX: maven-central, npm, nuget or
// bower.
func LocatorPURL(typ, locator string) string {
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
