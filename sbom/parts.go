package sbom

import (
	"encoding/binary"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
)

// Telling says which words of a document policies go by. Others they do no more
// than repeat.
type Telling struct {
	Name  func(words string) string // what they go by of a component's name, which is given as its [Words] with a space between them
	Whole func(Claim) string        // what they go by of a claim's Whole
	Value func(Claim) bool          // whether they go by a claim's Value
}

// Part is a part of a document for policies that judge each component by itself.
// Components that differ in nothing but words that tell nothing are one in it,
// under the id of the first, and with stand-ins for these words: nobody who sees
// the part can go by them. In the zero Part all components are apart, and no
// words are stood in for.
type Part struct {
	Input map[string]any // like [Document.Input], without what lies outside of a component: parents and dependencies

	from  *claimants
	alike map[int][]int // by the first of them
}

// Alike returns the components that one in the input stands for, in the order of
// the document.
func (p Part) Alike(i int) []int {
	if alike := p.alike[i]; alike != nil {
		return alike
	}
	return []int{i}
}

// Claim returns the claim that another component makes where one that is alike makes
// the claim given. One that is made by somebody else stays as it is.
func (p Part) Claim(claim, by, other int) int {
	if p.from == nil || p.from.claims[claim].component != int32(by) {
		return claim
	}
	n := slices.Index(p.from.of(by), int32(claim))
	return int(p.from.of(other)[n])
}

// Fill returns a text about one of the components in the input with the words of
// another that is alike in the place of their stand-ins.
func (p Part) Fill(text string, component int) string {
	if p.from == nil || !strings.Contains(text, standsFor) {
		return text
	}
	var w wording
	if w.read(p.from, component); w.literal {
		return text
	}
	var filled strings.Builder
	for {
		before, rest, found := strings.Cut(text, standsFor)
		filled.WriteString(before)
		if !found {
			return filled.String()
		}
		number, after, _ := strings.Cut(rest, standsEnd)
		if n, err := strconv.ParseUint(number, 10, 32); err == nil && n < uint64(len(w.texts)) {
			filled.WriteString(w.texts[n])
			text = after
		} else { // the policies' own character
			filled.WriteString(standsFor)
			text = rest
		}
	}
}

// Parts returns the document in parts of n components that make claims, and of
// what is like them. There is at least one part.
func (d *Document) Parts(n int, telling Telling) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		from := newClaimants(d, telling)
		frame := d.frame()
		part := Part{from: from, alike: map[int][]int{}}
		known := map[string]int{} // the components of the part by what they state
		yielded := false
		next := func() bool {
			part.Input = maps.Clone(frame)
			part.Input["components"], part.Input["claims"] = from.input(slices.Sorted(maps.Keys(part.alike)))
			yielded = true
			ok := yield(part)
			part.alike = map[int][]int{}
			clear(known)
			return ok
		}
		var w wording
		var key []byte
		for i := range d.Len() {
			if len(from.of(i)) == 0 {
				continue
			}
			w.read(from, i)
			key = w.appendTo(key[:0])
			first, ok := known[string(key)]
			if !ok {
				if len(known) == n && !next() {
					return
				}
				first, known[string(key)] = i, i
			}
			part.alike[first] = append(part.alike[first], i)
		}
		if len(known) > 0 || !yielded {
			next()
		}
	}
}

// claimants are a document's components with their claims, which stand in the
// order of the document, each component's together.
type claimants struct {
	*Document
	telling Telling
	ids     []int32 // of claims
	ends    []int32 // by component: where its claims end
}

func newClaimants(d *Document, telling Telling) *claimants {
	x := &claimants{d, telling, make([]int32, len(d.claims)), make([]int32, d.Len()+1)}
	for _, c := range d.claims {
		x.ends[c.component+1]++
	}
	for i := range d.Len() {
		x.ends[i+1] += x.ends[i]
	}
	for i, c := range d.claims { // where a component's claims begin becomes where they end
		x.ids[x.ends[c.component]] = int32(i)
		x.ends[c.component]++
	}
	return x
}

// of returns the claims of a component.
func (x *claimants) of(i int) []int32 {
	if i == 0 {
		return x.ids[:x.ends[0]]
	}
	return x.ids[x.ends[i-1]:x.ends[i]]
}

