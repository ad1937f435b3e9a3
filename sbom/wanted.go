package sbom

import (
	"hash/maphash"
	"iter"
	"math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Wanted is a set of the claims that somebody may ask for, by kind and key. It
// holds hashes of them, so that it takes little memory and answers quickly, and
// that it may rarely want a claim that nobody asks for. A nil *Wanted wants all.
type Wanted struct {
	sets [1 << kindBits]hashSet // by kind: most have few keys, however many names there are
	own  func(name string) bool
}

// NewWanted returns the set of the claims with the hashes, of which some may come
// more than once. The function tells whether a name is somebody's own: a key of
// [KindOrganization] among them, or one that begins as somebody's with a key of
// [KindWord]. It may be nil if there is none.
func NewWanted(hashes iter.Seq[uint64], own func(name string) bool) *Wanted {
	w := &Wanted{own: own}
	var sizes [len(w.sets)]int
	for h := range hashes {
		sizes[h>>kindShift]++
	}
	for kind, size := range sizes {
		w.sets[kind] = newHashSet(size)
	}
	for h := range hashes {
		w.sets[h>>kindShift].add(h)
	}
	return w
}

// Has tells whether a claim may be asked for.
func (w *Wanted) Has(kind Kind, key string) bool {
	if w == nil {
		return true
	}
	set := &w.sets[numberOf(kind)]
	return set.hashes != nil && set.has(Hash(kind, key))
}

// honest tells whether a name is somebody's own, so that nobody asks what else it
// looks like. Here a hash is not enough.
func (w *Wanted) honest(name string) bool {
	if w == nil || w.own == nil {
		return false
	}
	first, _, _ := strings.Cut(name, " ")
	return (w.Has(KindOrganization, name) || w.Has(KindWord, first)) && w.own(name)
}

// hasNear tells whether any of the [NearKeys] of a skeleton may be asked for. It
// makes none of them: leaving a letter out of a polynomial takes two sums.
func (w *Wanted) hasNear(skeleton []byte) bool {
	if w == nil {
		return true
	}
	n := len(skeleton)
	if n > maxNear*utf8.UTFMax+1 {
		return false
	}
	number := numberOf(KindNear)
	set := &w.sets[number]
	if set.hashes == nil {
		return false
	}
	var sums [maxNear*utf8.UTFMax + 2]uint64 // sums[i] is the hash of what comes before i
	sums[0] = nearSeed
	for i, c := range skeleton {
		sums[i+1] = hashByte(sums[i], c)
	}
	if set.has(withKind(number, mix(sums[n]))) {
		return true
	}
	power := uint64(1) // of the base, by the length of what comes after the letter
	after := uint64(0) // the hash of that alone
	for end := n; end > 0; {
		_, size := utf8.DecodeLastRune(skeleton[:end])
		start := end - size
		if set.has(withKind(number, mix(sums[start]*power+after))) {
			return true
		}
		for end > start {
			end--
			after += hashByte(0, skeleton[end]) * power
			power *= hashBase
		}
	}
	return false
}

// Hash identifies a kind and key in a [Wanted], in this process. It is never 0.
func Hash(kind Kind, key string) uint64 {
	if kind == KindNear { // which can be taken apart
		h := uint64(nearSeed)
		for i := range len(key) {
			h = hashByte(h, key[i])
		}
		return withKind(numberOf(kind), mix(h))
	}
	return withKind(numberOf(kind), maphash.String(hashSeed, key))
}

// withKind makes the number of a kind the first bits of a hash.
func withKind(number, h uint64) uint64 { return h<<kindBits>>kindBits | number<<kindShift }

// numberOf returns the number of a kind, from 1.
func numberOf(kind Kind) uint64 { return uint64(kindNumbers[len(kind)%16][kind[0]%32]) }

// kindNumbers are by length and first letter, of which no two kinds have both in common.
var kindNumbers = func() (numbers [16][32]uint8) {
	for i, kind := range Kinds() {
		numbers[len(kind)%16][kind[0]%32] = uint8(i + 1)
	}
	return numbers
}()

var hashSeed = maphash.MakeSeed()

// The hash of near keys is a polynomial in their bytes. The same claims are kept in
// every run, so its base is no secret: whoever finds keys that collide has claims
// kept that nobody asks for.
const (
	hashBase = 0x9e3779b97f4a7c15
	nearSeed = 0x6e656172

	kindBits  = 4 // the first of a hash
	kindShift = 64 - kindBits
)

func hashByte(h uint64, c byte) uint64 { return h*hashBase + uint64(c) + 1 }

// mix spreads a hash over all its bits.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// hashSet is a set of hashes. Most answers are no.
type hashSet struct {
	hashes []uint64 // each at its last bits or after them; 0 is free, as at least a quarter are
	filter []uint64 // a bit for each hash, by its first bits after the kind's
	shift  int      // to get the number of the bit
}

// newHashSet returns an empty set for n hashes. The one for none is zero.
func newHashSet(n int) hashSet {
	if n == 0 {
		return hashSet{}
	}
	const each = 16 // bits of the filter for each hash
	size := bits.Len(uint(n*each) | 1023)
	return hashSet{make([]uint64, 1<<bits.Len(uint(n+n/3)|7)), make([]uint64, 1<<size/64), 64 - size}
}

func (s *hashSet) add(h uint64) {
	n := h << kindBits >> s.shift
	s.filter[n/64] |= 1 << (n % 64)
	if place, ok := s.find(h); !ok {
		s.hashes[place] = h
	}
}

func (s *hashSet) has(h uint64) bool {
	if n := h << kindBits >> s.shift; s.filter[n/64]>>(n%64)&1 == 0 {
		return false
	}
	_, ok := s.find(h)
	return ok
}

// find returns where a hash stands, or where there is place for it.
func (s *hashSet) find(h uint64) (place int, ok bool) {
	last := len(s.hashes) - 1
	for place = int(h) & last; s.hashes[place] != h; place = (place + 1) & last {
		if s.hashes[place] == 0 {
			return place, false
		}
	}
	return place, true
}

// bytesAsString returns the bytes as a string without copying them. It is good
// only until they are written to.
func bytesAsString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
