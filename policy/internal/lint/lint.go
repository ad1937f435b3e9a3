// Package lint finds compiled Rego that has no effect although its author expects one:
// packages that are not evaluated, a deny that is not a set of findings, references to
// data that are not defined, and references to members that the input does not have.
package lint

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/types"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/policy/suggest"
)

// Subject is the Rego to check.
type Subject struct {
	Compiler  *ast.Compiler
	Modules   []string       // names of the modules to check
	Evaluated []*ast.Rule    // the rules that the query depends on
	Schema    any            // the JSON schema of the input
	Data      map[string]any // see package jsondata
	Schemas   map[string]any // the JSON schemas of some members of data
	Optional  []string       // members of data that need not exist
	Finding   []string       // members of a finding
	Levels    []string       // levels that a finding can have
}

// problem is an error at a place in a module.
type problem struct {
	at  *ast.Location
	err error
}

// Check returns an error for each rule or reference that has no effect, in the order of
// the files and lines.
func (s Subject) Check() error {
	c := checker{Subject: s, evaluated: map[*ast.Rule]bool{}}
	for _, r := range s.Evaluated {
		c.evaluated[r] = true
	}
	var all, reported []*ast.Rule
	for _, m := range s.Compiler.Modules {
		all = append(all, m.Rules...)
	}
	for _, name := range s.Modules {
		m := s.Compiler.Modules[name]
		c.checkPackage(m)
		reported = append(reported, m.Rules...)
		for _, r := range m.Rules {
			c.checkData(r)
		}
	}
	base := map[string]*shape{}
	for name, schema := range s.Schemas {
		base[name] = schemaShape("data."+name, schema)
	}
	infer(schemaShape("input", s.Schema), base, s.Data, all, reported, s.Compiler.GetRulesExact, func(_ *ast.Rule, t *ast.Term, err error) {
		c.report(t.Location, err)
	})
	slices.SortStableFunc(c.problems, func(a, b problem) int {
		return cmp.Or(strings.Compare(a.at.File, b.at.File), cmp.Compare(a.at.Row, b.at.Row))
	})
	var errs []error
	for _, p := range c.problems {
		err := fmt.Errorf("%s:%d: %w", p.at.File, p.at.Row, p.err)
		if !slices.ContainsFunc(errs, func(e error) bool { return e.Error() == err.Error() }) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

type checker struct {
	Subject
	evaluated map[*ast.Rule]bool
	problems  []problem
}

func (c *checker) report(at *ast.Location, err error) {
	c.problems = append(c.problems, problem{at, err})
}

// rulesRef is the package whose subpackages are the rules that findings come from.
var rulesRef = ast.MustParseRef("data.rules")

// checkPackage reports a package of which no rule is evaluated. In a package that is a
// rule, it reports the rules that look as if they were evaluated.
func (c *checker) checkPackage(m *ast.Module) {
	path := m.Package.Path
	if len(path) == 3 && path.HasPrefix(rulesRef) {
		deny := path.Append(ast.StringTerm("deny"))
		for _, r := range c.Compiler.GetRulesWithPrefix(deny) {
			if r.Module == m {
				c.checkDeny(deny, r)
			}
		}
		for _, r := range m.Rules {
			c.checkUnused(r)
		}
		return
	}
	rules := c.Compiler.GetRulesWithPrefix(path)
	if !slices.ContainsFunc(rules, func(r *ast.Rule) bool { return c.evaluated[r] }) {
		name := strings.Trim(string(path[len(path)-1].Value.(ast.String)), "_")
		c.report(m.Package.Location, fmt.Errorf("%s is not evaluated: expected package rules.%s with deny contains finding if { … }, or a package that such a rule uses", m.Package, name))
	}
}

// otherNames are the rules that other tools evaluate.
var otherNames = []string{"allow", "violation", "violations", "warn", "warning", "denied"}

// checkUnused reports a rule that other tools would evaluate, or whose name is likely
// to be a mistake for deny.
func (c *checker) checkUnused(r *ast.Rule) {
	name := string(r.Head.Ref()[0].Value.(ast.Var))
	first, _, _ := strings.Cut(name, "_")
	switch {
	case name == "deny", c.evaluated[r]:
	case first == "deny", slices.Contains(otherNames, first), suggest.Closest(name, []string{"deny"}) != "":
		c.report(r.Location, fmt.Errorf("rule %s is not evaluated: expected deny contains finding if { … }, whose findings may have a level", name))
	}
}

// checkDeny reports a rule deny that is not a set of findings.
func (c *checker) checkDeny(deny ast.Ref, r *ast.Rule) {
	id := string(r.Module.Package.Path[2].Value.(ast.String))
	kind := ""
	switch {
	case r.Default:
		kind = "has a default"
	case len(r.Head.Args) > 0:
		kind = "is a function"
	case len(r.Head.Ref()) > 1:
		kind = "is an object"
	case r.Head.RuleKind() != ast.MultiValue:
		kind = "is a single value"
	}
	if kind != "" {
		c.report(r.Location, fmt.Errorf("rule %q: deny %s: expected a set of findings, deny contains finding if { … }", id, kind))
		return
	}
	ast.WalkTerms(r, func(t *ast.Term) bool {
		if finding, ok := t.Value.(ast.Object); ok && (finding.Get(ast.StringTerm("message")) != nil || finding.Get(ast.StringTerm("template")) != nil) {
			c.checkLevel(id, finding.Get(ast.StringTerm("level")))
		}
		return false
	})
	set, ok := c.Compiler.TypeEnv.GetByRef(deny).(*types.Set)
	if !ok {
		return
	}
	alternatives, ok := set.Of().(types.Any)
	if !ok {
		alternatives = types.Any{set.Of()}
	}
	for _, finding := range alternatives {
		if err := c.checkFinding(finding); err != nil {
			c.report(r.Location, fmt.Errorf("rule %q: %w", id, err))
		}
	}
}

// checkLevel reports a level of a finding that is a text and not one of the levels.
func (c *checker) checkLevel(id string, level *ast.Term) {
	if level == nil {
		return
	}
	if text, ok := level.Value.(ast.String); ok && !slices.Contains(c.Levels, string(text)) {
		c.report(level.Location, fmt.Errorf("rule %q: level %s: expected %s", id, level, suggest.Expected(string(text), c.Levels)))
	}
}

// checkFinding returns an error if a value of the type is not a finding.
func (c *checker) checkFinding(t types.Type) error {
	object, ok := t.(*types.Object)
	if !ok {
		return fmt.Errorf(`found %s as a finding: expected an object, deny contains {"message": …} if { … }`, kindOf(t))
	}
	if object.DynamicProperties() != nil {
		return nil
	}
	described := false
	var errs []error
	for _, p := range object.StaticProperties() {
		name, _ := p.Key.(string)
		described = described || name == "message" || name == "template"
		if !slices.Contains(c.Finding, name) {
			errs = append(errs, fmt.Errorf("unknown member %q of a finding: expected %s", name, suggest.Expected(name, c.Finding)))
		}
	}
	if !described {
		errs = append(errs, errors.New("a finding without message and template: expected one of the two"))
	}
	return errors.Join(errs...)
}

// kindOf describes the values of a type.
func kindOf(t types.Type) string {
	switch t.(type) {
	case types.Boolean:
		return "true or false"
	case types.Number:
		return "a number"
	case types.String:
		return "a string"
	case *types.Array:
		return "a list"
	case *types.Set:
		return "a set"
	}
	return "null"
}

// checkData reports the references to data that neither a rule nor the data define.
func (c *checker) checkData(r *ast.Rule) {
	var replaced []ast.Ref
	ast.WalkExprs(r, func(e *ast.Expr) bool {
		for _, w := range e.With {
			if ref, ok := w.Target.Value.(ast.Ref); ok {
				replaced = append(replaced, ref)
			}
		}
		return false
	})
	ast.WalkTerms(r, func(t *ast.Term) bool {
		ref, ok := t.Value.(ast.Ref)
		if ok && ref.HasPrefix(ast.DefaultRootRef) && !slices.ContainsFunc(replaced, ref.HasPrefix) {
			if err := c.defined(ref); err != nil {
				c.report(cmp.Or(t.Location, r.Location), err)
			}
		}
		return false
	})
}

// defined returns an error if a reference to data is undefined whatever the variables
// in it are.
func (c *checker) defined(ref ast.Ref) error {
	var value any = c.Data
	for n := 1; n < len(ref); n++ {
		name, ok := ref[n].Value.(ast.String)
		if !ok || len(c.Compiler.GetRulesExact(ref[:n+1])) > 0 {
			return nil
		}
		object, isObject := jsondata.Members(value)
		if !isObject && value != nil {
			return nil
		}
		if n == 1 && slices.Contains(c.Optional, string(name)) && object[string(name)] == nil {
			return nil
		}
		value = object[string(name)]
		if value == nil && len(c.Compiler.GetRulesWithPrefix(ref[:n+1])) == 0 {
			known := c.packages(ref[:n])
			for member := range object {
				known = append(known, member)
			}
			slices.Sort(known)
			expected := "a rule or data with this name"
			if closest := suggest.Closest(string(name), known); closest != "" {
				expected = fmt.Sprintf("%q", closest)
			}
			return fmt.Errorf("%s is undefined: expected %s", ref[:n+1], expected)
		}
	}
	return nil
}

// packages returns the names of packages and rules directly below a reference.
func (c *checker) packages(ref ast.Ref) []string {
	var names []string
	for _, r := range c.Compiler.GetRulesWithPrefix(ref) {
		if path := r.Ref(); len(path) > len(ref) {
			if name, ok := path[len(ref)].Value.(ast.String); ok {
				names = append(names, string(name))
			}
		}
	}
	return slices.Compact(names)
}

// Reads reports whether Rego reads the data at a path. A variable in a reference may be
// the first name of the path, but not the other ones.
func Reads(modules map[string]*ast.Module, path ...string) bool {
	reads := func(r ast.Ref) bool {
		for i, name := range path {
			if n := i + 1; n >= len(r) || n == 1 && !r[n].IsGround() {
				return true
			} else if !r[n].Equal(ast.StringTerm(name)) {
				return false
			}
		}
		return true
	}
	found := false
	for _, m := range modules {
		for _, rule := range m.Rules {
			ast.WalkRefs(rule, func(r ast.Ref) bool {
				found = found || r.HasPrefix(ast.DefaultRootRef) && reads(r)
				return found
			})
		}
	}
	return found
}
