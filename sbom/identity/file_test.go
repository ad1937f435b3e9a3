package identity_test

import (
	"slices"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestFileKeys(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"KL_Mobile_SDK_Android_5.18.0.215_FullRelease.aar", []string{"kl_mobile_sdk_android_5.18.0.215_fullrelease.aar", "kl_mobile_sdk_android_*_fullrelease.aar"}},
		{"KL_Mobile_SDK_Android_*_FullRelease.aar", []string{"kl_mobile_sdk_android_*_fullrelease.aar"}},
		{"/srv/klnagent64_12.0.0-60_amd64.deb", []string{"klnagent64_12.0.0-60_amd64.deb", "klnagent64_*_amd64.deb"}},
		{`C:\Windows\System32\drivers\KLHK.sys`, []string{"klhk.sys"}},
		{"./opt/kaspersky/kesl/", []string{"kesl"}},
		{"klupd_klif_arkmon.sys", []string{"klupd_klif_arkmon.sys"}},
		{"active-response/bin/kaspersky", []string{"kaspersky"}},
		{"", nil}, {"/", nil}, {"..", nil},
	} {
		if got := identity.FileKeys(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("FileKeys(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestIsFileName(t *testing.T) {
	for name, want := range map[string]bool{
		"klhk.sys": true, "kesl-12.1.deb": true, "libssl.so.1.1": true, "a.7z": true,
		"kesl": false, ".bashrc": false, "kesl-12.1": false, "spring.framework": false, "com.kaspersky.a b": false, "name.": false,
	} {
		if got := identity.IsFileName(name); got != want {
			t.Errorf("IsFileName(%q) = %t, want %t", name, got, want)
		}
	}
}
