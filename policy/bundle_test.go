package policy_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/bomgate/bomgate/policy"
)

// written writes an engine as a bundle, and reads the bundle like stock OPA.
func written(t *testing.T, e *policy.Engine) (raw []byte, read bundle.Bundle) {
	t.Helper()
	var out bytes.Buffer
	if err := e.WriteBundle(&out); err != nil {
		t.Fatal(err)
	}
	raw = bytes.Clone(out.Bytes())
	read, err := bundle.NewReader(&out).Read()
	if err != nil {
		t.Fatal(err)
	}
	return raw, read
}

func dataOf(t *testing.T, e *policy.Engine) map[string]any {
	t.Helper()
	_, b := written(t, e)
	return b.Data
}

// A bundle that bomgate writes must not need anything of bomgate.
func TestStockOPAReturnsTheSameFindings(t *testing.T) {
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	_, b := written(t, engine)
	c := shipping(t)
	c.MinCoverage = 99.5
	doc := decoded(t, `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
		{"type":"application","name":"Endpoint Security","publisher":"AO Kaspersky Lab","cpe":"cpe:2.3:a:kaspersky:endpoint_security:12:*:*:*:*:*:*:*"},
		{"type":"application","name":"МойОфис","supplier":{"name":"ООО «Новые облачные технологии»"}},
		{"type":"application","name":"{value}","version":"{entity}","publisher":"AO Kaspersky Lab"},
		{"type":"library","name":"nameless"}]}`)
	report, err := engine.Evaluate(t.Context(), doc, c)
	if err != nil {
		t.Fatal(err)
	}
	ours := map[string]bool{}
	for _, f := range report.Findings {
		entity := ""
		if f.Entity != nil {
			entity = f.Entity.ID
		}
		ours[fmt.Sprint(f.Rule, f.Level, entity, len(f.Evidence), len(f.Chain), f.Message, f.Reasons, f.Remedy)] = true
	}

	// This is what opa eval -b bundle.tar.gz -i input.json does.
	in, err := policy.Input(doc, c)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var input any
	if err := json.Unmarshal(raw, &input); err != nil {
		t.Fatal(err)
	}
	results, err := rego.New(rego.Query("data.bomgate.findings"), rego.ParsedBundle("bundle.tar.gz", &b), rego.Input(input)).Eval(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]bool{}
	for _, f := range results[0].Expressions[0].Value.([]any) {
		f := f.(map[string]any)
		theirs[fmt.Sprint(f["rule"], f["level"], f["entity"], len(f["claims"].([]any)), len(f["chain"].([]any)), f["message"], f["reasons"], f["remedy"])] = true
	}
	if len(ours) < 4 || !maps.Equal(ours, theirs) {
		t.Errorf("findings of bomgate:\n%s\nwant those of stock OPA:\n%s", lines(ours), lines(theirs))
	}
}

func lines(set map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(set)), "\n") }

