package lint_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/policy/internal/lint"
	"github.com/bomgate/bomgate/sbom"
)

// check compiles a module in the file a.rego, together with an entry point that
// evaluates all rules and a library, and checks it.
func check(t *testing.T, module string) error {
	t.Helper()
	var schema any
	if err := json.Unmarshal(sbom.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, schema)
	compiler := ast.NewCompiler().WithDefaultRegoVersion(ast.RegoV1).WithSchemas(schemas)
	modules := map[string]*ast.Module{}
	for name, text := range map[string]string{
		"main.rego": "package bomgate\n\nfacts contains found if some found in data.rules[_].deny",
		"lib.rego":  "package lib.names\n\nbanned := {\"x\"}\n\nis_banned(name) if name in banned",
		"a.rego":    module,
	} {
		m, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		modules[name] = m
	}
	if compiler.Compile(modules); compiler.Failed() {
		t.Fatal(compiler.Errors)
	}
	var evaluated []*ast.Rule
	var visit func(*ast.Rule)
	visit = func(r *ast.Rule) {
		evaluated = append(evaluated, r)
		for d := range compiler.Graph.Dependencies(r) {
			visit(d.(*ast.Rule))
		}
	}
	for _, r := range compiler.GetRulesExact(ast.MustParseRef("data.bomgate.facts")) {
		visit(r)
	}
	data, err := jsondata.Parse([]byte(`{"entities": {"acme": {"name": "Acme"}}, "limits": {"names": 3, "banned": ["x"]}}`), 2)
	if err != nil {
		t.Fatal(err)
	}
	return lint.Subject{
		Compiler: compiler, Modules: []string{"a.rego"}, Evaluated: evaluated, Schema: schema, Data: data.(map[string]any),
		Optional: []string{"entities", "parameters"}, Finding: []string{"component", "level", "message", "template"},
		Levels: []string{"error", "note"},
		Schemas: map[string]any{"entities": map[string]any{"type": "object", "additionalProperties": map[string]any{
			"type": "object", "properties": map[string]any{"name": map[string]any{"type": "string"}, "kind": map[string]any{"type": "string"}},
		}}},
	}.Check()
}

func expect(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("error %v, want none", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("error %v, want one that contains %s", err, want)
	}
}

func TestPackages(t *testing.T) {
	const deny = `deny contains {"message": "x"} if input.coverage.components > 0`
	for _, c := range []struct{ module, want string }{
		{"package rules.ours\n\n" + deny, ""},
		{"package main\n\n" + deny, "a.rego:1: package main is not evaluated: expected package rules.main with deny contains finding if { … }, or a package that such a rule uses"},
		{"package rule.ours\n\n" + deny, "package rule.ours is not evaluated: expected package rules.ours"},
		{"package bomgate.rules.ours\n\n" + deny, "package bomgate.rules.ours is not evaluated: expected package rules.ours"},
		{"package Rules.ours\n\n" + deny, "package Rules.ours is not evaluated: expected package rules.ours"},
		{"package lib.unused\n\nx := 1", "package lib.unused is not evaluated"},
		{"package rules.ours\n\nwarn contains {\"message\": \"x\"} if true\n\n" + deny, "a.rego:3: rule warn is not evaluated: expected deny contains finding if { … }, whose findings may have a level"},
		{"package rules.ours\n\nviolation contains {\"msg\": \"x\"} if true\n\n" + deny, "rule violation is not evaluated"},
		{"package rules.ours\n\ndeny_names contains {\"msg\": \"x\"} if true\n\n" + deny, "rule deny_names is not evaluated"},
		{"package rules.ours\n\nDeny contains {\"msg\": \"x\"} if true\n\n" + deny, "rule Deny is not evaluated"},
		{"package rules.ours\n\nwarn := 3\n\ndeny contains {\"message\": \"x\"} if input.coverage.components > warn", ""},
		{"package rules.ours\n\nsummary := 3\n\n" + deny, ""}, // for other queries
	} {
		t.Run(c.module, func(t *testing.T) { expect(t, check(t, c.module), c.want) })
	}
}

