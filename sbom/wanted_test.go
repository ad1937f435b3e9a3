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

// TestReadAsWanted: of a name is read what is wanted of all that can be read of it,
// whatever letter at the head of it or of its words is another one.
func TestReadAsWanted(t *testing.T) {
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
	w := wantedHashes(hashes...)
	some := newBuilder(&Document{})
	some.wanted = w
	all := newBuilder(&Document{})
	told := func(r reading, only *Wanted) (told []string) {
		for _, s := range r.statements {
			if only.Has(s.kind, s.key) {
				told = append(told, fmt.Sprintf("%s %q of %q", s.kind, s.key, s.whole))
			}
		}
		slices.Sort(told)
		return told
	}
	names, found := 0, 0
	check := func(name string) {
		for _, as := range []aspect{asOrganization, asName} {
			got, want := told(some.readOnce(as, name), nil), told(all.readOnce(as, name), w)
			if !slices.Equal(got, want) {
				t.Errorf("%q: read %q, want %q", name, got, want)
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
		t.Errorf("of %d names %d are found: the names are not what this is about", names, found)
	}
}
