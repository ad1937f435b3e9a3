package sbom

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestResolveReturnsAllComponentsWithReference(t *testing.T) {
	b := NewBuilder(&Document{}, &scan.Source{}, nil)
	const n = 100
	for i := range n { // the last component has the reference of the first one
		b.AddComponent(Component{Origin: OriginComponent, Ref: strconv.Itoa(i % (n - 1))})
	}
	b.AddAlias(0, "document")
	b.Resolve("")
	for i := range n { // aliases may be added after the first call of Resolve
		b.AddAlias(1+i, fmt.Sprint("alias ", i))
	}
	b.AddAlias(7, "5")
	for ref, want := range map[string][]int{
		"document":  {0},
		"0":         {1, n},
		"1":         {2},
		"5":         {6, 7},
		"alias 0":   {1},
		"alias 99":  {100},
		"alias 100": nil,
		"":          nil,
	} {
		if got := b.Resolve(ref); !slices.Equal(got, want) {
			t.Errorf("Resolve(%q) = %v, want %v", ref, got, want)
		}
	}
}
