package identity

import (
	"fmt"
	"slices"
	"testing"
)

func keySetOf(kind Kind, keys ...string) *KeySet {
	var hashes []uint64
	for _, key := range keys {
		hashes = append(hashes, Hash(kind, key))
	}
	return keySetOfHashes(hashes...)
}

func keySetOfHashes(hashes ...uint64) *KeySet {
	return NewKeySet(slices.Values(hashes), func(h uint64) bool { return slices.Contains(hashes, h) }, nil)
}

func TestKeySetHasItsKeys(t *testing.T) {
	set := keySetOf(KindDomain, "kaspersky.com", "kaspersky.ru")
	for key, want := range map[string]bool{"kaspersky.com": true, "kaspersky.ru": true, "kaspersky.co": false, "": false} {
		if got := set.Has(KindDomain, key); got != want {
			t.Errorf("Has(domain, %q) = %v, want %v", key, got, want)
		}
	}
	if set.Has(KindWord, "kaspersky.com") {
		t.Error("a key of one kind is also a key of another kind")
	}
	if empty := keySetOf(KindDomain); empty.Has(KindDomain, "kaspersky.com") {
		t.Error("the empty set has a key")
	}
	if all := (*KeySet)(nil); !all.Has(KindDomain, "anything") {
		t.Error("the nil set does not have every key")
	}
}

// TestKeySetFilter checks that the filters alone miss no key and pass few others.
func TestKeySetFilter(t *testing.T) {
	for _, n := range []int{1, 3, 100, 10_000} {
		var hashes []uint64
		for i := range n {
			hashes = append(hashes, Hash(KindDomain, fmt.Sprint("wanted", i)))
		}
		set := NewKeySet(slices.Values(hashes), nil, nil)
		more := 0
		for i := range 10_000 {
			if i < n && !set.Has(KindDomain, fmt.Sprint("wanted", i)) {
				t.Fatalf("a set of %d keys does not have key %d", n, i)
			}
			if set.Has(KindDomain, fmt.Sprint("other", i)) {
				more++
			}
		}
		if more > 500 {
			t.Errorf("a set of %d keys has %d of 10,000 others", n, more)
		}
	}
}

// TestReaderLeavesOutOtherKeys checks that a reader with a key set reports the keys of
// the set that a reader without one reports.
func TestReaderLeavesOutOtherKeys(t *testing.T) {
	var hashes []uint64
	want := func(kind Kind, keys ...string) {
		for _, key := range keys {
			hashes = append(hashes, Hash(kind, key))
		}
	}
	for _, brand := range []string{"kaspersky", "касперский", "卡巴斯基实验室", "nexway"} {
		skeleton := SkeletonKey(brand)
		want(KindWord, brand)
		want(KindSkeleton, skeleton, skeleton+"*")
		want(KindNear, NearKeys(skeleton)...)
		want(KindNear, NearKeys(skeleton+"*")...)
	}
	for _, name := range []string{"abc", "a b c d e f", "ab", "northwind traders", "é"} {
		want(KindSkeleton, SkeletonKey(name), "ab*")
		want(KindOrganization, NameKey(name))
	}
	set := keySetOfHashes(hashes...)
	some, all := Reader{Keys: set}, Reader{}
	stated := func(r Reading, set *KeySet) (stated []string) {
		for _, s := range r.Statements {
			if set.Has(s.Kind, s.Key) {
				stated = append(stated, fmt.Sprintf("%s %q of %q", s.Kind, s.Key, s.Whole))
			}
		}
		slices.Sort(stated)
		return stated
	}
	names, found := 0, 0
	check := func(name string) {
		for _, as := range []Aspect{AsOrganization, AsName} {
			got, want := stated(some.Read(as, name), nil), stated(all.Read(as, name), set)
			if !slices.Equal(got, want) {
				t.Errorf("%q has the keys %q, want %q", name, got, want)
			}
			names++
			found += min(1, len(want))
		}
	}
	letters := []string{"", "x", "k", "я", "室", "́", " "}
	for _, whole := range []string{"kaspersky", "kaspersky lab", "ka sper sky", "касперский", "касперский и партнёры", "卡巴斯基实验室", "卡巴斯基实验室 有限", "nexway", "abc", "ab c def", "a b c d e f", "northwind traders", "é"} {
		runes := []rune(whole)
		for i := range len(runes) + 1 {
			for _, letter := range letters {
				check(string(runes[:i]) + letter + string(runes[i:]))
				if i < len(runes) {
					check(string(runes[:i]) + letter + string(runes[i+1:]))
				}
			}
		}
	}
	if found < names/4 || found > names*3/4 {
		t.Errorf("%d of %d names have keys of the set: expected about half", found, names)
	}
}

func TestKindsHaveDifferentNumbers(t *testing.T) {
	for i, kind := range Kinds() {
		if got, want := kind.number(), uint64(i+1); got != want {
			t.Errorf("%s has the number %d, want %d", kind, got, want)
		}
	}
}
