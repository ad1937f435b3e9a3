package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/sync/errgroup"

	"github.com/bomgate/bomgate/sbom/identity"
)

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

// entities are the entities of the data, in the order of their ids. There may be
// many, and few are met in a document: of most no more is kept than their data.
type entities struct {
	ids   []string
	names []string
	data  map[string]any  // by id
	rich  map[int]*entity // those with brands, what is taken for them, products or relations, which the index is made of
}

// find returns an entity's place.
func (e *entities) find(id string) (int, bool) { return slices.BinarySearch(e.ids, id) }

// read reads an entity once more.
func (e *entities) read(i int) *entity {
	if rich, ok := e.rich[i]; ok {
		return rich
	}
	var one entity
	_ = one.read(e.data[e.ids[i]]) // as before, without fault
	return &one
}

// read reads an entity into one that is empty. What is not plain is read from its start.
func (e *entity) read(value any) error {
	if raw, ok := value.(jsontext.Value); ok {
		p := newPlain(raw)
		if p.entity(e); !p.odd {
			return nil
		}
	}
	// Of duplicate names there are none left: file.read has refused them.
	return into(e, value, json.RejectUnknownMembers(true), jsontext.AllowDuplicateNames(true))
}

// readEntities reads the entities, on all cores since there may be many, and which
// of them have which keys. It refuses what it would have to pass over: an unknown
// member, kind or confidence, an identifier without a key.
func readEntities(data any) (*entities, postings, error) {
	object, ok := members(data)
	if !ok && data != nil {
		return nil, postings{}, errors.New("data.entities: expected an object")
	}
	all := &entities{data: object, rich: map[int]*entity{}}
	all.ids = slices.AppendSeq(make([]string, 0, len(object)), maps.Keys(object))
	slices.Sort(all.ids)
	all.names = make([]string, len(all.ids))
	const share = 256 // entities that one worker reads
	shares := make([]portion, (len(all.ids)+share-1)/share)
	var workers errgroup.Group
	for n := range shares {
		workers.Go(func() error {
			return shares[n].read(all, n*share, min((n+1)*share, len(all.ids)))
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, postings{}, fmt.Errorf("data.entities: %w", err)
	}
	var errs []error
	found := 0
	for _, s := range shares {
		errs = append(errs, s.errs...)
		maps.Copy(all.rich, s.rich)
		found += len(s.found)
	}
	lead := newPostings(found)
	for _, s := range shares {
		for _, p := range s.found {
			lead.add(p.hash, int(p.entity))
		}
	}
	return all, lead, errors.Join(errs...)
}

// portion is what was read of a share of the entities.
type portion struct {
	found []posting
	rich  map[int]*entity
	errs  []error
}

func (p *portion) read(all *entities, from, to int) error {
	p.rich = map[int]*entity{}
	p.found = make([]posting, 0, 8*(to-from))
	var e entity
	var keys []kindKey
	for i := from; i < to; i++ {
		e = entity{Identifiers: e.Identifiers[:0]} // which grow once for all
		if err := e.read(all.data[all.ids[i]]); err != nil {
			return fmt.Errorf("%q: %w", all.ids[i], err)
		}
		all.names[i] = e.Name
		err := e.each(func(identifier *identifier, _ string) (err error) {
			keys, err = identifier.keys(keys[:0])
			for _, k := range keys {
				p.found = append(p.found, posting{k.hash(), int32(i)})
			}
			return err
		})
		if e.Name == "" {
			err = errors.New("no name")
		}
		if err != nil {
			p.errs = append(p.errs, fmt.Errorf("entity %q: %w", all.ids[i], err))
		}
		if e.rich() {
			kept := e
			kept.Identifiers = slices.Clone(e.Identifiers)
			p.rich[i] = &kept
		}
	}
	return nil
}

// rich tells whether the index is made of more than the keys of the entity's identifiers.
func (e *entity) rich() bool {
	return len(e.Products)+len(e.Relations) > 0 ||
		slices.ContainsFunc(e.Identifiers, func(i identifier) bool { return i.Kind == "brand" || i.Kind == "lookalike" })
}

// each calls f for the identifiers of the entity, and those of its products with the product.
func (e *entity) each(f func(i *identifier, product string) error) error {
	for i := range e.Identifiers {
		if err := f(&e.Identifiers[i], ""); err != nil {
			return err
		}
	}
	for _, pid := range slices.Sorted(maps.Keys(e.Products)) {
		p := e.Products[pid]
		err := p.check()
		for i := range p.Identifiers {
			if err == nil {
				err = f(&p.Identifiers[i], pid)
			}
		}
		if err != nil {
			return fmt.Errorf("product %q: %w", pid, err)
		}
	}
	return nil
}

// hit is what all that identifies the entity leads to, or its product unless that is "".
func (e *entity) hit(id, product string) hit {
	if p, ok := e.Products[product]; ok {
		return hit{Entity: id, Product: product, Part: p.Part, Category: p.Category}
	}
	return hit{Entity: id, Part: "own", Category: "unknown"}
}

func (p product) check() error {
	switch p.Part {
	case "own", "embeds", "wraps", "client", "mentions":
	default:
		return fmt.Errorf("part %q: expected own, embeds, wraps, client or mentions", p.Part)
	}
	if p.Category == "" {
		return errors.New("no category")
	}
	return p.fact.check()
}

// keys appends the identifier's keys to others.
func (i *identifier) keys(others []kindKey) ([]kindKey, error) {
	err := i.check()
	all := others
	if err == nil {
		all, err = i.appendKeys(others)
	}
	if err == nil && len(all) == len(others) {
		err = errors.New("nothing is left of it when it is normalised")
	}
	if err != nil {
		return others, fmt.Errorf("%s %q: %w", i.Kind, i.Value, err)
	}
	return all, nil
}

type kindKey struct {
	kind identity.Kind
	key  string
}

func (k kindKey) hash() uint64 { return identity.Hash(k.kind, k.key) }

// appendKeys normalises an identifier exactly as sbom normalises claims.
func (i *identifier) appendKeys(keys []kindKey) ([]kindKey, error) {
	var kind identity.Kind
	var key string
	var err error
	switch i.Kind {
	case "organization":
		if kind, key = identity.KindOrganization, identity.NameKey(i.Value); key != "" {
			keys = append(keys, kindKey{identity.KindSkeleton, identity.SkeletonKey(key)})
		}
	case "brand", "lookalike":
		if words := FoldWords(i.Value); words != "" {
			kind, key = identity.KindWord, firstWord(words)
			keys = append(keys, imitations(words)...)
		}
	case "purl":
		kind = identity.KindPURL
		key, err = identity.PURLNamespaceKey(i.Value)
	case "package":
		kind = identity.KindPackage
		key, err = identity.PURLPackageKey(i.Value)
	case "cpe":
		kind = identity.KindCPE
		key, err = identity.CPEKey(i.Value)
	case "domain":
		kind = identity.KindDomain
		if keys := identity.DomainKeys(i.Value); len(keys) > 0 {
			key = keys[0]
		} else {
			err = errors.New("expected a host name below a public suffix")
		}
	case "hash":
		alg, hex, _ := strings.Cut(i.Value, ":")
		var ok bool
		kind = identity.KindHash
		if key, ok = identity.HashKey(alg, hex); !ok {
			err = errors.New("expected an algorithm and hexadecimal digits, as in sha256:…")
		}
	case "file":
		kind = identity.KindFile
		if keys := identity.FileKeys(i.Value); len(keys) > 0 {
			key = keys[0]
		}
	case "app":
		kind, key = identity.KindApp, identity.Fold(i.Value)
	case "swid":
		kind, key = identity.KindSWID, identity.Fold(i.Value)
	case "signer":
		kind, key = identity.KindSigner, identity.NameKey(i.Value)
	default:
		err = errors.New("unknown kind: expected organization, brand, lookalike, purl, package, cpe, domain, hash, file, app, swid or signer")
	}
	if err == nil && key != "" {
		keys = append(keys, kindKey{kind, key})
	}
	return keys, err
}

// imitations are the keys of names that look like a phrase or begin with what
// does, or differ from that in a letter.
func imitations(words string) []kindKey {
	var keys []kindKey
	for _, key := range []string{identity.SkeletonKey(words), identity.SkeletonKey(words) + "*"} {
		keys = append(keys, kindKey{identity.KindSkeleton, key})
		for _, near := range identity.NearKeys(key) {
			keys = append(keys, kindKey{identity.KindNear, near})
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

func FoldWords(s string) string { return strings.Join(identity.Words(s), " ") }

func firstWord(words string) string {
	first, _, _ := strings.Cut(words, " ")
	return first
}
