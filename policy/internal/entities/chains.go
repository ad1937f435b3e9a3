package entities

import (
	"cmp"
	"container/heap"
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
)

const (
	// maxChain is the number of relations in the longest chain.
	maxChain = 32
	// maxLinks is the number of relations in all chains of data.index, in which each
	// entity has a chain for each measure and day.
	maxLinks = 1_000_000
)

// Measure is what a measure says about entities.
type Measure struct {
	Targets []string // their IDs, sorted
	Reach   []Reach
}

func (m Measure) hasTarget(entity string) bool {
	_, found := slices.BinarySearch(m.Targets, entity)
	return found
}

// Reach is a relation over which a measure reaches from an entity to another: from the
// object of the relation to its subject or, in reverse, from the subject to the object.
type Reach struct {
	Relation string
	Reverse  bool
	Weak     bool // evidence over the relation is weaker than the evidence itself
}

// reachOver returns how a measure reaches over a relation, and reports whether it does. If
// it does so both weakly and strongly, the strong reach counts.
func (m Measure) reachOver(relation string, reverse bool) (r Reach, ok bool) {
	for _, one := range m.Reach {
		if one.Relation == relation && one.Reverse == reverse && (!ok || !one.Weak) {
			r, ok = one, true
		}
	}
	return r, ok
}

// link is a relation in a chain, in the direction in which the data state it.
type link struct {
	From       string  `json:"from"`
	To         string  `json:"to"`
	Type       string  `json:"type"`
	Share      float64 `json:"share"`
	Since      string  `json:"since"`
	Confidence string  `json:"confidence"`
}

// step is the first relation on the way from an entity to the nearest target, with the
// cost of the whole way.
type step struct {
	entity, next string // next is "" for a target
	link         link
	weak         int // relations on the way that make evidence weaker
	unconfirmed  int // relations on the way that are not confirmed
	length       int
}

