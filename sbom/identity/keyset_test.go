package identity_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

func keySetOf(hashes ...uint64) *identity.KeySet { return keySetWithOwn(nil, hashes...) }

func keySetWithOwn(own func(name string) bool, hashes ...uint64) *identity.KeySet {
	return identity.NewKeySet(slices.Values(hashes), func(h uint64) bool { return slices.Contains(hashes, h) }, own)
}

func TestKeySetHasItsKeysOnly(t *testing.T) {
	set := keySetOf(identity.Hash(identity.KindDomain, "kaspersky.com"), identity.Hash(identity.KindDomain, "kaspersky.ru"))
	for key, want := range map[string]bool{"kaspersky.com": true, "kaspersky.ru": true, "kaspersky.co": false, "": false} {
		if got := set.Has(identity.KindDomain, key); got != want {
			t.Errorf("Has(domain, %q) = %v, want %v", key, got, want)
		}
	}
	if set.Has(identity.KindWord, "kaspersky.com") {
		t.Error("Has(word, kaspersky.com) = true for a set with the domain only")
	}
	if keySetOf().Has(identity.KindDomain, "kaspersky.com") {
		t.Error("the empty set has a key")
	}
	if all := (*identity.KeySet)(nil); !all.Has(identity.KindDomain, "anything") {
		t.Error("the nil set does not have every key")
	}
}

// TestKeySetAsksHasRarely checks that the filters alone miss no key and report few others.
func TestKeySetAsksHasRarely(t *testing.T) {
	always := func(uint64) bool { return true }
	for _, n := range []int{1, 3, 100, 10_000} {
		var hashes []uint64
		for i := range n {
			hashes = append(hashes, identity.Hash(identity.KindDomain, fmt.Sprint("key", i)))
		}
		set := identity.NewKeySet(slices.Values(hashes), always, nil)
		others := 0
		for i := range 10_000 {
			if i < n && !set.Has(identity.KindDomain, fmt.Sprint("key", i)) {
				t.Fatalf("a set of %d keys does not have key %d", n, i)
			}
			if set.Has(identity.KindDomain, fmt.Sprint("other", i)) {
				others++
			}
		}
		if others > 500 {
			t.Errorf("a set of %d keys reports %d of 10,000 others, want at most 500", n, others)
		}
	}
}

func TestHashesOfKindsDiffer(t *testing.T) {
	kinds := map[uint64]identity.Kind{0: "none"}
	for _, kind := range identity.Kinds() {
		number := identity.Hash(kind, "key") >> 60
		if other, ok := kinds[number]; ok {
			t.Errorf("hashes of %s and %s have the same number %d", kind, other, number)
		}
		kinds[number] = kind
	}
}
