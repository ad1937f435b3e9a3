// Package entities indexes entities by the keys that claims about them have.
package entities

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Index is the content of data.index, in which policies look up the keys of claims.
// It may be used by many goroutines at once.
type Index struct {
	*Set
	productNames entryLists            // by the words of a name that identifies a product
	products     map[string]any        // by entity and the words of a product name: []productName
	brands       map[string]any        // by words: the ID of the entity
	prefixes     map[string]any        // of brands and product names: true
	words        map[string]bool       // of brands, lookalikes, product names and packages
	relations    map[string][]neighbor // by entity
	measures     map[string]Measure

	matched sync.Map // by index of an entity: map[kindKey][]*entry
	phrased sync.Map // by first word: entryLists, see phrases
	chains  sync.Map // by measure and day: chainsOn
}

// entry is what the index says about a key: the identifier that it comes from, and
// the entity or product that has the identifier.
type entry struct {
	Entity     string `json:"entity"`
	Product    string `json:"product"`
	Part       string `json:"part"`
	Category   string `json:"category"`
	Confidence string `json:"confidence"`
	Identifier string `json:"identifier"` // its kind, or "product-name"
	Value      string `json:"value"`
	Phrase     string `json:"phrase"` // for word keys: all words of the value, of which the key is the first
	Called     string `json:"called"` // for packages and CPEs of a product: the words of its name there
}

// productName is a name by which components of an entity are recognized as one of its products.
type productName struct {
	Product    string `json:"product"`
	Category   string `json:"category"`
	Part       string `json:"part"`
	Confidence string `json:"confidence"`
}

// neighbor is the other entity of a relation, as seen from one of the two.
type neighbor struct {
	Entity     string
	Type       string
	Reverse    bool // the relation is in the data of the other entity
	Share      float64
	Since      string
	Until      string
	Confidence string
}

// NewIndex indexes entities, and adds keys to the set. A relation to an unknown entity
// is an error, and so is one of an unknown type.
func NewIndex(s *Set, measures map[string]Measure) (*Index, error) {
	x := &Index{
		Set:          s,
		productNames: entryLists{},
		products:     map[string]any{},
		brands:       map[string]any{},
		prefixes:     map[string]any{},
		words:        map[string]bool{},
		relations:    map[string][]neighbor{},
		measures:     measures,
	}
	order := slices.Sorted(maps.Keys(s.decoded))
	for _, i := range order { // the brands of all entities come before any product name
		for _, identifier := range s.decoded[i].Identifiers {
			switch words := identity.FoldWords(identifier.Value); identifier.Kind {
			case "brand":
				x.brands[words] = s.ids[i]
				x.addPrefixes(words)
			case "lookalike":
				x.addName(words)
			}
		}
	}
	var reached []string // types of relations
	for _, m := range measures {
		for _, r := range m.Reach {
			reached = append(reached, r.Relation)
		}
	}
	var errs []error
	for _, i := range order {
		if err := x.add(i, s.decoded[i], reached); err != nil {
			errs = append(errs, s.errorIn(i, err))
		}
	}
	return x, errors.Join(errs...)
}

// add indexes the product names and the relations of an entity.
func (x *Index) add(i int, e *entity, reached []string) error {
	id := x.ids[i]
	for _, pid := range e.productIDs() {
		for _, identifier := range e.Products[pid].Identifiers {
			x.addName(identifier.called())
		}
		x.addProduct(id, pid, e.Products[pid])
	}
	for one, keys := range x.namesOf(id, e) {
		x.productNames[one.Phrase] = append(x.productNames[one.Phrase], one)
		x.addPrefixes(one.Phrase)
		for _, k := range keys {
			x.byKey.add(k.hash(), i)
		}
	}
	var errs []error
	for n, r := range e.Relations {
		errs = append(errs, jsondata.At(x.checkRelation(id, r, reached), "relations", strconv.Itoa(n)))
		tie := neighbor{r.Entity, r.Type, false, r.Share, r.Since, r.Until, r.Confidence}
		x.relations[id] = append(x.relations[id], tie)
		tie.Entity, tie.Reverse = id, true
		x.relations[r.Entity] = append(x.relations[r.Entity], tie)
	}
	return errors.Join(errs...)
}

// addProduct indexes the names of a product.
func (x *Index) addProduct(id, pid string, p product) {
	for _, name := range p.Names {
		words := identity.FoldWords(name)
		if x.products[id] == nil {
			x.products[id] = map[string]any{}
		}
		x.addPrefixes(words)
		appendTo(x.products[id].(map[string]any), words, productName{pid, p.Category, p.Part, p.Confidence})
	}
}