// input is what policies see of some components, and of their claims.
func (x *claimants) input(components []int) (map[string]any, map[string]any) {
	inputs := make(map[string]any, len(components))
	var claims []int32
	said := map[int32][2]string{}
	for _, i := range components {
		var w wording
		w.read(x, i)
		in := x.componentInput(i)
		in["name"], in["version"], in["ref"], in["group"], in["purl"] = w.own[0], w.own[1], w.own[2], w.own[3], w.own[4]
		in["name_words"], in["parent"], in["depends_on"] = w.name, "", []string{}
		inputs[strconv.Itoa(i)] = in
		claims = append(claims, x.of(i)...)
		for n, id := range x.of(i) {
			said[id] = w.said[n]
		}
	}
	return inputs, x.claimsInput(claims, func(claims []int32) any {
		return x.claimList(claims, func(id int32) (whole, value string) { return said[id][0], said[id][1] })
	})
}

// wording is what a component states, with stand-ins for words that tell nothing.
type wording struct {
	component Component
	shipped   bool
	literal   bool      // nothing is stood in for
	name      string    // the words of its name
	own       [5]string // name, version, reference, group, package URL
	claims    []Claim
	said      [][2]string // by claim: the whole and the value
	texts     []string    // that are stood in for

	values   map[string]string // of claims, and what they are here
	standIns []string          // of as many texts as there were at once
}

// A stand-in is the place in wording.texts between two characters that are no text's
// but a program's own (Unicode, section 23.7: noncharacters).
const standsFor, standsEnd = "\ufdd0", "\ufdd1"

// read reads what a component states.
func (w *wording) read(x *claimants, i int) {
	c := x.Component(i)
	w.component, w.shipped = c, x.Shipped(i)
	w.claims, w.said, w.texts = w.claims[:0], w.said[:0], w.texts[:0]
	w.literal = x.literal(i)
	for n, text := range [...]string{c.Name, c.Version, c.Ref, c.Group, c.PURL} {
		w.own[n] = w.standIn(text)
	}
	if w.name = x.telling.Name(identity.FoldWords(c.Name)); w.name == "" {
		w.name = w.own[0]
	}
	if w.values == nil {
		w.values = map[string]string{}
	}
	clear(w.values)
	for _, id := range x.of(i) {
		claim := x.Claim(int(id))
		w.claims = append(w.claims, claim)
		if x.telling.Value(claim) {
			w.values[claim.Value] = claim.Value
		}
		w.said = append(w.said, [2]string{x.telling.Whole(claim), ""})
	}
	for n, claim := range w.claims {
		value, ok := w.values[claim.Value]
		if !ok {
			value = w.standIn(claim.Value)
			w.values[claim.Value] = value
		}
		w.said[n][1] = value
	}
}

// literal tells whether a component's own words look like stand-ins.
func (x *claimants) literal(i int) bool {
	c := x.Component(i)
	return strings.Contains(c.Name, standsFor) || strings.Contains(c.Version, standsFor) ||
		slices.ContainsFunc(x.of(i), func(id int32) bool { return strings.Contains(x.string(x.claims[id].value), standsFor) })
}

// standIn returns what stands in for a text. Nothing does for one that policies may
// find empty, or trim.
func (w *wording) standIn(text string) string {
	if w.literal || text == "" || strings.TrimSpace(text) != text {
		return text
	}
	n := len(w.texts)
	if w.texts = append(w.texts, text); n == len(w.standIns) {
		w.standIns = append(w.standIns, standsFor+strconv.Itoa(n)+standsEnd)
	}
	return w.standIns[n]
}

// appendTo appends all that policies see of the component and its claims, so that what
// is alike is equal and nothing else is.
func (w *wording) appendTo(key []byte) []byte {
	add := func(texts ...string) {
		for _, text := range texts {
			key = append(binary.AppendUvarint(key, uint64(len(text))), text...)
		}
	}
	add(string(w.component.Origin), w.component.Type, w.component.Scope, w.name)
	add(w.own[:]...)
	key = strconv.AppendBool(strconv.AppendBool(key, w.shipped), w.component.Incomplete)
	for n, c := range w.claims {
		add(string(c.Kind), string(c.Role), c.Key)
		add(w.said[n][:]...)
	}
	return key
}
