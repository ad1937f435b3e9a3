package policy

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/sbom"
)

// Compile merges bundles and compiles them. It returns an error for
//
//   - Rego that does not pass the strict checks or does not fit sbom/schema.json, or
//     that calls a built-in function which depends on more than the input and the
//     data: the network, the clock, the environment, randomness;
//   - no rules; a rule without title, level or deny; a rule that promises to judge by
//     evidence and reads something else; a package or value that two bundles define;
//   - entities and measures with unknown members, identifiers that no SBOM can match,
//     words and references that nothing else in the data has;
//   - Rego that is not evaluated or refers to nothing, and data that no policy reads.
//
// It joins the errors, and names the file and the line of each.
func Compile(bundles ...*Bundle) (*Engine, error) {
	modules, inRego := mergeModules(bundles) // with all cores
	var p program
	var d dataset
	var inData error
	var both sync.WaitGroup
	both.Go(func() { d, inData = readData(bundles) })
	if inRego == nil {
		p, inRego = compileRego(modules, bundles)
	}
	both.Wait()
	err := errors.Join(inRego, inData)
	if inData == nil && p.evaluated != nil {
		d.tree[indexKey] = d.index.Data(p.levels())
		err = errors.Join(err, checkEffect(bundles, p, d))
	}
	if err != nil {
		return nil, err
	}
	query, err := newQuery(p, newStore(d.tree))
	if err != nil {
		return nil, err
	}
	e := &Engine{
		modules:  p.modules,
		rules:    p.describe(d.measures.sorted()),
		grouped:  p.judgesEvidence(),
		data:     d.tree,
		index:    d.index,
		measures: d.measures.byID,
		acts:     d.measures.acts,
		nexus:    d.measures.nexus,
		query:    query,
		bundles:  bundles,
	}
	if !asksAll(p.evaluated) {
		e.keys = d.index.KeySet()
	}
	return e, nil
}

// program is the compiled Rego of bundles.
type program struct {
	modules   map[string]module
	compiler  *ast.Compiler
	rules     []annotatedRule
	evaluated []*ast.Rule // see evaluated
}

// compileRego compiles the modules of bundles. If the only error is in the METADATA of a
// rule or in its promise, the program still has the evaluated rules.
func compileRego(modules map[string]module, bundles []*Bundle) (p program, err error) {
	p.modules = modules
	checked := !slices.ContainsFunc(bundles, func(b *Bundle) bool { return b.HasRego() && !b.checked })
	p.compiler, err = compile(p.modules, checked)
	if err == nil {
		p.evaluated = evaluated(p.compiler)
		p.rules, err = readRules(p.modules, p.compiler)
	}
	if err == nil && p.judgesEvidence() {
		err = checkEvidence(p.evaluated)
	}
	if err != nil {
		return p, fmt.Errorf("compile policies: %w", err)
	}
	return p, nil
}

// judgesEvidence reports whether all rules promise to judge by evidence alone.
func (p program) judgesEvidence() bool {
	return !slices.ContainsFunc(p.rules, func(r annotatedRule) bool { return !r.evidence })
}

// levels returns the levels of the rules by ID.
func (p program) levels() map[string]Level {
	levels := map[string]Level{}
	for _, r := range p.rules {
		levels[r.ID] = r.Level
	}
	return levels
}

// describe returns the rules for reports. Rules that judge by measures get all of them.
func (p program) describe(measures []Measure) []Rule {
	rules := make([]Rule, len(p.rules))
	for i, r := range p.rules {
		rules[i] = r.Rule
		if r.measures {
			rules[i].Measures = measures
		}
	}
	return rules
}

// checks are the stages of compilation that the engine skips for Rego that passed them
// before, because they do not change it: checks, which do not if the expressions of each
// body are already in a safe order, and rewrites of expressions that the built-in Rego does
// not have. The last stage makes indexes, which do not make the evaluation of the built-in
// Rego faster.
var checks = []ast.StageID{
	ast.StageRewriteRegoMetadataCalls, ast.StageRewriteWithValues, ast.StageRewriteTestRulesForTracing,
	ast.StageCheckKeywordOverrides, ast.StageCheckVoidCalls, ast.StageRewritePrintCalls, ast.StageCheckRuleConflicts,
	ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads, ast.StageCheckSafetyRuleBodies, ast.StageCheckRecursion,
	ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins, ast.StageBuildRequiredCapabilities,
	ast.StageBuildComprehensionIndices,
}

// compile compiles modules. If they are checked, it skips the checks.
func compile(modules map[string]module, checked bool) (*ast.Compiler, error) {
	parsed := make(map[string]*ast.Module, len(modules))
	for name, m := range modules {
		parsed[name] = m.parsed
	}
	compiler := ast.NewCompiler().WithCapabilities(capabilities()).WithDefaultRegoVersion(ast.RegoV1)
	if checked {
		compiler.WithSkipStages(checks...)
	} else {
		var schema any
		if err := json.Unmarshal(sbom.Schema, &schema); err != nil {
			return nil, err
		}
		schemas := ast.NewSchemaSet()
		schemas.Put(ast.SchemaRootRef, schema)
		compiler.WithStrict(true).WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	}
	if compiler.Compile(parsed); compiler.Failed() {
		return nil, compiler.Errors
	}
	return compiler, nil
}

