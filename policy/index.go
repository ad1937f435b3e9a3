package policy

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/bomgate/bomgate/sbom/identity"
)

// indexKey is the member of data that the index stands under.
const indexKey = "index"

// hit is what a key of the index leads to.
type hit struct {
	Entity     string `json:"entity"`
	Product    string `json:"product"`
	Part       string `json:"part"`
	Category   string `json:"category"`
	Confidence string `json:"confidence"`
	Identifier string `json:"identifier"`
	Value      string `json:"value"`
	Phrase     string `json:"phrase"` // of word keys: the whole folded value, of which the key is the first word
}

// productName is a name by which a component of an entity is recognised as one of its products.
type productName struct {
	Product    string `json:"product"`
	Category   string `json:"category"`
	Part       string `json:"part"`
	Confidence string `json:"confidence"`
}

// tie is a relation as seen from one of its ends.
type tie struct {
	Entity     string  `json:"entity"`
	Type       string  `json:"type"`
	Reverse    bool    `json:"reverse"`
	Share      float64 `json:"share"`
	Since      string  `json:"since"`
	Until      string  `json:"until"`
	Confidence string  `json:"confidence"`
}

// index is data.index: what the policies look up.
type index struct {
	entities  *entities
	leads     postings        // from keys to entities
	names     hits            // by the words of a product's name that says whose it is
	products  map[string]any  // by entity and the words of a product's name: []productName
	brands    map[string]any  // by words: the entity
	begin     map[string]any  // what brands and products' names begin with, themselves included: true
	words     map[string]bool // of brands, what is taken for them, and products' names
	relations map[string]any  // by entity: []tie
	targets   targets

	met sync.Map // by the place of an entity: map[kindKey][]*hit
}

// lookup is an object in data that policies ask for one of its members. It may have
// many, and is also JSON as a whole.
type lookup interface {
	find(key string) (any, bool)
}

// hits are by key what it leads to.
type hits map[string][]*hit

func (h hits) find(key string) (any, bool) {
	value, ok := h[key]
	return value, ok
}

// targets are by measure the entities that it names, sorted. As an object they are
// by entity the measures.
type targets map[string][]string

func (t targets) find(entity string) (any, bool) {
	measures := map[string]any{}
	for measure, named := range t {
		if _, ok := slices.BinarySearch(named, entity); ok {
			measures[measure] = true
		}
	}
	return measures, len(measures) > 0
}

// MarshalJSON returns the object with all entities.
func (t targets) MarshalJSON() ([]byte, error) {
	object := map[string]any{}
	for _, named := range t {
		for _, entity := range named {
			object[entity], _ = t.find(entity)
		}
	}
	return json.Marshal(object, json.Deterministic(true))
}

// keys are the keys of a kind, and what they lead to: hits.
type keys struct {
	*index
	kind identity.Kind
}

func (k keys) find(key string) (any, bool) {
	found := k.lookUp(kindKey{k.kind, key})
	return found, len(found) > 0
}

// MarshalJSON returns the object with all keys of the kind.
func (k keys) MarshalJSON() ([]byte, error) {
	all := hits{}
	for i := range k.entities.ids {
		for key, found := range k.of(i) {
			if key.kind == k.kind {
				all[key.key] = append(all[key.key], found...)
			}
		}
	}
	return json.Marshal(all, json.Deterministic(true))
}

// tree returns the index as data.
func (x *index) tree(levels map[string]Level) map[string]any {
	byKind := map[string]any{}
	for _, kind := range identity.Kinds() {
		byKind[string(kind)] = keys{x, kind}
	}
	return map[string]any{
		"keys": byKind, "names": x.names, "products": x.products, "brands": x.brands, "beginnings": x.begin,
		"relations": x.relations, "targets": x.targets, "levels": levels,
	}
}

