package identity

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/registry"
)

// TagHost returns the host in the identifier of a SWID tag or of its creator, or "" if there
// is none. ISO/IEC 19770-2 builds both from a registered host name, or they are a URL:
//
//	kaspersky.com                       a regid
//	kaspersky.com+Endpoint-12           a tagId, separated by "+", "_", "/", ":" or "-"
//	swid:kaspersky.com:Endpoint         a tagId after a scheme
//	regid.1997-06.com.kaspersky,lab     a regid of the edition of 2009, with labels in reverse
//	com.kaspersky.Endpoint              a tagId with labels in reverse
func TagHost(id string) string {
	id = Fold(id)
	if strings.Contains(id, "://") {
		host, _ := splitAddress(id)
		return host
	}
	for _, scheme := range []string{"urn:", "swid:"} {
		id = strings.TrimPrefix(id, scheme)
	}
	if n := strings.IndexAny(id, "+_/:,; "); n >= 0 {
		id = id[:n]
	}
	if rest, ok := strings.CutPrefix(id, "regid."); ok {
		_, host, _ := strings.Cut(rest, ".") // after the year and month
		return reverseLabels(host)
	}
	if registry.IsHost(id) {
		return id
	}
	if host, _, ok := strings.Cut(id[strings.LastIndexByte(id, '.')+1:], "-"); ok {
		if host = id[:strings.LastIndexByte(id, '.')+1] + host; registry.IsHost(host) {
			return host
		}
	}
	if reversed := reverseLabels(id); registry.IsHost(reversed) {
		return reversed
	}
	return ""
}

// reverseLabels returns a host name whose labels are in reverse.
func reverseLabels(host string) string {
	labels := strings.Split(host, ".")
	slices.Reverse(labels)
	return strings.Join(labels, ".")
}