// capabilities returns OPA's capabilities without the built-in functions whose results
// depend on more than the input and the data.
func capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.AllowNet = []string{}
	c.Builtins = slices.DeleteFunc(c.Builtins, func(b *ast.Builtin) bool {
		switch b.Name {
		case ast.HTTPSend.Name, ast.NetLookupIPAddr.Name, ast.NowNanos.Name, ast.RandIntn.Name,
			ast.UUIDRFC4122.Name, ast.OPARuntime.Name, ast.Print.Name, ast.Trace.Name:
			return true
		}
		return false
	})
	return c
}

// annotatedRule is a rule with the part of its METADATA that is for the engine.
type annotatedRule struct {
	Rule
	measures bool // custom.measures: the rule judges by measures
	evidence bool // custom.judges is judgesEvidence
	file     string
}

// readRules returns the rules, as their METADATA describe them, sorted by ID.
func readRules(modules map[string]module, compiler *ast.Compiler) ([]annotatedRule, error) {
	prefix := ast.MustParseRef("data.rules")
	annotations := compiler.GetAnnotationSet()
	var rules []annotatedRule
	var errs []error
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		pkg := modules[name].parsed.Package
		if !pkg.Path.HasPrefix(prefix) || seen[pkg.Path.String()] {
			continue
		}
		seen[pkg.Path.String()] = true
		r, err := newRule(pkg, annotations.GetPackageScope(pkg))
		if err == nil && len(compiler.GetRulesWithPrefix(pkg.Path.Append(ast.StringTerm("deny")))) == 0 {
			err = errors.New("no rule deny: expected deny contains finding if { … }")
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", pkg.Location, pkg, err))
			continue
		}
		rules = append(rules, r)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(rules) == 0 {
		return nil, errors.New("no rules: expected at least one package rules.<name> with a rule deny")
	}
	slices.SortFunc(rules, func(a, b annotatedRule) int { return cmp.Compare(a.ID, b.ID) })
	return rules, nil
}

func newRule(pkg *ast.Package, a *ast.Annotations) (r annotatedRule, err error) {
	if len(pkg.Path) != 3 { // data.rules.<name>
		return r, errors.New("expected a package rules.<name>")
	}
	if a == nil {
		return r, errors.New("no METADATA on the package: expected title, description and custom.level")
	}
	text := func(key string) string {
		s, _ := a.Custom[key].(string)
		return s
	}
	r.Rule = Rule{
		ID:          string(pkg.Path[2].Value.(ast.String)),
		Name:        text("name"),
		Title:       a.Title,
		Description: cmp.Or(a.Description, a.Title),
		Help:        strings.TrimSpace(cmp.Or(text("help"), a.Description, a.Title)),
		Level:       Level(text("level")),
	}
	if len(a.RelatedResources) > 0 {
		r.HelpURI = a.RelatedResources[0].Ref.String()
		for _, related := range a.RelatedResources[1:] {
			r.Related = append(r.Related, related.Ref.String())
		}
	}
	r.measures, _ = a.Custom["measures"].(bool)
	r.file = pkg.Location.File
	judges, promises := a.Custom["judges"]
	r.evidence = judges == judgesEvidence
	switch {
	case r.Title == "":
		return r, errors.New("no title in its METADATA")
	case !r.Level.known():
		return r, fmt.Errorf("custom.level is %q in its METADATA: expected error, warning or note", r.Level)
	case promises && !r.evidence:
		return r, fmt.Errorf("custom.judges is %q in its METADATA: expected %q, or no custom.judges", fmt.Sprint(judges), judgesEvidence)
	}
	return r, nil
}

// evaluated returns the rules that the engine's query depends on. In compiled rules,
// imports and aliases are resolved.
func evaluated(compiler *ast.Compiler) []*ast.Rule {
	var rules []*ast.Rule
	seen := map[*ast.Rule]bool{}
	var visit func(*ast.Rule)
	visit = func(r *ast.Rule) {
		if seen[r] {
			return
		}
		seen[r] = true
		rules = append(rules, r)
		for dependency := range compiler.Graph.Dependencies(r) {
			visit(dependency.(*ast.Rule))
		}
	}
	for _, name := range []string{"data.bomgate.facts", "data.bomgate.verdict"} {
		for _, r := range compiler.GetRulesExact(ast.MustParseRef(name)) {
			visit(r)
		}
	}
	return rules
}

// looksUp is the package that looks up the keys of data.index in input.claims, and no
// other keys.
var looksUp = ast.MustParseRef("data.lib.identity")

// asksAll reports whether a rule of a package other than lib.identity reads
// input.claims, or input as a whole.
func asksAll(rules []*ast.Rule) bool {
	found := false
	for _, rule := range rules {
		if rule.Module.Package.Path.Equal(looksUp) {
			continue
		}
		ast.WalkRefs(rule, func(r ast.Ref) bool {
			if r.HasPrefix(ast.InputRootRef) && (len(r) == 1 || !r[1].IsGround() || r[1].Equal(ast.StringTerm("claims"))) {
				found = true
			}
			return false
		})
	}
	return found
}
