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
	return NewIndex(s, map[string]Measure{"ban": {Targets: slices.Sorted(slices.Values(s.ids))}})
}

func TestErrors(t *testing.T) {
	const ids = `"identifiers": [{"kind": "app", "value": "a", "confidence": "verified"}]`
	for _, c := range []struct{ acme, want string }{
		{`[]`, `: expected an object, found a list`},
		{`{"kind": "company", ` + ids + `}`, `: missing name`},
		{`{"name": "Acme", ` + ids + `}`, `: missing kind: expected company, group, brand, account, person or another word`},
		{`{"name": "Acme", "kind": "company"}`, `: no identifiers, so nothing in an SBOM matches the entity: expected at least one, as in {kind: organization, value: Acme, confidence: confirmed}`},
		{`{"name": "Acme", "kind": "company", "identifers": []}`, `.identifers: unknown member: expected "identifiers"`},
		{`{"name": "Acme", "kind": "company", "aka": []}`, `.aka: unknown member: expected category, description, identifiers, kind, name, products or relations`},
		{`{"name": "Acme", "kind": "company", "identifiers": [{"kind": "app", "vlaue": "a"}]}`, `.identifiers[0].vlaue: unknown member: expected "value"`},
		{`{"name": "Acme", "kind": "company", "products": {"x": {"part": "mine", "category": "c", "confidence": "verified", "names": ["X"]}}}`, `.products.x: part "mine": expected own, embeds, wraps, client or mentions`},
		{`{"name": "Acme", "kind": "company", "products": {"x": {"part": "own", "confidence": "verified", "names": ["X"]}}}`, `.products.x: missing category`},
		{`{"name": "Acme", "kind": "company", "products": {"x": {"part": "own", "category": "c", "confidence": "verified", "names": ["X", "«»"]}}}`, `.products.x.names[1]: name "«»": empty after normalization: expected letters or digits`},
	} {
		_, err := index(t, `{"acme": `+c.acme+`}`)
		if want := "data.entities.acme" + c.want; err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", c.acme, err, want)
		}
	}
}

