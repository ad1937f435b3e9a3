package sbom

import (
	"slices"
	"testing"
)

func TestServiceHosts(t *testing.T) {
	for _, tc := range []struct {
		name string
		want []string
	}{
		{"api.acme.com", []string{"api.acme.com"}},
		{" com.acme.api ", []string{"api.acme.com"}},
		{"COM.Acme", []string{"Acme.COM"}},
		{"com.acme.app", []string{"com.acme.app", "app.acme.com"}},
		{"https://api.acme.com/v1", []string{"https://api.acme.com/v1"}},
		{"reputation", nil},
		{"com", nil},
		{"v1.2", nil},
		{"com..acme", nil},
		{"", nil},
	} {
		if got := serviceHosts(tc.name); !slices.Equal(got, tc.want) {
			t.Errorf("serviceHosts(%q) = %q, want %q", tc.name, got, tc.want)
		}
	}
}
