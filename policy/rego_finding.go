package policy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom"
)

// regoFinding is a finding as the policies state it.
type regoFinding struct {
	Rule      string
	Level     Level
	Message   string // the message; if it is empty, Template is filled
	Template  string // text with slots, see fill
	Why       string
	Component string
	Claims    []regoClaim
	Entity    string
	Chain     []regoLink
	Measure   string
	Act       string
	Reasons   []string
	Remedy    string
}

type regoClaim struct {
	ID    int
	Class string
}

type regoLink struct {
	From       string
	To         string
	Type       string
	Share      float64
	Since      string
	Confidence string
}

// findingMembers are the members of a finding as the policies state it.
var findingMembers = []string{
	"act", "chain", "claims", "component", "entity", "level", "measure", "message", "reasons", "remedy", "rule", "template", "why",
}

// completeMembers is the number of members of a finding in data.bomgate.facts: all but
// either message or template.
var completeMembers = len(findingMembers) - 1

// readFinding reads a finding from OPA's value. It avoids the detour over JSON, which
// is ten times slower, because there may be as many findings as components.
func readFinding(t *ast.Term) (f regoFinding, err error) {
	r := reading{}
	o := r.object(t)
	if wrong := o.Get(ast.InternedTerm("not_a_finding")); wrong != nil {
		f.Rule = r.text(o, "rule")
		return f, fmt.Errorf(`%v: expected a finding: deny contains {"message": …} if { … }`, wrong)
	}
	f = regoFinding{
		Rule:      r.text(o, "rule"),
		Level:     Level(r.text(o, "level")),
		Message:   r.text(o, "message"),
		Template:  r.text(o, "template"),
		Why:       r.text(o, "why"),
		Component: r.text(o, "component"),
		Entity:    r.text(o, "entity"),
		Measure:   r.text(o, "measure"),
		Act:       r.text(o, "act"),
		Remedy:    r.text(o, "remedy"),
	}
	r.list(o, "claims", func(t *ast.Term) {
		o := r.object(t)
		f.Claims = append(f.Claims, regoClaim{r.id(o), r.text(o, "class")})
	})
	r.list(o, "chain", func(t *ast.Term) {
		o := r.object(t)
		f.Chain = append(f.Chain, regoLink{
			r.text(o, "from"), r.text(o, "to"), r.text(o, "type"), r.number(o, "share"), r.text(o, "since"), r.text(o, "confidence"),
		})
	})
	r.list(o, "reasons", func(t *ast.Term) {
		s, ok := t.Value.(ast.String)
		r.expect(ok, "a string", "reasons", t)
		f.Reasons = append(f.Reasons, string(s))
	})
	if o.Len() != completeMembers {
		r.refuseUnknown(o)
	}
	return f, r.err
}

// resolve checks a finding on a document, and returns the component in it, and the
// finding without text of the document. An identifier that refers to nothing is an
// error of the policy.
func (e *Engine) resolve(doc *sbom.Document, f *regoFinding) (component int, out Finding, err error) {
	out = Finding{Rule: f.Rule, Level: f.Level, Why: f.Why, Reasons: f.Reasons, Remedy: f.Remedy}
	switch {
	case f.Message == "" && f.Template == "":
		return 0, out, errors.New("a finding without message and template")
	case f.Message != "" && f.Template != "":
		return 0, out, errors.New("a finding with both message and template")
	case !f.Level.known():
		return 0, out, fmt.Errorf("level %q: expected error, warning or note", f.Level)
	}
	if component, err = strconv.Atoi(f.Component); err != nil || component < 0 || component >= doc.Len() {
		return 0, out, fmt.Errorf("component %q: expected a member of input.components", f.Component)
	}
	for _, c := range f.Claims {
		if c.ID < 0 || c.ID >= doc.ClaimCount() {
			return 0, out, fmt.Errorf("claim %d: expected the id of a claim in input.claims", c.ID)
		}
	}
	if f.Entity != "" {
		entity, err := e.entity(f.Entity)
		if err != nil {
			return 0, out, err
		}
		out.Entity = &entity
	}
	for _, l := range f.Chain {
		from, err := e.entity(l.From)
		if err != nil {
			return 0, out, err
		}
		to, err := e.entity(l.To)
		if err != nil {
			return 0, out, err
		}
		out.Chain = append(out.Chain, Relation{from, to, l.Type, l.Share, l.Since, l.Confidence})
	}
	if f.Measure != "" {
		m, ok := e.measures[f.Measure]
		if !ok {
			return 0, out, fmt.Errorf("measure %q: expected a member of data.measures", f.Measure)
		}
		out.Measure = &m
		if from, ok := e.acts[f.Measure][f.Act]; ok {
			out.Act = &Act{Name: f.Act, From: from}
		} else if f.Act != "" {
			return 0, out, fmt.Errorf("act %q: expected one of measure %q", f.Act, f.Measure)
		}
	}
	return component, out, nil
}

func (e *Engine) entity(id string) (Entity, error) {
	name, ok := e.index.Name(id)
	if !ok {
		return Entity{}, fmt.Errorf("entity %q: expected a member of data.entities", id)
	}
	return Entity{ID: id, Name: name}, nil
}

// reading reads members of OPA's objects. A missing member is the zero value. A member
// of the wrong type is an error; the first one is kept.
type reading struct{ err error }

func (r *reading) expect(ok bool, what, name string, t *ast.Term) {
	if !ok && r.err == nil {
		r.err = fmt.Errorf("%s is %v: expected %s", name, t, what)
	}
}

// refuseUnknown makes a member that a finding does not have an error.
func (r *reading) refuseUnknown(o ast.Object) {
	for _, key := range o.Keys() {
		if name, ok := key.Value.(ast.String); r.err == nil && (!ok || !slices.Contains(findingMembers, string(name))) {
			r.err = fmt.Errorf("unknown member %v of a finding: expected %s", key, suggest.Expected(string(name), findingMembers))
		}
	}
}

func (r *reading) object(t *ast.Term) ast.Object {
	o, ok := t.Value.(ast.Object)
	if !ok {
		r.expect(false, "an object", "a member", t)
		return ast.NewObject()
	}
	return o
}

func (r *reading) text(o ast.Object, name string) string {
	t := o.Get(ast.InternedTerm(name))
	if t == nil {
		return ""
	}
	s, ok := t.Value.(ast.String)
	r.expect(ok, "a string", name, t)
	return string(s)
}

func (r *reading) number(o ast.Object, name string) float64 {
	t := o.Get(ast.InternedTerm(name))
	if t == nil {
		return 0
	}
	n, ok := t.Value.(ast.Number)
	r.expect(ok, "a number", name, t)
	f, _ := n.Float64()
	return f
}

// id returns the id of a claim, or -1 if there is none.
func (r *reading) id(o ast.Object) int {
	t := o.Get(ast.InternedTerm("id"))
	if t == nil {
		return -1
	}
	n, _ := t.Value.(ast.Number)
	id, ok := n.Int()
	r.expect(ok, "a whole number", "id", t)
	return id
}

// list reads the elements of an array or a set.
func (r *reading) list(o ast.Object, name string, each func(*ast.Term)) {
	t := o.Get(ast.InternedTerm(name))
	if t == nil {
		return
	}
	switch l := t.Value.(type) {
	case *ast.Array:
		l.Foreach(each)
	case ast.Set:
		l.Foreach(each)
	default:
		r.expect(false, "an array or a set", name, t)
	}
}