// An identifier that no SBOM can match is an error, and so is one that would match
// something else than its author means.
func TestErrorsInIdentifiers(t *testing.T) {
	for _, c := range []struct{ kind, value, want string }{
		{"nickname", "a", `unknown kind: expected organization, brand, lookalike, name, purl, package, cpe, domain, hash, file, app, swid or signer`},
		{"Brand", "a", `unknown kind: expected "brand"`},
		{"organisation", "a", `unknown kind: expected "organization"`},
		{"", "a", `unknown kind: expected organization, brand`},

		{"brand", "«»", `empty after normalization: expected letters or digits`},
		{"brand", "", `empty after normalization`},
		{"app", " ", `empty after normalization`},
		{"file", "bin/", ``},
		{"file", "..", `empty after normalization`},
		{"swid", "", `empty after normalization`},
		{"organization", "Acme*", `a pattern: expected a name`},
		{"brand", "^acme.*", `a pattern: expected a name`},
		{"organization", "E*TRADE", ``},

		{"purl", "npm/@acme", ``},
		{"purl", "npm/acme", `the namespaces of npm are scopes: expected "npm/@acme", or the kind package for the package "acme"`},
		{"purl", "npm/@acme/shield", `the namespaces of npm are scopes: expected "npm/@acme"`},
		{"purl", "npm/@acme/*", `a pattern: expected type/namespace, which includes all packages in the namespace`},
		{"purl", "npm/@acme*", `a pattern`},
		{"purl", "pypi/acme", `packages of type "pypi" have no namespace: expected the kind package, as in pypi/name`},
		{"purl", "maven/com.acme", ``},
		{"purl", "maven/com.acme.*", `a pattern`},
		{"purl", "maven/com/acme", `the labels of a group are separated by periods: expected maven/com.example`},
		{"purl", "maven/com.acme:shield", `expected a slash between group and artifact: "maven/com.acme/shield"`},
		{"purl", "golang/github.com/acme", ``},
		{"purl", "golang/acme", `the path of a Go module begins with a host`},
		{"purl", "nmp/@acme", `type "nmp": expected "npm"`},
		{"purl", "python/acme", `type "python": expected "pypi"`},
		{"purl", "terraform/acme", ``},
		{"purl", "pkg:npm/@acme", `expected type/namespace`},
		{"purl", "npm", `expected type/namespace`},
		{"package", "npm/acme", ``},
		{"package", "npm/@acme/shield", ``},
		{"purl", "deb/debian/acme", `the namespace of deb is a distribution: expected the kind package for the package "deb/debian/acme"`},
		{"package", "npm/acme/shield", `the namespaces of npm are scopes: expected "npm/@acme/shield"`},
		{"package", "npm/acme-*", `a pattern: expected one package; an identifier of kind purl includes all packages in a namespace`},
		{"package", "npm/acme@1.0", `expected type/namespace/name or type/name`},
		{"package", "maven/shield", `packages of type "maven" have a namespace: expected maven/namespace/name`},
		{"package", "maven/com.acme/shield", ``},
		{"package", "github/acme", `packages of type "github" have a namespace`},
		{"package", "pypi/acme", ``},
		{"package", "deb/acme", ``},
		{"package", "pypi/acme/shield", `packages of type "pypi" have no namespace`},

		{"cpe", "a:acme", ``},
		{"cpe", "a:acme:shield", ``},
		{"cpe", "a:*:shield", `no product has the vendor or name "*"`},
		{"cpe", "a:-:shield", `no product has the vendor or name "-"`},
		{"cpe", "a:acme:*", `no product has the vendor or name "*"`},
		{"cpe", "a::shield", `expected part:vendor or part:vendor:product`},
		{"cpe", "x:acme", `expected part:vendor or part:vendor:product`},
		{"cpe", "cpe:2.3:a:acme:shield:*:*:*:*:*:*:*:*", `expected part:vendor or part:vendor:product`},

		{"domain", "acme.example", ``},
		{"domain", "*.acme.example", ``},
		{"domain", "https://acme.example/", ``},
		{"domain", "github.com/acme", `an address: expected a host`},
		{"domain", "https://acme.example/download", `an address: expected a host`},
		{"domain", "sales@acme.example", `an address: expected a host`},
		{"domain", "com", `expected a host name below a public suffix`},
		{"domain", "co.uk", `expected a host name below a public suffix`},
		{"domain", "github.io", `expected a host name below a public suffix`},
		{"domain", "192.0.2.1", `expected a host name below a public suffix`},
		{"domain", "acme", `expected a host name below a public suffix`},

		{"hash", "abc", `expected an algorithm and hexadecimal digits, as in sha256:…`},
		{"hash", "sha256:" + strings.Repeat("0a", 32), ``},
		{"hash", "SHA-256:" + strings.Repeat("0A", 32), ``},
		{"hash", "SHA3-256:" + strings.Repeat("0a", 32), ``},
		{"hash", "sha256:" + strings.Repeat("0a", 20), `40 hexadecimal digits: expected 64 for sha256`},
		{"hash", "md5:" + strings.Repeat("0a", 20), `40 hexadecimal digits: expected 32 for md5`},
		{"hash", "sha-2-256:" + strings.Repeat("0a", 32), `unknown algorithm "sha2-256": expected "sha256"`},
		{"hash", "sha:" + strings.Repeat("0a", 20), `unknown algorithm "sha": expected "sha1"`},
	} {
		t.Run(c.kind+" "+c.value, func(t *testing.T) {
			_, err := index(t, fmt.Sprintf(`{"acme": {"name": "Acme", "kind": "company", "identifiers": [{"kind": %q, "value": %q, "confidence": "verified"}]}}`, c.kind, c.value))
			want := fmt.Sprintf("data.entities.acme.identifiers[0]: %s %q: ", c.kind, c.value)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("error %v, want none", err)
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want %s%s", err, want, c.want)
			}
		})
	}
	_, err := index(t, `{"acme": {"name": "Acme", "kind": "company", "identifiers": [{"kind": "app", "value": "a", "confidence": "sure"}]}}`)
	const want = `data.entities.acme.identifiers[0]: app "a": confidence "sure": expected primary, confirmed, verified, inferred or unconfirmed`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestLongIdentifiersAreRefused checks the limit of the length of a value, whose keys need
