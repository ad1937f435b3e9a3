package sbom

import (
	"fmt"
	"iter"
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

// TestReferencesToUnlistedPackages checks that a package URL to which the document refers
// is a component, unless a component has it as its reference.
func TestReferencesToUnlistedPackages(t *testing.T) {
	b := NewBuilder(&Document{}, &scan.Source{}, nil)
	root := b.AddComponent(Component{Origin: OriginRoot, Ref: "pkg:npm/root@1", PURL: "pkg:npm/root@1"})
	b.AddDependency("pkg:npm/root@1", "pkg:npm/needed@1")
	b.AddDependency("pkg:npm/root@1", "other")
	b.AddIncomplete("pkg:npm/incomplete@1")
	b.Refer("pkg:npm/part@1")
	b.Refer("part")
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	var unlisted []string
	for i, c := range b.Document.Components() {
		if c.Origin == OriginUnlisted {
			unlisted = append(unlisted, c.PURL)
			if claims := b.Document.Claims(); !hasClaim(claims, i) {
				t.Errorf("package %q makes no claims", c.PURL)
			}
			if c.PURL == "pkg:npm/needed@1" && !slices.Equal(b.Document.DependsOn(root), []int{i}) {
				t.Errorf("the root depends on %v, want %d", b.Document.DependsOn(root), i)
			}
		}
	}
	if want := []string{"pkg:npm/needed@1", "pkg:npm/incomplete@1", "pkg:npm/part@1"}; !slices.Equal(unlisted, want) {
		t.Errorf("unlisted packages %q, want %q", unlisted, want)
	}
	if n := b.Document.Coverage().Components; n != 0 {
		t.Errorf("%d listed components, want none", n)
	}
}

// TestReferencesThatArePackageURLs checks that a reference which differs from the package
// URL of its component is a claim.
func TestReferencesThatArePackageURLs(t *testing.T) {
	for _, tt := range []struct {
		ref, purl string
		claims    bool
	}{
		{"pkg:npm/evil@1", "", true},
		{"pkg:npm/evil@1", "pkg:npm/acme@1", true},
		{"pkg:npm/acme-evil@1", "pkg:npm/acme", true},
		{"PKG:npm/evil@1", "", true},
		{"pkg:npm/acme@1", "pkg:npm/acme@1", false},
		{"pkg:npm/@acme/x@1", "pkg:npm/%40acme/x@1", false},
		{"pkg:npm/acme@1?package-id=3f", "pkg:npm/acme@1", false},
		{"evil", "", false},
	} {
		b := NewBuilder(&Document{}, &scan.Source{}, nil)
		b.AddComponent(Component{Origin: OriginComponent, Ref: tt.ref, PURL: tt.purl})
		if got := b.Document.ClaimCount() > 0; got != tt.claims {
			t.Errorf("reference %q of a component with the package URL %q makes claims: %t, want %t", tt.ref, tt.purl, got, tt.claims)
		}
	}
}

func hasClaim(claims iter.Seq2[int, Claim], component int) bool {
	for _, c := range claims {
		if c.Component == component {
			return true
		}
	}
	return false
}
