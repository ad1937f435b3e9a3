package identity_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

var cpes = []struct {
	in   string
	want []string
}{
	{"cpe:2.3:a:kaspersky:endpoint_security:12.6:*:*:*:*:windows:*:*", []string{"a:kaspersky", "a:kaspersky:endpoint_security"}},
	{"cpe:/a:kaspersky:endpoint_security:12.6", []string{"a:kaspersky", "a:kaspersky:endpoint_security"}},
	{`cpe:2.3:a:kaspersky_lab:kaspersky_anti\-virus:*:*:*:*:*:*:*:*`, []string{"a:kaspersky_lab", "a:kaspersky_lab:kaspersky_anti-virus"}},
	{"cpe:/a:kaspersky_lab:kaspersky_anti-virus", []string{"a:kaspersky_lab", "a:kaspersky_lab:kaspersky_anti-virus"}},
	{"CPE:2.3:A:Kaspersky:Anti-Virus:2011:*", []string{"a:kaspersky", "a:kaspersky:anti-virus"}},
	{"cpe:/a:k%61spersky:x%7ey", []string{"a:kaspersky", "a:kaspersky:x~y"}},
	{`cpe:2.3:a:kas\persky:b\:c\\d:1`, []string{"a:kaspersky", `a:kaspersky:b:c\d`}},
	{`cpe:2.3:a:kaspersky*:??x\*:1`, []string{"a:kaspersky", "a:kaspersky:x*"}},
	{"cpe:/a:kaspersky%02:%01x", []string{"a:kaspersky", "a:kaspersky:x"}},
	{"cpe:2.3:o:kaspersky:kasperskyos:-:*:*:*:*:*:*:*", []string{"o:kaspersky", "o:kaspersky:kasperskyos"}},
	{"cpe:2.3:*:kaspersky:-:*:*:*:*:*:*:*:*", []string{"a:kaspersky", "o:kaspersky", "h:kaspersky"}},
	{"cpe:2.3:a:*:kaspersky:1:*:*:*:*:*:*:*", nil},
	{"cpe:2.3:a:-:kaspersky:1:*:*:*:*:*:*:*", nil},
	{"cpe:/a", nil},
	{"cpe:/", nil},
}

func TestCPEKeys(t *testing.T) {
	for _, tt := range cpes {
		if got, err := identity.CPEKeys(tt.in); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("CPEKeys(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
	for _, s := range []string{"", "kaspersky", "cpe:", "cpe:2.2:a:x", "wfn:[part=\"a\"]", "cpe:2.3:x:kaspersky:y"} {
		if got, err := identity.CPEKeys(s); err == nil {
			t.Errorf("CPEKeys(%q) = %q, want an error", s, got)
		}
	}
}

func TestCPEKey(t *testing.T) {
	for in, want := range map[string]string{"a:kaspersky": "a:kaspersky", "O:Kaspersky:KasperskyOS": "o:kaspersky:kasperskyos", "a:kaspersky:anti-virus": "a:kaspersky:anti-virus"} {
		if got, err := identity.CPEKey(in); got != want || err != nil {
			t.Errorf("CPEKey(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, s := range []string{"", "a", "a:", "a:x:", "a:x:y:z", "x:y", "cpe:/a:x"} {
		if got, err := identity.CPEKey(s); err == nil {
			t.Errorf("CPEKey(%q) = %q, want an error", s, got)
		}
	}
}

// FuzzCPEKeys checks that all keys are folded and well formed, and that CPEKey returns
// the key of a vendor unchanged.
func FuzzCPEKeys(f *testing.F) {
	for _, tt := range cpes {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		keys, err := identity.CPEKeys(s)
		if err != nil {
			return
		}
		if len(keys) > 6 {
			t.Fatalf("CPEKeys(%q): %d keys, want at most 6", s, len(keys))
		}
		for _, key := range keys {
			part, vendor, _ := strings.Cut(key, ":")
			if !strings.Contains("aoh", part) || vendor == "" || strings.Contains(key, " ") || identity.Fold(key) != key {
				t.Errorf("CPEKeys(%q): malformed key %q", s, key)
			}
		}
		if len(keys) > 0 && strings.Count(keys[0], ":") == 1 {
			if again, err := identity.CPEKey(keys[0]); again != keys[0] {
				t.Errorf("CPEKeys(%q): key %q, but CPEKey of it is %q, %v", s, keys[0], again, err)
			}
		}
	})
}
