package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

var domains = []struct {
	in   string
	want []string
}{
	// forms of addresses
	{"https://support.kaspersky.com/kes12", []string{"support.kaspersky.com", "kaspersky.com"}},
	{"HTTPS://user:secret@Support.Kaspersky.COM.:8443?x#y", []string{"support.kaspersky.com", "kaspersky.com"}},
	{"git+https://github.com/x/y.git@v1#sub", []string{"github.com"}},
	{"git@github.com:KasperskyLab/klogga.git", []string{"github.com"}},
	{"ssh://git@github.com:22/KasperskyLab/klogga.git", []string{"github.com"}},
	{"scm:git:git@github.com:KasperskyLab/klogga.git", []string{"github.com"}},
	{"jane@mail.kaspersky.com", []string{"mail.kaspersky.com", "kaspersky.com"}},
	{"mailto:jane@kaspersky.com?subject=x", []string{"kaspersky.com"}},
	{"<jane@kaspersky.com>", []string{"kaspersky.com"}},
	{"//box.kaspersky.com/x", []string{"box.kaspersky.com", "kaspersky.com"}},
	{"kaspersky.ru", []string{"kaspersky.ru"}},

	// the registrable domain is one label below the public suffix
	{"www.kaspersky.co.uk", []string{"www.kaspersky.co.uk", "kaspersky.co.uk"}},
	{"kasperskylab.github.io", []string{"kasperskylab.github.io"}},
	{"notkaspersky.com", []string{"notkaspersky.com"}},
	{"kaspersky.com.evil.example", []string{"kaspersky.com.evil.example", "com.evil.example", "evil.example"}},
	{"https://evil.example#@kaspersky.com", []string{"evil.example"}},

	// disguises
	{"https://%6Baspersky.com", []string{"kaspersky.com"}},
	{`https:\\kaspersky.com\x`, []string{"kaspersky.com"}},
	{"https:/kaspersky.com", []string{"kaspersky.com"}},
	{"https://ｋａｓｐｅｒｓｋｙ。com", []string{"kaspersky.com"}},
	{"https://xn--80akjebc7ajgd.xn--p1ai/", []string{"касперский.рф"}},
	{"https://касперский.рф/", []string{"касперский.рф"}},
	{"https://*.ksn.kaspersky-labs.com", []string{"ksn.kaspersky-labs.com", "kaspersky-labs.com"}},
	{"https://{region}.s.kaspersky-labs.com/{file}", []string{"s.kaspersky-labs.com", "kaspersky-labs.com"}},

	// no domain
	{"", nil}, {"localhost", nil}, {"http://192.168.0.1:80/x", nil}, {"http://[2001:db8::1]:80/", nil}, {"0x7f.1", nil},
	{"co.uk", nil}, {"github.io", nil}, {"NOASSERTION", nil}, {"a..b", nil}, {"file:///kaspersky.com/x", nil}, {"urn:x:kaspersky.com", nil},
	{strings.Repeat("a.", 200) + "kaspersky.com", nil},
}

func TestDomainKeys(t *testing.T) {
	for _, tt := range domains {
		if got := identity.DomainKeys(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("DomainKeys(%.60q) = %q, want %q", tt.in, got, tt.want)
		}
	}
	deep := identity.DomainKeys(strings.Repeat("a.", 100) + "kaspersky.com")
	if len(deep) != 16 || deep[15] != "kaspersky.com" {
		t.Errorf("a host of 102 labels has the keys %q, want 16 keys and kaspersky.com last", deep)
	}
}

// FuzzDomainKeys checks that there are at most 16 keys, that each key is a parent of the
// key before it, and that the host has the same keys as the address.
func FuzzDomainKeys(f *testing.F) {
	for _, tt := range domains {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		keys := identity.DomainKeys(s)
		if len(keys) > 16 {
			t.Fatalf("DomainKeys(%q): %d keys, want at most 16", s, len(keys))
		}
		for i, key := range keys {
			if !strings.Contains(key, ".") || i > 0 && !strings.HasSuffix(keys[i-1], "."+key) {
				t.Errorf("DomainKeys(%q) = %q, want each key to be a parent of the one before", s, keys)
			}
		}
		if len(keys) > 0 && !slices.Equal(identity.DomainKeys(keys[0]), keys) {
			t.Errorf("DomainKeys(%q) = %q, but the keys of the host are %q", s, keys, identity.DomainKeys(keys[0]))
		}
	})
}
