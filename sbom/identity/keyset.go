package identity

import (
	"hash/maphash"
	"iter"
	"math/bits"
	"strings"
)

// KeySet is the set of the keys, by kind, that a caller may look up. It compares hashes
// of 60 bits, so it can report a key that is not in it, but hardly ever does. A nil
// *KeySet contains all keys.
type KeySet struct {
	filters [1 << kindBits]filter // by the number of the kind
	has     func(hash uint64) bool
	own     func(name string) bool
}

// NewKeySet returns the set of the keys with the hashes (see [Hash]), which may contain
// duplicates and are read twice. Has reports whether a hash is one of them; the set asks
// it only about the few hashes that its filters cannot exclude. Own reports whether a
// folded name is the name of a known organization or begins with its brand, so that a
// reader need not compare the name with similar ones; own may be nil.
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
	return s == nil || s.hasHash(kind, maphash.String(hashSeed, key))
}

// hasBytes is [KeySet.Has] for a key in a buffer.
func (s *KeySet) hasBytes(kind Kind, key []byte) bool {
	return s == nil || s.hasHash(kind, maphash.Bytes(hashSeed, key))
}

func (s *KeySet) hasHash(kind Kind, hash uint64) bool {
	h := kind.tag(hash)
	f := &s.filters[h>>kindShift]
	return f.words != nil && f.mayHave(h) && s.has(h)
}

// isOwnName reports whether a folded name is the name of a known organization. It asks
// own only if the hashes permit, because most names are not known.
func (s *KeySet) isOwnName(name string) bool {
	if s == nil || s.own == nil {
		return false
	}
	first, _, _ := strings.Cut(name, " ")
	return (s.Has(KindOrganization, name) || s.Has(KindWord, first)) && s.own(name)
}

// Hash returns the hash of a key in a [KeySet]. It is never 0 and differs from process
// to process.
func Hash(kind Kind, key string) uint64 { return kind.tag(maphash.String(hashSeed, key)) }

// The first bits of a hash are the number of the kind.
const (
	kindBits  = 4
	kindShift = 64 - kindBits
)

func (k Kind) tag(hash uint64) uint64 { return hash<<kindBits>>kindBits | k.number()<<kindShift }

// hashSeed is random, so that the author of a document cannot construct collisions.
var hashSeed = maphash.MakeSeed()

// filter is a Bloom filter with two bits for each hash, both in the same word.
type filter struct {
	words []uint64 // nil if the filter is empty
	shift int      // the bits of a hash after the kind, shifted right by this, are the index of its word
}

func newFilter(n int) filter {
	if n == 0 {
		return filter{}
	}
	const bitsPerHash = 16
	size := bits.Len(uint(n * bitsPerHash / 64))
	return filter{make([]uint64, 1<<size), 64 - size}
}

func (f *filter) add(h uint64) { f.words[h<<kindBits>>f.shift] |= bitsOf(h) }

// mayHave reports whether the hash may have been added. It is true for every hash that
// was added.
func (f *filter) mayHave(h uint64) bool {
	two := bitsOf(h)
	return f.words[h<<kindBits>>f.shift]&two == two
}

func bitsOf(h uint64) uint64 { return 1<<(h%64) | 1<<(h/64%64) }