// many times its memory. The error does not have the whole value.
func TestLongIdentifiersAreRefused(t *testing.T) {
	for _, c := range []struct{ entity, want string }{
		{`"identifiers": [{"kind": "brand", "value": %q, "confidence": "verified"}]`, `data.entities.acme.identifiers[0]: brand`},
		{`"products": {"x": {"part": "own", "category": "c", "confidence": "verified", "names": [%q]}}`, `data.entities.acme.products.x.names[0]: name`},
	} {
		acme := `{"acme": {"name": "Acme", "kind": "company", ` + c.entity + `}}`
		if _, err := index(t, fmt.Sprintf(acme, strings.Repeat("x", 4096))); err != nil {
			t.Errorf("error %v, want none at the limit", err)
		}
		_, err := index(t, fmt.Sprintf(acme, strings.Repeat("x", 4097)))
		if want := c.want + ` "` + strings.Repeat("x", 40) + `"…: 4097 bytes: expected at most 4096`; err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestErrorsInRelations(t *testing.T) {
	for _, c := range []struct{ relation, want string }{
		{`"type": "subsidiary-of", "entity": "parent", "since": "2021", "until": "2024-09-29", "share": 69.8`, ``},
		{`"type": "subsidiary-of", "entity": "parent", "since": "2021-05", "until": "2021"`, ``},
		{`"type": "supplied-by", "entity": "parent"`, ``}, // a type that a measure reaches over
		{`"type": "subsidary-of", "entity": "parent"`, `.type: "subsidary-of": expected "subsidiary-of", or another type that the reach of a measure names`},
		{`"type": "Subsidiary of", "entity": "parent"`, `.type: "Subsidiary of": expected "subsidiary-of"`},
		{`"type": "suplied-by", "entity": "parent"`, `.type: "suplied-by": expected "supplied-by"`},
		{`"type": "owns", "entity": "parent"`, `.type: "owns": expected brand-of, former-name-of, `},
		{`"entity": "parent"`, `: missing type: expected brand-of, former-name-of, `},
		{`"type": "subsidiary-of", "entity": "prent"`, `: relation "subsidiary-of" to unknown entity "prent": expected "parent"`},
		{`"type": "subsidiary-of", "entity": "other"`, `: relation "subsidiary-of" to unknown entity "other": expected a member of data.entities`},
		{`"type": "subsidiary-of", "entity": "acme"`, `: relation "subsidiary-of" to the entity itself: expected another one`},
		{`"type": "subsidiary-of", "entity": "parent", "share": 698`, `: share 698: expected a percentage from 0 to 100`},
		{`"type": "subsidiary-of", "entity": "parent", "share": "69.8 %"`, `.share: expected a number, found a string`},
		{`"type": "subsidiary-of", "entity": "parent", "since": "unknown"`, `.since: "unknown": expected a year, month or day as in 2024, 2024-09 or 2024-09-29, or no since if it is not known`},
		{`"type": "subsidiary-of", "entity": "parent", "until": "12/31/2099"`, `.until: "12/31/2099": expected a year`},
		{`"type": "subsidiary-of", "entity": "parent", "until": "2024-02-30"`, `.until: "2024-02-30": expected a year`},
		{`"type": "subsidiary-of", "entity": "parent", "since": "2024-1-1"`, `.since: "2024-1-1": expected a year`},
		{`"type": "subsidiary-of", "entity": "parent", "since": "2024", "until": "2021-05"`, `: until "2021-05" is before since "2024"`},
	} {
		data, err := jsondata.Parse([]byte(`{
			"parent": {"name": "Parent", "kind": "company", "identifiers": [{"kind": "brand", "value": "P", "confidence": "verified"}]},
			"acme": {"name": "Acme", "kind": "company", "identifiers": [{"kind": "brand", "value": "A", "confidence": "verified"}],
				"relations": [{"confidence": "verified", `+c.relation+`}]}}`), 1)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Read(data)
		if err == nil {
			_, err = NewIndex(s, map[string]Measure{"ban": {Reach: []Reach{{Relation: "supplied-by"}}}})
		}
		want := "data.entities.acme.relations[0]" + c.want
		if (c.want == "") != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", c.relation, err, want)
		}
	}
}

// TestKeysElsewhere checks that an account is known in other registries, and a system
// package on other systems, but that neither is confirmed there.
func TestKeysElsewhere(t *testing.T) {
	x, err := index(t, `{"acme": {"name": "Acme", "kind": "company", "identifiers": [
		{"kind": "purl", "value": "github/acme-labs", "confidence": "primary"},
		{"kind": "purl", "value": "gitlab/maybe-acme", "confidence": "unconfirmed"},
		{"kind": "purl", "value": "maven/com.acme", "confidence": "primary"},
		{"kind": "package", "value": "deb/acmed", "confidence": "primary"},
		{"kind": "package", "value": "npm/acme-ui", "confidence": "primary"}]}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		kind             identity.Kind
		key, confidences string
	}{
		{identity.KindPURL, "github/acme-labs", "primary"},
		{identity.KindPURL, "*/acme-labs", "unconfirmed"},
		{identity.KindPURL, "*/maybe-acme", ""},
		{identity.KindPURL, "*/com.acme", ""},
		{identity.KindPackage, "deb/acmed", "primary"},
		{identity.KindPackage, "*/acmed", "unconfirmed"},
		{identity.KindPackage, "*/acme-ui", ""},
	} {
		got := ""
		for _, one := range x.entries(kindKey{tt.kind, tt.key}) {
			got += one.Confidence
		}
		if got != tt.confidences {
			t.Errorf("%s %s: confidence %q, want %q", tt.kind, tt.key, got, tt.confidences)
		}
	}
}

func TestAllErrorsAreReportedInOrder(t *testing.T) {
	var list []string
	for i := range 1000 { // several batches
		list = append(list, fmt.Sprintf(`"e%03d": {"name": "E", "kind": "company", "identifiers": [{"kind": "brand", "value": "E", "confidence": "verified"}]}`, i))
	}
	list[900], list[300] = `"e900": {}`, `"e300": {"name": 1}`
	_, err := index(t, "{"+strings.Join(list, ",")+"}")
	want := "data.entities.e300.name: expected a string, found a number\ndata.entities.e900: missing name\ndata.entities.e900: missing kind"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
}

// A claim with the name of very many entities would match all of them.
func TestTooManyNamesakes(t *testing.T) {
	entities := func(kind string, value func(i int) string) error {
		var list []string
		for i := range 2000 {
			list = append(list, fmt.Sprintf(`"e%04d": {"name": "E", "kind": "company", "identifiers": [{"kind": %q, "value": %q, "confidence": "verified"}]}`, i, kind, value(i)))
		}
		_, err := index(t, "{"+strings.Join(list, ",")+"}")
		return err
	}
	same := func(int) string { return "Zorp Works" }
	for _, kind := range []string{"organization", "brand"} {
		want := `data.entities.e1000: ` + kind + ` "Zorp Works": more than 1000 entities have this identifier: expected one entity, or names that tell them apart`
		if err := entities(kind, same); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if err := entities("brand", func(i int) string { return fmt.Sprint("Zorp Works Number ", i*i) }); err != nil {
		t.Errorf("brands with the same first word: error %v, want none", err)
	}
}

const acme = `{
	"acme": {"name": "Acme Holding", "kind": "company", "identifiers": [
		{"kind": "brand", "value": "Acme", "confidence": "verified"},
		{"kind": "organization", "value": "Acme Holding Ltd", "confidence": "verified"},
		{"kind": "domain", "value": "acme.example", "confidence": "inferred"}],
		"products": {"shield": {"part": "own", "category": "security-product", "names": ["Acme Shield", "Shield"], "confidence": "verified",
			"identifiers": [{"kind": "app", "value": "com.acme.shield", "confidence": "verified"}]}}},
	"labs": {"name": "Acme Labs", "kind": "company", "identifiers": [{"kind": "organization", "value": "Acme Labs GmbH", "confidence": "verified"}],
		"relations": [{"type": "subsidiary-of", "entity": "acme", "confidence": "verified"}]},
	"plain": {"name": "Plain", "kind": "company", "identifiers": [{"kind": "organization", "value": "Plain", "confidence": "verified"}, {"kind": "domain", "value": "acme.example", "confidence": "verified"}]}
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
	n := compare("names", data["names"].(object)) + compare("days", data["days"].(object)) + compare("phrases", data["phrases"].(object))
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
	x, err := index(t, `{"acme": {"name": "Acme", "kind": "company", "products": {"gateway": {"part": "embeds", "category": "c", "confidence": "verified",
		"names": ["Security Gateway"],
		"identifiers": [{"kind": "name", "value": "Foo Mail-Gateway", "confidence": "unconfirmed"}]}}}}`)
	if err != nil {
		t.Fatal(err)
	}
	want := entry{"acme", "gateway", "embeds", "c", "unconfirmed", "product-name", "Foo Mail-Gateway", "foo mail gateway", ""}
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
	if !x.isOwnName("foo mail gateway 2") || x.isOwnName("foo mail") {
		t.Error("want names that start with the name of a product as own names, and no other")
	}
	if x.MaskUnknownWords("foo mail 2") != "foo mail ?" {
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
