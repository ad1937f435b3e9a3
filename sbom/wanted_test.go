package sbom

import (
	"fmt"
	"slices"
	"testing"
)

func wantedOf(kind Kind, keys ...string) *Wanted {
	var hashes []uint64
	for _, key := range keys {
		hashes = append(hashes, Hash(kind, key))
	}
	return wantedHashes(hashes...)
}

func wantedHashes(hashes ...uint64) *Wanted {
	return NewWanted(slices.Values(hashes), func(h uint64) bool { return slices.Contains(hashes, h) }, nil)
}

func TestWantedHasWhatItWasMadeOf(t *testing.T) {
	w := wantedOf(KindDomain, "kaspersky.com", "kaspersky.ru")
	for key, want := range map[string]bool{"kaspersky.com": true, "kaspersky.ru": true, "kaspersky.co": false, "": false} {
		if got := w.Has(KindDomain, key); got != want {
			t.Errorf("Has(domain, %q) = %v, want %v", key, got, want)
		}
	}
	if w.Has(KindWord, "kaspersky.com") {
		t.Error("a key of one kind is one of another")
	}
	if empty := wantedOf(KindDomain); empty.Has(KindDomain, "kaspersky.com") {
		t.Error("the empty set has something")
	}
	if all := (*Wanted)(nil); !all.Has(KindDomain, "anything") {
		t.Error("nil does not want all")
	}
}

// A skeleton is near to what is wanted if it shares one of its near keys.
func TestWantedNear(t *testing.T) {
	w := wantedOf(KindNear, slices.Concat(NearKeys("kaspersky"), NearKeys("kaspersky*"), NearKeys("касперского"))...)
	for _, skeleton := range []string{
		"kaspersky", "kasperky", "kaspersskky", "kasperskv", "akspersky", "kaspersky*", "kasperksy*", "kasper*",
		"касперского", "каспеского", "касперскиго", "каспeрского", "lab", "", "*", "northwind", "northwindapplianceswithalongname",
		"northwindapplianceswithanamethatislongerthanwhatcandifferbyaletter",
	} {
		want := slices.ContainsFunc(NearKeys(skeleton), func(key string) bool { return w.Has(KindNear, key) })
		if got := w.hasNear([]byte(skeleton)); got != want {
			t.Errorf("hasNear(%q) = %v, want %v", skeleton, got, want)
		}
	}
}

// TestWantedFilter: without anybody who knows better, what is wanted is wanted, and
// of what is not little is.
func TestWantedFilter(t *testing.T) {
	for _, n := range []int{1, 3, 100, 10_000} {
		var hashes []uint64
		for i := range n {
			hashes = append(hashes, Hash(KindDomain, fmt.Sprint("wanted", i)))
		}
		w := NewWanted(slices.Values(hashes), nil, nil)
		more := 0
		for i := range 10_000 {
			if i < n && !w.Has(KindDomain, fmt.Sprint("wanted", i)) {
				t.Fatalf("of %d, %d is not wanted", n, i)
			}
			if w.Has(KindDomain, fmt.Sprint("other", i)) {
				more++
			}
		}
		if more > 500 {
			t.Errorf("of 10,000 others %d are wanted where %d are", more, n)
		}
	}
}
