package sbom

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// TestSpans: a string comes back from eight bytes, from the document or not.
func TestSpans(t *testing.T) {
	d := &Document{src: &scan.Source{Text: "name: zlib " + strings.Repeat("x", 1<<spanLength)}}
	last := strings.Clone("aside")
	d.aside = []string{last}
	for _, c := range []struct {
		what, s string
		aside   int // how many strings are kept aside then
	}{
		{"nothing", "", 1},
		{"what stands in the text", d.Text()[6:10], 1},
		{"the head of the text", d.Text()[:4], 1},
		{"nothing in the text", d.Text()[6:6], 1},
		{"what was kept aside last", last, 1},
		{"what reads alike", strings.Clone(last), 2},
		{"what stands elsewhere", "zlib", 3},
		{"what is too long", d.Text()[10:], 4},
	} {
		s := d.span(c.s)
		if got := d.string(s); got != c.s {
			t.Errorf("%s: %d bytes, want %d", c.what, len(got), len(c.s))
		}
		if len(d.aside) != c.aside {
			t.Errorf("%s: %d strings aside, want %d", c.what, len(d.aside), c.aside)
		}
	}
	long := Place{Start: 10, End: len(d.Text())}
	if got := placeSpan(long).asPlace(); got.Start != long.Start || got.End >= long.End {
		t.Errorf("place %v is %v, want its beginning", long, got)
	}
	short := Place{Start: 6, End: 10}
	if got := placeSpan(short).asPlace(); got != short {
		t.Errorf("place %v is %v", short, got)
	}
}

// TestReferences: each reference leads to all components that have it, however many
// are added once the table is there.
func TestReferences(t *testing.T) {
	b := NewBuilder(&Document{}, &scan.Source{}, nil)
	const n = 100
	for i := range n {
		b.Component(Component{Origin: OriginComponent, Ref: fmt.Sprint(i % (n - 1))})
	}
	b.Alias("document", 0)
	refs := b.resolve()
	for i := range n {
		b.Alias(fmt.Sprint("alias ", i), 1+i)
	}
	b.Alias("5", 7)
	for ref, want := range map[string]string{
		"document": "[0]", "0": fmt.Sprint([]int{1, n}), "1": "[2]", "5": "[6 7]", "alias 0": "[1]", "alias 99": "[100]", "alias 100": "[]", "": "[]",
	} {
		if got := fmt.Sprint(refs.all(ref)); got != want {
			t.Errorf("reference %q is that of %s, want %s", ref, got, want)
		}
	}
}
