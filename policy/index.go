package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/sync/errgroup"

	"github.com/bomgate/bomgate/sbom"
)

// indexKey is the member of data that the index stands under.
const indexKey = "index"

// entity is an entity's data: entities/<id>/data.yaml.
type entity struct {
	Name        string             `json:"name"`
	Kind        string             `json:"kind"`
	Description string             `json:"description"`
	Identifiers []identifier       `json:"identifiers"`
	Products    map[string]product `json:"products"`
	Relations   []relation         `json:"relations"`
}

// identifier is one fact that names or identifies an entity or a product.
type identifier struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
	fact
	keys []kindKey
	err  error // why it has none
}

// fact is what every fact in the data carries.
type fact struct {
	Confidence string   `json:"confidence"`
	Source     []string `json:"source"`
	Note       string   `json:"note"`
}

// product is a product of an entity, or somebody else's that has to do with it.
type product struct {
	Name        string       `json:"name"`
	Category    string       `json:"category"`
	Part        string       `json:"part"`
	Names       []string     `json:"names"`
	Identifiers []identifier `json:"identifiers"`
	fact
}

// relation ties an entity to another.
type relation struct {
	Type   string  `json:"type"`
	Entity string  `json:"entity"`
	Share  float64 `json:"share"`
	Since  string  `json:"since"`
	Until  string  `json:"until"`
	fact
}

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

// hits are by key what it leads to. There may be many keys, which policies ask for
// one by one: see [store].
type hits map[string][]*hit

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

// index is data.index, in the form in which [store] reads it.
type index struct {
	keys      map[string]hits // by kind
	names     hits            // by the words of a product's name that says whose it is
	products  map[string]any  // by entity and the words of a product's name: []productName
	brands    map[string]any  // by words: the entity
	begin     map[string]any  // what brands and products' names begin with, themselves included: true
	relations map[string]any  // by entity: []tie
}

// tree returns the index as data.
func (x *index) tree(levels map[string]Level) map[string]any {
	keys := make(map[string]any, len(x.keys))
	for kind, k := range x.keys {
		keys[kind] = k
	}
	return map[string]any{"keys": keys, "names": x.names, "products": x.products, "brands": x.brands, "beginnings": x.begin, "relations": x.relations, "levels": levels}
}

// add appends to the list that stands under a key.
func add[T any](lists map[string]any, key string, value T) {
	list, _ := lists[key].([]T)
	lists[key] = append(list, value)
}

