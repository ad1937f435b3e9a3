package jsonreport_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/jsonreport"
)

// consistent returns what Write writes for a run whose reports omit no findings.
func consistent(t *testing.T) string {
	t.Helper()
	return strings.Replace(string(write(t)), `"note": 7000`, `"note": 1`, 1)
}

// TestRead reads what Write writes: a comparison finds everything that it needs.
func TestRead(t *testing.T) {
	got, err := jsonreport.Read("bom.json", []byte(consistent(t)))
	if err != nil {
		t.Fatal(err)
	}
	c := policy.Context{AsOf: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC), Acts: []string{"integrate"}, Nexus: []string{"us"}}
	want := result(c)
	if diff := cmp.Diff(want.Context, got.Context); diff != "" {
		t.Errorf("context (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want.Bundles, got.Bundles); diff != "" {
		t.Errorf("policies (-want +got):\n%s", diff)
	}
	for i, r := range got.Reports {
		w := want.Reports[i]
		if r.Name != w.Name || r.Digest != w.Digest || r.Verdict != w.Verdict || (r.Fault == nil) != (w.Fault == nil) || (r.Document == nil) != (w.Document == nil) {
			t.Errorf("report %d = %+v, want %+v", i, r, w)
		}
		if len(r.Findings) != len(w.Findings) || r.Omitted() != 0 {
			t.Errorf("report %d has %d findings and omits %d, want %d and 0", i, len(r.Findings), r.Omitted(), len(w.Findings))
			continue
		}
		for j, f := range r.Findings {
			if diff := cmp.Diff(comparable(w.Findings[j]), comparable(f)); diff != "" {
				t.Errorf("finding %d of report %d (-want +got):\n%s", j, i, diff)
			}
		}
	}
}

// comparable returns a finding without what Read does not read.
func comparable(f policy.Finding) policy.Finding {
	f.Path, f.Change = nil, ""
	f.Reasons = append([]string{}, f.Reasons...)
	f.Chain = append([]policy.Relation{}, f.Chain...)
	f.Evidence = append([]policy.Evidence{}, f.Evidence...)
	if f.Component != nil {
		c := *f.Component
		c.Document = "bom.json"
		f.Component = &c
	}
	for i := range f.Evidence {
		f.Evidence[i].Component = nil
	}
	if f.Act != nil {
		a := *f.Act
		a.From = a.From.UTC()
		f.Act = &a
	}
	return f
}

func TestReadRefuses(t *testing.T) {
	whole := consistent(t)
	// edit changes the first occurrence in the reports or, if there is none, before them.
	edit := func(old, new string) string {
		t.Helper()
		head, reports, _ := strings.Cut(whole, `"reports": [`)
		switch {
		case strings.Contains(reports, old):
			reports = strings.Replace(reports, old, new, 1)
		case strings.Contains(head, old):
			head = strings.Replace(head, old, new, 1)
		default:
			t.Fatalf("the report does not contain %s", old)
		}
		return head + `"reports": [` + reports
	}
	for _, tc := range []struct{ name, text, want string }{
		{"an empty file", "", `r.json:1:1: unexpected EOF`},
		{"text that is not JSON", "bom.json: fail\n", `r.json:1:1: invalid character 'b'`},
		{"an SBOM", `{"bomFormat": "CycloneDX", "components": []}`, `r.json:1:1: no member "schema": expected`},
		{"an array", ` []`, `r.json:1:2: not an object`},
		{"null", `null`, `r.json:1:1: no member "schema"`},
		{"a report of a version that is not compatible", edit(`jsonreport/v1"`, `jsonreport/v2"`), `r.json:3:13: schema "https://github.com/bomgate/bomgate/policy/jsonreport/v2" instead of "https://github.com/bomgate/bomgate/policy/jsonreport/v1"`},
		{"a report of an earlier version", `{"verdict": "pass", "context": {"as_of": "", "acts": [], "nexus": []}, "reports": [], "skipped": 0}`, `r.json:1:1: no member "schema", so an earlier version of bomgate wrote this`},
		{"a truncated report", whole[:len(whole)/2], `unexpected EOF`},
		{"a report without its last bracket", strings.TrimRight(whole, "}\n"), `unexpected EOF`},
		{"text after the report", whole + "\n{}", `invalid character '{' after top-level value`},
		{"a duplicate member", edit(`"decision": {`, `"decision": 1, "decision": {`), `r.json:4:18: duplicate member "decision"`},
		{"a duplicate member that is not read", edit(`"skipped": 3`, `"x": {"y": 1, "y": 2}`), `duplicate member "y"`},
		{"text that is not UTF-8", edit("it is there", "it \xff there"), `invalid UTF-8`},
		{"an unknown level", edit(`"level": "error"`, `"level": "none"`), `unknown level "none"`},
		{"an unknown verdict", edit("\"verdict\": \"fail\",\n      \"coverage\"", "\"verdict\": \"ok\",\n      \"coverage\""), `unknown verdict "ok"`},
		{"a malformed fingerprint", edit("\"change\": \"worse\",\n          \"fingerprint\": \"0f", "\"change\": \"worse\",\n          \"fingerprint\": \"0g"), `does not have 64 hexadecimal digits`},
		{"a finding without evidence", edit(`"evidence": [`, `"proof": [`), `missing member "`},
		{"findings that are not counted", edit(`"error": 1`, `"error": 0`), `the document "bom.json" has 1 findings of the level "error" and counts 0`},
		{"findings that are missing", edit(`"note": 1`, `"note": 7`), `the document "bom.json" has 2 findings and counts 8`},
		{"a member of another type", edit(`"findings": [`, `"findings": 1, "rest": [`), `/reports/0/findings has the wrong type`},
		{"deep nesting", strings.Repeat("[", 20000), `r.json:1:`},
	} {
		_, err := jsonreport.Read("r.json", []byte(tc.text))
		if err == nil || !strings.HasPrefix(err.Error(), "r.json:") || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
	}
}

// A position counts characters outside the basic multilingual plane as two columns.
func TestReadPosition(t *testing.T) {
	_, err := jsonreport.Read("r.json", []byte("{\n\"😀\": 1, \"😀\": 2}"))
	if want := `r.json:2:10: duplicate`; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"tool": {"name": "bomgate"}, "context": {}, "reports": [{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		run, err := jsonreport.Read("r.json", data)
		if (run == nil) == (err == nil) {
			t.Fatalf("run %v, error %v", run, err)
		}
		if run != nil && slices.Contains(run.Reports, nil) {
			t.Error("a report is nil")
		}
	})
}
