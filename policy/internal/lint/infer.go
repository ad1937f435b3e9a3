package lint

import (
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
)

// inference finds the shapes of the variables and rules of compiled Rego, in which
// every call has a statement of its own. It follows values from input through
// variables, comprehensions, functions and rules. Until nothing changes, it visits all
// rules again.
type inference struct {
	input   *shape
	base    map[string]*shape // members of data that no rule defines
	tree    map[string]any    // all data
	values  map[string]*shape // of data, by reference
	rules   func(ast.Ref) []*ast.Rule
	vars    map[*ast.Rule]map[ast.Var]*shape
	results map[*ast.Rule]*shape
	changed bool

	rule     *ast.Rule // that is visited
	problems func(*ast.Term, error)
}

// infer visits the rules until nothing changes, and then calls found for each problem
// in the reported rules.
func infer(input *shape, base map[string]*shape, tree map[string]any, all, reported []*ast.Rule, rules func(ast.Ref) []*ast.Rule, found func(*ast.Rule, *ast.Term, error)) {
	x := &inference{input: input, base: base, tree: tree, values: map[string]*shape{}, rules: rules, vars: map[*ast.Rule]map[ast.Var]*shape{}, results: map[*ast.Rule]*shape{}}
	for _, r := range all {
		x.vars[r] = map[ast.Var]*shape{}
	}
	const limit = 100 // a value that has not settled by then is not worth more time
	x.changed = true
	for n := 0; x.changed; n++ {
		if n == limit {
			return
		}
		x.changed = false
		for _, r := range all {
			x.visit(r)
		}
	}
	for _, r := range reported {
		x.problems = func(t *ast.Term, err error) { found(r, t, err) }
		x.visit(r)
	}
}

func (x *inference) visit(r *ast.Rule) {
	x.rule = r
	var s *shape
	for branch := r; branch != nil; branch = branch.Else {
		x.body(branch.Body)
		switch {
		case r.Head.RuleKind() == ast.MultiValue:
			s = join(s, x.term(branch.Head.Key))
		case branch.Head.Value != nil:
			s = join(s, x.term(branch.Head.Value))
		}
	}
	isObject := len(r.Head.Ref()) == 2 && !r.Head.Ref()[1].IsGround()
	switch {
	case s == nil:
		return
	case r.Head.RuleKind() == ast.MultiValue && len(r.Head.Ref()) == 1, r.Head.RuleKind() == ast.SingleValue && isObject:
		s = &shape{name: r.Head.Ref()[0].String(), element: s}
	case len(r.Head.Ref()) > 1 && !r.Head.Ref().IsGround():
		s = unknown
	}
	x.set(func() *shape { return x.results[r] }, func(s *shape) { x.results[r] = s }, s)
}

// set joins a shape with the one that is known.
func (x *inference) set(get func() *shape, put func(*shape), s *shape) {
	before := get()
	after := join(before, s)
	if after != before && !same(after, before) {
		put(after)
		x.changed = true
	}
}

// same reports whether two shapes are equal. Shapes that are made anew in each visit
// differ in their address only.
func same(a, b *shape) bool {
	for a != b {
		if a == nil || b == nil || a == unknown || b == unknown || a.scalar != b.scalar || !slices.Equal(a.texts, b.texts) || a.indexed != b.indexed || len(a.enum) != len(b.enum) || (a.members == nil) != (b.members == nil) {
			return false
		}
		if a.element == nil || b.element == nil {
			return (a.element == nil) == (b.element == nil) && len(a.members) == len(b.members)
		}
		a, b = a.element, b.element
	}
	return true
}

func (x *inference) setVar(r *ast.Rule, v ast.Var, s *shape) {
	vars := x.vars[r]
	if vars == nil || s == nil {
		return
	}
	x.set(func() *shape { return vars[v] }, func(s *shape) { vars[v] = s }, s)
}