func TestDeny(t *testing.T) {
	const wanted = ": expected a set of findings, deny contains finding if { … }"
	for _, c := range []struct{ deny, want string }{
		{`deny := true`, `a.rego:3: rule "ours": deny is a single value` + wanted},
		{`deny if input.coverage.components > 0`, "deny is a single value"},
		{`deny := "too many"`, "deny is a single value"},
		{`deny := {"message": "x"}`, "deny is a single value"},
		{`deny := [{"message": "x"}]`, "deny is a single value"},
		{"default deny := false", "deny has a default" + wanted},
		{"default deny := []\n\ndeny := [{\"message\": \"x\"}] if input.coverage.components > 0", `a.rego:5: rule "ours": deny is a single value`},
		{`deny(c) := {"message": c.name}`, "deny is a function" + wanted},
		{`deny["a"] := {"message": "x"}`, "deny is an object" + wanted},
		{`deny[name] := {"message": name} if some name in ["a"]`, "deny is an object"},
		{`deny.names contains {"message": "x"}`, "deny is an object"},
		{`deny contains "too many"`, `rule "ours": found a string as a finding: expected an object, deny contains {"message": …} if { … }`},
		{`deny contains msg if msg := sprintf("%d", [input.coverage.components])`, "found a string as a finding"},
		{`deny contains true`, "found true or false as a finding"},
		{`deny contains input.coverage.components`, "found a number as a finding"},
		{`deny contains ["message"]`, "found a list as a finding"},
		{"deny contains \"a\"\n\ndeny contains {\"message\": \"b\"}", "found a string as a finding"},
		{`deny contains {"msg": "x"}`, `unknown member "msg" of a finding: expected`},
		{`deny contains {"messages": "x"}`, `unknown member "messages" of a finding: expected "message"`},
		{`deny contains {"message": "x", "componnet": "0"}`, `unknown member "componnet" of a finding: expected "component"`},
		{`deny contains {"level": "error"}`, "a finding without message and template"},
		{`deny contains {"template": "{component}", "component": "1", "level": "note"}`, ""},
		{`deny contains {"message": "x", "level": "eror"} if input.coverage.components > 0`, `rule "ours": level "eror": expected "error"`},
		{"deny contains finding if {\n\tinput.coverage.components > 0\n\tfinding := {\"message\": \"x\", \"level\": \"fatal\"}\n}", `level "fatal": expected error or note`},
		{`deny contains object.union({"message": "x"}, {"level": "note"})`, ""},
		{`deny contains finding if some finding in data.limits.banned`, ""}, // only its evaluation shows
	} {
		t.Run(c.deny, func(t *testing.T) { expect(t, check(t, "package rules.ours\n\n"+c.deny), c.want) })
	}
}

func TestData(t *testing.T) {
	for _, c := range []struct{ condition, want string }{
		{`"x" in data.limits.banned`, ""},
		{`input.coverage.components > data.limits.names`, ""},
		{`"x" in data.ours.banned`, "a.rego:5: data.ours is undefined: expected a rule or data with this name"},
		{`"x" in data.limit.banned`, `data.limit is undefined: expected "limits"`},
		{`"x" in data.limits.bannd`, `data.limits.bannd is undefined: expected "banned"`},
		{`object.get(data.limits, "x", 0) > 3`, ""},
		{`not data.ours`, "data.ours is undefined"},
		{`some x in data.limits[_]`, ""},
		{`data[_].names`, ""},
		{`data.entities.acme.name == "x"`, ""},
		{`data.entities.amce.name == "x"`, `data.entities.amce is undefined: expected "acme"`},
		{`data.entities[_].name == "x"`, ""},
		{`data.entities[_].kind == "x"`, ""}, // no entity has it, but one can
		{`data.entities[_].nmae == "x"`, `unknown member "nmae" of data.entities[_]: expected "name"`},
		{"some entity in data.entities\nentity.aliases[_] == \"x\"", `unknown member "aliases" of data.entities[_]: expected kind or name`},
		{`data.parameters.ours.levels.maker == "note"`, ""}, // optional
		{`data.lib.names.is_banned("x")`, ""},
		{`"x" in data.lib.names.banned`, ""},
		{`"x" in data.lib.names.baned`, `data.lib.names.baned is undefined: expected "banned"`},
		{`"x" in data.lib.name.banned`, `data.lib.name is undefined: expected "names"`},
		{`data.rules.ours.helper == 1`, ""},
		{`data.rules.ours.helpr == 1`, `data.rules.ours.helpr is undefined: expected "helper"`},
		{`data.rules.ours.helper == 1 with data.more.names as 3`, ""},
		{`data.more.names == 3 with data.more.names as 3`, ""},
	} {
		t.Run(c.condition, func(t *testing.T) {
			expect(t, check(t, "package rules.ours\n\ndeny contains {\"message\": \"x\"} if {\n\tinput.coverage.components > 0\n\t"+c.condition+"\n}\n\nhelper := 1"), c.want)
		})
	}
}

