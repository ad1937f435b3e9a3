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

// written writes an engine as a bundle and reads it as stock OPA does.
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

// TestStockOPA: a bundle that bomgate writes gives the same findings when OPA
// loads and evaluates it without anything of ours.
func TestStockOPA(t *testing.T) {
	engine, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	_, b := written(t, engine)
	c := shipping(t)
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

	// What opa eval -b bundle.tar.gz -i input.json does.
	raw, err := json.Marshal(policy.Input(doc, c))
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
		t.Errorf("findings differ\nours:\n%s\nstock OPA's:\n%s", lines(ours), lines(theirs))
	}
}

func lines(set map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(set)), "\n") }

func TestWriteBundleIsDeterministicAndReadsBack(t *testing.T) {
	engine, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	first, _ := written(t, engine)
	b, err := policy.ReadBundle("bundle.tar.gz", bytes.NewReader(first))
	if err != nil {
		t.Fatal(err)
	}
	again, err := policy.Compile(t.Context(), b)
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

// rule is a user's rule with a body.
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
		{"a member of input that does not exist", []string{"a.rego", rule(`deny contains {"message": "x"} if input.document.nmae == "x"`)}, "nmae"},
		{"a kind of claim that does not exist", []string{"a.rego", rule(`deny contains {"message": "x"} if input.claims.supplier.acme`)}, "supplier"},
		{"a built-in that asks the network", []string{"a.rego", rule(`deny contains {"message": "x"} if http.send({"url": "http://localhost", "method": "get"})`)}, "http.send"},
		{"a built-in that asks the clock", []string{"a.rego", rule(`deny contains {"message": "x"} if time.now_ns() > 0`)}, "time.now_ns"},
		{"an unused variable", []string{"a.rego", rule(`deny contains {"message": "x"} if { y := 1 }`)}, "y"},
		{"a rule without METADATA", []string{"a.rego", "package rules.ours\n\n" + fine}, "METADATA"},
		{"a rule without title", []string{"a.rego", strings.Replace(rule(fine), "# title: Banned by us\n", "", 1)}, "title"},
		{"a rule without level", []string{"a.rego", strings.Replace(rule(fine), "level: error", "lvel: error", 1)}, "level"},
		{"a rule of an unknown level", []string{"a.rego", strings.Replace(rule(fine), "level: error", "level: fatal", 1)}, "fatal"},
		{"a rule without deny", []string{"a.rego", rule(`allow if true`)}, "deny"},
		{"a package that is there already", []string{"a.rego", strings.Replace(rule(fine), "rules.ours", "rules.prohibited", 1)}, "defined in"},
		{"a value that is there already", []string{"entities/kaspersky/data.yaml", "name: Somebody else"}, "entities.kaspersky.name"},
		{"data that OPA would pass over", []string{"entities/acme.yaml", entity("")}, "data.yaml"},
		{"a misspelt member of an entity", []string{"entities/acme/data.yaml", entity("identifers: []")}, "identifers"},
		{"an unknown kind of identifier", []string{"entities/acme/data.yaml", entity("identifiers: [{kind: nickname, value: Acme, confidence: verified}]")}, "nickname"},
		{"an identifier of which nothing is left", []string{"entities/acme/data.yaml", entity("identifiers: [{kind: organization, value: «», confidence: verified}]")}, "nothing is left"},
		{"an identifier without confidence", []string{"entities/acme/data.yaml", entity("identifiers: [{kind: organization, value: Acme}]")}, "confidence"},
		{"a relation to nobody", []string{"entities/acme/data.yaml", entity("relations: [{type: subsidiary-of, entity: nobody, confidence: verified}]")}, "nobody"},
		{"a measure without citation", []string{"measures/ours/data.yaml", "title: Ours\nhelp: Ask."}, "citation"},
		{"a measure with a date that is none", []string{"measures/ours/data.yaml", "title: Ours\ncitation: none\nhelp: Ask.\ntargets: [kaspersky]\nnexus: [us]\nacts: {integrate: {from: yesterday}}"}, "yesterday"},
		{"a misspelt member of an act", []string{"measures/ours/data.yaml", "title: Ours\ncitation: none\nhelp: Ask.\ntargets: [kaspersky]\nnexus: [us]\nacts: {integrate: {form: \"2025-01-01T00:00:00Z\"}}"}, "form"},
		{"a measure against nobody", []string{"measures/ours/data.yaml", "title: Ours\ncitation: none\nhelp: Ask.\ntargets: [nobody]\nnexus: [us]\nacts: {integrate: {from: \"2025-01-01T00:00:00Z\"}}"}, "nobody"},
		{"a parameter of nothing", []string{"parameters/us_commerce_icts_2021_002/data.yaml", "levels: {dommain: error}"}, "dommain"},
		{"a folder with nothing in it", nil, "neither"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := readFolder(c.files...)
			if err == nil {
				_, err = compile(t, b)
			}
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q, want one that says %q", err, c.want)
			}
		})
	}
}

func TestCompileWantsRules(t *testing.T) {
	if _, err := policy.Compile(t.Context(), folder(t, "a.rego", "package lib.a\n\nx := 1")); err == nil || !strings.Contains(err.Error(), "no rules") {
		t.Errorf("error %v, want one that says no rules", err)
	}
}

// TestDataAlone: the next ban is a data file.
func TestDataAlone(t *testing.T) {
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
