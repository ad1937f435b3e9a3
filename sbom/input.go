package sbom

import (
	_ "embed"
	"strconv"

	"github.com/go-json-experiment/json"
)

// Schema is the JSON schema of what policies see: the document as [Document.Input]
// gives it, with the context that the question is asked in.
//
//go:embed schema.json
var Schema []byte

// Input returns the document as policies see it; [Schema] describes it. The
// values under "components" and under each kind of "claims" are converted only
// when they are marshalled, so that looking up a few costs nothing for the rest.
func (d *Document) Input() map[string]any {
	components := make(map[string]any, len(d.Components))
	for i := range d.Components {
		components[strconv.Itoa(i)] = componentInput{d, i}
	}
	wrappers := make([]any, len(d.Wrappers))
	for i, w := range d.Wrappers {
		wrappers[i] = map[string]any{"kind": string(w.Kind), "verified": w.Verified}
	}
	links := make([]any, len(d.Links))
	for i, l := range d.Links {
		links[i] = map[string]any{
			"document": l.Document, "version": l.Version, "ref": l.Ref, "component": strconv.Itoa(l.Component), "needs": l.Needs,
		}
	}
	return map[string]any{
		"document": map[string]any{
			"name": d.Name, "format": string(d.Format), "spec_version": d.SpecVersion, "encoding": string(d.Encoding),
			"id": d.ID, "version": d.Version, "title": d.Title, "created": d.Created, "component_count": d.ComponentCount(),
			"wrappers": wrappers, "links": links,
		},
		"coverage":   d.Coverage(),
		"components": components,
		"claims":     d.ClaimsInput(0, len(d.Components)),
	}
}

// ClaimsInput returns the member "claims" of [Document.Input] as if only the
// components from one index to before another made any: the inverted index,
// kind → key → the claims with that key.
func (d *Document) ClaimsInput(from, to int) map[string]any {
	byKey := map[Kind]map[string][]int{}
	for _, k := range Kinds() {
		byKey[k] = map[string][]int{}
	}
	for i, c := range d.Claims {
		if from <= c.Component && c.Component < to {
			byKey[c.Kind][c.Key] = append(byKey[c.Kind][c.Key], i)
		}
	}
	index := make(map[string]any, len(byKey))
	for kind, keys := range byKey {
		values := make(map[string]any, len(keys))
		for key, claims := range keys {
			values[key] = claimList{d, claims}
		}
		index[string(kind)] = values
	}
	return index
}

// componentInput is a component that becomes JSON when it is looked at.
type componentInput struct {
	doc *Document
	i   int
}

// MarshalJSON writes the component as schema.json describes it.
func (in componentInput) MarshalJSON() ([]byte, error) {
	c := in.doc.Components[in.i]
	needs := []string{}
	for _, n := range in.doc.DependsOn(in.i) {
		needs = append(needs, strconv.Itoa(n))
	}
	parent := ""
	if c.Parent >= 0 {
		parent = strconv.Itoa(c.Parent)
	}
	return json.Marshal(struct {
		ID         string   `json:"id"`
		Origin     Origin   `json:"origin"`
		Type       string   `json:"type"`
		Ref        string   `json:"ref"`
		Group      string   `json:"group"`
		Name       string   `json:"name"`
		NameWords  string   `json:"name_words"`
		Version    string   `json:"version"`
		PURL       string   `json:"purl"`
		Scope      string   `json:"scope"`
		Parent     string   `json:"parent"`
		Shipped    bool     `json:"shipped"`
		Incomplete bool     `json:"incomplete"`
		DependsOn  []string `json:"depends_on"`
	}{
		strconv.Itoa(in.i), c.Origin, c.Type, c.Ref, c.Group, c.Name, joinWords(c.Name), c.Version, c.PURL, c.Scope,
		parent, in.doc.Shipped(in.i), c.Incomplete, needs,
	})
}

// claimList is a list of claims that becomes JSON when it is looked at.
type claimList struct {
	doc    *Document
	claims []int
}

// MarshalJSON writes the claims as schema.json describes them: what several
// components say alike is one claim.
func (in claimList) MarshalJSON() ([]byte, error) {
	type said struct {
		Kind   Kind   `json:"kind"`
		Role   Role   `json:"role"`
		Key    string `json:"key"`
		Whole  string `json:"whole"`
		Value  string `json:"value"`
		Origin Origin `json:"origin"`
	}
	type claim struct {
		said
		Components map[string]int `json:"components"`
	}
	var list []claim
	known := map[said]int{}
	for _, id := range in.claims {
		c := in.doc.Claims[id]
		s := said{c.Kind, c.Role, c.Key, c.Whole, c.Value, in.doc.Components[c.Component].Origin}
		n, ok := known[s]
		if !ok {
			n = len(list)
			known[s] = n
			list = append(list, claim{s, map[string]int{}})
		}
		component := strconv.Itoa(c.Component)
		if _, ok := list[n].Components[component]; !ok {
			list[n].Components[component] = id
		}
	}
	return json.Marshal(list)
}
