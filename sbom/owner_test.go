package sbom

import "testing"

func TestPackageOwner(t *testing.T) {
	for _, tc := range []struct {
		purl string
		want owner
	}{
		{"pkg:npm/agent@1", ownerAccount},
		{"pkg:NPM/%40acme/agent@1", ownerAccount},
		{" pkg://github/acme/agent", ownerAccount},
		{"pkg:docker/acme/agent@1", ownerAccount},
		{"pkg:oci/agent?repository_url=ghcr.io/acme/agent", ownerAccount},
		{"pkg:rpm/fedora/agent@1", ownerCollection},
		{"pkg:generic/ansible/acme.agent@1", ownerCollection},
		{"pkg:rpm/agent@1", ownerNone},
		{"pkg:generic/agent@1", ownerNone},
		{"pkg:generic/agent@1?download_url=https://acme.example/agent", ownerNone},
		{"pkg:docker/agent@1", ownerNone},
		{"pkg:oci/agent@sha256:ab?repository_url=localhost", ownerNone},
		{"pkg:npm", ownerNone},
		{"npm/agent", ownerNone},
		{"", ownerNone},
	} {
		if got := packageOwner(tc.purl); got != tc.want {
			t.Errorf("packageOwner(%q) = %d, want %d", tc.purl, got, tc.want)
		}
	}
}

func TestPathOwner(t *testing.T) {
	for _, tc := range []struct {
		path string
		want owner
	}{
		{"maven/com.acme/agent", ownerAccount},
		{"maven/com.acme/", ownerAccount},
		{"golang/github.com/acme/agent", ownerAccount},
		{"docker/acme/agent", ownerAccount},
		{"docker/agent", ownerNone},
		{"oci/registry.example/acme/agent", ownerAccount},
		{"oci/localhost/agent", ownerNone},
		{"deb/debian/agent", ownerCollection},
		{"deb/agent", ownerNone},
		{"*/acme/agent", ownerNone},
	} {
		if got := pathOwner(tc.path); got != tc.want {
			t.Errorf("pathOwner(%q) = %d, want %d", tc.path, got, tc.want)
		}
	}
}
