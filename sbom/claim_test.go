package sbom

import (
	"fmt"
	"hash/maphash"
	"runtime"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

func TestMeaningsWithEqualHashesDiffer(t *testing.T) {
	b := NewBuilder(&Document{}, &scan.Source{}, nil)
	acme, shield := identity.Meaning{Kind: identity.KindWord, Key: "acme"}, identity.Meaning{Kind: identity.KindWord, Key: "shield"}
	first := b.meaning(acme)
	b.meanings[maphash.Comparable(meaningSeed, shield)] = first
	second := b.meaning(shield)
	if second == first || b.Document.meanings[second] != shield {
		t.Errorf("%v has the number of %v", shield, b.Document.meanings[second])
	}
	if again := [...]int32{b.meaning(acme), b.meaning(shield)}; again != [...]int32{first, second} {
		t.Errorf("the numbers are %v, and were %v", again, [...]int32{first, second})
	}
}

// TestMeaningsTakeBoundedMemory checks the memory for values that match an entity and differ
// from each other, of which a document may have one for each 20 bytes.
func TestMeaningsTakeBoundedMemory(t *testing.T) {
	const count, most = 100_000, 80
	names := make([]string, count)
	for i := range names {
		names[i] = fmt.Sprintf("acme %d", i)
	}
	b := NewBuilder(&Document{}, &scan.Source{}, nil)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for _, name := range names {
		b.meaning(identity.Meaning{Kind: identity.KindWord, Key: "acme", Whole: name})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(b)
	if got := (after.HeapAlloc - before.HeapAlloc) / count; got > most {
		t.Errorf("a meaning takes %d bytes, want at most %d", got, most)
	}
}