func TestWriteBundleIsDeterministicAndReadsBack(t *testing.T) {
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	first, _ := written(t, engine)
	b, err := policy.ReadBundle("bundle.tar.gz", bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	again, err := policy.Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	if second, _ := written(t, engine); !bytes.Equal(first, second) {
		t.Error("two bundles of one engine differ")
	}
	if got, want := len(again.Rules()), len(engine.Rules()); got != want {
		t.Errorf("%d rules read back, want %d", got, want)
	}
}

// rule returns a user's rule with the body.
func rule(body string) string {
	return `# METADATA
# title: Banned by us
# custom:
#   level: error
package rules.ours

` + body
}

func TestCompileRefuses(t *testing.T) {
	fine := `deny contains {"message": "x"} if input.document.name == "x"`
	entity := func(rest string) string { return "name: Acme\nkind: company\n" + rest }
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"Rego that does not parse", []string{"a.rego", "package rules.ours\ndeny {"}, "a.rego"},
		{"an unknown member of input", []string{"a.rego", rule(`deny contains {"message": "x"} if input.document.nmae == "x"`)}, "nmae"},
		{"an unknown kind of claim", []string{"a.rego", rule(`deny contains {"message": "x"} if input.claims.supplier.acme`)}, "supplier"},
		{"a built-in function that uses the network", []string{"a.rego", rule(`deny contains {"message": "x"} if http.send({"url": "http://localhost", "method": "get"})`)}, "http.send"},
		{"a built-in function that uses the clock", []string{"a.rego", rule(`deny contains {"message": "x"} if time.now_ns() > 0`)}, "time.now_ns"},
		{"an unused variable", []string{"a.rego", rule(`deny contains {"message": "x"} if { y := 1 }`)}, "y"},
		{"a rule without METADATA", []string{"a.rego", "package rules.ours\n\n" + fine}, "METADATA"},
		{"a rule without title", []string{"a.rego", strings.Replace(rule(fine), "# title: Banned by us\n", "", 1)}, "title"},
		{"a rule without level", []string{"a.rego", strings.Replace(rule(fine), "level: error", "lvel: error", 1)}, "level"},
		{"a rule with an unknown level", []string{"a.rego", strings.Replace(rule(fine), "level: error", "level: fatal", 1)}, "fatal"},
		{"a rule without deny", []string{"a.rego", rule(`allow if true`)}, "deny"},
		{"a package that another bundle defines", []string{"a.rego", strings.Replace(rule(fine), "rules.ours", "rules.prohibited", 1)}, "defined in"},
		{"a value that another bundle defines", []string{"entities/kaspersky/data.yaml", "name: Somebody else"}, "entities/kaspersky/data.yaml: data.entities.kaspersky.name: already defined"},
		{"a data file that OPA would ignore", []string{"entities/acme.yaml", entity("")}, "data.yaml"},
		{"a misspelled member of an entity", []string{"entities/acme/data.yaml", entity("identifers: []")}, "identifers"},
		{"a misspelled name of a data file", []string{"measures/ours/data.YAML", "title: Ours"}, `"measures/ours/data.YAML" would be ignored: expected "measures/ours/data.yaml"`},
		{"a misspelled name of a policy", []string{"ours.rego.txt", ""}, `"ours.rego.txt" would be ignored: expected "ours.rego"`},
		{"a file of another kind", []string{"rules/ours.cue", ""}, `"rules/ours.cue" would be ignored: expected *.rego, data.yaml or data.json`},
		{"a misspelled folder", []string{"Measures/ours/data.yaml", "title: Ours"}, `Measures/ours/data.yaml: data.Measures: no policy reads this: expected "measures"`},
		{"data in the place of the index", []string{"index/data.yaml", "targets: {}"}, "index/data.yaml: data.index: expected another name"},
		{"data in the place of the entry point", []string{"bomgate/data.yaml", "facts: []"}, "data.bomgate.facts: expected Rego in this package"},
		{"data beside a rule that does not read them", []string{"rules/our/data.yaml", "banned: [x]"}, "data.rules.our: no policy reads this"},
		{"data in the place of Rego", []string{"rules/ours/data.yaml", "deny: [x]"}, "data.rules.ours: expected Rego in this package"},
		{"an unknown kind of identifier", []string{"entities/acme/data.yaml", entity("identifiers: [{kind: nickname, value: Acme, confidence: verified}]")}, "nickname"},
		{"an identifier that is empty after normalization", []string{"entities/acme/data.yaml", entity("identifiers: [{kind: organization, value: «», confidence: verified}]")}, "empty after normalization"},
		{"an identifier without confidence", []string{"entities/acme/data.yaml", entity("identifiers: [{kind: organization, value: Acme}]")}, "confidence"},
		{"a relation to an unknown entity", []string{"entities/acme/data.yaml", entity("identifiers: [{kind: brand, value: Acme, confidence: verified}]\nrelations: [{type: subsidiary-of, entity: nobody, confidence: verified}]")}, "nobody"},
		{"a measure without citation", []string{"measures/ours/data.yaml", "title: Ours\nhelp: Ask."}, "citation"},
		{"an act with an invalid date", []string{"measures/ours/data.yaml", "title: Ours\ncitation: none\nhelp: Ask.\ntargets: [kaspersky]\nnexus: [us]\nacts: {integrate: {from: yesterday}}"}, "yesterday"},
		{"a misspelled member of an act", []string{"measures/ours/data.yaml", "title: Ours\ncitation: none\nhelp: Ask.\ntargets: [kaspersky]\nnexus: [us]\nacts: {integrate: {form: \"2025-01-01T00:00:00Z\"}}"}, "form"},
		{"a measure with an unknown target", []string{"measures/ours/data.yaml", "title: Ours\ncitation: none\nhelp: Ask.\ntargets: [nobody]\nnexus: [us]\nacts: {integrate: {from: \"2025-01-01T00:00:00Z\"}}"}, "nobody"},
		{"a parameter that overrides nothing", []string{"parameters/us_commerce_icts_2021_002/data.yaml", "levels: {dommain: error}"}, "dommain"},
		{"a folder without policies or data", nil, "expected at least one file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := readFolder(c.files...)
			if err == nil {
				_, err = compile(t, b)
			}
			if err == nil {
				t.Fatalf("no error, want one that contains %q", c.want)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q, want one that contains %q", err, c.want)
			}
		})
	}
}

