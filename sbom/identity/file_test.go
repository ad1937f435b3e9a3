package identity_test

import (
	"slices"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestHashKey(t *testing.T) {
	for _, tt := range []struct{ alg, digest, want string }{
		{"SHA-256", "ABCDEF0123", "sha256:abcdef0123"},
		{"SHA256", "abcdef0123", "sha256:abcdef0123"},
		{"sha_1", " ab ", "sha1:ab"},
		{"SHA3-256", "ab", "sha3-256:ab"},
		{"BLAKE2b-512", "ab", "blake2b-512:ab"},
		{"MD5", "ab", "md5:ab"},
		{"SHA-256", "", ""}, {"SHA-256", "abc", ""}, {"SHA-256", "zz", ""}, {"", "ab", ""},
	} {
		if got, ok := identity.HashKey(tt.alg, tt.digest); got != tt.want || ok != (tt.want != "") {
			t.Errorf("HashKey(%q, %q) = %q, %v, want %q", tt.alg, tt.digest, got, ok, tt.want)
		}
	}
}

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
