package policy_test

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
)

// TestFailOpen checks inputs on which other tools pass although they should not. Cases
// that need a command line are in testdata/script/failopen.txtar.
func TestFailOpen(t *testing.T) {
	bom := func(members string) string {
		return `{"bomFormat": "CycloneDX", "specVersion": "1.6", ` + members + `}`
	}
	const maker = `"supplier": {"name": "AO Kaspersky Lab"}`
	for _, c := range []struct {
		name, text string
		verdict    policy.Verdict
		rule       string // that found it, or ""
	}{
		{"no components", bom(`"components": []`), policy.Undetermined, ""},
		{"only a root", bom(`"metadata": {"component": {"type": "application", "name": "app", "purl": "pkg:npm/app@1"}}`), policy.Undetermined, ""},
		{"only names", bom(`"components": [{"type": "library", "name": "a"}]`), policy.Undetermined, ""},
		{"an empty supplier", bom(`"components": [{"type": "library", "name": "a", "supplier": {"name": ""}}]`), policy.Undetermined, ""},
		{"NOASSERTION as supplier", `{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "SPDXRef-A", "name": "a", "supplier": "NOASSERTION", "downloadLocation": "NOASSERTION"}]}`, policy.Undetermined, ""},
		{"no supplier but package URLs", bom(`"components": [{"type": "library", "name": "a", "purl": "pkg:npm/%40kaspersky/hexa-ui@1"}, {"type": "library", "name": "b", "purl": "pkg:docker/kaspersky/scanengine_httpd@2.1"}]`), policy.Fail, "prohibited"},

		{"CycloneDX in XML", `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library"><supplier><name>AO Kaspersky Lab</name></supplier><name>a</name></component></components></bom>`, policy.Fail, "prohibited"},
		{"GitHub's wrapper", `{"sbom": {"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "SPDXRef-A", "name": "a", "supplier": "Organization: AO Kaspersky Lab"}]}}`, policy.Fail, "prohibited"},

		{"a version that is not a semantic version", bom(`"components": [{"type": "library", "name": "a", "version": "2024.R2 (build 7)", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a version that is a number", bom(`"components": [{"type": "library", "name": "a", "version": 8, ` + maker + `}]`), policy.Fail, "prohibited"},
		{"no version", bom(`"components": [{"type": "library", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},

		{"nested three levels down", bom(`"components": [{"type": "application", "name": "a", "components": [{"type": "framework", "name": "b", "components": [{"type": "library", "name": "c", ` + maker + `}]}]}]`), policy.Fail, "prohibited"},
		{"nested in the root", bom(`"metadata": {"component": {"type": "application", "name": "app", "components": [{"type": "library", "name": "c", ` + maker + `}]}}, "components": [{"type": "library", "name": "a", "purl": "pkg:npm/a@1"}]`), policy.Fail, "prohibited"},
		{"an unknown type", bom(`"components": [{"type": "gadget", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"no type", bom(`"components": [{"name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"an unknown scope", bom(`"components": [{"type": "library", "name": "a", "scope": "EXCLUDED", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"an invalid package URL", bom(`"components": [{"type": "library", "name": "a", "purl": "kaspersky/a@1", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"neither name nor package URL", bom(`"components": [{"type": "library", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a service", bom(`"services": [{"name": "scan", "provider": {"name": "AO Kaspersky Lab"}}]`), policy.Fail, "prohibited"},

		{"the namespace of a package URL", bom(`"components": [{"type": "library", "name": "scanengine_httpd", "purl": "pkg:docker/kaspersky/scanengine_httpd@2.1"}]`), policy.Fail, "prohibited"},
		{"another namespace, the same name", bom(`"components": [{"type": "library", "name": "scanengine_httpd", "purl": "pkg:docker/someone/scanengine_httpd@2.1"}]`), policy.Pass, ""},
		{"another type, the same namespace", bom(`"components": [{"type": "library", "name": "gengine", "purl": "pkg:github/kaspersky/gengine@1"}]`), policy.Pass, ""},

		{"no dependency graph", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"dependencies between unknown references", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", ` + maker + `}], "dependencies": [{"ref": "x", "dependsOn": ["y"]}]`), policy.Fail, "prohibited"},
		{"a component that depends on itself", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", ` + maker + `}], "dependencies": [{"ref": "a", "dependsOn": ["a"]}]`), policy.Fail, "prohibited"},
		{"a blank group", bom(`"components": [{"type": "library", "group": " ", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},

		{"two components with the same reference", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", "purl": "pkg:npm/a@1"}, {"bom-ref": "a", "type": "library", "name": "b", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a document that states that it is incomplete", bom(`"components": [{"type": "library", "name": "a", "supplier": {"name": "Acme"}}], "compositions": [{"aggregate": "incomplete"}]`), policy.Pass, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := evaluate(t, shipping(t), c.text)
			found := ""
			if len(report.Findings) > 0 {
				found = report.Findings[0].Rule
			}
			if report.Verdict != c.verdict || found != c.rule {
				t.Errorf("%s by %q, want %s by %q: %+v", report.Verdict, found, c.verdict, c.rule, report.Findings)
			}
		})
	}
}

// TestFailOpenParameters checks that a parameter never removes a finding, and that a
// finding whose level a parameter changes says so.
func TestFailOpenParameters(t *testing.T) {
	const measure = "us_commerce_icts_2021_002"
	engine, err := compile(t, folder(t, "parameters/"+measure+"/data.yaml", "levels: {maker: note, security-product: note, unknown-category: note}"))
	if err != nil {
		t.Fatal(err)
	}
	report, err := engine.Evaluate(t.Context(), decoded(t, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a", "supplier": {"name": "AO Kaspersky Lab"}}]}`), shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) == 0 {
		t.Fatal("no findings")
	}
	f := report.Findings[0]
	if want := "by data.parameters maker counts as note"; f.Rule != "prohibited" || f.Level != policy.LevelNote || !strings.Contains(f.Message, want) {
		t.Errorf("%s %s: %s, want a note that says %q", f.Level, f.Rule, f.Message, want)
	}
}
