package policy

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// finding is a finding as the policies state it.
type finding struct {
	Rule      string
	Level     Level
	Message   string
	Why       string
	Component string
	Claims    []evidence
	Entity    string
	Chain     []link
	Measure   string
	Act       string
	Reasons   []string
	Remedy    string
}

type evidence struct {
	ID    int
	Class string
}

type link struct {
	From       string
	To         string
	Type       string
	Share      float64
	Since      string
	Confidence string
}

// readFinding reads a finding from OPA's value, since there may be as many as
// components, and by way of JSON each takes ten times as long.
func readFinding(t *ast.Term) (f finding, err error) {
	r := reading{}
	o := r.object(t)
	f = finding{
		Rule:      r.text(o, "rule"),
		Level:     Level(r.text(o, "level")),
		Message:   r.text(o, "message"),
		Why:       r.text(o, "why"),
		Component: r.text(o, "component"),
		Entity:    r.text(o, "entity"),
		Measure:   r.text(o, "measure"),
		Act:       r.text(o, "act"),
		Remedy:    r.text(o, "remedy"),
	}
	r.list(o, "claims", func(t *ast.Term) {
		o := r.object(t)
		f.Claims = append(f.Claims, evidence{r.id(o), r.text(o, "class")})
	})
	r.list(o, "chain", func(t *ast.Term) {
		o := r.object(t)
		f.Chain = append(f.Chain, link{
			r.text(o, "from"), r.text(o, "to"), r.text(o, "type"), r.number(o, "share"), r.text(o, "since"), r.text(o, "confidence"),
		})
	})
	r.list(o, "reasons", func(t *ast.Term) {
		s, ok := t.Value.(ast.String)
		r.expect(ok, "a string", "reasons", t)
		f.Reasons = append(f.Reasons, string(s))
	})
	return f, r.err
}

// reading reads members of OPA's objects. One that is not there is its zero value;
// the first that is of another type than expected is the error.
type reading struct{ err error }

func (r *reading) expect(ok bool, what, name string, t *ast.Term) {
	if !ok && r.err == nil {
		r.err = fmt.Errorf("data.bomgate.findings: %s is %v: expected %s", name, t, what)
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

// id is the id of a claim; without one it is -1, which no claim has.
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

// list reads the elements of an array, or of a set in its order.
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
