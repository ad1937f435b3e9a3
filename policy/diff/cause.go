package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
)

// Side is a run of a comparison.
type Side string

// The sides.
const (
	Both Side = ""    // both runs state the fact, and differ in it
	Old  Side = "old" // only the old run states the fact
	New  Side = "new" // only the new run states the fact
)

// Fact is the kind of a fact that causes a difference.
type Fact string

// The facts.
const (
	FactDate      Fact = "date"      // the date of the evaluation
	FactAct       Fact = "act"       // an act that is evaluated, or that a measure prohibits from a date on
	FactNexus     Fact = "nexus"     // a jurisdiction that binds the producer
	FactPolicies  Fact = "policies"  // a bundle of policies or data
	FactRule      Fact = "rule"      // a rule
	FactMeasure   Fact = "measure"   // a measure
	FactDocument  Fact = "document"  // a document
	FactComponent Fact = "component" // a component of the document
	FactEvidence  Fact = "evidence"  // a value that matches an entity
	FactEntity    Fact = "entity"    // the entity that the component matches
	FactRelation  Fact = "relation"  // a relation between entities
	FactReason    Fact = "reason"    // a reason for the level
	FactUnknown   Fact = "unknown"   // the runs do not state the cause
)

// Cause is a fact that causes a difference.
type Cause struct {
	Fact     Fact
	Side     Side
	Text     string           // the fact in words; "" for evidence
	Document string           // the name of the document of the evidence
	Evidence *policy.Evidence // nil for other facts
}

// contextCauses returns the differences between the runs as a whole.
func (d *Diff) contextCauses() []Cause {
	var out []Cause
	old, new := d.Old.Context, d.New.Context
	if !old.AsOf.Equal(new.AsOf) {
		out = append(out, Cause{Fact: FactDate, Text: fmt.Sprintf("as of %s in the old run, %s in the new run", instant(old.AsOf), instant(new.AsOf))})
	}
	out = append(out, onlyIn(FactAct, "the act", old.Acts, new.Acts)...)
	out = append(out, onlyIn(FactNexus, "the nexus", old.Nexus, new.Nexus)...)
	out = append(out, bundleCauses(d.Old.Bundles, d.New.Bundles)...)
	return append(out, onlyIn(FactMeasure, "the measure", slices.Sorted(maps.Keys(d.before.measures)), slices.Sorted(maps.Keys(d.after.measures)))...)
}

// onlyIn returns a cause for each name that is in one of two lists only.
func onlyIn(fact Fact, what string, old, new []string) []Cause {
	var out []Cause
	for _, name := range new {
		if !slices.Contains(old, name) {
			out = append(out, Cause{Fact: fact, Side: New, Text: what + " " + name})
		}
	}
	for _, name := range old {
		if !slices.Contains(new, name) {
			out = append(out, Cause{Fact: fact, Side: Old, Text: what + " " + name})
		}
	}
	return out
}

// bundleCauses returns the policies that one of the runs does not have, or has with another
// content. The names of policies with the same content do not matter.
func bundleCauses(old, new []gate.Bundle) []Cause {
	has := func(list []gate.Bundle, f func(gate.Bundle) bool) bool { return slices.ContainsFunc(list, f) }
	var out []Cause
	one := func(side Side, list, other []gate.Bundle) {
		for _, b := range list {
			switch {
			case has(other, func(o gate.Bundle) bool { return o.Digest == b.Digest }):
			case !has(other, func(o gate.Bundle) bool { return o.Name == b.Name }):
				out = append(out, Cause{Fact: FactPolicies, Side: side, Text: fmt.Sprintf("the policies %q", b.Name)})
			case side == New:
				out = append(out, Cause{Fact: FactPolicies, Text: fmt.Sprintf("the content of the policies %q", b.Name)})
			}
		}
	}
	one(New, new, old)
	one(Old, old, new)
	return out
}

// causes returns the causes of a difference between two findings. One of them may be nil.
func (d *Diff) causes(before, after *product, old, new *entry) []Cause {
	var out []Cause
	var changed bool // the document
	switch {
	case old == nil:
		out, changed = d.presence(New, new, before)
	case new == nil:
		out, changed = d.presence(Old, old, after)
	default:
		out, changed = d.level(old, new), old.report.Digest != new.report.Digest
	}
	if len(out) == 0 {
		out = d.Context
	}
	if len(out) == 0 && changed {
		out = []Cause{{Fact: FactDocument, Text: "the content of the document"}}
	}
	if len(out) == 0 {
		out = []Cause{{Fact: FactUnknown, Text: "the runs do not state the cause"}}
	}
	return out
}

