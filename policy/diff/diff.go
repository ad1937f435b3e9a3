// Package diff compares the findings of two runs: it says which findings appeared,
// disappeared or changed level, and which facts caused that.
//
// Two findings are the same if they are about the same product and have the same
// fingerprint, which does not depend on the version of the component. If a document has
// several findings with a fingerprint, as for two versions of a package, the most severe one
// counts.
//
// A document that names no product is the same as another one if both have the same name.
package diff

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
)

// Kind is the kind of a difference.
type Kind string

// The kinds of differences, in the order in which they are listed.
const (
	Appeared    Kind = "appeared"
	Level       Kind = "level" // the level differs
	Disappeared Kind = "disappeared"
	Verdict     Kind = "verdict" // of documents: the verdict differs
)

// Diff is the result of a comparison.
type Diff struct {
	Old, New  *gate.Run
	Context   []Cause    // what differs between the runs as a whole: date, acts, nexus, policies, measures
	Documents []Document // that only one run has or that have another verdict
	Findings  []Finding  // by kind, the most severe first

	OmittedOld, OmittedNew int // findings that the reports on documents omit, and that are not compared

	before, after index // of the runs
}

// Empty reports whether no finding and no document differs.
func (d *Diff) Empty() bool { return len(d.Documents) == 0 && len(d.Findings) == 0 }

// Count returns the number of findings with a kind of difference.
func (d *Diff) Count(k Kind) int {
	n := 0
	for _, f := range d.Findings {
		if f.Kind == k {
			n++
		}
	}
	return n
}

// Document is a difference between documents about a product.
type Document struct {
	Kind       Kind           // Appeared, Disappeared or Verdict
	Product    string         // see [policy.Document.Product]
	Name       string         // of the new document or, if there is none, of the old one
	Old, New   policy.Verdict // "" if the run does not have the document
	Why        string         // why one of them has no verdict, or ""
	Unreadable bool           // one of the runs could not read or evaluate it
}

// Finding is a difference between findings.
type Finding struct {
	Kind    Kind
	Product string
	Name    string          // of the document with New or, if there is none, with Old
	Old     *policy.Finding // nil if the finding appeared
	New     *policy.Finding // nil if the finding disappeared
	Causes  []Cause         // never empty
}

// Finding returns the new finding or, if there is none, the old one.
func (f *Finding) Finding() *policy.Finding {
	if f.New != nil {
		return f.New
	}
	return f.Old
}

// Runs compares two runs. It does not compare findings on waivers.
//
// If a run could not read a document, the product of that document is not known. Products that
// only the other run has are then not reported as disappeared.
func Runs(old, new *gate.Run) *Diff {
	d := &Diff{Old: old, New: new, before: newIndex(old), after: newIndex(new)}
	d.OmittedOld, d.OmittedNew = omitted(old), omitted(new)
	d.Context = d.contextCauses()
	for _, k := range keys(d.before, d.after) {
		b, a := d.before.products[k], d.after.products[k]
		if a == nil && d.after.unreadable {
			continue
		}
		if changed, ok := compareDocuments(b, a); ok {
			d.Documents = append(d.Documents, changed)
		}
		for _, fingerprint := range fingerprints(b, a) {
			if f, ok := d.compareFindings(b, a, fingerprint); ok {
				d.Findings = append(d.Findings, f)
			}
		}
	}
	order := []Kind{Appeared, Level, Disappeared}
	slices.SortStableFunc(d.Findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Kind), slices.Index(order, y.Kind)), x.Finding().Level.Compare(y.Finding().Level))
	})
	return d
}

func omitted(run *gate.Run) int {
	n := 0
	for _, r := range run.Reports {
		n += r.Omitted()
	}
	return n
}

// compareFindings returns the difference between the findings with a fingerprint, if there
// is one. A finding that the other run may have omitted is not a difference.
func (d *Diff) compareFindings(before, after *product, fingerprint string) (f Finding, ok bool) {
	old, new := before.find(fingerprint), after.find(fingerprint)
	switch {
	case old == nil:
		f.Kind, ok = Appeared, !before.omits(new.finding.Level)
	case new == nil:
		f.Kind, ok = Disappeared, !after.omits(old.finding.Level)
	default:
		f.Kind, ok = Level, old.finding.Level != new.finding.Level
	}
	if !ok {
		return f, false
	}
	if old != nil {
		f.Old, f.Product, f.Name = old.finding, before.key.product, old.report.Name
	}
	if new != nil {
		f.New, f.Product, f.Name = new.finding, after.key.product, new.report.Name
	}
	f.Causes = d.causes(before, after, old, new)
	return f, true
}

// compareDocuments returns the difference between the documents about a product, if there
// is one.
func compareDocuments(old, new *product) (d Document, ok bool) {
	d.Kind = Verdict
	if old != nil {
		d.Product, d.Name, d.Old, d.Why = old.key.product, old.name(), old.verdict(), old.why()
	}
	if new != nil {
		d.Product, d.Name, d.New, d.Why = new.key.product, new.name(), new.verdict(), cmp.Or(new.why(), d.Why)
	}
	switch {
	case old == nil:
		d.Kind = Appeared
	case new == nil:
		d.Kind = Disappeared
	}
	d.Unreadable = old != nil && old.key.unreadable || new != nil && new.key.unreadable
	return d, d.Old != d.New || d.Unreadable
}

