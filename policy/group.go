package policy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// judgesEvidence is the value of custom.judges in the METADATA of a rule package that
// promises to judge by evidence alone:
//
//   - A finding rests on claims, or concerns the document as a whole.
//   - It depends on what [grouper.key] collects of one component and its claims.
//   - Text of the document appears in it through the slots of a template only.
//
// A rule package without this promise sees all components at once. Its findings can
// depend on anything in the input.
const judgesEvidence = "evidence"

// batchSize is how many groups one evaluation judges, so that its memory does not
// grow with the document.
const batchSize = 1000

// batch is the part of a document that one evaluation judges.
type batch struct {
	input  map[string]any
	claims *sbom.ByComponent // nil if the batch is the whole document
	groups map[int][]int     // components with equal evidence, by the first of them, which is the one in the input
}

// members returns the components that a finding on a component of the input applies
// to, in the order of the document.
func (b *batch) members(component int) []int {
	if members := b.groups[component]; members != nil {
		return members
	}
	return []int{component}
}

// claim returns the claim of a member that corresponds to a claim of the component
// in the input. A claim of any other component is returned as it is.
func (b *batch) claim(id, component, member int) int {
	if component == member {
		return id
	}
	n, ok := slices.BinarySearch(b.claims.Claims(component), id)
	if !ok {
		return id
	}
	return b.claims.Claims(member)[n]
}

// batches divides a document for the evaluation. If all rules judge by evidence alone,
// components with equal evidence form a group, and the input has one component of
// each. Otherwise the input is the whole document. There is at least one batch.
func (e *Engine) batches(doc *sbom.Document) (iter.Seq[*batch], error) {
	if !e.grouped {
		input, err := doc.Input()
		return func(yield func(*batch) bool) { yield(&batch{input: input}) }, err
	}
	return e.groups(doc)
}

// A document with more evidence than this is refused, because judging it would take minutes.
// Components with equal evidence count once.
const (
	maxGroups  = 5_000   // components
	maxMatches = 400_000 // matches of their claims with identifiers
)

// groups divides a document into batches of groups.
func (e *Engine) groups(doc *sbom.Document) (iter.Seq[*batch], error) {
	g := &grouper{doc: doc, claims: doc.ByComponent(), relevance: newRelevance(e.index)}
	members := map[int][]int{} // of each group, by its first component
	var order []int            // of groups
	first := map[string]int{}  // component of each group, by key
	matches := 0
	for i := range doc.Len() {
		if len(g.claims.Claims(i)) == 0 {
			continue
		}
		g.limit(i)
		key := g.key(i)
		one, ok := first[string(key)]
		if !ok {
			one, first[string(key)] = i, i
			order = append(order, i)
			if matches += g.matches(i); len(order) > maxGroups || matches > maxMatches {
				return nil, fmt.Errorf("%d components have different evidence, with %d matches: expected at most %d such components and %d matches: divide the document",
					len(order), matches, maxGroups, maxMatches)
			}
		}
		members[one] = append(members[one], i)
	}
	return func(yield func(*batch) bool) {
		for components := range slices.Chunk(order, batchSize) {
			groups := map[int][]int{}
			for _, i := range components {
				groups[i] = members[i]
			}
			if !yield(&batch{g.claims.Input(components), g.claims, groups}) {
				return
			}
		}
		if len(order) == 0 {
			yield(&batch{g.claims.Input(nil), g.claims, nil})
		}
	}, nil
}

// grouper finds components with equal evidence.
type grouper struct {
	doc       *sbom.Document
	claims    *sbom.ByComponent
	relevance relevance
	buf       []byte
	values    map[string]int // numbers of the values in a component's claims
	alike     map[string]int // number of claims with the same evidence, see limit
}

// maxAlike is how many claims with the same evidence a component may have. Policies do not
// see more of them, so that a component with many authors costs no more than many components.
const maxAlike = 100