// namesOf iterates over the names that identify products of an entity, and the keys of
// components with the same or a similar name. These are the identifiers of the kind
// "name", and the names of products that start with a brand.
func (x *Index) namesOf(id string, e *entity) iter.Seq2[*entry, []kindKey] {
	return func(yield func(*entry, []kindKey) bool) {
		entryOf := func(product, name, confidence string) *entry {
			one := e.entry(id, product)
			one.Identifier, one.Value, one.Confidence, one.Phrase = "product-name", name, confidence, identity.FoldWords(name)
			return &one
		}
		more := true
		_ = e.eachIdentifier(func(i *identifier, product string) error {
			if more && i.Kind == "name" {
				one := entryOf(product, i.Value, i.Confidence)
				more = yield(one, append(lookalikeKeys(one.Phrase), kindKey{identity.KindWord, firstWord(one.Phrase)}))
			}
			return nil
		})
		for _, pid := range e.productIDs() {
			p := e.Products[pid]
			for _, name := range p.Names {
				if !more {
					return
				}
				if one := entryOf(pid, name, p.Confidence); x.isBranded(one.Phrase) { // so the brand has the first word
					more = yield(one, lookalikeKeys(one.Phrase))
				}
			}
		}
	}
}

// entries returns the entries of a key, in the order of the entities.
func (x *Index) entries(k kindKey) []*entry {
	var all []*entry
	for _, i := range slices.Sorted(x.byKey.entities(k.hash())) {
		all = append(all, x.entriesOf(i)[k]...)
	}
	return all
}

// has reports whether a key has entries.
func (x *Index) has(k kindKey) bool {
	for i := range x.byKey.entities(k.hash()) {
		if len(x.entriesOf(i)[k]) > 0 {
			return true
		}
	}
	return false
}

// entriesOf returns the entries of an entity by key. They are made when a claim first
// matches the entity, and kept.
func (x *Index) entriesOf(i int) map[kindKey][]*entry {
	if kept, ok := x.matched.Load(i); ok {
		return kept.(map[kindKey][]*entry)
	}
	all := map[kindKey][]*entry{}
	add := func(one *entry, keys ...kindKey) {
		for _, k := range keys {
			all[k] = append(all[k], one)
		}
	}
	e, id := x.entity(i), x.ids[i]
	_ = e.eachIdentifier(func(identifier *identifier, product string) error {
		one := e.entry(id, product)
		one.Identifier, one.Value, one.Confidence = identifier.Kind, identifier.Value, identifier.Confidence
		one.Called = identifier.called()
		keys, err := identifier.appendKeys(nil)
		if len(keys) > 1 && identity.IsElsewhereKey(keys[0].key) { // another party may have the name there
			elsewhere := one
			elsewhere.Confidence = "unconfirmed"
			add(&elsewhere, keys[0])
			keys = keys[1:]
		}
		if last := len(keys) - 1; last >= 0 && keys[last].kind == identity.KindWord {
			withPhrase := one
			withPhrase.Phrase = identity.FoldWords(identifier.Value)
			add(&withPhrase, keys[last])
			keys = keys[:last]
		}
		add(&one, keys...)
		return err // always nil, since Read succeeded
	})
	for one, keys := range x.namesOf(id, e) {
		add(one, keys...)
	}
	x.matched.Store(i, all)
	return all
}

// KeySet returns the keys of all entities.
func (x *Index) KeySet() *identity.KeySet {
	return identity.NewKeySet(x.byKey.hashes, x.byKey.has, x.isOwnName)
}

// Values returns the number of identifiers that have a key, by value in lower case.
func (x *Index) Values(kind identity.Kind, key string) map[string]int {
	values := map[string]int{}
	for _, one := range x.entries(kindKey{kind, key}) {
		values[strings.ToLower(one.Value)]++
	}
	return values
}

// Identifiers iterates over the kinds and values of all identifiers, entity by entity. A
// name that identifies a product has the kind "product-name".
func (x *Index) Identifiers() iter.Seq2[string, string] {
	return func(yield func(kind, value string) bool) {
		more := true
		for i, id := range x.ids {
			e := x.entity(i)
			_ = e.eachIdentifier(func(i *identifier, _ string) error {
				more = more && (i.Kind == "name" || yield(i.Kind, i.Value))
				return nil
			})
			for one := range x.namesOf(id, e) {
				more = more && yield(one.Identifier, one.Value)
			}
			if !more {
				return
			}
		}
	}
}

// appendTo appends to the list that a map has for a key.
func appendTo[T any](lists map[string]any, key string, value T) {
	list, _ := lists[key].([]T)
	lists[key] = append(list, value)
}