// lookUp returns what a key leads to, in the order of the entities.
func (x *index) lookUp(k kindKey) []*hit {
	var found []*hit
	for _, entity := range slices.Sorted(x.leads.of(k.hash())) {
		found = append(found, x.of(entity)[k]...)
	}
	return found
}

// of returns all keys of an entity. They are found when a claim first leads to it,
// and kept.
func (x *index) of(entity int) map[kindKey][]*hit {
	if kept, ok := x.met.Load(entity); ok {
		return kept.(map[kindKey][]*hit)
	}
	all := map[kindKey][]*hit{}
	add := func(h *hit, keys ...kindKey) {
		for _, k := range keys {
			all[k] = append(all[k], h)
		}
	}
	e, id := x.entities.read(entity), x.entities.ids[entity]
	_ = e.each(func(i *identifier, product string) error {
		h := e.hit(id, product)
		h.Identifier, h.Value, h.Confidence = i.Kind, i.Value, i.Confidence
		keys, err := i.keys(nil)
		if last := len(keys) - 1; last >= 0 && keys[last].kind == identity.KindWord { // where a word stands
			word := h
			word.Phrase = FoldWords(i.Value)
			add(&word, keys[last])
			keys = keys[:last]
		}
		add(&h, keys...)
		return err // none, as when it was read for the first time
	})
	x.branding(id, e, add)
	x.met.Store(entity, all)
	return all
}

// newIndex makes the index of entities that were read, and of the measures that
// name them. It refuses a relation to nobody and a product's name without words.
func newIndex(all *entities, leads postings, named targets) (*index, error) {
	x := &index{
		entities:  all,
		leads:     leads,
		names:     hits{},
		products:  map[string]any{},
		brands:    map[string]any{},
		begin:     map[string]any{},
		words:     map[string]bool{},
		relations: map[string]any{},
		targets:   named,
	}
	rich := slices.Sorted(maps.Keys(all.rich))
	for _, i := range rich {
		for _, identifier := range all.rich[i].Identifiers {
			switch words := FoldWords(identifier.Value); identifier.Kind {
			case "brand":
				x.brands[words] = all.ids[i]
				x.begins(words)
			case "lookalike":
				x.has(words)
			}
		}
	}
	var errs []error
	for _, i := range rich {
		if err := x.add(i, all.rich[i]); err != nil {
			errs = append(errs, fmt.Errorf("entity %q: %w", all.ids[i], err))
		}
	}
	return x, errors.Join(errs...)
}

// add indexes the products' names and the relations of an entity.
func (x *index) add(i int, e *entity) error {
	id := x.entities.ids[i]
	for _, pid := range slices.Sorted(maps.Keys(e.Products)) {
		if err := x.addNames(id, pid, e.Products[pid]); err != nil {
			return fmt.Errorf("product %q: %w", pid, err)
		}
	}
	x.branding(id, e, func(h *hit, keys ...kindKey) {
		x.names[h.Phrase] = append(x.names[h.Phrase], h)
		for _, k := range keys {
			x.leads.add(k.hash(), i)
		}
	})
	for _, r := range e.Relations {
		if _, ok := x.entities.find(r.Entity); !ok {
			return fmt.Errorf("relation %q to %q, which is no entity", r.Type, r.Entity)
		}
		if err := r.check(); err != nil {
			return fmt.Errorf("relation %q to %q: %w", r.Type, r.Entity, err)
		}
		t := tie{r.Entity, r.Type, false, r.Share, r.Since, r.Until, r.Confidence}
		add(x.relations, id, t)
		t.Entity, t.Reverse = id, true
		add(x.relations, r.Entity, t)
	}
	return nil
}

// addNames indexes the names of a product.
func (x *index) addNames(id, pid string, p product) error {
	for _, name := range p.Names {
		words := FoldWords(name)
		if words == "" {
			return fmt.Errorf("name %q has no words", name)
		}
		if x.products[id] == nil {
			x.products[id] = map[string]any{}
		}
		x.begins(words)
		add(x.products[id].(map[string]any), words, productName{pid, p.Category, p.Part, p.Confidence})
	}
	return nil
}

