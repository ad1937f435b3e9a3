package policy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// TestReportIsSmall checks that a report does not keep its document in memory: a run
// keeps all reports.
func TestReportIsSmall(t *testing.T) {
	for _, tc := range []struct {
		name               string
		documents, padding int // bytes of each document that the report does not have
	}{
		{"long documents", 20, 4 << 20},
		{"many documents", 200, 0},
	} {
		t.Run(tc.name, func(t *testing.T) { testReportIsSmall(t, tc.documents, tc.padding) })
	}
}

func testReportIsSmall(t *testing.T, documents, padding int) {
	const most = 16 << 10 // bytes of a report with two findings
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC() // the second time frees pooled memory
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	judge := func() *policy.Report {
		doc := decoded(t, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
			"metadata": {"component": {"type": "application", "bom-ref": "root", "name": "product"}},
			"components": [{"type": "application", "bom-ref": "agent", "group": "com.kaspersky", "name": "agent", "version": "1",
				"publisher": "AO Kaspersky Lab", "purl": "pkg:npm/%40kaspersky/agent@1", "cpe": "cpe:2.3:a:kaspersky:agent:1:*:*:*:*:*:*:*",
				"description": "`+strings.Repeat("x", padding)+`"}],
			"dependencies": [{"ref": "root", "dependsOn": ["agent", "nowhere"]}]}`)
		report, err := engine.Evaluate(t.Context(), doc, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Findings) == 0 || len(report.Document.Warnings) == 0 {
			t.Fatalf("no finding or no warning: %+v", report)
		}
		return report
	}
	reports := []*policy.Report{judge()}
	before := heap()
	for range documents {
		reports = append(reports, judge())
	}
	if grown := int(heap()) - int(before); grown > documents*most {
		t.Errorf("%d reports need %d bytes: they keep parts of the documents", documents, grown)
	}
	runtime.KeepAlive(reports)
}

// echo is a rule that quotes the document in every member of its findings.
const echo = `# METADATA
# title: Text of the document
# custom:
#   level: note
package rules.echo

deny contains {"component": c.id, "message": c.name, "why": c.version, "remedy": c.purl, "reasons": [c.type, c.ref]} if {
	some c in input.components
	c.name != ""
}

deny contains {"component": "0", "message": d.title, "why": d.created, "remedy": d.spec_version, "reasons": [d.id]} if {
	d := input.document
	d.title != ""
}

deny contains {"component": id, "message": claim.value, "why": claim.whole, "remedy": claim.key, "claims": [{"id": n, "class": claim.role}]} if {
	some keys in input.claims
	some claims in keys
	some claim in claims
	some id, n in claim.components
}
`

// TestReportSharesNoTextWithTheDocument checks the strings of reports on documents that
// were evaluated, also with a rule that quotes the document, or could not be read.
func TestReportSharesNoTextWithTheDocument(t *testing.T) {
	engine, err := compile(t, folder(t, "rules/echo.rego", echo))
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("../testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	broken, err := filepath.Glob("../testdata/broken/*.*")
	if err != nil {
		t.Fatal(err)
	}
	judged, faulty := 0, 0
	for _, path := range append(paths, broken...) {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(file)
		judge := func(engine *policy.Engine) {
			docs, err := decode.Decoder{}.All(path, strings.NewReader(text))
			if err != nil {
				faulty++
				checkCopied(t, path, text, reflect.ValueOf(err))
			}
			for _, doc := range docs {
				judged++
				report, err := engine.Evaluate(t.Context(), doc, shipping(t))
				if err != nil {
					t.Fatal(err)
				}
				checkCopied(t, path, text, reflect.ValueOf(report))
			}
		}
		judge(engine)
		all, err := builtinEngine()
		if err != nil {
			t.Fatal(err)
		}
		judge(all)
	}
	if judged < 30 || faulty < 10 {
		t.Errorf("%d documents judged and %d refused, want at least 30 and 10", judged, faulty)
	}
}

// checkCopied reports strings in v that share memory with a text.
func checkCopied(t *testing.T, path, text string, v reflect.Value) {
	t.Helper()
	base := uintptr(unsafe.Pointer(unsafe.StringData(text)))
	seen := map[uintptr]bool{}
	var walk func(v reflect.Value, at string)
	walk = func(v reflect.Value, at string) {
		switch v.Kind() {
		case reflect.String:
			s := v.String()
			if start := uintptr(unsafe.Pointer(unsafe.StringData(s))); s != "" && base <= start && start < base+uintptr(len(text)) {
				t.Errorf("%s: %s shares memory with the text: %q", path, at, s)
			}
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Pointer()] {
				seen[v.Pointer()] = true
				walk(v.Elem(), at)
			}
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem(), at)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), at+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i), at+"[]")
			}
		case reflect.Map:
			for entry := v.MapRange(); entry.Next(); {
				walk(entry.Key(), at+" key")
				walk(entry.Value(), at+" value")
			}
		}
	}
	walk(v, v.Type().String())
}

// TestReportIsBounded checks that a report keeps the most severe findings and counts the
// others, and that its lists are within the limits.
func TestReportIsBounded(t *testing.T) {
	const components, errors = 2*policy.MaxFindings + 200, 3
	engine, err := compile(t, folder(t, "rules/each.rego", `# METADATA
# title: Each component
# custom:
#   level: note
package rules.each

deny contains {"component": c.id, "message": $"this is {c.name}"} if some c in input.components

deny contains {"component": id, "message": "grave", "level": "error"} if some id in ["10200", "10199", "10198"]
`))
	if err != nil {
		t.Fatal(err)
	}
	var list, chain []string
	for i := range components {
		list = append(list, fmt.Sprintf(`{"type": "library", "bom-ref": "%d", "name": "c%d"}`, i, i))
		chain = append(chain, fmt.Sprintf(`{"ref": "%d", "dependsOn": ["%d", "nowhere"]}`, i, i+1))
	}
	doc := decoded(t, `{"bomFormat": "CycloneDX", "specVersion": "1.6",
		"components": [`+strings.Join(list, ",")+`], "dependencies": [`+strings.Join(chain, ",")+`]}`)
	report, err := engine.Evaluate(t.Context(), doc, shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	if n := report.Counts[policy.LevelNote]; n < components || report.Counts[policy.LevelError] != errors {
		t.Errorf("counts %v, want %d errors and more notes than components", report.Counts, errors)
	}
	if len(report.Findings) != policy.MaxFindings || report.Omitted() != report.Counts[policy.LevelNote]+errors-policy.MaxFindings {
		t.Errorf("%d findings and %d omitted, want %d findings and all others omitted", len(report.Findings), report.Omitted(), policy.MaxFindings)
	}
	for i, f := range report.Findings {
		if (f.Level == policy.LevelError) != (i < errors) {
			t.Fatalf("finding %d is of level %s, want the errors first", i, f.Level)
		}
	}
	if d := report.Document; len(d.Warnings) != policy.MaxWarnings || d.WarningCount <= components {
		t.Errorf("%d warnings of %d, want %d of more than the components", len(d.Warnings), d.WarningCount, policy.MaxWarnings)
	}
	path := report.Findings[0].Path
	if len(path) != policy.MaxPath || path[policy.MaxPath/2] != nil || path[0].Name != "c0" || path[len(path)-1] != report.Findings[0].Component {
		t.Errorf("path of %d components, want %d from the root to the component with a gap in the middle", len(path), policy.MaxPath)
	}
}

// TestReportOnGroupsIsBounded checks that a report on components with equal evidence has
// the first ones in the order of the document, and counts all.
func TestReportOnGroupsIsBounded(t *testing.T) {
	const components = 2*policy.MaxFindings + 200
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	report, err := engine.Evaluate(t.Context(), drafted(t, engine, sbomtest.Banned(components, 1)), shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	if n := report.Counts[policy.LevelError]; n != components || len(report.Findings) != policy.MaxFindings {
		t.Errorf("%d errors, %d kept, want one on each of %d components", n, len(report.Findings), components)
	}
	for i, f := range report.Findings {
		if name := fmt.Sprintf("part-%07d", i); f.Component.Name != name || !strings.HasPrefix(f.Message, name+" ") {
			t.Fatalf("finding %d is on %s and says %q, want it on %s", i, f.Component.Name, f.Message, name)
		}
	}
}

// TestFindingsWithEqualMessages checks that findings which differ only in their level are
// all reported.
func TestFindingsWithEqualMessages(t *testing.T) {
	engine, err := compile(t, folder(t, "rules/ours/ours.rego", rule(`deny contains {"message": "m", "level": level} if some level in ["note", "error"]`)))
	if err != nil {
		t.Fatal(err)
	}
	report, err := engine.Evaluate(t.Context(), decoded(t, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}`), shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	if report.Counts[policy.LevelNote] != 1 || report.Counts[policy.LevelError] != 1 {
		t.Errorf("counts %v, want a note and an error", report.Counts)
	}
}