// presence returns the causes for a finding that only one run has. It also reports whether
// the other run judged a document with another content.
func (d *Diff) presence(side Side, e *entry, other *product) (out []Cause, changed bool) {
	f := e.finding
	if other == nil {
		return []Cause{{Fact: FactDocument, Side: side, Text: fmt.Sprintf("the document %q", e.report.Name)}}, true
	}
	run, x, otherSide := d.Old, d.before, Old
	if side == Old {
		run, x, otherSide = d.New, d.after, New
	}
	if len(x.rules) > 0 && !x.rules[f.Rule] {
		out = append(out, Cause{Fact: FactRule, Side: side, Text: "the rule " + f.Rule})
	}
	if f.Measure != nil && !x.measures[f.Measure.ID] {
		out = append(out, Cause{Fact: FactMeasure, Side: side, Text: "the measure " + f.Measure.ID})
	}
	if f.Act != nil && !slices.Contains(run.Context.Acts, f.Act.Name) {
		out = append(out, Cause{Fact: FactAct, Side: side, Text: "the act " + f.Act.Name})
	}
	changed = !slices.ContainsFunc(other.reports, func(r *policy.Report) bool { return r.Digest == e.report.Digest })
	if len(out) == 0 && !changed { // the evidence is the same, but it was not judged in the same way
		out = append(out, d.Context...)
	}
	evidence, named := other.evidence[identity(f.Component)]
	switch rival := other.entity(f); {
	case f.Component == nil:
	case rival != "":
		out = append(out, Cause{Fact: FactEntity, Side: otherSide, Text: "a match with " + rival})
	case !named && changed:
		out = append(out, Cause{Fact: FactComponent, Side: side, Text: "the component " + describe(f.Component)})
	}
	for i := range f.Evidence {
		if v := &f.Evidence[i]; !evidence[v.String()] {
			out = append(out, Cause{Fact: FactEvidence, Side: side, Document: e.report.Name, Evidence: v})
		}
	}
	for _, r := range f.Chain {
		if text := relation(r); !other.relations[text] {
			out = append(out, Cause{Fact: FactRelation, Side: side, Text: "the relation " + text})
		}
	}
	return out, changed
}

// entity returns the name of another entity that the component of a finding matches, or "".
func (p *product) entity(f *policy.Finding) string {
	if f.Component == nil || f.Entity == nil {
		return ""
	}
	return p.entities[match{f.Rule, identity(f.Component)}]
}

// match is what findings on a component have in common.
type match struct{ rule, component string }

// identity names a component without its version, or the document as a whole.
func identity(c *policy.Component) string {
	if c == nil {
		return ""
	}
	if c.PURL != "" {
		name, _, _ := strings.Cut(c.PURL, "@")
		return name
	}
	return c.Group + "\x00" + c.Name
}

// level returns the causes for another level of a finding: the facts in it that differ.
func (d *Diff) level(old, new *entry) []Cause {
	o, n := old.finding, new.finding
	out := d.act(o.Act, n.Act)
	out = append(out, evidenceCauses(old, new)...)
	out = append(out, onlyIn(FactRelation, "the relation", relations(o.Chain), relations(n.Chain))...)
	out = append(out, onlyIn(FactReason, "the reason", o.Reasons, n.Reasons)...)
	if o.Component != nil && n.Component != nil && o.Component.Version != n.Component.Version {
		out = append(out, Cause{Fact: FactComponent, Text: fmt.Sprintf("the version %q in the old run, %q in the new run", o.Component.Version, n.Component.Version)})
	}
	return out
}

// act returns the cause if two acts differ.
func (d *Diff) act(old, new *policy.Act) []Cause {
	text := ""
	switch {
	case old == nil || new == nil:
		return nil
	case old.Name != new.Name:
		text = fmt.Sprintf("the act %s in the old run, %s in the new run", old.Name, new.Name)
	case !old.From.Equal(new.From):
		text = fmt.Sprintf("%s is prohibited since %s in the old run, %s in the new run", old.Name, day(old.From), day(new.From))
	case old.InForce != new.InForce:
		text = fmt.Sprintf("%s is prohibited since %s: the old run is as of %s, the new run as of %s", new.Name, day(new.From), instant(d.Old.Context.AsOf), instant(d.New.Context.AsOf))
	default:
		return nil
	}
	return []Cause{{Fact: FactAct, Text: text}}
}

// evidenceCauses returns the evidence that only one of two findings has.
func evidenceCauses(old, new *entry) []Cause {
	var out []Cause
	one := func(side Side, e, other *entry) {
		for i := range e.finding.Evidence {
			v := &e.finding.Evidence[i]
			if !slices.ContainsFunc(other.finding.Evidence, func(o policy.Evidence) bool { return o.String() == v.String() }) {
				out = append(out, Cause{Fact: FactEvidence, Side: side, Document: e.report.Name, Evidence: v})
			}
		}
	}
	one(New, new, old)
	one(Old, old, new)
	return out
}

func relations(chain []policy.Relation) []string {
	out := make([]string, len(chain))
	for i, r := range chain {
		out[i] = relation(r)
	}
	return out
}

// relation describes a relation with everything that the data state about it.
func relation(r policy.Relation) string {
	s := fmt.Sprintf("%s %s %s", r.From.Name, strings.ReplaceAll(r.Type, "-", " "), r.To.Name)
	if r.Share > 0 {
		s += fmt.Sprintf(" (%g %%)", r.Share)
	}
	if r.Since != "" {
		s += " since " + r.Since
	}
	if r.Confidence != "" {
		s += ", " + r.Confidence
	}
	return s
}

// describe names a component for people.
func describe(c *policy.Component) string {
	name := c.Name
	if c.Group != "" {
		name = c.Group + "/" + c.Name
	}
	return strings.TrimSpace(fmt.Sprintf("%q %s", name, c.Version))
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func day(t time.Time) string {
	if t.IsZero() {
		return "no date"
	}
	return t.UTC().Format(time.DateOnly)
}
