package sbom

import (
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
	hashes []uint64 // a hash table: each stands at its last bits or after them, 0 is free
	filter []uint64 // a bit for each hash, by its first bits: most answers are no
	shift  int      // to get the number of the bit
	own    func(name string) bool
}

// Hash identifies a kind and key in a [Wanted]. It is never 0.
func Hash(kind Kind, key string) uint64 { return mix(hashText(seed(kind), key)) }

// NewWanted returns the set of the claims with the hashes, of which some may come
// more than once. The function tells whether a name is somebody's own: a key of
// [KindOrganization] among them, or one that begins as somebody's with a key of
// [KindWord]. It may be nil if there is none.
func NewWanted(hashes iter.Seq[uint64], own func(name string) bool) *Wanted {
	n := 0
	for range hashes {
		n++
	}
	const each = 16 // bits of the filter for each hash
	size := bits.Len(uint(n*each) | 1023)
	w := &Wanted{
		hashes: make([]uint64, 1<<bits.Len(uint(2*n)|7)),
		filter: make([]uint64, 1<<size/64),
		shift:  64 - size,
		own:    own,
	}
	for h := range hashes {
		w.filter[h>>w.shift/64] |= 1 << (h >> w.shift % 64)
		if i, ok := w.find(h); !ok {
			w.hashes[i] = h
		}
	}
	return w
}

// find returns where a hash stands, or where there is place for it.
func (w *Wanted) find(h uint64) (place int, ok bool) {
	last := len(w.hashes) - 1
	for place = int(h) & last; w.hashes[place] != h; place = (place + 1) & last {
		if w.hashes[place] == 0 {
			return place, false
		}
	}
	return place, true
}

// Has tells whether a claim may be asked for.
func (w *Wanted) Has(kind Kind, key string) bool {
	return w == nil || w.has(hashText(seed(kind), key))
}

func (w *Wanted) has(h uint64) bool {
	h = mix(h)
	if n := h >> w.shift; w.filter[n/64]>>(n%64)&1 == 0 {
		return false
	}
	_, ok := w.find(h)
	return ok
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
	var sums [maxNear*utf8.UTFMax + 2]uint64 // sums[i] is the hash of what comes before i
	sums[0] = seed(KindNear)
	for i, c := range skeleton {
		sums[i+1] = hashByte(sums[i], c)
	}
	if w.has(sums[n]) {
		return true
	}
	power := uint64(1) // of the base, by the length of what comes after the letter
	after := uint64(0) // the hash of that alone
	for end := n; end > 0; {
		_, size := utf8.DecodeLastRune(skeleton[:end])
		start := end - size
		if w.has(sums[start]*power + after) {
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

// The hash is a polynomial in the bytes, which can be taken apart. The same
// claims are kept in every run, so its base is no secret: whoever finds keys that
// collide has claims kept that nobody asks for.
const hashBase = 0x9e3779b97f4a7c15

func hashByte(h uint64, c byte) uint64 { return h*hashBase + uint64(c) + 1 }

func hashText(h uint64, s string) uint64 {
	for i := range len(s) {
		h = hashByte(h, s[i])
	}
	return h
}

// seed is the hash before the first byte of a key: no two kinds have both in common.
func seed(kind Kind) uint64 { return uint64(len(kind))<<8 | uint64(kind[0]) }

// mix spreads a hash over all its bits. It returns no 0.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return max(1, h^h>>32)
}

// bytesAsString returns the bytes as a string without copying them. It is good
// only until they are written to.
func bytesAsString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
