package sbom

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
)

// serviceHosts returns the hosts that the name or the group of a service is: "api.acme.com"
// is that host, "com.acme.api" is the same in the order of namespaces, and a URL is an
// address. A name that is a host in both orders returns both.
func serviceHosts(name string) []string {
	name = strings.TrimSpace(name)
	if strings.Contains(name, "://") {
		return []string{name}
	}
	var hosts []string
	labels := strings.Split(name, ".")
	slices.Reverse(labels)
	for _, host := range []string{name, strings.Join(labels, ".")} {
		if _, addresses := identity.SplitName(host); len(addresses) > 0 && !slices.Contains(labels, "") {
			hosts = append(hosts, host)
		}
	}
	return hosts
}
