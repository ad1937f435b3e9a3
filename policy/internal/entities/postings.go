package entities

import (
	"iter"
	"math/bits"
)

// postings maps the hashes of keys to the entities that have the keys. Two keys may
// have the same hash, so the keys of an entity must be compared before it counts as a
// match.
//
// It is a hash table with linear probing, since a list of 30,000 names has 120,000
// keys: a map of slices takes several times the memory and time.
type postings struct {
	slots []posting // at most three quarters in use
	used  int
}

type posting struct {
	hash   uint64 // 0 if the slot is free
	entity int32  // index in [Set]
}

// newPostings returns an empty table with room for n postings.
func newPostings(n int) postings {
	slots := make([]posting, n+n/2+8)
	clear(slots) // a page that is read before it is written to costs the system two page faults
	return postings{slots: slots}
}

// add adds a posting, unless the table has it. It returns the number of postings with the
// hash that were there before, or -1 if it does not add one.
func (p *postings) add(hash uint64, entity int) (before int) {
	if 4*p.used >= 3*len(p.slots) {
		larger := newPostings(len(p.slots))
		for _, one := range p.slots {
			if one.hash != 0 {
				larger.add(one.hash, int(one.entity))
			}
		}
		*p = larger
	}
	i := p.start(hash)
	for ; p.slots[i].hash != 0; i = p.next(i) {
		if p.slots[i] == (posting{hash, int32(entity)}) {
			return -1
		}
		if p.slots[i].hash == hash {
			before++
		}
	}
	p.slots[i] = posting{hash, int32(entity)}
	p.used++
	return before
}

// start returns the slot at which the search for a hash starts. The multiplication
// mixes the bits, since the first ones are the kind of the key.
func (p *postings) start(hash uint64) int {
	i, _ := bits.Mul64(hash*0x9e3779b97f4a7c15, uint64(len(p.slots)))
	return int(i)
}

// next returns the slot after i.
func (p *postings) next(i int) int {
	if i++; i == len(p.slots) {
		return 0
	}
	return i
}

// entities iterates over the entities that may have a key with the hash, in no order.
func (p *postings) entities(hash uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := p.start(hash); ; i = p.next(i) {
			one := p.slots[i]
			if one.hash == 0 || one.hash == hash && !yield(int(one.entity)) {
				return
			}
		}
	}
}

// has reports whether an entity has a key with the hash.
func (p *postings) has(hash uint64) bool {
	for range p.entities(hash) {
		return true
	}
	return false
}

// hashes iterates over the hashes, some of them more than once.
func (p *postings) hashes(yield func(uint64) bool) {
	for _, one := range p.slots {
		if one.hash != 0 && !yield(one.hash) {
			return
		}
	}
}
