package scan_test

import (
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestDifferByOneEdit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"supplier", "suplier", true},    // a letter removed
		{"supplier", "suppliers", true},  // added
		{"supplier", "supplyer", true},   // replaced
		{"supplier", "suppleir", true},   // swapped
		{"supplier", "supplier", true},   // equal
		{"supplier", "supplyers", false}, // two edits
		{"supplier", "publisher", false},
		{"name", "nome", false}, // too short
		{"größenangabe", "großenangabe", true},
	} {
		for _, names := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got := scan.DifferByOneEdit(names[0], names[1]); got != c.want {
				t.Errorf("DifferByOneEdit(%q, %q) = %t, want %t", names[0], names[1], got, c.want)
			}
		}
	}
}

func TestVocabularyNearMiss(t *testing.T) {
	v := scan.NewVocabulary("supplier", "name", "externalReferences", "bom-ref")
	v.Ignore("suppliers")
	for name, want := range map[string]string{
		"supplier":             "",
		"suppliers":            "",
		"Supplier":             `differs from "supplier" only in case`,
		"supplyer":             `is unknown and differs from "supplier" by one letter`,
		"nome":                 "",
		"suррlier":             `is unknown and differs from "supplier" only in characters outside ASCII`,
		"nаme":                 `is unknown and differs from "name" only in characters outside ASCII`,
		"na\u200bme":           `is unknown and differs from "name" only in characters outside ASCII`,
		"größe":                "",
		"external_references":  `is unknown and differs from "externalReferences" only in separators`,
		"bom.ref":              `is unknown and differs from "bom-ref" only in separators`,
		"__externalReferences": "",
		"имя":                  "",
		"nомера":               "",
		"prénom":               "",
	} {
		for range 2 { // the second result may come from the cache
			if got := v.NearMiss(name); got != want {
				t.Errorf("NearMiss(%q) = %q, want %q", name, got, want)
			}
		}
	}
	if v.Knows("nome") || v.Knows("Supplier") || !v.Knows("supplier") {
		t.Error("Knows reports names that were not added, or not the added one")
	}
}

func TestFoldCase(t *testing.T) {
	if a, b := scan.FoldCase("ſupplier"), scan.FoldCase("Supplier"); a != b { // LATIN SMALL LETTER LONG S
		t.Errorf("folded to %q and %q, want the same", a, b)
	}
}
