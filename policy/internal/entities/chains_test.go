package entities

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
)

// family is the JSON text of entities. The target is maker. It belongs to holding, which
// owns most of sister. Maker owns unit, most of office, and perhaps rumor. It owned former
// until 2020, and owns later since March 2025.
const family = `{
	"maker": {"name": "Maker", "kind": "company", "identifiers": [{"kind": "brand", "value": "Maker", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": "holding", "confidence": "confirmed"}]},
	"holding": {"name": "Holding", "kind": "company", "identifiers": [{"kind": "brand", "value": "Holding", "confidence": "verified"}]},
	"sister": {"name": "Sister", "kind": "company", "identifiers": [{"kind": "brand", "value": "Sister", "confidence": "verified"}], "relations": [{"type": "majority-owned-by", "entity": "holding", "share": 60, "confidence": "confirmed"}]},
	"unit": {"name": "Unit", "kind": "company", "identifiers": [{"kind": "brand", "value": "Unit", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": "maker", "confidence": "unconfirmed"}, {"type": "subsidiary-of", "entity": "maker", "confidence": "confirmed"}]},
	"rumor": {"name": "Rumor", "kind": "company", "identifiers": [{"kind": "brand", "value": "Rumor", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": "maker", "confidence": "unconfirmed"}, {"type": "subsidiary-of", "entity": "unit", "confidence": "confirmed"}]},
	"former": {"name": "Former", "kind": "company", "identifiers": [{"kind": "brand", "value": "Former", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": "maker", "until": "2020", "confidence": "confirmed"}]},
	"later": {"name": "Later", "kind": "company", "identifiers": [{"kind": "brand", "value": "Later", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": "maker", "since": "2025-03", "confidence": "confirmed"}]},
	"office": {"name": "Office", "kind": "company", "identifiers": [{"kind": "brand", "value": "Office", "confidence": "verified"}], "relations": [{"type": "majority-owned-by", "entity": "maker", "share": 70, "confidence": "confirmed"}]},
	"offshoot": {"name": "Offshoot", "kind": "company", "identifiers": [{"kind": "brand", "value": "Offshoot", "confidence": "verified"}], "relations": [{"type": "offshoot-of", "entity": "maker", "confidence": "confirmed"}]},
	"mask": {"name": "Mask", "kind": "account", "identifiers": [{"kind": "brand", "value": "Mask", "confidence": "verified"}], "relations": [{"type": "impersonates", "entity": "maker", "confidence": "confirmed"}, {"type": "subsidiary-of", "entity": "guess", "confidence": "confirmed"}]},
	"guess": {"name": "Guess", "kind": "company", "identifiers": [{"kind": "brand", "value": "Guess", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": "rumor", "confidence": "unconfirmed"}]}
}`