// readEntities reads the entities, on all cores since there may be many, and
// normalises their identifiers. It refuses members that they do not have.
func readEntities(data any) (map[string]entity, error) {
	object, ok := members(data)
	if !ok && data != nil {
		return nil, errors.New("expected an object")
	}
	ids := slices.Sorted(maps.Keys(object))
	read := make([]entity, len(ids))
	var workers errgroup.Group
	const share = 256 // entities that one worker reads
	for from := 0; from < len(ids); from += share {
		workers.Go(func() error {
			var identifiers []identifier // that grow once for all
			for i := from; i < min(from+share, len(ids)); i++ {
				e := &read[i]
				e.Identifiers = identifiers[:0]
				if err := e.read(object[ids[i]]); err != nil {
					return fmt.Errorf("%q: %w", ids[i], err)
				}
				identifiers, e.Identifiers = e.Identifiers, slices.Clone(e.Identifiers)
			}
			return nil
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, err
	}
	entities := make(map[string]entity, len(ids))
	for i, id := range ids {
		entities[id] = read[i]
	}
	return entities, nil
}

// read reads an entity and the keys of its identifiers.
func (e *entity) read(value any) error {
	if err := into(e, value, json.RejectUnknownMembers(true)); err != nil {
		return err
	}
	for i := range e.Identifiers {
		e.Identifiers[i].normalise()
	}
	for _, p := range e.Products {
		for i := range p.Identifiers {
			p.Identifiers[i].normalise()
		}
	}
	return nil
}

// normalise finds the identifier's keys, or why it has none.
func (i *identifier) normalise() {
	if i.err = i.check(); i.err == nil {
		i.keys, i.err = keysOf(*i)
	}
	if i.err == nil && len(i.keys) == 0 {
		i.err = errors.New("nothing is left of it when it is normalised")
	}
	if i.err != nil {
		i.err = fmt.Errorf("%s %q: %w", i.Kind, i.Value, i.err)
	}
}

// newIndex normalises the identifiers of all entities. It refuses what it would
// have to pass over: an unknown member, kind or confidence, an identifier
// without a key, a relation to nobody.
func newIndex(entities map[string]entity) (*index, error) {
	x := &index{
		keys:      map[string]hits{},
		names:     hits{},
		products:  map[string]any{},
		brands:    map[string]any{},
		begin:     map[string]any{},
		relations: map[string]any{},
	}
	sizes := map[sbom.Kind]int{}
	for _, e := range entities {
		for _, i := range e.Identifiers {
			for _, k := range i.keys {
				sizes[k.kind]++
			}
		}
	}
	for _, k := range sbom.Kinds() {
		x.keys[string(k)] = make(hits, sizes[k])
	}
	ids := slices.Sorted(maps.Keys(entities))
	for _, id := range ids {
		for _, i := range entities[id].Identifiers {
			if i.Kind == "brand" {
				words := joinWords(i.Value)
				x.brands[words] = id
				x.begins(words)
			}
		}
	}
	var errs []error
	for _, id := range ids {
		if err := x.add(id, entities); err != nil {
			errs = append(errs, fmt.Errorf("entity %q: %w", id, err))
		}
	}
	return x, errors.Join(errs...)
}

// add indexes one entity.
func (x *index) add(id string, entities map[string]entity) error {
	e := entities[id]
	if e.Name == "" {
		return errors.New("no name")
	}
	for _, i := range e.Identifiers {
		h := hit{Entity: id, Part: "own", Category: "unknown", Confidence: i.Confidence}
		if err := x.identify(h, i); err != nil {
			return err
		}
	}
	for _, pid := range slices.Sorted(maps.Keys(e.Products)) {
		if err := x.addProduct(id, pid, e.Products[pid]); err != nil {
			return fmt.Errorf("product %q: %w", pid, err)
		}
	}
	for _, r := range e.Relations {
		if _, ok := entities[r.Entity]; !ok {
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

func (x *index) addProduct(id, pid string, p product) error {
	if err := p.check(); err != nil {
		return err
	}
	switch p.Part {
	case "own", "embeds", "wraps", "client", "mentions":
	default:
		return fmt.Errorf("part %q: expected own, embeds, wraps, client or mentions", p.Part)
	}
	if p.Category == "" {
		return errors.New("no category")
	}
	h := hit{Entity: id, Product: pid, Part: p.Part, Category: p.Category}
	for _, i := range p.Identifiers {
		h.Confidence = i.Confidence
		if err := x.identify(h, i); err != nil {
			return err
		}
	}
	for _, name := range p.Names {
		words := joinWords(name)
		if words == "" {
			return fmt.Errorf("name %q has no words", name)
		}
		if x.products[id] == nil {
			x.products[id] = map[string]any{}
		}
		x.begins(words)
		add(x.products[id].(map[string]any), words, productName{pid, p.Category, p.Part, p.Confidence})
		if x.branded(words) {
			h.Confidence, h.Identifier, h.Value, h.Phrase = p.Confidence, "product-name", name, words
			named := h
			x.names[words] = append(x.names[words], &named)
			for _, k := range imitations(words) {
				x.put(k, &named)
			}
		}
	}
	return nil
}

// begins notes what a brand or a product's name begins with, word by word.
func (x *index) begins(words string) {
	for i, c := range words {
		if c == ' ' {
			x.begin[words[:i]] = true
		}
	}
	x.begin[words] = true
}

// branded tells whether a product's name says whose it is.
func (x *index) branded(words string) bool {
	for prefix, rest := "", words; rest != ""; {
		var word string
		word, rest, _ = strings.Cut(rest, " ")
		prefix = strings.TrimSpace(prefix + " " + word)
		if _, ok := x.brands[prefix]; ok && rest != "" {
			return true
		}
	}
	return false
}

// identify indexes one identifier under its keys.
func (x *index) identify(h hit, i identifier) error {
	if i.err != nil {
		return i.err
	}
	h.Identifier, h.Value = i.Kind, i.Value
	for _, k := range i.keys {
		found := &h
		if k.kind == sbom.KindWord {
			word := h
			word.Phrase = joinWords(i.Value)
			found = &word
		}
		x.put(k, found)
	}
	return nil
}

func (x *index) put(k kindKey, h *hit) {
	x.keys[string(k.kind)][k.key] = append(x.keys[string(k.kind)][k.key], h)
}

type kindKey struct {
	kind sbom.Kind
	key  string
}

// keysOf normalises an identifier exactly as sbom normalises claims.
func keysOf(i identifier) ([]kindKey, error) {
	one := func(kind sbom.Kind, key string, err error) ([]kindKey, error) {
		if err != nil || key == "" {
			return nil, err
		}
		return []kindKey{{kind, key}}, nil
	}
	switch i.Kind {
	case "organization":
		name := sbom.NameKey(i.Value)
		if name == "" {
			return nil, nil
		}
		return []kindKey{{sbom.KindOrganization, name}, {sbom.KindSkeleton, sbom.SkeletonKey(name)}}, nil
	case "brand", "lookalike":
		words := joinWords(i.Value)
		if words == "" {
			return nil, nil
		}
		return append(imitations(words), kindKey{sbom.KindWord, firstWord(words)}), nil
	case "purl":
		key, err := sbom.PURLNamespaceKey(i.Value)
		return one(sbom.KindPURL, key, err)
	case "package":
		key, err := sbom.PURLPackageKey(i.Value)
		return one(sbom.KindPackage, key, err)
	case "cpe":
		key, err := sbom.CPEKey(i.Value)
		return one(sbom.KindCPE, key, err)
	case "domain":
		keys := sbom.DomainKeys(i.Value)
		if len(keys) == 0 {
			return nil, errors.New("expected a host name below a public suffix")
		}
		return one(sbom.KindDomain, keys[0], nil)
	case "hash":
		alg, hex, _ := strings.Cut(i.Value, ":")
		key, ok := sbom.HashKey(alg, hex)
		if !ok {
			return nil, errors.New("expected an algorithm and hexadecimal digits, as in sha256:…")
		}
		return one(sbom.KindHash, key, nil)
	case "file":
		keys := sbom.FileKeys(i.Value)
		if len(keys) == 0 {
			return nil, nil
		}
		return one(sbom.KindFile, keys[0], nil)
	case "app":
		return one(sbom.KindApp, sbom.Fold(i.Value), nil)
	case "swid":
		return one(sbom.KindSWID, sbom.Fold(i.Value), nil)
	case "signer":
		return one(sbom.KindSigner, sbom.NameKey(i.Value), nil)
	}
	return nil, errors.New("unknown kind: expected organization, brand, lookalike, purl, package, cpe, domain, hash, file, app, swid or signer")
}

// imitations are the keys of names that look like a phrase or begin with what
// does, or differ from that in a letter.
func imitations(words string) []kindKey {
	var keys []kindKey
	for _, key := range []string{sbom.SkeletonKey(words), sbom.SkeletonKey(words) + "*"} {
		keys = append(keys, kindKey{sbom.KindSkeleton, key})
		for _, near := range sbom.NearKeys(key) {
			keys = append(keys, kindKey{sbom.KindNear, near})
		}
	}
	return keys
}

// check refuses a fact without a confidence that the policies know.
func (f fact) check() error {
	switch f.Confidence {
	case "primary", "confirmed", "verified", "inferred", "unconfirmed":
		return nil
	}
	return fmt.Errorf("confidence %q: expected primary, confirmed, verified, inferred or unconfirmed", f.Confidence)
}

func joinWords(s string) string { return strings.Join(sbom.Words(s), " ") }

func firstWord(words string) string {
	first, _, _ := strings.Cut(words, " ")
	return first
}
