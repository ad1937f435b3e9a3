package identity_test

import (
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestTagHost(t *testing.T) {
	for id, want := range map[string]string{
		"kaspersky.com":                      "kaspersky.com",
		"Kaspersky.com+Endpoint-12":          "kaspersky.com",
		"kaspersky.co.uk_Endpoint":           "kaspersky.co.uk",
		"kaspersky.com/endpoint/12":          "kaspersky.com",
		"https://www.kaspersky.com/swid/1":   "www.kaspersky.com",
		"regid.1997-06.com.kaspersky":        "kaspersky.com",
		"regid.1997-06.com.kaspersky,lab":    "kaspersky.com",
		"regid.1997-06.com.kaspersky_Tag-12": "kaspersky.com",
		"com.kaspersky.Endpoint":             "endpoint.kaspersky.com",
		"swid:x":                             "", "acme-1": "", "": "", "regid.": "", "{C9EF800D-54AA-4F60-AB96-5A3966550F53}": "", "a.b": "",
		"2df9de35-0aff-4a86-ace6-f7dddd1ade4c": "",
	} {
		if got := identity.TagHost(id); got != want {
			t.Errorf("TagHost(%q) = %q, want %q", id, got, want)
		}
	}
}
