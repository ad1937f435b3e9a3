package entities

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/sbom/identity"
)

// index reads and indexes the entities of a JSON text, all of them targets of a measure.
func index(t *testing.T, text string) (*Index, error) {
	t.Helper()
	data, err := jsondata.Parse([]byte(text), 1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(data)
	if err != nil {
		return nil, err
	}
	return NewIndex(s, map[string]Measure{"ban": {Targets: s.ids}})
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ acme, want string }{
		{`[]`, `expected an object, found a list`},
		{`{}`, `missing name`},
		{`{"name": "Acme", "identifers": []}`, `unknown member "identifers": expected description, identifiers, kind, name, products or relations`},
		{`{"name": "Acme", "identifiers": [{"kind": "app", "vlaue": "a"}]}`, `identifiers[0]: unknown member "vlaue": expected confidence, kind, note, source or value`},
		{`{"name": "Acme", "identifiers": [{"kind": "app", "value": "a", "confidence": "sure"}]}`, `app "a": confidence "sure": expected primary, confirmed, verified, inferred or unconfirmed`},
		{`{"name": "Acme", "identifiers": [{"kind": "nickname", "value": "a", "confidence": "verified"}]}`, `nickname "a": unknown kind: expected organization, brand, lookalike, name, purl, package, cpe, domain, hash, file, app, swid or signer`},
		{`{"name": "Acme", "identifiers": [{"kind": "brand", "value": "«»", "confidence": "verified"}]}`, `brand "«»": empty after normalization: expected letters or digits`},
		{`{"name": "Acme", "identifiers": [{"kind": "domain", "value": "com", "confidence": "verified"}]}`, `domain "com": expected a host name below a public suffix`},
		{`{"name": "Acme", "identifiers": [{"kind": "hash", "value": "abc", "confidence": "verified"}]}`, `hash "abc": expected an algorithm and hexadecimal digits, as in sha256:…`},
		{`{"name": "Acme", "products": {"x": {"part": "mine"}}}`, `product "x": part "mine": expected own, embeds, wraps, client or mentions`},
		{`{"name": "Acme", "products": {"x": {"part": "own"}}}`, `product "x": missing category`},
		{`{"name": "Acme", "products": {"x": {"part": "own", "category": "c", "confidence": "verified", "names": ["«»"]}}}`, `product "x": name "«»": empty after normalization: expected letters or digits`},
		{`{"name": "Acme", "relations": [{"type": "owns", "entity": "other"}]}`, `relation "owns" to unknown entity "other": expected a member of data.entities`},
		{`{"name": "Acme", "relations": [{"type": "owns", "entity": "acme"}]}`, `relation "owns" to "acme": confidence "": expected primary, confirmed, verified, inferred or unconfirmed`},
	} {
		_, err := index(t, `{"acme": `+c.acme+`}`)
		if want := "data.entities.acme: " + c.want; err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", c.acme, err, want)
		}
	}
}

