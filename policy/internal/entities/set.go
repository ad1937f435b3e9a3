package entities

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Set holds the entities of the data, in the order of their IDs.
//
// There may be tens of thousands of entities, and a document matches few of them. Most are
// therefore kept as undecoded data with the hashes of their keys, and decoded again on a
// match.
type Set struct {
	ids     []string
	names   []string
	data    map[string]any  // by ID
	decoded map[int]*entity // those with more than identifiers, from which [NewIndex] makes the rest of the index
	byKey   postings        // the entities with each key
	hints   int             // see expectedID
}

// Read reads the entities: the object data.entities, or nil if there is none. It
// decodes them on all cores. Errors are joined, and of type [jsondata.Error]; among
// them are unknown members, kinds and confidences, and identifiers without a key.
//
// The set is complete even if there are errors, so that other data can be checked too.
func Read(data any) (s *Set, err error) {
	object, ok := jsondata.Members(data)
	if !ok && data != nil {
		err = jsondata.At(errors.New("expected an object"), "data", "entities")
	}
	s = &Set{data: object, decoded: map[int]*entity{}}
	s.ids = slices.AppendSeq(make([]string, 0, len(object)), maps.Keys(object))
	slices.Sort(s.ids)
	s.names = make([]string, len(s.ids))

	const size = 256 // entities in a batch
	batches := make([]batch, (len(s.ids)+size-1)/size)
	var workers errgroup.Group
	for n := range batches {
		workers.Go(func() error {
			batches[n].read(s, n*size, min((n+1)*size, len(s.ids)))
			return nil
		})
	}
	_ = workers.Wait() // the batches have the errors, in the order of the entities

	errs := []error{err}
	n := 0
	for _, b := range batches {
		errs = append(errs, b.errs...)
		maps.Copy(s.decoded, b.decoded)
		n += len(b.postings)
	}
	s.byKey = newPostings(n)
	return s, errors.Join(append(errs, s.addAll(batches))...)
}

// maxNamesakes is how many entities may have the same identifier. A claim with the key of
// the identifier matches all of them.
const maxNamesakes = 1000

// addAll adds the postings of batches to the set, up to the first error. For a key by which
// similar names are compared, it adds the postings of at most maxNamesakes entities,
// because many names start with the same letter or sound alike.
func (s *Set) addAll(batches []batch) error {
	crowded := map[uint64]bool{} // hashes of such keys
	for _, b := range batches {
		for _, p := range b.postings {
			if crowded[p.hash] || s.byKey.add(p.hash, int(p.entity)) != maxNamesakes {
				continue
			}
			switch kind, identifier := s.keyOf(p); kind {
			case identity.KindNear, identity.KindSound:
				crowded[p.hash] = true
			case identity.KindWord: // of a brand the first word
			default:
				return s.errorIn(int(p.entity), fmt.Errorf("%s %q: more than %d entities have this identifier: expected one entity, or names that tell them apart",
					identifier.Kind, identifier.Value, maxNamesakes))
			}
		}
	}
	return nil
}

// keyOf returns the kind of the key that a posting is about, and the identifier that has it.
func (s *Set) keyOf(p posting) (kind identity.Kind, of identifier) {
	_ = s.entity(int(p.entity)).eachIdentifier(func(i *identifier, _ string) error {
		keys, err := i.appendKeys(nil)
		for _, k := range keys {
			if k.hash() == p.hash {
				kind, of = k.kind, *i
			}
		}
		return err
	})
	return kind, of
}

// batch is the result of reading consecutive entities.
type batch struct {
	postings []posting
	decoded  map[int]*entity
	errs     []error
}

// read reads the entities from index from up to index to.
func (b *batch) read(s *Set, from, to int) {
	b.decoded = map[int]*entity{}
	b.postings = make([]posting, 0, 8*(to-from))
	var e entity
	var keys []kindKey
	for i := from; i < to; i++ {
		e = entity{Identifiers: e.Identifiers[:0]} // one list for all, which grows once
		if err := jsondata.Decode(s.data[s.ids[i]], &e); err != nil {
			b.errs = append(b.errs, s.errorIn(i, err))
			continue
		}
		err := errors.Join(e.check(), e.eachIdentifier(func(identifier *identifier, _ string) (err error) {
			keys, err = identifier.appendKeys(keys[:0])
			for _, k := range keys {
				b.postings = append(b.postings, posting{k.hash(), int32(i)})
			}
			return err
		}))
		if err != nil {
			b.errs = append(b.errs, s.errorIn(i, err))
		}
		s.names[i] = e.Name
		if e.hasMore() {
			kept := e
			kept.Identifiers = slices.Clone(e.Identifiers)
			b.decoded[i] = &kept
		}
	}
}

// hasMore reports whether the index has more of the entity than the keys of its
// identifiers.
func (e *entity) hasMore() bool {
	return len(e.Products)+len(e.Relations) > 0 ||
		slices.ContainsFunc(e.Identifiers, func(i identifier) bool { return i.Kind == "brand" || i.Kind == "lookalike" || i.Kind == "name" })
}

// entity returns the entity at an index.
func (s *Set) entity(i int) *entity {
	if e, ok := s.decoded[i]; ok {
		return e
	}
	var e entity
	_ = jsondata.Decode(s.data[s.ids[i]], &e) // Read has decoded it without an error
	return &e
}

func (s *Set) errorIn(i int, err error) error {
	return jsondata.At(err, "data", "entities", s.ids[i])
}

// Name returns the name of the entity with an ID, and reports whether there is one.
func (s *Set) Name(id string) (string, bool) {
	i, ok := slices.BinarySearch(s.ids, id)
	if !ok {
		return "", false
	}
	return s.names[i], true
}

// Has reports whether there is an entity with the ID.
func (s *Set) Has(id string) bool {
	_, ok := slices.BinarySearch(s.ids, id)
	return ok
}
