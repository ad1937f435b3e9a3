package policy

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// entityTexts are entities by what is in them, and whether they are plain.
var entityTexts = map[string]struct {
	text  string
	plain bool
}{
	"one of a list": {`{"name":"Acme","kind":"company","identifiers":[
		{"kind":"organization","value":"Acme Ltd","confidence":"verified","source":["a","b"],"note":"c"},
		{"kind":"domain","value":"acme.example","confidence":"inferred"}]}`, true},
	"members in another order": {`{"identifiers":[{"value":"a","note":"","kind":"app"}],"description":"x","name":"Acme"}`, true},
	"spaces":                   {" {\t\"name\"\r\n:  \"A: b, c\" , \"identifiers\" : [ { } , { } ] , \"kind\" : \"\" } ", true},
	"brackets in a text":       {`{"name":"]}[{","identifiers":[{"value":"]}, {"}]}`, true},
	"other scripts":            {`{"name":"ООО «Лаборатория»","identifiers":[{"kind":"organization","value":"卡巴斯基"}]}`, true},
	"nothing":                  {`{}`, true},
	"empty lists":              {`{"identifiers":[]}`, true},
	"an empty source":          {`{"identifiers":[{"source":[]}]}`, true},
	"a quote":                  {`{"name":"the \"Acme\"","kind":"company"}`, false},
	"a backslash at the end":   {`{"name":"Acme\\","kind":"company"}`, false},
	"an escaped name":          {`{"n\u0061me":"Acme"}`, false},
	"an escape in a source":    {`{"identifiers":[{"kind":"app","source":["\u00e9"]}]}`, false},
	"no text":                  {`{"name":"Acme","kind":null}`, false},
	"no list":                  {`{"name":"Acme","identifiers":null}`, false},
	"no identifier":            {`{"identifiers":[{"kind":"app"},null]}`, false},
	"no source":                {`{"identifiers":[{"kind":"app","source":null}]}`, false},
	"products":                 {`{"identifiers":[{"kind":"app"}],"products":{"x":{"name":"X","identifiers":[{"kind":"app"}]}},"name":"Acme"}`, false},
	"relations":                {`{"name":"Acme","relations":[{"type":"subsidiary-of","entity":"b","share":50.5}]}`, false},
	"a name in capitals":       {`{"Name":"Acme"}`, false},
	"a misspelt member":        {`{"name":"Acme","identifers":[]}`, false},
	"another in an identifier": {`{"identifiers":[{"kind":"app"},{"kind":"app","vlaue":"b"}]}`, false},
	"a number":                 {`{"name":1}`, false},
	"a list for a text":        {`{"name":["a"]}`, false},
	"a text for a list":        {`{"identifiers":"a"}`, false},
	"a text for an identifier": {`{"identifiers":["a"]}`, false},
	"a source alone":           {`{"identifiers":[{"source":"a"}]}`, false},
	"a list":                   {`[{"name":"a"}]`, false},
	"a text":                   {`"name"`, false},
	"null":                     {`null`, false},
}

// TestPlainEntities: an entity is read as it is by way of reflection, or refused as there.
func TestPlainEntities(t *testing.T) {
	for name, c := range entityTexts {
		t.Run(name, func(t *testing.T) {
			if plain := sameEntity(t, c.text); plain != c.plain {
				t.Errorf("plain: %t, want %t", plain, c.plain)
			}
		})
	}
}

// TestMutatedEntities puts what one entity has into another.
func TestMutatedEntities(t *testing.T) {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(entityTexts)) {
		texts = append(texts, entityTexts[name].text)
	}
	random := rand.New(rand.NewPCG(1, 2))
	part := func() (before, within, after string) {
		text := texts[random.IntN(len(texts))]
		from := random.IntN(len(text) + 1)
		to := from + random.IntN(min(20, len(text)-from)+1)
		return text[:from], text[from:to], text[to:]
	}
	valid, plain := 0, 0
	for range 200_000 {
		before, _, after := part()
		_, within, _ := part()
		if text := before + within + after; jsontext.Value(text).IsValid() {
			valid++
			if sameEntity(t, text) {
				plain++
			}
		}
	}
	if plain < 1000 || valid-plain < 1000 {
		t.Errorf("%d of %d entities are plain: expected many that are and many that are not", plain, valid)
	}
}

// sameEntity compares an entity with what it is by way of reflection, and tells whether
// it is plain.
func sameEntity(t *testing.T, text string) bool {
	t.Helper()
	var want entity
	got := entity{Identifiers: slices.Repeat([]identifier{{"of", "another", fact{"entity", []string{"whose"}, "memory it is"}}}, 3)[:0]}
	err := got.read(jsontext.Value(text))
	errWant := into(&want, jsontext.Value(text), json.RejectUnknownMembers(true))
	if (err == nil) != (errWant == nil) || err != nil && err.Error() != errWant.Error() {
		t.Fatalf("error %v, want %v of %s", err, errWant, text)
	}
	if err == nil && !bytes.Equal(marshal(t, got), marshal(t, want)) {
		t.Fatalf("%s, want %s of %s", marshal(t, got), marshal(t, want), text)
	}
	p := newPlain(jsontext.Value(text))
	p.entity(new(entity))
	return !p.odd
}

func marshal(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