func TestAllErrorsAreReportedInOrder(t *testing.T) {
	var list []string
	for i := range 1000 { // several batches
		list = append(list, fmt.Sprintf(`"e%03d": {"name": "E"}`, i))
	}
	list[900], list[300] = `"e900": {}`, `"e300": {"name": 1}`
	_, err := index(t, "{"+strings.Join(list, ",")+"}")
	want := "data.entities.e300: name: expected a string, found a number\ndata.entities.e900: missing name"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

const acme = `{
	"acme": {"name": "Acme Holding", "identifiers": [
		{"kind": "brand", "value": "Acme", "confidence": "verified"},
		{"kind": "organization", "value": "Acme Holding Ltd", "confidence": "verified"},
		{"kind": "domain", "value": "acme.example", "confidence": "inferred"}],
		"products": {"shield": {"part": "own", "category": "security-product", "names": ["Acme Shield", "Shield"], "confidence": "verified",
			"identifiers": [{"kind": "app", "value": "com.acme.shield", "confidence": "verified"}]}}},
	"labs": {"name": "Acme Labs", "identifiers": [{"kind": "organization", "value": "Acme Labs GmbH", "confidence": "verified"}],
		"relations": [{"type": "subsidiary-of", "entity": "acme", "confidence": "verified"}]},
	"plain": {"name": "Plain", "identifiers": [{"kind": "organization", "value": "Plain", "confidence": "verified"}, {"kind": "domain", "value": "acme.example", "confidence": "verified"}]}
}`

// Policies see the same index if they look up one member or read the whole object.
func TestFindAgreesWithTheWholeObject(t *testing.T) {
	x, err := index(t, acme)
	if err != nil {
		t.Fatal(err)
	}
	type object interface {
		Find(string) (any, bool, error)
	}
	compare := func(name string, o object) int {
		var all map[string]jsontext.Value
		raw := marshal(t, o)
		if err := json.Unmarshal(raw, &all); err != nil {
			t.Fatal(err)
		}
		for key, want := range all {
			got, ok, err := o.Find(key)
			if err != nil || !ok || string(marshal(t, got)) != string(want) {
				t.Errorf("%s: member %q is %s, want %s", name, key, marshal(t, got), want)
			}
		}
		if got, ok, _ := o.Find("no such key"); ok {
			t.Errorf("%s: found %v, want nothing", name, got)
		}
		return len(all)
	}
	data := x.Data(nil)
	n := compare("names", data["names"].(object)) + compare("days", data["days"].(object))
	for kind, o := range data["keys"].(map[string]any) {
		n += compare(kind, o.(object))
	}
	for measure, byDay := range data["chains"].(map[string]any) {
		var all map[string]jsontext.Value
		if err := json.Unmarshal(marshal(t, byDay), &all); err != nil {
			t.Fatal(err)
		}
		for day, want := range all {
			on, _, err := byDay.(object).Find(day)
			if err != nil {
				t.Fatal(err)
			}
			if got := marshal(t, on); string(got) != string(want) {
				t.Errorf("chains of %s on %q: %s, want %s", measure, day, got, want)
			}
			n += compare(measure, on.(object))
		}
	}
	if n < 30 {
		t.Errorf("%d members, want more", n)
	}
}

// A claim that a policy would find must be in the key set, or a decoder drops it.
func TestKeySetHasAllKeys(t *testing.T) {
	x, err := index(t, acme)
	if err != nil {
		t.Fatal(err)
	}
	set := x.KeySet()
	n := 0
	for i := range x.ids {
		for k := range x.entriesOf(i) {
			n++
			if !set.Has(k.kind, k.key) {
				t.Errorf("the key set lacks %s %q", k.kind, k.key)
			}
		}
	}
	if n < 30 || set.Has(identity.KindOrganization, "nobody") {
		t.Errorf("%d keys, want more, and organization nobody is in the key set: %t, want false", n, set.Has(identity.KindOrganization, "nobody"))
	}
}

func TestEntriesAreInTheOrderOfEntities(t *testing.T) {
	x, err := index(t, acme)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, one := range x.entries(kindKey{identity.KindDomain, "acme.example"}) {
		got = append(got, one.Entity+" "+one.Confidence)
	}
	if want := []string{"acme inferred", "plain verified"}; !slices.Equal(got, want) {
		t.Errorf("entries of %q, want %q", got, want)
	}
}

// A name identifies a product even if it does not start with a brand. It is then not a
// lookalike of another name.
func TestNamesIdentifyProducts(t *testing.T) {
	x, err := index(t, `{"acme": {"name": "Acme", "products": {"gateway": {"part": "embeds", "category": "c", "confidence": "verified",
		"names": ["Security Gateway"],
		"identifiers": [{"kind": "name", "value": "Foo Mail-Gateway", "confidence": "unconfirmed"}]}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	want := entry{"acme", "gateway", "embeds", "c", "unconfirmed", "product-name", "Foo Mail-Gateway", "foo mail gateway"}
	for _, k := range []kindKey{{identity.KindWord, "foo"}, {identity.KindSkeleton, identity.SkeletonKey("foo mail gateway")}} {
		if got := x.entries(k); len(got) != 1 || *got[0] != want || !x.KeySet().Has(k.kind, k.key) {
			t.Errorf("entries of %v: %v, want one in the key set, %v", k, got, want)
		}
	}
	if got := x.productNames["foo mail gateway"]; len(got) != 1 || *got[0] != want {
		t.Errorf("names: %v, want %v", got, want)
	}
	if len(x.productNames) != 1 {
		t.Errorf("names %v, want only the identifier: the name of a product needs a brand", slices.Collect(maps.Keys(x.productNames)))
	}
	if !x.IsOwnName("foo mail gateway 2") || x.IsOwnName("foo mail") {
		t.Error("want names that start with the name of a product as own names, and no other")
	}
	if !x.StartsName("foo") || x.MaskUnknownWords("foo mail 2") != "foo mail ?" {
		t.Error("want the words of the name known")
	}
	var kinds []string
	for kind, value := range x.Identifiers() {
		kinds = append(kinds, kind+" "+value)
	}
	if want := []string{"product-name Foo Mail-Gateway"}; !slices.Equal(kinds, want) {
		t.Errorf("identifiers %q, want %q", kinds, want)
	}
}

// Entities with the same hash of different keys are told apart by the keys.
func TestEqualHashIsNotAMatch(t *testing.T) {
	x, err := index(t, acme)
	if err != nil {
		t.Fatal(err)
	}
	missing := kindKey{identity.KindOrganization, "missing"}
	for i := range x.ids {
		x.byKey.add(missing.hash(), i)
	}
	if found := x.entries(missing); len(found) > 0 {
		t.Errorf("%d entries of a key that no entity has", len(found))
	}
}

func TestPostings(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	p := newPostings(0) // grows
	want := map[uint64]map[int]bool{}
	for range 10_000 {
		hash := 1 + random.Uint64()>>(random.IntN(3)*27) // many are repeated, many start with equal bits
		entity := random.IntN(3)
		if want[hash] == nil {
			want[hash] = map[int]bool{}
		}
		want[hash][entity] = true
		p.add(hash, entity)
	}
	used := 0
	for hash, entities := range want {
		used += len(entities)
		got := slices.Sorted(p.entities(hash))
		if !slices.Equal(got, slices.Sorted(maps.Keys(entities))) || !p.has(hash) {
			t.Fatalf("hash %x: entities %v, want %v", hash, got, entities)
		}
	}
	if p.used != used {
		t.Errorf("%d postings, want %d", p.used, used)
	}
	hashes := map[uint64]bool{}
	for hash := range p.hashes {
		hashes[hash] = true
	}
	if !maps.Equal(hashes, mapOf(want)) {
		t.Errorf("%d hashes, want %d", len(hashes), len(want))
	}
	for range 1000 {
		if hash := 1 + random.Uint64(); want[hash] == nil && p.has(hash) {
			t.Fatalf("hash %x is in the table, want only what was added", hash)
		}
	}
}

func mapOf[V any](m map[uint64]V) map[uint64]bool {
	keys := map[uint64]bool{}
	for k := range m {
		keys[k] = true
	}
	return keys
}

func marshal(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
