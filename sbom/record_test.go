package sbom

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestSpanPreservesString(t *testing.T) {
	d := &Document{src: &scan.Source{Text: "name: zlib " + strings.Repeat("x", 1<<spanLength)}}
	last := strings.Clone("aside")
	d.aside = []string{last}
	for _, c := range []struct {
		name, s string
		aside   int // the number of strings in d.aside afterwards
	}{
		{"empty", "", 1},
		{"part of the text", d.Text()[6:10], 1},
		{"start of the text", d.Text()[:4], 1},
		{"empty part of the text", d.Text()[6:6], 1},
		{"last string aside", last, 1},
		{"equal string at another address", strings.Clone(last), 2},
		{"copy of a part of the text", strings.Clone("zlib"), 3},
		{"longer than a span", d.Text()[10:], 4},
	} {
		if got := d.string(d.span(c.s)); got != c.s {
			t.Errorf("%s: got a string of %d bytes, want %d", c.name, len(got), len(c.s))
		}
		if len(d.aside) != c.aside {
			t.Errorf("%s: got %d strings aside, want %d", c.name, len(d.aside), c.aside)
		}
	}
}

func TestPlaceSpanPreservesShortPlace(t *testing.T) {
	short := Place{Start: 6, End: 10}
	if got := placeSpan(short).asPlace(); got != short {
		t.Errorf("got %v, want %v", got, short)
	}
}

func TestPlaceSpanCutsLongPlace(t *testing.T) {
	long := Place{Start: 10, End: 10 + 1<<spanLength}
	want := Place{Start: 10, End: long.End - 1}
	if got := placeSpan(long).asPlace(); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