// daysOf returns the dates on which the relations that a measure reaches over begin or
// have ended, sorted. Between two of them, the chains stay the same. The first is "".
//
// Dates are compared as text: a year sorts before its months, a month before its days.
func (x *Index) daysOf(m Measure) []string {
	days := map[string]bool{"": true}
	for _, around := range x.relations {
		for _, n := range around {
			if _, ok := m.reachOver(n.Type, n.Reverse); ok {
				days[n.Since] = true
				days[n.end()] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(days))
}

// end returns a text that sorts after all dates on which the relation exists, and before
// all later ones; "" if the relation has no end.
func (n neighbor) end() string {
	if n.Until == "" {
		return ""
	}
	return n.Until + "~" // after all characters of a date
}

func (n neighbor) existsOn(day string) bool {
	return n.Since <= day && (n.Until == "" || day < n.end())
}

// steps finds the way from each entity that has relations to a target of a measure, over
// the relations that exist on a day. It prefers the way with the fewest weak relations,
// then the one with the fewest unconfirmed relations, then the shortest. An additional
// relation therefore never makes evidence weaker. A way ends at the first target.
//
// Each relation is visited once, because the number of ways between entities that are
// related to each other grows exponentially.
func (x *Index) steps(m Measure, day string) map[string]step {
	steps := map[string]step{}
	var found frontier
	for id := range x.relations {
		if m.hasTarget(id) {
			heap.Push(&found, step{entity: id})
		}
	}
	for len(found) > 0 {
		s := heap.Pop(&found).(step)
		if _, ok := steps[s.entity]; ok {
			continue
		}
		steps[s.entity] = s
		for _, n := range x.relations[s.entity] {
			reach, reaches := m.reachOver(n.Type, !n.Reverse)
			if _, ok := steps[n.Entity]; ok || !reaches || !n.existsOn(day) {
				continue
			}
			next := step{
				entity: n.Entity, next: s.entity, weak: s.weak, unconfirmed: s.unconfirmed, length: s.length + 1,
				link: link{s.entity, n.Entity, n.Type, n.Share, n.Since, n.Confidence},
			}
			if n.Reverse {
				next.link.From, next.link.To = n.Entity, s.entity
			}
			if n.Confidence == "unconfirmed" {
				next.unconfirmed++
			}
			if reach.Weak {
				next.weak++
			}
			heap.Push(&found, next)
		}
	}
	return steps
}

// frontier is a heap of steps, the best one first.
type frontier []step

func (f frontier) Len() int      { return len(f) }
func (f frontier) Swap(i, j int) { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(s any)   { *f = append(*f, s.(step)) }

func (f *frontier) Pop() any {
	last := len(*f) - 1
	s := (*f)[last]
	*f = (*f)[:last]
	return s
}

func (f frontier) Less(i, j int) bool {
	a, b := &f[i], &f[j]
	return cmp.Or(
		cmp.Compare(a.weak, b.weak), cmp.Compare(a.unconfirmed, b.unconfirmed), cmp.Compare(a.length, b.length),
		cmp.Compare(a.entity, b.entity), cmp.Compare(a.next, b.next), cmp.Compare(a.link.Type, b.link.Type),
	) < 0
}

// ties is an object with true for each entity that has a relation or is a target.
type ties struct{ *Index }

// Find returns the value of a member, and reports whether there is one.
func (t ties) Find(entity string) (any, bool, error) {
	tied := len(t.relations[entity]) > 0
	for _, m := range t.measures {
		tied = tied || m.hasTarget(entity)
	}
	return tied, tied, nil
}

// MarshalJSON returns the object with all members.
func (t ties) MarshalJSON() ([]byte, error) {
	all := map[string]bool{}
	for id := range t.relations {
		all[id] = true
	}
	for _, m := range t.measures {
		for _, id := range m.Targets {
			all[id] = true
		}
	}
	return json.Marshal(all, json.Deterministic(true))
}

// days is an object with the days of each measure (see daysOf).
type days struct{ *Index }

// Find returns the value of a member, and reports whether there is one.
func (d days) Find(measure string) (any, bool, error) {
	m, ok := d.measures[measure]
	if !ok {
		return nil, false, nil
	}
	return d.daysOf(m), true, nil
}

// MarshalJSON returns the object with all members.
func (d days) MarshalJSON() ([]byte, error) {
	all := map[string][]string{}
	for id, m := range d.measures {
		all[id] = d.daysOf(m)
	}
	return json.Marshal(all, json.Deterministic(true))
}

// chains is an object with the chains of a measure: an object for each day (see daysOf)
// with the chain of each entity that the measure reaches.
type chains struct {
	*Index
	measure string
}

// Find returns the value of a member, and reports whether there is one.
func (c chains) Find(day string) (any, bool, error) {
	key := [2]string{c.measure, day}
	kept, ok := c.chains.Load(key)
	if !ok {
		kept, _ = c.chains.LoadOrStore(key, c.on(day))
	}
	return kept, true, nil
}

// on returns the chains on a day.
func (c chains) on(day string) chainsOn {
	m := c.measures[c.measure]
	return chainsOn{c.measure, m, c.steps(m, day)}
}

// MarshalJSON returns the object with all members.
func (c chains) MarshalJSON() ([]byte, error) {
	all := map[string]chainsOn{}
	links := 0
	for _, day := range c.daysOf(c.measures[c.measure]) {
		on := c.on(day)
		links += len(on.measure.Targets)
		for _, s := range on.steps {
			links += 1 + s.length
		}
		if links > maxLinks {
			return nil, fmt.Errorf("measure %q: its entities have more than %d relations in their chains on all dates: leave out dates, or entities that are far from a target", c.measure, maxLinks)
		}
		all[day] = on
	}
	return json.Marshal(all, json.Deterministic(true))
}

// chainsOn is an object with the chains of a measure on one day. Targets without relations
// have no steps.
type chainsOn struct {
	name    string // of the measure
	measure Measure
	steps   map[string]step
}

// Find returns the value of a member, and reports whether there is one.
func (c chainsOn) Find(entity string) (any, bool, error) {
	if _, ok := c.steps[entity]; !ok && !c.measure.hasTarget(entity) {
		return nil, false, nil
	}
	chain, err := c.chain(entity)
	return chain, true, err
}

// MarshalJSON returns the object with all members.
func (c chainsOn) MarshalJSON() ([]byte, error) {
	all := map[string][]link{}
	for _, target := range c.measure.Targets {
		all[target] = []link{}
	}
	for entity := range c.steps {
		chain, err := c.chain(entity)
		if err != nil {
			return nil, err
		}
		all[entity] = chain
	}
	return json.Marshal(all, json.Deterministic(true))
}

// chain lists the relations from an entity to a target. It is empty for a target.
func (c chainsOn) chain(entity string) ([]link, error) {
	if n := c.steps[entity].length; n > maxChain {
		return nil, fmt.Errorf("entity %q is %d relations away from the targets of measure %q: expected at most %d: relate it to an entity nearer to a target",
			entity, n, c.name, maxChain)
	}
	chain := []link{}
	for s := c.steps[entity]; s.next != ""; s = c.steps[s.next] {
		chain = append(chain, s.link)
	}
	return chain, nil
}