// Errors in data name the file, and say what was expected in words.
func TestErrorsInDataNameTheFile(t *testing.T) {
	measure := func(rest string) string {
		return "title: Ours\ncitation: none\nhelp: Ask.\ntargets: [kaspersky]\nnexus: [us]\n" + rest
	}
	const acts = `acts: {integrate: {from: "2025-01-01T00:00:00Z"}}`
	for _, c := range []struct {
		path, text string
		want       string // after the name of the bundle
	}{
		{"entities/acme/data.yaml", "name: Acme\nidentifers: []", `entities/acme/data.yaml:2: data.entities.acme.identifers: unknown member: expected "identifiers"`},
		{"entities/acme/data.yaml", "name: Acme\nname: Other", `entities/acme/data.yaml: line 2: duplicate member "name"`},
		{"entities/data.json", "{\"acme\": {\"name\": \"Acme\",\n\"name\": \"Other\"}}", `entities/data.json: acme: duplicate member "name"`},
		{"entities/data.json", "{\"acme\":\n}", `entities/data.json: line 2: invalid JSON: `},
		{"data.json", `{"entities": {"acme": {"name": ["Acme"]}}}`, `data.json:1: data.entities.acme.name: expected a string, found a list`},
		{"entities/data.yaml", "[]", `entities/data.yaml: data.entities: already defined: expected a new name`},
		{"measures/ours/data.yaml", measure(acts + "\nreach: [subsidiary-of]"), `measures/ours/data.yaml:7: data.measures.ours.reach[0]: expected an object, found a string`},
		{"measures/ours/data.yaml", measure("acts: {integrate: {from: 2026-12-29}}"), `measures/ours/data.yaml:6: data.measures.ours.acts.integrate.from: "2026-12-29": expected a date and time as in "2025-01-31T00:00:00Z"`},
		{"measures/ours/data.yaml", measure("acts: {integrate: {from: \"2026-12-29T00:00:00+24:00\"}}"), `measures/ours/data.yaml:6: data.measures.ours.acts.integrate.from: "2026-12-29T00:00:00+24:00": expected a date and time as in "2025-01-31T00:00:00Z"`},
		{"measures/ours/data.yaml", measure(acts + "\nscope: {toys: none}"), `measures/ours/data.yaml:7: data.measures.ours.scope.toys: unknown level "none": expected a member of levels`},
		{"parameters/ours/data.yaml", "levels: {maker: note}", `parameters/ours/data.yaml: data.parameters.ours: unknown measure "ours": expected us_commerce_icts_2021_002`},
	} {
		_, err := compile(t, folder(t, c.path, c.text))
		if err == nil || !strings.Contains(err.Error(), `"user": `+c.want) {
			t.Errorf("%s: error %v, want one that contains %s", c.path, err, c.want)
		}
	}
}

// An error in a value that two files define together names both.
func TestErrorsInDataNameAllFiles(t *testing.T) {
	_, err := compile(t, folder(t, "entities/acme/data.yaml", "kind: company\nidentifiers: [{kind: brand, value: Acme, confidence: verified}]"), folder(t, "data.json", `{"entities": {"acme": {"description": "x"}}}`))
	const want = `read policies "user": data.json:1 and "user": entities/acme/data.yaml: data.entities.acme: missing name`
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestCompileRequiresRules(t *testing.T) {
	if _, err := policy.Compile(folder(t, "a.rego", "package lib.a\n\nx := 1")); err == nil || !strings.Contains(err.Error(), "no rules") {
		t.Errorf("error %v, want one that contains %q", err, "no rules")
	}
}

func TestNewBanNeedsOnlyData(t *testing.T) {
	engine, err := compile(t, folder(t,
		"entities/acme/data.yaml", `
name: Acme Holding
kind: company
identifiers:
  - {kind: organization, value: Acme Holding Ltd, confidence: verified, source: [test]}
`,
		"entities/acme_labs/data.yaml", `
name: Acme Labs
kind: company
identifiers:
  - {kind: organization, value: Acme Labs GmbH, confidence: verified, source: [test]}
relations:
  - {type: subsidiary-of, entity: acme, share: 100, confidence: verified, source: [test]}
`,
		"measures/acme_ban/data.yaml", `
title: Ban on Acme
citation: House rule 7
url: https://rules.example/7
help: Nothing of Acme goes into what we ship, since 2025.
targets: [acme]
reach:
  - {relation: subsidiary-of, reverse: false}
nexus: [us]
acts:
  integrate: {from: "2025-01-01T00:00:00Z"}
scope: {}
levels: {}
`,
	))
	if err != nil {
		t.Fatal(err)
	}
	report, err := engine.Evaluate(t.Context(), decoded(t, `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"thing","supplier":{"name":"ACME LABS"}}]}`), shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	if report.Verdict != policy.Fail {
		t.Fatalf("verdict %q, want fail: %+v", report.Verdict, report.Findings)
	}
	f := report.Findings[0]
	if f.Entity.ID != "acme_labs" || f.Measure.ID != "acme_ban" || len(f.Chain) != 1 || f.Chain[0].To.ID != "acme" || f.Chain[0].Share != 100 {
		t.Errorf("got entity %v, measure %v, chain %v", f.Entity, f.Measure, f.Chain)
	}
}
