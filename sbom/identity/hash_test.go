package identity_test

import (
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
