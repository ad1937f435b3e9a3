package identity_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"unicode"

	"github.com/bomgate/bomgate/sbom/identity"
)

func TestSkeletonsOfImitationsAreEqual(t *testing.T) {
	for _, tt := range []struct{ name, imitation string }{
		{"Kaspersky Lab", "Kаspersky Lab"},                     // Cyrillic а
		{"Kaspersky Lab", "КАЅРЕRЅКУ LАВ"},                     // Cyrillic capitals
		{"Kaspersky Lab", "ΚΑSΡΕRSΚΥ LΑΒ"},                     // Greek capitals
		{"Kaspersky Lab", "ᴋᴀꜱᴘᴇʀꜱᴋʏ ʟᴀʙ"},                     // small capitals
		{"Kaspersky Lab", "Ꮶaspersky Lab"},                     // Cherokee
		{"Kaspersky Lab", "káspèrsķy łab"},                     // marks and strokes
		{"Kaspersky Lab", "Kaspersky 1ab"},                     // digit one
		{"Kaspersky Lab", "Kaspersky Iab"},                     // capital I
		{"Kaspersky Lab", "k\u0336aspersky lab"},               // overlay
		{"Kaspersky Lab", "Kasþersky Lab"},                     // thorn
		{"MyOffice", "Мy0ffіce"},                               // Cyrillic М and і, zero
		{"MyOffice", "rnyoffice"},                              // rn for m
		{"Лаборатория Касперского", "Лaбopaтopия Kacпepcкoгo"}, // Latin in Cyrillic
		{"Лаборатория Касперского", "ЛАБОРАТОРИЯ КАСПЕРСКОГО"},
		{"カスペルスキー", "力スペルスキー"},   // 力 for カ
		{"كاسبرسكي", "ڪاسبرسڪي"}, // another kaf
	} {
		want := identity.Skeleton(identity.NameKey(tt.name))
		if got := identity.Skeleton(identity.NameKey(tt.imitation)); got != want {
			t.Errorf("%q has the skeleton %q, want %q, the skeleton of %q", tt.imitation, got, want, tt.name)
		}
	}
	for _, alike := range [][]string{{"l", "1", "|", "i", "і", "ӏ"}, {"o", "0", "о", "ο", "ᴏ", "օ"}, {"m", "rn"}} {
		for _, s := range alike {
			if got, want := identity.Skeleton(s), identity.Skeleton(alike[0]); got != want {
				t.Errorf("Skeleton(%q) = %q, want %q, the skeleton of %q", s, got, want, alike[0])
			}
		}
	}
}

func TestSkeletonsOfOtherNamesDiffer(t *testing.T) {
	kaspersky := identity.Skeleton("kaspersky")
	for _, s := range []string{"kasperskytte", "kapersky", "karspeky", "kasparov", "casper", "infowatch"} {
		if identity.Skeleton(s) == kaspersky {
			t.Errorf("%q has the skeleton of \"kaspersky\"", s)
		}
	}
}

func TestConfusablesAreUpToDate(t *testing.T) {
	got, err := os.ReadFile("../internal/confusables/table.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(got, []byte("package unicode, version "+unicode.Version+".")) {
		t.Skipf("the table was generated with another version of package unicode than %s", unicode.Version)
	}
	generated := filepath.Join(t.TempDir(), "table.go")
	if out, err := exec.Command("go", "run", "gen/gen_confusables.go", "-o", generated).CombinedOutput(); err != nil {
		t.Fatalf("gen_confusables.go: %v\n%s", err, out)
	}
	want, err := os.ReadFile(generated)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the table of confusables is out of date: run go generate ./sbom/identity")
	}
}

func TestSkeletonKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		want []string
	}{
		{"", nil},
		{"acme", []string{"acrne"}},
		{"kasper sky lab", []string{"kasperskylab", "kasper*", "kaspersky*"}},
		{"a b c d e f", []string{"abcdef", "a*", "ab*", "abc*", "abcd*"}},
		{"eνil co", []string{"enllco", "enll*", "evllco", "evll*"}},
	} {
		if got := identity.SkeletonKeys(c.name); !slices.Equal(got, c.want) {
			t.Errorf("SkeletonKeys(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNearKeysAreSharedByNamesThatDifferInOneLetter(t *testing.T) {
	near := func(a, b string) bool {
		keys := identity.NearKeys(identity.SkeletonKey(b))
		return slices.ContainsFunc(identity.NearKeys(identity.SkeletonKey(a)), func(k string) bool { return slices.Contains(keys, k) })
	}
	for _, other := range []string{"kaspersky", "kapersky", "kasperskyy", "kasperski", "kasperksy", "kasperzky"} {
		if !near("kaspersky", other) {
			t.Errorf("kaspersky and %s have no common key", other)
		}
	}
	for _, other := range []string{"kasperskytte", "kasparov", "casparsky", "acme"} {
		if near("kaspersky", other) {
			t.Errorf("kaspersky and %s have a common key", other)
		}
	}
	if keys := identity.NearKeys("acrne*"); keys != nil {
		t.Errorf("NearKeys(\"acrne*\") = %q, want none for a short name", keys)
	}
	if keys := identity.NearKeys("kaspersky*"); !slices.Contains(keys, "kaspersk*") {
		t.Errorf("NearKeys(\"kaspersky*\") = %q, want \"kaspersk*\" among them", keys)
	}
}