func (x *inference) body(body ast.Body) {
	for _, e := range body {
		if replacesInput(e) {
			continue
		}
		switch terms := e.Terms.(type) {
		case *ast.Term:
			x.term(terms)
		case []*ast.Term:
			x.call(e, terms[0].Value, terms[1:])
		case *ast.Every:
			domain := x.term(terms.Domain)
			if v, ok := terms.Value.Value.(ast.Var); ok {
				x.setVar(x.rule, v, elementOf(domain))
			}
			x.body(terms.Body)
		}
	}
}

// replacesInput reports whether an expression sees another input.
func replacesInput(e *ast.Expr) bool {
	for _, w := range e.With {
		if ref, ok := w.Target.Value.(ast.Ref); ok && ref.HasPrefix(ast.InputRootRef) {
			return true
		}
	}
	return false
}

func elementOf(s *shape) *shape {
	if s == nil || s.element != nil {
		if s == nil {
			return nil
		}
		return s.element
	}
	return unknown
}

// call visits a statement: an equation, or a call whose last argument is the result.
func (x *inference) call(e *ast.Expr, operator ast.Value, args []*ast.Term) {
	ref, _ := operator.(ast.Ref)
	if len(args) == 2 && (e.IsEquality() || ref.Equal(ast.Equal.Ref()) || ref.Equal(ast.NotEqual.Ref())) {
		x.compare(args[0], args[1])
		x.compare(args[1], args[0])
	}
	if e.IsEquality() || e.IsAssignment() {
		x.unify(args[0], args[1])
		x.unify(args[1], args[0])
		return
	}
	shapes := make([]*shape, len(args))
	for i, arg := range args {
		shapes[i] = x.term(arg)
	}
	result := unknown
	if callees := x.rules(ref); len(callees) > 0 {
		result = nil
		for _, callee := range callees {
			for i, parameter := range callee.Head.Args {
				if i < len(shapes) {
					x.match(callee, parameter, shapes[i])
				}
			}
			result = join(result, x.results[callee])
		}
		if n := len(callees[0].Head.Args); n < len(args) {
			x.match(x.rule, args[n], result)
		}
		return
	}
	switch {
	case ref.Equal(ast.ObjectGet.Ref()):
		result = x.get(args)
	case ref.Equal(ast.ObjectKeys.Ref()):
		result = list(shapes[0].keys(), false)
	}
	if last := len(args) - 1; last >= 0 && ast.BuiltinMap[ref.String()] != nil && ast.BuiltinMap[ref.String()].Decl.Arity() == last {
		x.match(x.rule, args[last], result)
	}
}

// compare reports a text that the other side of a comparison never is.
func (x *inference) compare(text, other *ast.Term) {
	if _, ok := text.Value.(ast.String); !ok || x.problems == nil {
		return
	}
	if err := x.term(other).compare(text); err != nil {
		x.problems(text, err)
	}
}

// get returns the shape of the result of object.get, whose key may be a list of names.
func (x *inference) get(args []*ast.Term) *shape {
	s := x.term(args[0])
	keys := []*ast.Term{args[1]}
	if path, ok := args[1].Value.(*ast.Array); ok {
		keys = nil
		path.Foreach(func(t *ast.Term) { keys = append(keys, t) })
	} else if path := x.term(args[1]); path != nil && path.element != nil {
		return unknown // a path that is not written here
	}
	for _, key := range keys {
		s = x.member(s, key)
	}
	return join(s, x.term(args[2]))
}

// unify gives the variables in one side of an equation the shapes of the other side.
func (x *inference) unify(pattern, value *ast.Term) {
	switch p := pattern.Value.(type) {
	case *ast.Array:
		if v, ok := value.Value.(*ast.Array); ok && v.Len() == p.Len() {
			for i := range p.Len() {
				x.unify(p.Elem(i), v.Elem(i))
			}
			return
		}
	case ast.Object:
		if v, ok := value.Value.(ast.Object); ok {
			p.Foreach(func(key, part *ast.Term) {
				if other := v.Get(key); other != nil {
					x.unify(part, other)
				}
			})
			return
		}
	}
	s := x.term(value)
	if _, isVar := pattern.Value.(ast.Var); s == unknown && !isVar {
		return // the variables in the pattern have other shapes
	}
	x.match(x.rule, pattern, s)
}

