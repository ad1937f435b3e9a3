package sbom

import (
	"hash/maphash"
	"iter"
	"math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Wanted is a set of the claims that somebody may ask for, by kind and key. It goes
// by hashes, so that it takes little memory and answers quickly, and that it may
// rarely want a claim that nobody asks for. A nil *Wanted wants all.
type Wanted struct {
	filters [1 << kindBits]filter // by kind: most have few keys, however many names there are
	heads   filter                // of what names look like: most begin as nobody's does
	has     func(hash uint64) bool
	own     func(name string) bool
}

// NewWanted returns the set of the claims with the hashes, of which some may come
// more than once. Has tells whether a hash is one of them; if it is nil, some more
// claims are wanted. Own tells whether a name is somebody's own: a key of
// [KindOrganization] among them, or one that begins as somebody's with a key of
// [KindWord]. It may be nil if there is none.
func NewWanted(hashes iter.Seq[uint64], has func(hash uint64) bool, own func(name string) bool) *Wanted {
	w := &Wanted{has: has, own: own}
	var sizes [len(w.filters)]int
	for h := range hashes {
		sizes[h>>kindShift]++
	}
	for kind, size := range sizes {
		w.filters[kind] = newFilter(size)
	}
	w.heads = newFilter(sizes[numberOf(KindSkeleton)] + sizes[numberOf(KindNear)])
	for h := range hashes {
		w.filters[h>>kindShift].add(h)
		if kind := h >> kindShift; kind == numberOf(KindSkeleton) || kind == numberOf(KindNear) {
			w.heads.add(spreadHead(h))
		}
	}
	return w
}

// Has tells whether a claim may be asked for.
func (w *Wanted) Has(kind Kind, key string) bool {
	if w == nil {
		return true
	}
	f := &w.filters[numberOf(kind)]
	return f.words != nil && w.hasHash(f, Hash(kind, key))
}

func (w *Wanted) hasHash(f *filter, h uint64) bool { return f.may(h) && (w.has == nil || w.has(h)) }

// honest tells whether a name is somebody's own, so that nobody asks what else it
// looks like. Here a hash is not enough.
func (w *Wanted) honest(name string) bool {
	if w == nil || w.own == nil {
		return false
	}
	first, _, _ := strings.Cut(name, " ")
	return (w.Has(KindOrganization, name) || w.Has(KindWord, first)) && w.own(name)
}

// hasHead tells whether any skeleton key may be asked for that begins as this one
// does; if near is set, also with one of its letters left out. The keys of its heads
// begin alike, if they are no shorter than minHead.
func (w *Wanted) hasHead(skeleton []byte, near bool) bool {
	if w == nil {
		return true
	}
	if w.heads.words == nil {
		return false
	}
	if w.heads.may(spreadHead(beginning(skeleton, 0, 0))) {
		return true
	}
	for start := 0; near && start < min(headLength, len(skeleton)); {
		_, size := utf8.DecodeRune(skeleton[start:])
		if w.heads.may(spreadHead(beginning(skeleton, start, start+size))) {
			return true
		}
		start += size
	}
	return false
}

// hasNear tells whether any of the [NearKeys] of a skeleton may be asked for. It
// makes none of them: leaving a letter out of a polynomial takes two sums.
func (w *Wanted) hasNear(skeleton []byte) bool {
	if w == nil {
		return true
	}
	n := len(skeleton)
	if n > maxNear*utf8.UTFMax+1 || !w.hasHead(skeleton, true) {
		return false
	}
	number := numberOf(KindNear)
	f := &w.filters[number]
	if f.words == nil {
		return false
	}
	var sums [maxNear*utf8.UTFMax + 2]uint64 // sums[i] is the hash of what comes before i
	sums[0] = nearSeed
	for i, c := range skeleton {
		sums[i+1] = hashByte(sums[i], c)
	}
	if w.hasHash(f, withHead(withKind(number, mix(sums[n])), beginning(skeleton, 0, 0))) {
		return true
	}
	power := uint64(1) // of the base, by the length of what comes after the letter
	after := uint64(0) // the hash of that alone
	for end := n; end > 0; {
		_, size := utf8.DecodeLastRune(skeleton[:end])
		start := end - size
		if w.hasHash(f, withHead(withKind(number, mix(sums[start]*power+after)), beginning(skeleton, start, end))) {
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
	switch kind {
	case KindNear: // which can be taken apart
		h := uint64(nearSeed)
		for i := range len(key) {
			h = hashByte(h, key[i])
		}
		return withHead(withKind(numberOf(kind), mix(h)), beginning(bytesOf(key), 0, 0))
	case KindSkeleton:
		return withHead(withKind(numberOf(kind), maphash.String(hashSeed, key)), beginning(bytesOf(key), 0, 0))
	}
	return withKind(numberOf(kind), maphash.String(hashSeed, key))
}

// The first headLength bytes of a skeleton are told in its hash. They are those of a
// longer one, also when a letter before is left out, if there are minHead bytes.
const headLength, minHead = 4, 4 + utf8.UTFMax

// beginning tells the head of a key in headBits, without the part that is left out.
func beginning(key []byte, from, to int) uint64 {
	h := uint64(0)
	for i, n := 0, 0; i < len(key) && n < headLength; i++ {
		if i < from || i >= to {
			h = h<<8 | uint64(key[i])
			n++
		}
	}
	return mix(h*hashBase) % (1 << headBits)
}

// withHead makes what tells the head of a key the last bits of a hash.
func withHead(h, head uint64) uint64 { return h>>headBits<<headBits | head }

// spreadHead makes a hash of its last bits.
func spreadHead(h uint64) uint64 { return mix(h % (1 << headBits) * hashBase) }

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

// hashSeed is for hashes that nobody who writes documents can foresee.
var hashSeed = maphash.MakeSeed()

// The hash of near keys is a polynomial in their bytes. The same claims are kept in
// every run, so its base is no secret: whoever finds keys that collide has claims
// kept that nobody asks for.
const (
	hashBase = 0x9e3779b97f4a7c15
	nearSeed = 0x6e656172

	kindBits  = 4 // the first of a hash
	kindShift = 64 - kindBits
	headBits  = 20 // the last, of what a name looks like
)

func hashByte(h uint64, c byte) uint64 { return h*hashBase + uint64(c) + 1 }

// mix spreads a hash over all its bits.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// filter tells of most hashes that they are not among some.
type filter struct {
	words []uint64 // of bits, two in one word for each hash; nil if there are none
	shift int      // to get the number of the word
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

// may tells whether a hash may be among those that were added.
func (f *filter) may(h uint64) bool {
	two := bitsOf(h)
	return f.words[h<<kindBits>>f.shift]&two == two
}

func bitsOf(h uint64) uint64 { return 1<<(h>>headBits%64) | 1<<(h>>headBits/64%64) }

// bytesAsString returns the bytes as a string without copying them. It is good
// only until they are written to.
func bytesAsString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