// branding finds the keys of those names of an entity's products that say whose they are.
func (x *index) branding(id string, e *entity, found func(*hit, ...kindKey)) {
	for _, pid := range slices.Sorted(maps.Keys(e.Products)) {
		p := e.Products[pid]
		for _, name := range p.Names {
			if words := FoldWords(name); x.branded(words) {
				h := e.hit(id, pid)
				h.Identifier, h.Value, h.Confidence, h.Phrase = "product-name", name, p.Confidence, words
				found(&h, imitations(words)...)
			}
		}
	}
}

// begins notes what a brand or a product's name begins with.
func (x *index) begins(words string) {
	for head := range heads(words) {
		x.begin[head] = true
	}
	x.has(words)
}

// has notes the words of a name.
func (x *index) has(words string) {
	for word := range strings.SplitSeq(words, " ") {
		x.words[word] = true
	}
}

// known returns a name with a word that no name has in the place of each that no name
// of the data has.
func (x *index) known(name string) string {
	var known strings.Builder
	known.Grow(len(name))
	for word := range strings.SplitSeq(name, " ") {
		if known.Len() > 0 {
			known.WriteByte(' ')
		}
		if !x.words[word] {
			word = "?"
		}
		known.WriteString(word)
	}
	return known.String()
}

// branded tells whether a name says whose it is: it begins with a brand and goes on.
func (x *index) branded(words string) bool {
	for head := range heads(words) {
		if x.brands[head] != nil && head != words {
			return true
		}
	}
	return false
}

// own tells whether a name is somebody's own, as lib.identity does.
func (x *index) own(name string) bool {
	return x.branded(name) || x.brands[name] != nil || len(x.lookUp(kindKey{identity.KindOrganization, name})) > 0
}

// heads are what words begin with, word by word, themselves included.
func heads(words string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, c := range words {
			if c == ' ' && !yield(words[:i]) {
				return
			}
		}
		yield(words)
	}
}

// add appends to the list that stands under a key.
func add[T any](lists map[string]any, key string, value T) {
	list, _ := lists[key].([]T)
	lists[key] = append(list, value)
}

// postings lead from the hashes of keys to the places of entities that have them,
// and rarely to one that has not. They are a hash table, as keys may be many: a
// posting stands where its hash is in proportion, or after it.
type postings struct {
	slots []posting // at most three quarters of them in use
	used  int
}

type posting struct {
	hash   uint64 // 0 if the slot is free
	entity int32
}

func newPostings(n int) postings { return postings{slots: make([]posting, n+n/2+8)} }

func (p *postings) add(hash uint64, entity int) {
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
			return
		}
	}
	p.slots[i] = posting{hash, int32(entity)}
	p.used++
}

// start returns where to look for a hash first. Its first bits are those of the kind.
func (p *postings) start(hash uint64) int {
	i, _ := bits.Mul64(hash*0x9e3779b97f4a7c15, uint64(len(p.slots)))
	return int(i)
}

func (p *postings) next(i int) int {
	if i++; i == len(p.slots) {
		return 0
	}
	return i
}

// of are the places of entities that may have a key with the hash.
func (p *postings) of(hash uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := p.start(hash); ; i = p.next(i) {
			one := p.slots[i]
			if one.hash == 0 || one.hash == hash && !yield(int(one.entity)) {
				return
			}
		}
	}
}

// has tells whether any entity has a key with the hash, or nearly so.
func (p *postings) has(hash uint64) bool {
	for range p.of(hash) {
		return true
	}
	return false
}

// all are the hashes, some more than once.
func (p *postings) all() iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for _, one := range p.slots {
			if one.hash != 0 && !yield(one.hash) {
				return
			}
		}
	}
}
