package sbom_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

func TestSkeletonOfLookalikes(t *testing.T) {
	for _, tt := range []struct{ honest, imitation string }{
		{"Kaspersky Lab", "Kаspersky Lab"},                     // Cyrillic а
		{"Kaspersky Lab", "КАЅРЕRЅКУ LАВ"},                     // Cyrillic capitals
		{"Kaspersky Lab", "ΚΑSΡΕRSΚΥ LΑΒ"},                     // Greek capitals
		{"Kaspersky Lab", "ᴋᴀꜱᴘᴇʀꜱᴋʏ ʟᴀʙ"},                     // small capitals
		{"Kaspersky Lab", "Ꮶaspersky Lab"},                     // Cherokee
		{"Kaspersky Lab", "káspèrsķy łab"},                     // marks and strokes
		{"Kaspersky Lab", "Kaspersky 1ab"},                     // digit one
		{"Kaspersky Lab", "Kaspersky Iab"},                     // capital I
		{"Kaspersky Lab", "k\u0336aspersky lab"},               // overlay
		{"MyOffice", "Мy0ffіce"},                               // Cyrillic М and і, zero
		{"MyOffice", "rnyoffice"},                              // rn for m
		{"Лаборатория Касперского", "Лaбopaтopия Kacпepcкoгo"}, // Latin in Cyrillic
		{"Лаборатория Касперского", "ЛАБОРАТОРИЯ КАСПЕРСКОГО"},
		{"カスペルスキー", "力スペルスキー"},   // 力 for カ
		{"كاسبرسكي", "ڪاسبرسڪي"}, // another kaf
	} {
		honest, imitation := sbom.Skeleton(sbom.NameKey(tt.honest)), sbom.Skeleton(sbom.NameKey(tt.imitation))
		if honest != imitation {
			t.Errorf("%q has the skeleton %q, %q that looks like it has %q", tt.honest, honest, tt.imitation, imitation)
		}
	}
	for _, alike := range [][]string{{"l", "1", "|", "i", "і", "ӏ"}, {"o", "0", "о", "ο", "ᴏ", "օ"}, {"m", "rn"}} {
		for _, s := range alike {
			if got, want := sbom.Skeleton(s), sbom.Skeleton(alike[0]); got != want {
				t.Errorf("Skeleton(%q) = %q, want %q as of %q", s, got, want, alike[0])
			}
		}
	}
}

func TestSkeletonOfOthers(t *testing.T) {
	kaspersky := sbom.Skeleton("kaspersky")
	for _, s := range []string{"kasperskytte", "kapersky", "karspeky", "kasparov", "casper", "infowatch"} {
		if sbom.Skeleton(s) == kaspersky {
			t.Errorf("%q has the skeleton of \"kaspersky\"", s)
		}
	}
}

func TestConfusablesAreGenerated(t *testing.T) {
	data, err := filepath.Abs("../../shared/unicode/confusables.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(data); err != nil {
		t.Skip("the data of UTS #39 are not beside the repository: ", err)
	}
	generated := filepath.Join(t.TempDir(), "confusables.go")
	if out, err := exec.Command("go", "run", "gen_confusables.go", "-o", generated, data).CombinedOutput(); err != nil {
		t.Fatalf("gen_confusables.go: %v\n%s", err, out)
	}
	want, err := os.ReadFile(generated)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("confusables.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("confusables.go is not what gen_confusables.go writes: run go generate ./sbom")
	}
}
