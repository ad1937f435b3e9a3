package policy

import (
	"cmp"
	"context"
	jsonv1 "encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/bomgate/bomgate/sbom"
)

// query asks for all that a report needs, in one evaluation.
const query = "findings = data.bomgate.findings; verdict = data.bomgate.verdict"

// Engine is a set of policies and data, compiled once. It may be used by many
// goroutines at once.
type Engine struct {
	data        map[string]any
	modules     map[string]*ast.Module
	raw         map[string][]byte
	rules       []Rule
	measures    map[string]Measure
	acts        map[string]map[string]time.Time // by measure and act: since when it is prohibited, zero if it is not
	nexus       []string
	index       *index
	asksAll     bool              // some policy may look up claims that the index does not lead to
	names       map[string]string // of entities, by id
	identifiers []Identifier
	prepared    rego.PreparedEvalQuery
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
	var err error
	if e.data, e.modules, e.raw, err = merge(bundles); err != nil {
		return nil, err
	}
	compiler, err := compile(e.modules)
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	levels, err := e.readRules(compiler)
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	var entities map[string]entity
	if err := into(&entities, e.data["entities"], json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("data.entities: %w", err)
	}
	if err := e.readMeasures(entities); err != nil {
		return nil, err
	}
	x, err := newIndex(entities, levels)
	if err != nil {
		return nil, err
	}
	var plain any
	if err := into(&plain, x); err != nil {
		return nil, err
	}
	e.data[indexKey], e.index, e.identifiers = plain, x, x.listIdentifiers(entities)
	e.asksAll = asksAll(compiler.Modules)
	store := inmem.NewFromObjectWithOpts(e.data, inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true))
	e.prepared, err = rego.New(
		rego.Query(query),
		rego.Compiler(compiler),
		rego.Store(store),
		rego.StrictBuiltinErrors(true),
	).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("compile policies: %w", err)
	}
	return e, nil
}

// compile checks and compiles modules.
func compile(modules map[string]*ast.Module) (*ast.Compiler, error) {
	var schema any
	if err := json.Unmarshal(sbom.Schema, &schema); err != nil {
		return nil, err
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, schema)
	compiler := ast.NewCompiler().
		WithStrict(true).
		WithSchemas(schemas).
		WithUseTypeCheckAnnotations(true).
		WithCapabilities(capabilities()).
		WithDefaultRegoVersion(ast.RegoV1)
	if compiler.Compile(modules); compiler.Failed() {
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

// readRules describes the rules by their METADATA and returns their levels.
func (e *Engine) readRules(compiler *ast.Compiler) (map[string]Level, error) {
	prefix := ast.MustParseRef("data.rules")
	annotations := compiler.GetAnnotationSet()
	levels := map[string]Level{}
	var errs []error
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(e.modules)) {
		pkg := e.modules[name].Package
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
		levels[r.ID] = r.Level
		e.rules = append(e.rules, r)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(e.rules) == 0 {
		return nil, errors.New("no rules: expected at least one package rules.<name> with a rule deny")
	}
	slices.SortFunc(e.rules, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return levels, nil
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

func (l Level) known() bool { return l == LevelError || l == LevelWarning || l == LevelNote }

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

// into converts a value by way of JSON. Members that out does not have are
// passed over unless options say otherwise. It is encoding/json that writes,
// since OPA's numbers are its json.Number.
func into(out, v any, options ...json.Options) error {
	raw, err := jsonv1.Marshal(v)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, out, options...)
}
