package sbom

import (
	_ "embed"
	"strconv"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/go-json-experiment/json"
)

// Schema is the JSON schema of the input of policies: a document as returned by
// [Document.Input], and the context of the evaluation.
//
//go:embed schema.json
var Schema []byte

// Input returns the document as the input of policies; see [Schema]. Components, and the
// claims with a key, are converted only when they are marshaled, so that the cost grows
// with the number of lookups.
//
// It returns an error if many components share a reference on which many others depend,
// because the input has a list of all dependencies of each component.
func (d *Document) Input() (map[string]any, error) {
	if err := d.checkDependencies(); err != nil {
		return nil, err
	}
	components := make(map[string]any, d.Len())
	for i := range d.Len() {
		components[componentID(i)] = lazy(func() any { return d.componentInput(i) })
	}
	all := make([]int, len(d.claims))
	for i := range all {
		all[i] = i
	}
	in := d.frame()
	in["components"], in["claims"] = components, d.claimsInput(all, func(claims []int) any {
		return lazy(func() any { return d.claimList(claims) })
	})
	return in, nil
}

// componentID returns the identifier of a component in the input.
func componentID(i int) string { return strconv.Itoa(i) }

// frame returns the input without components and claims.
func (d *Document) frame() map[string]any {
	wrappers := make([]any, len(d.Wrappers))
	for i, w := range d.Wrappers {
		wrappers[i] = map[string]any{"kind": string(w.Kind), "verified": w.Verified}
	}
	links := make([]any, len(d.Links))
	for i, l := range d.Links {
		links[i] = map[string]any{
			"document": l.Document, "version": l.Version, "ref": l.Ref, "component": componentID(l.Component), "needs": l.Needs,
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

// input returns the coverage in the form of schema.json.
func (c Coverage) input() map[string]any {
	return map[string]any{
		"components": c.Components, "maker": c.Maker, "identity": c.Identity, "hash": c.Hash, "name": c.Name, "nothing": c.Nothing, "incomplete": c.Incomplete, "root_maker": c.RootMaker,
	}
}

// claimsInput returns an inverted index of claims: a map from kind to key to the list of
// the claims with that key, which list converts.
func (d *Document) claimsInput(claims []int, list func([]int) any) map[string]any {
	byKey := map[identity.Kind]map[string][]int{}
	for _, k := range identity.Kinds() {
		byKey[k] = map[string][]int{}
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

// lazy is a value that is computed when it is marshaled.
type lazy func() any

// MarshalJSON computes and marshals the value.
func (l lazy) MarshalJSON() ([]byte, error) { return json.Marshal(l(), json.Deterministic(true)) }

// componentInput returns a component in the form of schema.json.
func (d *Document) componentInput(i int) map[string]any {
	c := d.Component(i)
	parent := ""
	if c.Parent >= 0 {
		parent = componentID(c.Parent)
	}
	return map[string]any{
		"id":         componentID(i),
		"origin":     string(d.Part(i)),
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
		"has_maker":  d.HasMaker(i),
		"package":    string(d.Package(i)),
		"incomplete": c.Incomplete,
		"depends_on": lazy(func() any { // may list every other component
			needs := []string{}
			for _, n := range d.DependsOn(i) {
				needs = append(needs, componentID(n))
			}
			return needs
		}),
	}
}

// claimList returns claims in the form of schema.json. It combines equal claims of several
// components into one with all of these components.
func (d *Document) claimList(claims []int) any {
	type content struct {
		kind, role, key, whole, value, origin string
	}
	list := []any{}
	components := map[content]map[string]any{}
	for _, i := range claims {
		c := d.Claim(i)
		claim := content{string(c.Kind), string(c.Role), c.Key, c.Whole, c.Value, string(d.Part(c.Component))}
		of, ok := components[claim]
		if !ok {
			of = map[string]any{}
			components[claim] = of
			list = append(list, map[string]any{
				"kind": claim.kind, "role": claim.role, "key": claim.key, "whole": claim.whole, "value": claim.value, "origin": claim.origin,
				"components": of,
			})
		}
		if id := componentID(c.Component); of[id] == nil {
			of[id] = i
		}
	}
	return list
}