func TestInput(t *testing.T) {
	const members = "expected depends_on, group, has_maker, id, "
	for _, c := range []struct{ body, want string }{
		{"some i, c in input.components\nc.name == \"x\"\nc.depends_on[_] == i", ""},
		{"some c in input.components\nc.supplier == \"x\"", `a.rego:5: unknown member "supplier" of input.components[_]: ` + members},
		{"some c in input.components\nc[\"supplier\"] == \"x\"", `unknown member "supplier"`},
		{"input.components[_].supplier.name == \"x\"", `a.rego:4: unknown member "supplier"`},
		{"input.components[i].nmae == i", `unknown member "nmae" of input.components[_]: expected "name"`},
		{"some c in input.components\nnot c.licenses", `unknown member "licenses"`},
		{"some c in input.components\nnot startswith(c.licence, \"x\")", `unknown member "licence"`},
		{"every c in input.components { c.supplier == \"x\" }", `unknown member "supplier"`},
		{"count([c | some c in input.components; c.supplier == \"x\"]) > 0", `unknown member "supplier"`},
		{"names := {c.vendor | some c in input.components}\ncount(names) > 0", `unknown member "vendor"`},
		{"names := {c.id: c.vendor | some c in input.components}\ncount(names) > 0", `unknown member "vendor"`},
		{"all := [c | some c in input.components]\nall[_].vendor == \"x\"", `unknown member "vendor"`},
		{"all := input.components\nsome c in all\nc.vendor == \"x\"", `unknown member "vendor"`},
		{"inp := input\nsome c in inp.components\nc.vendor == \"x\"", `unknown member "vendor"`},
		{"{\"a\": c} = {\"a\": input.components[_]}\nc.vendor == \"x\"", `unknown member "vendor"`},
		{"[c, _] = [input.components[_], 1]\nc.vendor == \"x\"", `unknown member "vendor"`},
		{"some c in input.components\nobject.get(c, \"supplier\", \"\") == \"x\"", `unknown member "supplier"`},
		{"some c in input.components\nobject.get(c, [\"supplier\", \"name\"], \"\") == \"x\"", `unknown member "supplier"`},
		{"some c in input.components\nc.name.first == \"x\"", `input.components[_].name has no members, so "first" is undefined`},
		{"some c in input.components\nc.depends_on.ref == \"x\"", `input.components[_].depends_on has no members, so "ref" is undefined`},
		{"c := _component\nc.vendor == \"x\"", `unknown member "vendor"`},
		{"some c in _components\nc.vendor == \"x\"", `unknown member "vendor"`},
		{"some c in input.components\n_misspelled(c)", `a.rego:13: unknown member "vendor"`},
		{"some c in input.components\n_same(c).vendor == \"x\"", `unknown member "vendor"`},
		{"some c in input.components\nc.origin == \"component\"", ""},
		{"some c in input.components\nc.origin == \"componnet\"", `input.components[_].origin is never "componnet": expected "component"`},
		{"some c in input.components\n\"library\" != c.origin", `input.components[_].origin is never "library": expected document, root, component, `},
		{"some c in input.components\nc.type == \"library\"", ""},
		{"input.document.format == \"cyclonedx\"", `input.document.format is never "cyclonedx": expected "CycloneDX"`},
		{"some value in input.document\nvalue == \"cyclonedx\"", ""},
		{"some c in input.components\n_graded(c) == \"x\"", `unknown member "vendor" of input.components[_]`},
		{"some c in _by_id\nc.vendor == \"x\"", `unknown member "vendor" of input.components[_]`},
		{"some c in _by_id\nc.name == \"x\"", ""},
		{"some claims in input.claims.organization\nsome claim in claims\nclaim.supplier == \"x\"", `unknown member "supplier" of input.claims.organization[_][_]: expected `},
		{"name := \"supplier\"\nsome c in input.components\nc[name] == \"x\"", `a.rego:6: unknown member "supplier" of input.components[_]`},
		{"some name in [\"name\", \"supplier\"]\ninput.components[_][name] == \"x\"", `unknown member "supplier" of input.components[_]`},
		{"some name in {\"name\", \"version\"}\ninput.components[_][name] == \"x\"", ""},
		{"some name in data.limits.banned\ninput.components[_][name] == \"x\"", `unknown member "x" of input.components[_]`},
		{"input.components[_][data.limits.banned[_]] == \"x\"", `unknown member "x" of input.components[_]`},
		{"name := concat(\"\", [\"sup\", \"plier\"])\ninput.components[_][name] == \"x\"", `the name of a member of input.components[_] is computed`},
		{"some c in input.components\nobject.get(c, lower(\"SUPPLIER\"), \"x\") == \"x\"", `the name of a member of input.components[_] is computed`},
		{"some c in input.components\nobject.get(input, [\"components\", 0, \"supplier\"], \"x\") == c.name", `unknown member "supplier" of input.components[_]`},
		{"part := \"componets\"\ncount(input[part]) > 0", `unknown member "componets" of input`},
		{"some kind in object.keys(input.claims)\ninput.claims[kind][\"x\"]", ""},
		{"some kind in object.keys(input.claims)\nall := {\"kind\": kind}\ninput.claims[kind][\"x\"] == all", ""},
		{"some c in input.components\nall := {\"c\": c}\nc.vendor == all", `unknown member "vendor"`},
		{"some kind, keys in input.claims\ninput.claims[kind][\"x\"] == keys", ""},
		{"some name\ninput.components[_][name] == \"x\"", ""}, // any member
		{"some c in input.components\ninput.components[c.id].name == \"x\"", ""},
		{"some kind\nclaim := input.claims[kind][_][_]\nclaim.supplier == \"x\"", `unknown member "supplier"`},
		{"some name, value in input.coverage\nvalue > 3\nname != \"x\"", ""},
		{"walk(input, [path, value])\nvalue.supplier == \"x\"\ncount(path) > 0", ""},
		{"some c in input.components\nother := object.union(c, {\"supplier\": \"x\"})\nother.supplier == \"x\"", ""},
		{"c := {\"supplier\": input.components[\"1\"].name}\nc.supplier == \"x\"", ""},
		{"some c in array.concat([{\"supplier\": \"x\"}], [])\nc.supplier == \"x\"", ""},
		{"some field in [\"name\", \"version\"]\ninput.components[_][field] == \"x\"", ""},
		{"some c in input.components\nsome id in c.depends_on\ninput.components[id].purl == \"\"", ""},
		{"_any({\"vendor\": \"x\"})\nsome c in input.components\n_any(c)", ""}, // one of the values has the member
		{"input.components[\"0\"].supplier == \"x\" with input as {\"components\": {\"0\": {\"supplier\": \"x\"}}}", ""},
		{"parsed := json.unmarshal(\"{}\")\nparsed.supplier == input.document.name", ""},
	} {
		t.Run(c.body, func(t *testing.T) {
			const helpers = `_component := input.components["1"]

_components contains c if some c in input.components

_misspelled(c) if {
	c.vendor == "x"
	c.purl == "x"
}

_same(c) := c

_by_id[id] := c if some id, c in input.components

_graded(c) := "a" if {
	c.name == "x"
} else := "b" if {
	c.vendor == "x"
}

_any(c) if c.vendor == "x"
`
			module := "package rules.ours\n\ndeny contains {\"message\": \"x\"} if {\n" + c.body + "\n}\n\n"
			expect(t, check(t, module+helpers), c.want)
		})
	}
}
