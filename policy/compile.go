package policy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Engine is a set of policies and data, compiled once. It may be used by many
// goroutines at once.
type Engine struct {
	data     map[string]any
	modules  map[string]module
	rules    []Rule
	measures map[string]Measure
	acts     map[string]map[string]time.Time // by measure and act: since when it is prohibited, zero if it is not
	nexus    []string
	index    *index
	asksAll  bool // some policy may look up claims that the index does not lead to
	wants    *identity.KeySet
	query    *query
	grouped  bool // all rules judge by evidence alone
}

// Compile unites bundles and compiles them. It refuses
//
//   - Rego that is not strict, does not fit sbom/schema.json, or calls a
//     built-in that reaches out of the document: the network, the clock, the
//     environment, randomness;
//   - no rules at all; a rule without title, level or deny; the same package or
//     value in two bundles;
//   - entities and measures with unknown members, identifiers that normalise to
//     nothing, relations and targets that lead nowhere.
func Compile(ctx context.Context, bundles ...*Bundle) (*Engine, error) {
	e := &Engine{}
	var compiler *ast.Compiler
	var inRego, inData error
	var both sync.WaitGroup
	both.Go(func() { compiler, inRego = e.compileRego(bundles) })
	both.Go(func() { inData = e.compileData(bundles) })
	both.Wait()
	if err := cmp.Or(inRego, inData); err != nil {
		return nil, err
	}
	levels := map[string]Level{}
	for _, r := range e.rules {
		levels[r.ID] = r.Level
	}
	e.data[indexKey] = e.index.tree(levels)
	for i, r := range e.rules {
		if r.ofMeasures {
			e.rules[i].Measures = e.Measures()
		}
	}
	var err error
	e.wants = e.wanted()
	e.query, err = newQuery(compiler, newStore(e.data))
	return e, err
}

// compileRego compiles the policies and reads what rules there are.
func (e *Engine) compileRego(bundles []*Bundle) (*ast.Compiler, error) {
	var err error
	if e.modules, err = mergeModules(bundles); err != nil {
		return nil, err
	}
	checked := !slices.ContainsFunc(bundles, func(b *Bundle) bool { return b.HasRego() && !b.checked })
	compiler, err := compile(e.modules, checked)
	if err == nil {
		err = e.readRules(compiler)
	}
	if err == nil {
		if e.grouped = !slices.ContainsFunc(e.rules, func(r Rule) bool { return !r.ofEvidence }); e.grouped {
			err = checkEvidence(evaluated(compiler))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	e.asksAll = asksAll(evaluated(compiler))
	return compiler, nil
}

// compileData checks the data and makes the index.
func (e *Engine) compileData(bundles []*Bundle) error {
	var err error
	if e.data, err = mergeBundles(bundles); err != nil {
		return err
	}
	all, leads, err := readEntities(e.data["entities"])
	if err != nil {
		return err
	}
	named, err := e.readMeasures(all)
	if err != nil {
		return err
	}
	e.index, err = newIndex(all, leads, named)
	return err
}

// checks are the stages of compiling that change nothing in Rego which passes them,
// if the expressions of each body already stand in an order that is safe.
var checks = []ast.StageID{
	ast.StageCheckKeywordOverrides, ast.StageCheckVoidCalls, ast.StageRewritePrintCalls, ast.StageCheckRuleConflicts,
	ast.StageCheckUndefinedFuncs, ast.StageCheckSafetyRuleHeads, ast.StageCheckSafetyRuleBodies, ast.StageCheckRecursion,
	ast.StageCheckTypes, ast.StageCheckUnsafeBuiltins, ast.StageCheckDeprecatedBuiltins,
}

// compile compiles modules, and checks them unless that was done before.
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

// capabilities are OPA's, less whatever makes an answer depend on more than the
// document, the data and the context.
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

// readRules describes the rules by their METADATA.
func (e *Engine) readRules(compiler *ast.Compiler) error {
	prefix := ast.MustParseRef("data.rules")
	annotations := compiler.GetAnnotationSet()
	var errs []error
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(e.modules)) {
		pkg := e.modules[name].parsed.Package
		if !pkg.Path.HasPrefix(prefix) || seen[pkg.Path.String()] {
			continue
		}
		seen[pkg.Path.String()] = true
		r, err := newRule(pkg, annotations.GetPackageScope(pkg))
		if err == nil && len(compiler.GetRulesExact(pkg.Path.Append(ast.StringTerm("deny")))) == 0 {
			err = errors.New("no rule deny: expected deny contains finding if { … }")
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %s: %w", pkg.Location, pkg, err))
			continue
		}
		e.rules = append(e.rules, r)
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	if len(e.rules) == 0 {
		return errors.New("no rules: expected at least one package rules.<name> with a rule deny")
	}
	slices.SortFunc(e.rules, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

func newRule(pkg *ast.Package, a *ast.Annotations) (Rule, error) {
	if len(pkg.Path) != 3 { // data.rules.<name>
		return Rule{}, errors.New("expected a package rules.<name>")
	}
	if a == nil {
		return Rule{}, errors.New("no METADATA on the package: expected title, description and custom.level")
	}
	text := func(key string) string {
		s, _ := a.Custom[key].(string)
		return s
	}
	r := Rule{
		ID:          string(pkg.Path[2].Value.(ast.String)),
		Title:       a.Title,
		Description: cmp.Or(a.Description, a.Title),
		Help:        strings.TrimSpace(cmp.Or(text("help"), a.Description, a.Title)),
		Level:       Level(text("level")),
	}
	r.ofMeasures, _ = a.Custom["measures"].(bool)
	if judges, ok := a.Custom["judges"]; ok {
		if r.ofEvidence = judges == judgesEvidence; !r.ofEvidence {
			return Rule{}, fmt.Errorf("custom.judges is %v in its METADATA: expected %q or nothing", judges, judgesEvidence)
		}
	}
	if len(a.RelatedResources) > 0 {
		r.HelpURI = a.RelatedResources[0].Ref.String()
	}
	if r.Title == "" {
		return Rule{}, errors.New("no title in its METADATA")
	}
	if !r.Level.known() {
		return Rule{}, fmt.Errorf("custom.level %q in its METADATA: expected error, warning or note", r.Level)
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

// Wants returns the claims that a policy may look up, so that a [sbom.Decoder] can
// drop the others: the claims that lead to an entity, or all claims if a rule besides
// the built-in ones reads claims.
func (e *Engine) Wants() *identity.KeySet { return e.wants }

func (e *Engine) wanted() *identity.KeySet {
	if e.asksAll {
		return nil
	}
	return identity.NewKeySet(e.index.leads.all(), e.index.leads.has, e.index.own)
}

// looksUp is the package that looks up in input.claims no keys but those in data.index.
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

// Rules returns all rules, sorted by id.
func (e *Engine) Rules() []Rule { return slices.Clone(e.rules) }

// Acts returns the acts that some measure knows, sorted.
func (e *Engine) Acts() []string {
	known := map[string]bool{}
	for _, acts := range e.acts {
		for name := range acts {
			known[name] = true
		}
	}
	return slices.Sorted(maps.Keys(known))
}

// NexusNone is the nexus of a producer that no measure binds.
const NexusNone = "none"

// Nexus returns the places and persons that bind a producer under some measure,
// sorted, and [NexusNone] last.
func (e *Engine) Nexus() []string { return append(slices.Clone(e.nexus), NexusNone) }
