package policy_test

import (
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-json-experiment/json"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/rego"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// TestGroups checks that a document gets the findings that it gets without groups.
func TestGroups(t *testing.T) {
	grouped, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	whole, err := compile(t, folder(t, "rules/ours/ours.rego", rule(`deny contains {"message": "no promise"} if input.document.name == "no such document"`)))
	if err != nil {
		t.Fatal(err)
	}
	const components = 1100 // a batch has 1,000
	docs := shipped(t)
	docs["infested"] = drafted(t, grouped, sbomtest.Banned(components, 1))
	docs["family"] = drafted(t, grouped, sbomtest.BrandVariants(components))
	docs["appliance"] = drafted(t, grouped, sbomtest.Appliance())
	docs["generated"] = drafted(t, grouped, sbomtest.Generate(components))
	for _, shape := range sbomtest.Shapes() {
		docs[shape.Name] = drafted(t, grouped, shape.Make(100))
	}
	for name, components := range map[string][]string{"wordings": wordings(), "names": names(), "identities": identities()} {
		docs[name] = wanted(t, grouped, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`+strings.Join(components, ",")+`]}`)
	}
	for name, doc := range docs {
		want, err := whole.Evaluate(t.Context(), doc, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		got, err := grouped.Evaluate(t.Context(), doc, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		want.Rules, got.Rules = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: in groups %d findings and verdict %s, without %d and %s, or they differ", name, len(got.Findings), got.Verdict, len(want.Findings), want.Verdict)
		}
		if name == "infested" && len(got.Findings) < components {
			t.Errorf("%s: %d findings, want one on each of %d components", name, len(got.Findings), components)
		}
	}
}

// wanted decodes a document as the command does, without claims that no policy looks up.
func wanted(t *testing.T, engine *policy.Engine, text string) *sbom.Document {
	t.Helper()
	docs, err := decode.Decoder{Wants: engine.Wants}.All("test.json", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return docs[0]
}

// likeBuiltin compiles the built-in policies with one more rule among them.
func likeBuiltin(t *testing.T, metadata, body string) (*policy.Engine, error) {
	t.Helper()
	files := fstest.MapFS{"rules/extra/extra.rego": {Data: []byte("# METADATA\n# title: Extra\n# custom:\n#   level: note\n" + metadata + "package rules.extra\n\n" + body)}}
	err := fs.WalkDir(rego.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(rego.FS, path)
		files[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := policy.ReadFolder("rego", files)
	if err != nil {
		t.Fatal(err)
	}
	b.Checked(rego.Data)
	return policy.Compile(b)
}

const promise = "#   judges: evidence\n"

// twins is a document in which components 1 and 2 have equal evidence.
const twins = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
	{"type": "library", "bom-ref": "first", "group": "g1", "name": "alpha one", "version": "1", "purl": "pkg:generic/alpha@1", "supplier": {"name": "AO Kaspersky Lab"}},
	{"type": "library", "bom-ref": "second", "group": "g2", "name": "beta two", "version": "2", "purl": "pkg:generic/beta@2", "supplier": {"name": "AO Kaspersky Lab"}},
	{"type": "application", "bom-ref": "third", "name": "third", "purl": "pkg:npm/third@1", "supplier": {"name": "AO Kaspersky Lab"},
		"components": [{"type": "framework", "name": "fourth", "scope": "excluded", "supplier": {"name": "AO Kaspersky Lab"}}]},
	{"type": "data", "name": "Kaspersky fifth"}],
	"services": [{"name": "sixth", "provider": {"name": "AO Kaspersky Lab"}}],
	"dependencies": [{"ref": "second", "dependsOn": ["first"]}],
	"compositions": [{"aggregate": "incomplete", "assemblies": ["third"]}]}`

// TestRulesSeeComponentsAsTheyAre checks that a built-in rule which compares a field
// of a component finds the component, for every field in the schema of the input. A
// rule with the promise to judge by evidence alone is refused if the field does not
// belong to the evidence.
func TestRulesSeeComponentsAsTheyAre(t *testing.T) {
	cases := map[string]struct {
		condition, component string
		evidence             bool
	}{
		"id":         {`input.components[c].id == "2"`, "2", false},
		"origin":     {`input.components[c].origin == "service"`, "6", true},
		"type":       {`input.components[c].type == "framework"`, "4", true},
		"ref":        {`input.components[c].ref == "second"`, "2", false},
		"group":      {`input.components[c].group == "g2"`, "2", false},
		"name":       {`input.components[c].name == "beta two"`, "2", false},
		"name_words": {`input.components[c].name_words == "beta two"`, "2", true},
		"version":    {`startswith(input.components[c].version, "2")`, "2", false},
		"purl":       {`input.components[c].purl == "pkg:generic/beta@2"`, "2", false},
		"scope":      {`input.components[c].scope == "excluded"`, "4", true},
		"parent":     {`input.components[c].parent == "3"`, "4", false},
		"shipped":    {`input.components[c].shipped == false`, "4", true},
		"has_maker":  {`[input.components[c].has_maker, input.components[c].type] == [false, "data"]`, "5", true},
		"package":    {`input.components[c].package == "registry"`, "3", true},
		"incomplete": {`input.components[c].incomplete == true`, "3", true},
		"depends_on": {`"1" in input.components[c].depends_on`, "2", false},
	}
	for _, field := range componentFields(t) {
		t.Run(field, func(t *testing.T) {
			c, ok := cases[field]
			if !ok {
				t.Fatal("no case for this field")
			}
			body := `deny contains {"component": c, "message": "match"} if {
	some c in object.keys(object.get(input, "components", {}))
	` + c.condition + `
}`
			engine, err := likeBuiltin(t, "", body)
			if err != nil {
				t.Fatal(err)
			}
			doc := wanted(t, engine, twins)
			report, err := engine.Evaluate(t.Context(), doc, shipping(t))
			if err != nil {
				t.Fatal(err)
			}
			var matched []string
			for _, f := range report.Findings {
				if f.Rule == "extra" {
					matched = append(matched, f.Component.Name)
				}
			}
			if want := doc.Component(int(c.component[0] - '0')).Name; !slices.Equal(matched, []string{want}) {
				t.Errorf("the rule matches %q, want %q", matched, want)
			}

			_, err = likeBuiltin(t, promise, `deny contains {"message": "match"} if `+c.condition)
			if refused := err != nil && strings.Contains(err.Error(), `custom.judges is "evidence"`); refused == c.evidence {
				t.Errorf("error %v, want one about custom.judges: %t", err, !c.evidence)
			}
		})
	}
}

// componentFields returns the fields of a component in the schema of the input.
func componentFields(t *testing.T) []string {
	t.Helper()
	var schema struct {
		Properties struct {
			Components struct {
				AdditionalProperties struct {
					Properties map[string]any
				} `json:"additionalProperties"`
			} `json:"components"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(sbom.Schema, &schema, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	fields := slices.Sorted(maps.Keys(schema.Properties.Components.AdditionalProperties.Properties))
	if len(fields) < 14 {
		t.Fatalf("fields %q, want 14 or more", fields)
	}
	return fields
}

// TestPromise checks that a rule cannot break the promise to judge by evidence unseen.
func TestPromise(t *testing.T) {
	for _, c := range []struct {
		name, metadata, body string
		want                 string // part of the error
	}{
		{"a component as a whole", promise, `deny contains {"message": c.version} if some c in input.components`, `expected one of the fields`},
		{"a component as an argument", promise, "deny contains {\"message\": \"m\"} if _old(input.components[\"1\"])\n\n_old(c) if c.version == \"1\"", `expected one of the fields`},
		{"all components", promise, `deny contains {"message": "m"} if count(input.components) > 9`, `expected one of the fields`},
		{"a field that is computed", promise, `deny contains {"message": "m"} if {
	some field in ["version"]
	input.components["1"][field] == "1"
}`, `expected one of the fields`},
		{"the whole input", promise, `deny contains {"message": "m"} if count(input) > 9`, `expected one of the fields`},
		{"another promise", "#   judges: components\n", `deny contains {"message": "m"} if input.document.name == "x"`, `custom.judges is "components"`},
		{"no such promise", "", `deny contains {"message": c.version} if some c in input.components`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := likeBuiltin(t, c.metadata, c.body)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// TestPromiseNeedsClaims checks that a finding on a component by evidence names claims:
// components without claims are not evaluated in groups.
func TestPromiseNeedsClaims(t *testing.T) {
	engine, err := likeBuiltin(t, promise, `deny contains {"component": c, "message": "m"} if {
	some c in ["1"]
	input.components[c].type == "library"
}`)
	if err != nil {
		t.Fatal(err)
	}
	_, err = engine.Evaluate(t.Context(), decoded(t, twins), shipping(t))
	if want := `rule "extra": a finding on component "1" without claims`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

// wordings returns components of a banned supplier and of its products, each twice,
// with many differences in text: irrelevant ones, relevant ones, and names of slots.
func wordings() []string {
	var components []string
	for _, name := range []string{"a", " b ", "", "c{component}", "{value}", "kaspersky thing", "Kaspersky Endpoint Security", "klara"} {
		for _, version := range []string{"", "1", "1 ", "{entity}"} {
			for _, supplier := range []string{"AO Kaspersky Lab", "Kaspersky Lab", "KASPERSKY LAB", "Kaspersky {measure}"} {
				for _, host := range []string{"kaspersky.com", "https://kaspersky.com/" + name, "https://a.kaspersky.com"} {
					components = append(components, fmt.Sprintf(`{"type": "library", "name": %q, "version": %q, "supplier": {"name": %q, "url": [%[4]q]}, "publisher": %[3]q,
						"externalReferences": [{"type": "website", "url": %[4]q}, {"type": "website", "url": "https://kaspersky.com/a"},
						{"type": "distribution", "url": "https://kaspersky.com"}]}`, name, version, supplier, host))
				}
			}
		}
	}
	return append(components, components...)
}

// names returns components whose names, suppliers and authors resemble a banned
// supplier or its products, each with different words besides, and once not shipped.
func names() []string {
	var components []string
	for _, other := range []string{"n1", "n2", "n3"} {
		for _, supplier := range []string{
			"Kaspersky N", "Kaspersky Lab N", "N Kaspersky", "Kaspersky Lab N Ltd", "Lab N Kaspersky", "AO Kaspersky Lab", "Kasperski Lab N", "Kasperski", "Karspeky Lab N", "Kapersky N Lab", "Lab Kapersky",
			"Kаspеrsky Lab N", "Kaspersky Endpoint Security N", "Kaspersky N Endpoint Security", "Infowatch N", "Threatpost N", "N",
		} {
			for _, author := range []string{"Eugene N Kaspersky", "Kaspersky", "N"} {
				for _, name := range []string{
					"part N", "kaspersky N", "Kaspersky Endpoint Security N", "Kaspersky Endpoint N Security", "kaspersky endpoint", "endpoint security N", "kav N sdk", "sdk kav",
					"Kasperskyy Endpoint Security N", "klara N", "threatpost feed N",
				} {
					scope := map[string]string{"n1": "required", "n2": "required", "n3": "excluded"}[other]
					component := fmt.Sprintf(`{"type": "library", "name": %q, "scope": %q, "supplier": {"name": %q}, "authors": [{"name": %q}]}`, name, scope, supplier, author)
					components = append(components, strings.ReplaceAll(component, "N", other))
				}
			}
		}
	}
	return components
}

// identities returns components with package URLs of a banned supplier and of others, and
// with names that agree with them or not.
func identities() []string {
	var components []string
	for _, purl := range []string{
		"pkg:npm/%40kaspersky/hexa-ui@N", "pkg:npm/%40kaspersky/N", "pkg:pypi/opentip@N", "pkg:docker/opencti/connector-kaspersky@N", "pkg:npm/N", "pkg:rpm/fedora/N", "pkg:generic/N", "",
	} {
		for _, name := range []string{"hexa-ui", "N hexa-ui", "hexa-ui N", "OpenTIP", "N", "Kaspersky N", "N Kaspersky", "Kaspersky Endpoint Security N", "scan engine hexa-ui", "connector-kaspersky", ""} {
			for _, maker := range []string{`"supplier": {"name": "AO Kaspersky Lab"}, `, `"publisher": "N", `, ""} {
				for _, other := range []string{"n1", "n2 n3"} {
					component := fmt.Sprintf(`{"type": "library", %s"name": %q, "purl": %q}`, maker, name, purl)
					components = append(components, strings.ReplaceAll(component, "N", other))
				}
			}
		}
	}
	return components
}

// A component with many claims that are alike is judged by the first of them, and by all
// claims that are different.
func TestClaimsAlikeAreLimited(t *testing.T) {
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	judge := func(last string) policy.Finding {
		authors := make([]string, 3000)
		for i := range authors {
			authors[i] = fmt.Sprintf(`{"name": "Kaspersky %d"}`, i)
		}
		authors[len(authors)-1] = `{"name": "` + last + `"}`
		doc := wanted(t, engine, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
			{"type": "library", "name": "a", "authors": [`+strings.Join(authors, ",")+`]}]}`)
		report, err := engine.Evaluate(t.Context(), doc, shipping(t))
		if err != nil || len(report.Findings) == 0 {
			t.Fatalf("%s: %d findings and error %v, want a finding", last, len(report.Findings), err)
		}
		return report.Findings[0]
	}
	if f := judge("Kaspersky 3000"); f.Level != policy.LevelWarning || len(f.Evidence) > 200 {
		t.Errorf("%s on %d authors, want a warning on at most 200", f.Level, len(f.Evidence))
	}
	if f := judge("AO Kaspersky Lab"); f.Level != policy.LevelError {
		t.Errorf("%s on %d authors, one of them AO Kaspersky Lab: want an error", f.Level, len(f.Evidence))
	}
}

// Policies take about a millisecond for a component with evidence of its own.
func TestTooMuchEvidence(t *testing.T) {
	const entities = 5100
	var data strings.Builder
	components := make([]string, entities)
	for i := range entities {
		fmt.Fprintf(&data, "e%d: {name: E, kind: company, identifiers: [{kind: organization, value: Zorp %d Works, confidence: confirmed, source: [x]}], relations: [{type: member-of, entity: kaspersky, confidence: confirmed, source: [x]}]}\n", i, i)
		components[i] = fmt.Sprintf(`{"type": "library", "name": "a", "supplier": {"name": "Zorp %d Works"}}`, i)
	}
	engine, err := compile(t, folder(t, "entities/data.yaml", data.String()))
	if err != nil {
		t.Fatal(err)
	}
	evaluate := func(components []string) error {
		doc := wanted(t, engine, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`+strings.Join(components, ",")+`]}`)
		_, err := engine.Evaluate(t.Context(), doc, shipping(t))
		return err
	}
	want := "5001 components have different evidence, with 5001 matches: expected at most 5000 such components and 400000 matches: divide the document"
	if err := evaluate(components); err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
	if err := evaluate(slices.Concat(components[:10], components[:10])); err != nil {
		t.Errorf("twenty components: %v", err)
	}
}
