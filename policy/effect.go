package policy

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/policy/internal/entities"
	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/policy/internal/lint"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom"
)

// checkEffect returns an error for each part of the bundles that has no effect: Rego
// that is not evaluated or refers to nothing, data that no policy reads, and levels that
// no finding has. Checked Rego is not checked again.
func checkEffect(bundles []*Bundle, p program, d dataset) error {
	var errs []error
	if err := lintRego(p, d); err != nil {
		errs = append(errs, fmt.Errorf("compile policies: %w", err))
	}
	var inData []error
	for _, name := range slices.Sorted(maps.Keys(d.tree)) {
		inData = append(inData, jsondata.At(checkRead(p, name, d.tree[name]), "data", name))
	}
	if known := p.circumstances(); len(known) > 0 {
		inData = append(inData, d.measures.checkCircumstances(known))
	}
	return errors.Join(append(errs, locate(bundles, errors.Join(inData...)))...)
}

func lintRego(p program, d dataset) error {
	var names []string
	for name, m := range p.modules {
		if !m.checked {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	var schema any
	if err := json.Unmarshal(sbom.Schema, &schema); err != nil {
		return err
	}
	return lint.Subject{
		Compiler: p.compiler, Modules: names, Evaluated: p.evaluated, Schema: schema, Data: d.tree,
		Schemas:  map[string]any{"entities": entities.Schema(), "measures": jsondata.Schema(reflect.TypeFor[map[string]measure]())},
		Optional: readByLibrary, Finding: findingMembers, Levels: levelNames,
	}.Check()
}

// readByLibrary are the members of data that the built-in policies read. They may be
// missing.
var readByLibrary = []string{"entities", "measures", "parameters"}

// checkRead returns an error if no policy reads a member of data, or if it is where the
// Rego of a package belongs.
func checkRead(p program, name string, value any) error {
	if name == indexKey || slices.Contains(readByLibrary, name) {
		return nil
	}
	root := ast.Ref{ast.DefaultRootDocument, ast.StringTerm(name)}
	if len(p.compiler.GetRulesWithPrefix(root)) == 0 {
		if lint.Reads(p.compiler.Modules, name) {
			return nil
		}
		return fmt.Errorf("no policy reads this: expected %s, or a name that a policy refers to as data.%s", suggest.Expected(name, readByLibrary), name)
	}
	var errs []error
	members, _ := jsondata.Members(value)
	for _, member := range slices.Sorted(maps.Keys(members)) {
		inside, _ := jsondata.Members(members[member])
		switch {
		case name == "bomgate" || inside["deny"] != nil:
			errs = append(errs, jsondata.At(errors.New("expected Rego in this package, not data"), member))
		case !lint.Reads(p.compiler.Modules, name, member):
			errs = append(errs, jsondata.At(fmt.Errorf("no policy reads this: expected a name that a policy refers to as data.%s.%s", name, member), member))
		}
	}
	return errors.Join(errs...)
}

// circumstances returns the circumstances that the METADATA of packages list in
// custom.circumstances.
func (p program) circumstances() []string {
	var names []string
	for _, a := range p.compiler.GetAnnotationSet().Flatten() {
		if a.Annotations.Scope != "package" {
			continue
		}
		listed, _ := a.Annotations.Custom["circumstances"].([]any)
		for _, name := range listed {
			if text, ok := name.(string); ok {
				names = append(names, text)
			}
		}
	}
	return names
}