// limit removes the claims of a component that differ from maxAlike earlier ones only in
// their value.
func (g *grouper) limit(i int) {
	if len(g.claims.Claims(i)) <= maxAlike {
		return
	}
	g.alike = map[string]int{}
	exact := map[string]int{} // by value: the number of its claims that are identities
	for _, id := range g.claims.Claims(i) {
		if c := g.doc.Claim(id); isIdentity(c.Kind) {
			exact[c.Value]++
		}
	}
	g.claims.Retain(i, func(id int) bool {
		c := g.doc.Claim(id)
		g.buf = g.claim(g.buf[:0], c)
		if isIdentity(c.Kind) { // a namespace counts only if the value has no package in it
			g.buf = binary.AppendUvarint(g.buf, uint64(exact[c.Value]))
		}
		g.alike[string(g.buf)]++
		return g.alike[string(g.buf)] <= maxAlike
	})
}

// matches returns the number of identifiers that the claims of a component match.
func (g *grouper) matches(i int) int {
	n := 0
	for _, id := range g.claims.Claims(i) {
		n += g.relevance.matches(g.doc.Claim(id))
	}
	return n
}

// isIdentity reports whether a value can have an exact and wider keys of a kind.
func isIdentity(k identity.Kind) bool {
	return k == identity.KindPURL || k == identity.KindPackage || k == identity.KindCPE || k == identity.KindDomain
}

// claim appends the evidence in a claim.
func (g *grouper) claim(key []byte, c sbom.Claim) []byte {
	key = appendTexts(key, string(c.Kind), string(c.Role), c.Key, g.relevance.whole(c))
	if g.relevance.value(c) {
		return appendTexts(append(key, 1), c.Value)
	}
	return append(key, 0)
}

// appendTexts appends texts with their lengths.
func appendTexts(key []byte, texts ...string) []byte {
	for _, text := range texts {
		key = append(binary.AppendUvarint(key, uint64(len(text))), text...)
	}
	return key
}

// key returns the evidence on a component, such that equal keys mean equal evidence.
// The key is valid until the next call.
//
// Values of claims that the data do not contain count as equal if they are repeated
// at the same places, because a value that makes several claims is reported once.
func (g *grouper) key(i int) []byte {
	c := g.doc.Component(i)
	key := appendTexts(g.buf[:0], string(g.doc.Part(i)), c.Type, c.Scope, string(g.doc.Package(i)), g.relevance.name(identity.FoldWords(c.Name)))
	for _, b := range []bool{g.doc.Shipped(i), g.doc.HasMaker(i), c.Incomplete} {
		key = strconv.AppendBool(key, b)
	}
	if g.values == nil {
		g.values = map[string]int{}
	}
	clear(g.values)
	for _, id := range g.claims.Claims(i) {
		claim := g.doc.Claim(id)
		key = g.claim(key, claim)
		n, ok := g.values[claim.Value]
		if !ok {
			n = len(g.values)
			g.values[claim.Value] = n
		}
		key = binary.AppendUvarint(key, uint64(n))
	}
	g.buf = key
	return key
}

// evidenceFields are the members of a component in the input that belong to the
// evidence. Of name_words only the words that occur in names of the data do.
var evidenceFields = []string{"origin", "type", "scope", "shipped", "has_maker", "package", "incomplete", "name_words"}

// checkEvidence returns an error for each place where a compiled rule reads something
// of a component that is not evidence. Rules must read components field by field: a
// component that is assigned or passed as a whole could be read anywhere.
func checkEvidence(rules []*ast.Rule) error {
	var errs []error
	for _, rule := range rules {
		ast.WalkRefs(rule, func(r ast.Ref) bool {
			if readsComponent(r) && !readsEvidence(r) {
				errs = append(errs, fmt.Errorf("%s: %s: custom.judges is %q: expected one of the fields %s of input.components[…]",
					r[0].Location, r, judgesEvidence, strings.Join(evidenceFields, ", ")))
			}
			return false
		})
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}

// readsComponent reports whether a reference may lead to a component in the input.
func readsComponent(r ast.Ref) bool {
	return r.HasPrefix(ast.InputRootRef) && (len(r) == 1 || !r[1].IsGround() || r[1].Equal(ast.StringTerm("components")))
}

func readsEvidence(r ast.Ref) bool {
	if len(r) < 4 {
		return false
	}
	field, ok := r[3].Value.(ast.String)
	return ok && slices.Contains(evidenceFields, string(field))
}