// key identifies a product.
type key struct {
	product string
	name    string // of the document, if it does not name a product

	unreadable bool // the document could not be read or evaluated, so that its product is not known
}

// product is the documents of a run about one product.
type product struct {
	key     key
	reports []*policy.Report
	entries map[string]*entry // by fingerprint
	order   []string          // of the fingerprints
	omitted map[policy.Level]bool

	evidence  map[string]map[string]bool // by component, see identity
	relations map[string]bool            // see relation
	entities  map[match]string           // names
}

// entry is a finding with its report.
type entry struct {
	finding *policy.Finding
	report  *policy.Report
}

// find returns the most severe finding with a fingerprint, or nil.
func (p *product) find(fingerprint string) *entry {
	if p == nil {
		return nil
	}
	return p.entries[fingerprint]
}

func (p *product) name() string { return p.reports[0].Name }

func (p *product) verdict() policy.Verdict { return policy.Overall(p.reports) }

// why returns the first reason for which a document has no verdict, or "" if all have one.
func (p *product) why() string {
	for _, r := range p.reports {
		if why := r.WhyUndetermined(); why != "" {
			return why
		}
	}
	return ""
}

// omits reports whether the reports on a product omit findings of a level.
func (p *product) omits(l policy.Level) bool { return p != nil && p.omitted[l] }

// index is the findings of a run by product and fingerprint.
type index struct {
	products map[key]*product
	order    []key
	measures map[string]bool // their IDs
	rules    map[string]bool // their IDs; empty if they are not known

	unreadable bool // there are documents that could not be read or evaluated
}

func newIndex(run *gate.Run) index {
	x := index{products: map[key]*product{}, measures: map[string]bool{}, rules: map[string]bool{}}
	for _, r := range run.Reports {
		x.add(r)
	}
	return x
}

func (x *index) add(r *policy.Report) {
	k := keyOf(r)
	x.unreadable = x.unreadable || k.unreadable
	for _, rule := range r.Rules {
		if rule.ID != "" {
			x.rules[rule.ID] = true
		}
		for _, m := range rule.Measures {
			x.measures[m.ID] = true
		}
	}
	p := x.products[k]
	if p == nil {
		p = &product{
			key: k, entries: map[string]*entry{}, omitted: map[policy.Level]bool{},
			evidence: map[string]map[string]bool{}, relations: map[string]bool{}, entities: map[match]string{},
		}
		x.products[k] = p
		x.order = append(x.order, k)
	}
	p.reports = append(p.reports, r)
	listed := map[policy.Level]int{}
	for i := range r.Findings {
		listed[r.Findings[i].Level]++
		p.add(&entry{&r.Findings[i], r})
	}
	for level, n := range r.Counts {
		p.omitted[level] = p.omitted[level] || n > listed[level]
	}
}

func (p *product) add(e *entry) {
	f := e.finding
	known := p.entries[f.Fingerprint]
	if known == nil {
		p.order = append(p.order, f.Fingerprint)
	}
	if known == nil || f.Level.Compare(known.finding.Level) < 0 {
		p.entries[f.Fingerprint] = e
	}
	c := identity(f.Component)
	if p.evidence[c] == nil {
		p.evidence[c] = map[string]bool{}
	}
	for _, v := range f.Evidence {
		p.evidence[c][v.String()] = true
	}
	if f.Entity != nil {
		p.entities[match{f.Rule, c}] = f.Entity.Name
	}
	for _, r := range f.Chain {
		p.relations[relation(r)] = true
	}
}

func keyOf(r *policy.Report) key {
	switch {
	case r.Document == nil:
		return key{name: r.Name, unreadable: true}
	case r.Document.Product == "":
		return key{name: r.Name}
	}
	return key{product: r.Document.Product}
}

// keys returns the keys of two indexes: first the keys of the new one, then those that only
// the old one has.
func keys(old, new index) []key {
	all := slices.Clone(new.order)
	for _, k := range old.order {
		if new.products[k] == nil {
			all = append(all, k)
		}
	}
	return all
}

// fingerprints returns the fingerprints of two products: first those of the new one, then
// those that only the old one has.
func fingerprints(old, new *product) []string {
	var all []string
	seen := map[string]bool{}
	for _, p := range []*product{new, old} {
		if p == nil {
			continue
		}
		for _, f := range p.order {
			if !seen[f] {
				seen[f] = true
				all = append(all, f)
			}
		}
	}
	return all
}

// names describes the products of an index for people, each once.
func (x index) names() []string {
	var names []string
	for _, k := range x.order {
		switch {
		case k.unreadable:
		case k.product == "":
			names = append(names, fmt.Sprintf("the document %q, which names no product", k.name))
		default:
			names = append(names, fmt.Sprintf("the product %q", k.product))
		}
	}
	return names
}