// match gives the variables in a pattern the shapes of a value's parts.
func (x *inference) match(r *ast.Rule, pattern *ast.Term, s *shape) {
	switch p := pattern.Value.(type) {
	case ast.Var:
		x.setVar(r, p, s)
	case *ast.Array:
		p.Foreach(func(t *ast.Term) { x.match(r, t, elementOf(s)) })
	case ast.Object:
		p.Foreach(func(key, part *ast.Term) { x.match(r, part, x.member(s, key)) })
	}
}

// term returns the shape of a term.
func (x *inference) term(t *ast.Term) *shape {
	switch v := t.Value.(type) {
	case ast.Var:
		if v == ast.InputRootDocument.Value.(ast.Var) {
			return x.input
		}
		return x.vars[x.rule][v]
	case ast.Ref:
		return x.ref(v)
	case ast.String:
		return textsOf(string(v))
	case *ast.ArrayComprehension:
		x.body(v.Body)
		return list(x.term(v.Term), true)
	case *ast.SetComprehension:
		x.body(v.Body)
		return list(x.term(v.Term), false)
	case *ast.ObjectComprehension:
		x.body(v.Body)
		return list(x.term(v.Value), false)
	case *ast.Array:
		var element *shape
		v.Foreach(func(t *ast.Term) { element = join(element, x.term(t)) })
		return list(element, true)
	case ast.Set:
		var element *shape
		v.Foreach(func(t *ast.Term) { element = join(element, x.term(t)) })
		return list(element, false)
	case ast.Object:
		v.Foreach(func(_, value *ast.Term) { x.term(value) })
	}
	return unknown
}

func list(element *shape, indexed bool) *shape {
	if element == nil {
		return nil
	}
	return &shape{name: "a list", element: element, indexed: indexed}
}

func (x *inference) ref(r ast.Ref) *shape {
	var s *shape
	rest := r[1:]
	switch {
	case r[0].Equal(ast.InputRootDocument):
		s = x.input
	case r[0].Equal(ast.DefaultRootDocument):
		s, rest = x.data(r)
	default:
		s = x.term(r[0])
	}
	for _, key := range rest {
		x.term(key)
		s = x.member(s, key)
	}
	return s
}

// data returns the shape of the rules that a reference begins with, and the rest of it.
func (x *inference) data(r ast.Ref) (*shape, ast.Ref) {
	for n := len(r); n > 1; n-- {
		rules := x.rules(r[:n])
		if len(rules) == 0 {
			continue
		}
		var s *shape
		for _, rule := range rules {
			s = join(s, x.results[rule])
		}
		return s, r[n:]
	}
	if len(r) > 1 {
		if name, ok := r[1].Value.(ast.String); ok && x.base[string(name)] != nil {
			return x.base[string(name)], r[2:]
		}
	}
	return x.value(r)
}

// maxValue is the maximum size, in bytes, of the values in the data that are examined.
const maxValue = 1 << 20

// value returns the shape of the data that a reference begins with, and the rest of it.
func (x *inference) value(r ast.Ref) (*shape, ast.Ref) {
	var value any = x.tree
	n := 1
	for ; n < len(r); n++ {
		name, isName := r[n].Value.(ast.String)
		object, isObject := jsondata.Members(value)
		if !isName || !isObject {
			break
		}
		value = object[string(name)]
	}
	at := r[:n].String()
	s, known := x.values[at]
	if text, ok := value.(jsontext.Value); ok && !known && len(text) <= maxValue {
		var decoded any
		if json.Unmarshal(text, &decoded) == nil {
			s = valueShape(decoded)
		}
	}
	if s == nil || s == unknown {
		s, n = unknown, len(r)
	}
	x.values[at] = s
	return s, r[n:]
}

func (x *inference) member(s *shape, key *ast.Term) *shape {
	var member *shape
	var err error
	switch key.Value.(type) {
	case ast.Var, ast.Ref:
		member, err = s.computed(x.term(key))
	default:
		member, err = s.member(key)
	}
	if err != nil && x.problems != nil {
		x.problems(key, err)
	}
	return member
}
