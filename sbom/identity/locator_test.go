package identity_test

import (
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestImagePURL(t *testing.T) {
	for name, want := range map[string]string{
		"kaspersky/engine:1.2":                     "pkg:docker/kaspersky/engine",
		"docker.io/kaspersky/engine@sha256:aa":     "pkg:docker/kaspersky/engine",
		"ghcr.io/kasperskylab/engine:1":            "pkg:oci/engine?repository_url=ghcr.io/kasperskylab/engine",
		"localhost:5000/kaspersky/engine:1@sha:aa": "pkg:oci/engine?repository_url=localhost:5000/kaspersky/engine",
		"alpine:3": "", "docker.io/alpine": "", "a/b/c": "", "Acme / Beta": "",
	} {
		if got := identity.ImagePURL(name); got != want {
			t.Errorf("ImagePURL(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestRegistryPURL(t *testing.T) {
	for _, tt := range []struct{ typ, locator, want string }{
		{"maven-central", "com.kaspersky:sdk:1.2", "pkg:maven/com.kaspersky/sdk@1.2"},
		{"npm", "@kaspersky/ui@1.2", "pkg:npm/%40kaspersky/ui@1.2"},
		{"npm", "ui@1.2", "pkg:npm/ui@1.2"},
		{"nuget", "Kaspersky.Sdk/1.2", "pkg:nuget/Kaspersky.Sdk@1.2"},
		{"bower", "ui#1.2", "pkg:bower/ui@1.2"},
	} {
		if got := identity.RegistryPURL(tt.typ, tt.locator); got != tt.want {
			t.Errorf("RegistryPURL(%q, %q) = %q, want %q", tt.typ, tt.locator, got, tt.want)
		}
	}
}
