package identity

import (
	"hash/maphash"
	"iter"
	"math/bits"
	"strings"
)

// KeySet is a set of keys, by kind, that a caller may look up. It is made of hashes,
// so that it is small and fast; in rare cases it reports a key that it was not made
// of. A nil *KeySet has all keys.
type KeySet struct {
	filters [1 << kindBits]filter // by kind
	has     func(hash uint64) bool
	own     func(name string) bool
}

// NewKeySet returns the set of the keys with the hashes (see [Hash]), of which some
// may occur several times. Has reports whether a hash is one of them; without it the
// set reports a few more keys. Own reports whether a folded name is the name of a
// known organization or begins with its brand, so that its imitations need not be
// looked for; it may be nil.
func NewKeySet(hashes iter.Seq[uint64], has func(hash uint64) bool, own func(name string) bool) *KeySet {
	set := &KeySet{has: has, own: own}
	var sizes [len(set.filters)]int
	for h := range hashes {
		sizes[h>>kindShift]++
	}
	for kind, size := range sizes {
		set.filters[kind] = newFilter(size)
	}
	for h := range hashes {
		set.filters[h>>kindShift].add(h)
	}
	return set
}

// Has reports whether a caller may look up the key.
func (s *KeySet) Has(kind Kind, key string) bool {
	if s == nil {
		return true
	}
	f := &s.filters[kind.number()]
	if f.words == nil {
		return false
	}
	h := Hash(kind, key)
	return f.mayHave(h) && (s.has == nil || s.has(h))
}

// isOwnName reports whether a folded name is the name of a known organization. The
// hashes alone are not enough for that.
func (s *KeySet) isOwnName(name string) bool {
	if s == nil || s.own == nil {
		return false
	}
	first, _, _ := strings.Cut(name, " ")
	return (s.Has(KindOrganization, name) || s.Has(KindWord, first)) && s.own(name)
}

// Hash identifies a kind and key in a [KeySet], in this process. It is never 0.
func Hash(kind Kind, key string) uint64 {
	return maphash.String(hashSeed, key)<<kindBits>>kindBits | kind.number()<<kindShift
}

// number numbers the kinds from 1.
func (k Kind) number() uint64 {
	switch k {
	case KindOrganization:
		return 1
	case KindSkeleton:
		return 2
	case KindNear:
		return 3
	case KindWord:
		return 4
	case KindPURL:
		return 5
	case KindPackage:
		return 6
	case KindCPE:
		return 7
	case KindDomain:
		return 8
	case KindHash:
		return 9
	case KindFile:
		return 10
	case KindApp:
		return 11
	case KindSWID:
		return 12
	case KindSigner:
		return 13
	}
	return 0
}

// The first bits of a hash are the number of the kind.
const (
	kindBits  = 4
	kindShift = 64 - kindBits
)

// hashSeed is random, so that the author of a document cannot foresee collisions.
var hashSeed = maphash.MakeSeed()

// filter is a Bloom filter with two bits a hash, both in one word.
type filter struct {
	words []uint64 // nil if the filter is empty
	shift int      // the first bits of a hash, without those of the kind, are the index of its word
}

func newFilter(n int) filter {
	if n == 0 {
		return filter{}
	}
	const each = 16 // bits for each hash
	size := bits.Len(uint(n * each / 64))
	return filter{make([]uint64, 1<<size), 64 - size}
}

func (f *filter) add(h uint64) { f.words[h<<kindBits>>f.shift] |= bitsOf(h) }

// mayHave reports whether the hash may have been added. If it was, mayHave is true.
func (f *filter) mayHave(h uint64) bool {
	two := bitsOf(h)
	return f.words[h<<kindBits>>f.shift]&two == two
}

func bitsOf(h uint64) uint64 { return 1<<(h%64) | 1<<(h/64%64) }
