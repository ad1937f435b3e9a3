package sbom

import (
	"slices"
	"testing"
)

func wantedOf(kind Kind, keys ...string) *Wanted {
	return NewWanted(func(yield func(uint64) bool) {
		for _, key := range keys {
			if !yield(Hash(kind, key)) {
				return
			}
		}
	}, nil)
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
