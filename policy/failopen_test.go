package policy_test

import (
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
)

// TestFailOpen are the ways in which other gates let something through that they
// should not have. What takes a command line to show is in
// testdata/script/failopen.txtar.
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
		{"nothing is listed", bom(`"components": []`), policy.Undetermined, ""},
		{"a root and nothing else", bom(`"metadata": {"component": {"type": "application", "name": "app", "purl": "pkg:npm/app@1"}}`), policy.Undetermined, ""},
		{"names and nothing else", bom(`"components": [{"type": "library", "name": "a"}]`), policy.Undetermined, "unattributed"},
		{"missing supplier is no pass of its own", bom(`"components": [{"type": "library", "name": "a", "supplier": {"name": ""}}]`), policy.Undetermined, "unattributed"},
		{"NOASSERTION is no supplier", `{"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "SPDXRef-A", "name": "a", "supplier": "NOASSERTION", "downloadLocation": "NOASSERTION"}]}`, policy.Undetermined, "unattributed"},
		{"supplier is missing, the rest is judged", bom(`"components": [{"type": "library", "name": "a", "purl": "pkg:npm/%40kaspersky/hexa-ui@1"}, {"type": "library", "name": "b", "purl": "pkg:docker/kaspersky/scanengine_httpd@2.1"}]`), policy.Fail, "prohibited"},

		{"CycloneDX in XML", `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library"><supplier><name>AO Kaspersky Lab</name></supplier><name>a</name></component></components></bom>`, policy.Fail, "prohibited"},
		{"GitHub's wrapper", `{"sbom": {"spdxVersion": "SPDX-2.3", "packages": [{"SPDXID": "SPDXRef-A", "name": "a", "supplier": "Organization: AO Kaspersky Lab"}]}}`, policy.Fail, "prohibited"},

		{"a version that is no semantic version", bom(`"components": [{"type": "library", "name": "a", "version": "2024.R2 (build 7)", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a version that is a number", bom(`"components": [{"type": "library", "name": "a", "version": 8, ` + maker + `}]`), policy.Fail, "prohibited"},
		{"no version", bom(`"components": [{"type": "library", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},

		{"nested three levels down", bom(`"components": [{"type": "application", "name": "a", "components": [{"type": "framework", "name": "b", "components": [{"type": "library", "name": "c", ` + maker + `}]}]}]`), policy.Fail, "prohibited"},
		{"nested in the root", bom(`"metadata": {"component": {"type": "application", "name": "app", "components": [{"type": "library", "name": "c", ` + maker + `}]}}, "components": [{"type": "library", "name": "a", "purl": "pkg:npm/a@1"}]`), policy.Fail, "prohibited"},
		{"a type that nobody knows", bom(`"components": [{"type": "gadget", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"no type", bom(`"components": [{"name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a scope that nobody knows", bom(`"components": [{"type": "library", "name": "a", "scope": "EXCLUDED", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a package URL that is none", bom(`"components": [{"type": "library", "name": "a", "purl": "kaspersky/a@1", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"neither name nor package URL", bom(`"components": [{"type": "library", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a service", bom(`"services": [{"name": "scan", "provider": {"name": "AO Kaspersky Lab"}}]`), policy.Fail, "prohibited"},

		{"the namespace of a package URL", bom(`"components": [{"type": "library", "name": "scanengine_httpd", "purl": "pkg:docker/kaspersky/scanengine_httpd@2.1"}]`), policy.Fail, "prohibited"},
		{"another namespace, the same name", bom(`"components": [{"type": "library", "name": "scanengine_httpd", "purl": "pkg:docker/someone/scanengine_httpd@2.1"}]`), policy.Pass, "unattributed"},
		{"another type, the same namespace", bom(`"components": [{"type": "library", "name": "gengine", "purl": "pkg:github/kaspersky/gengine@1"}]`), policy.Pass, "unattributed"},

		{"no dependency graph", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a graph that leads nowhere", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", ` + maker + `}], "dependencies": [{"ref": "x", "dependsOn": ["y"]}]`), policy.Fail, "prohibited"},
		{"a graph of cycles", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", ` + maker + `}], "dependencies": [{"ref": "a", "dependsOn": ["a"]}]`), policy.Fail, "prohibited"},
		{"a group that is blank", bom(`"components": [{"type": "library", "group": " ", "name": "a", ` + maker + `}]`), policy.Fail, "prohibited"},

		{"ids that two components share", bom(`"components": [{"bom-ref": "a", "type": "library", "name": "a", "purl": "pkg:npm/a@1"}, {"bom-ref": "a", "type": "library", "name": "b", ` + maker + `}]`), policy.Fail, "prohibited"},
		{"a document that is incomplete by its own word", bom(`"components": [{"type": "library", "name": "a", "supplier": {"name": "Acme"}}], "compositions": [{"aggregate": "incomplete"}]`), policy.Pass, "unattributed"},
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

// TestFailOpenParameters: no parameter drops a finding, and none changes a level
// without the finding saying so.
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
