package sbom

import (
	_ "embed"
	"strconv"

	"github.com/bomgate/bomgate/sbom/identity"
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
	components := make(map[string]any, d.Len())
	for i := range d.Len() {
		components[strconv.Itoa(i)] = lazy(func() any { return d.componentInput(i) })
	}
	all := make([]int32, len(d.claims))
	for i := range all {
		all[i] = int32(i)
	}
	in := d.frame()
	in["components"], in["claims"] = components, d.claimsInput(all, func(claims []int32) any {
		return lazy(func() any { return d.claimList(claims, d.wordsOf) })
	})
	return in
}

// frame is the input without components and claims.
func (d *Document) frame() map[string]any {
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
		"coverage": d.Coverage().input(),
	}
}

func (c Coverage) input() map[string]any {
	return map[string]any{
		"components": c.Components, "maker": c.Maker, "identity": c.Identity, "name": c.Name, "nothing": c.Nothing, "incomplete": c.Incomplete,
	}
}

// claimsInput is the inverted index of some claims: kind → key → list of the claims
// with that key.
func (d *Document) claimsInput(claims []int32, list func([]int32) any) map[string]any {
	byKey := map[identity.Kind]map[string][]int32{}
	for _, k := range identity.Kinds() {
		byKey[k] = map[string][]int32{}
	}
	for _, i := range claims {
		m := &d.meanings[d.claims[i].meaning]
		byKey[m.Kind][m.Key] = append(byKey[m.Kind][m.Key], i)
	}
	index := make(map[string]any, len(byKey))
	for kind, keys := range byKey {
		values := make(map[string]any, len(keys))
		for key, claims := range keys {
			values[key] = list(claims)
		}
		index[string(kind)] = values
	}
	return index
}

// lazy is a value that is made when it becomes JSON.
type lazy func() any

// MarshalJSON writes the value.
func (l lazy) MarshalJSON() ([]byte, error) { return json.Marshal(l(), json.Deterministic(true)) }

// componentInput is a component as schema.json describes it.
func (d *Document) componentInput(i int) map[string]any {
	c := d.Component(i)
	parent := ""
	if c.Parent >= 0 {
		parent = strconv.Itoa(c.Parent)
	}
	return map[string]any{
		"id":         strconv.Itoa(i),
		"origin":     string(c.Origin),
		"type":       c.Type,
		"ref":        c.Ref,
		"group":      c.Group,
		"name":       c.Name,
		"name_words": identity.FoldWords(c.Name),
		"version":    c.Version,
		"purl":       c.PURL,
		"scope":      c.Scope,
		"parent":     parent,
		"shipped":    d.Shipped(i),
		"incomplete": c.Incomplete,
		"depends_on": lazy(func() any { // of which there may be as many as there are components
			needs := []string{}
			for _, n := range d.DependsOn(i) {
				needs = append(needs, strconv.Itoa(n))
			}
			return needs
		}),
	}
}

// wordsOf returns what a claim says beyond its key.
func (d *Document) wordsOf(claim int32) (whole, value string) {
	c := d.Claim(int(claim))
	return c.Whole, c.Value
}

// claimList is a list of claims as schema.json describes them: what several
// components say alike, in the words that it is to have, is one claim.
func (d *Document) claimList(claims []int32, words func(claim int32) (whole, value string)) any {
	type said struct {
		kind, role, key, whole, value, origin string
	}
	list := []any{}
	known := map[said]map[string]any{} // components
	for _, id := range claims {
		c := d.Claim(int(id))
		whole, value := words(id)
		s := said{string(c.Kind), string(c.Role), c.Key, whole, value, string(d.records[c.Component].of())}
		components, ok := known[s]
		if !ok {
			components = map[string]any{}
			known[s] = components
			list = append(list, map[string]any{
				"kind": s.kind, "role": s.role, "key": s.key, "whole": s.whole, "value": s.value, "origin": s.origin,
				"components": components,
			})
		}
		component := strconv.Itoa(c.Component)
		if _, ok := components[component]; !ok {
			components[component] = int(id)
		}
	}
	return list
}