// chainsOf returns the chains of a measure that targets maker.
func chainsOf(t *testing.T, text string) chains {
	t.Helper()
	data, err := jsondata.Parse([]byte(text), 1)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	x, err := NewIndex(s, map[string]Measure{"ban": {
		Targets: []string{"maker"},
		Reach:   []Reach{{"subsidiary-of", false, false}, {"subsidiary-of", true, false}, {"majority-owned-by", false, false}, {"impersonates", false, true}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return chains{x, "ban"}
}

// chainAt returns the chain of an entity at a date as text; "none" if it has none.
func chainAt(t *testing.T, c chains, entity, date string) string {
	t.Helper()
	day := ""
	for _, d := range c.daysOf(c.measures["ban"]) {
		if d <= date {
			day = d
		}
	}
	on, _, err := c.Find(day)
	if err != nil {
		t.Fatal(err)
	}
	chain, ok, err := on.(chainsOn).Find(entity)
	if err != nil {
		return err.Error()
	}
	if !ok {
		return "none"
	}
	var parts []string
	for _, l := range chain.([]link) {
		parts = append(parts, strings.TrimSpace(fmt.Sprint(l.From, " ", l.Type, " ", l.To)))
	}
	return strings.Join(parts, ", ")
}

func TestChains(t *testing.T) {
	c := chainsOf(t, family)
	for _, test := range []struct{ name, entity, date, want string }{
		{"a target needs no relation", "maker", "2026-01-01T00:00:00Z", ""},
		{"of two relations the confirmed one counts", "unit", "2026-01-01T00:00:00Z", "unit subsidiary-of maker"},
		{"a parent is reached against the relation", "holding", "2026-01-01T00:00:00Z", "maker subsidiary-of holding"},
		{"a sister is reached through the parent", "sister", "2026-01-01T00:00:00Z", "sister majority-owned-by holding, maker subsidiary-of holding"},
		{"a path ends at the first target", "office", "2026-01-01T00:00:00Z", "office majority-owned-by maker"},
		{"a longer confirmed path is preferred to an unconfirmed one", "rumor", "2026-01-01T00:00:00Z", "rumor subsidiary-of unit, unit subsidiary-of maker"},
		{"a path may be unconfirmed", "guess", "2026-01-01T00:00:00Z", "guess subsidiary-of rumor, rumor subsidiary-of unit, unit subsidiary-of maker"},
		{"a longer unconfirmed path is preferred to one that weakens evidence", "mask", "2026-01-01T00:00:00Z", "mask subsidiary-of guess, guess subsidiary-of rumor, rumor subsidiary-of unit, unit subsidiary-of maker"},
		{"a relation exists to the end of its last year", "former", "2020-12-31T23:59:59Z", "former subsidiary-of maker"},
		{"a relation ends after its last year", "former", "2021-01-01T00:00:00Z", "none"},
		{"a relation does not exist before its first month", "later", "2025-02-28T00:00:00Z", "none"},
		{"a relation exists from its first month", "later", "2025-03-01T00:00:00Z", "later subsidiary-of maker"},
		{"a relation that the measure does not reach over", "offshoot", "2026-01-01T00:00:00Z", "none"},
		{"an unknown entity", "stranger", "2026-01-01T00:00:00Z", "none"},
	} {
		if got := chainAt(t, c, test.entity, test.date); got != test.want {
			t.Errorf("%s: %s at %s: %q, want %q", test.name, test.entity, test.date, got, test.want)
		}
	}
}

// Entities that are all related to each other have a number of paths between them that
// no test could wait for.
func TestChainsOfRelatedEntities(t *testing.T) {
	var text strings.Builder
	text.WriteString(`{"maker": {"name": "Maker", "kind": "company", "identifiers": [{"kind": "brand", "value": "Maker", "confidence": "verified"}]}`)
	for i := range 60 {
		fmt.Fprintf(&text, `, "e%d": {"name": "E", "kind": "company", "identifiers": [{"kind": "brand", "value": "E", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": "maker", "confidence": "unconfirmed"}`, i)
		for j := range 60 {
			if j != i {
				fmt.Fprintf(&text, `, {"type": "subsidiary-of", "entity": "e%d", "confidence": "confirmed"}`, j)
			}
		}
		text.WriteString("]}")
	}
	text.WriteString("}")
	c := chainsOf(t, text.String())
	if got, want := chainAt(t, c, "e7", "2026"), "e7 subsidiary-of maker"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLongChainsAreRefused(t *testing.T) {
	var text strings.Builder
	text.WriteString(`{"maker": {"name": "Maker", "kind": "company", "identifiers": [{"kind": "brand", "value": "Maker", "confidence": "verified"}]}`)
	for i := range 40 {
		next := fmt.Sprintf("e%d", i-1)
		if i == 0 {
			next = "maker"
		}
		fmt.Fprintf(&text, `, "e%d": {"name": "E", "kind": "company", "identifiers": [{"kind": "brand", "value": "E", "confidence": "verified"}], "relations": [{"type": "subsidiary-of", "entity": %q, "confidence": "confirmed"}]}`, i, next)
	}
	text.WriteString("}")
	c := chainsOf(t, text.String())
	if got := chainAt(t, c, "e31", "2026"); strings.Count(got, ",") != 31 {
		t.Errorf("e31: %q, want 32 relations", got)
	}
	want := `entity "e32" is 33 relations away from the targets of measure "ban": expected at most 32: relate it to an entity nearer to a target`
	if got := chainAt(t, c, "e32", "2026"); got != want {
		t.Errorf("e32: %q, want %q", got, want)
	}
	if _, err := c.MarshalJSON(); err == nil || !strings.Contains(err.Error(), "relations away") {
		t.Errorf("MarshalJSON: error %v, want the same", err)
	}
}
