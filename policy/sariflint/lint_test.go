package sariflint_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy/sariflint"
)

// good is a file without problems.
const good = `{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "automationDetails": {"id": "tool/"},
      "invocations": [{"executionSuccessful": true}],
      "results": [
        {
          "ruleId": "rule",
          "ruleIndex": 0,
          "level": "error",
          "message": {"text": "This, and [that](1)."},
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {"uri": "src/a%20b.go"},
                "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 3}
              }
            }
          ],
          "relatedLocations": [{"id": 1, "physicalLocation": {"artifactLocation": {"uri": "other.go"}}}],
          "codeFlows": [{"threadFlows": [{"locations": []}]}],
          "partialFingerprints": {"primaryLocationLineHash": "0123:1"}
        }
      ],
      "tool": {
        "driver": {
          "name": "tool",
          "semanticVersion": "1.2.3-rc.1+build",
          "rules": [
            {
              "id": "rule",
              "name": "Name",
              "shortDescription": {"text": "Short."},
              "fullDescription": {"text": "Full."},
              "help": {"text": "Help."},
              "defaultConfiguration": {"level": "warning"},
              "properties": {"tags": ["a"], "precision": "very-high", "problem.severity": "error", "security-severity": "8.0"}
            }
          ]
        },
        "extensions": []
      }
    }
  ]
}
`

// section returns the part of good between two texts, both included.
func section(from, to string) string {
	start := strings.Index(good, from)
	end := strings.Index(good[start:], to)
	return good[start : start+end+len(to)]
}

// times repeats a text with a comma after each but the last, and a number for each #.
func times(n int, text string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strings.ReplaceAll(text, "#", fmt.Sprint(i)))
	}
	return b.String()
}

// numbered returns n results or rules with different fingerprints or IDs.
func numbered(n int, text, old string) string {
	return times(n, strings.ReplaceAll(text, old, strings.TrimSuffix(old, `"`)+`#"`))
}

func TestRules(t *testing.T) {
	var (
		result = section(`{
          "ruleId"`, "0123:1\"}\n        }")
		location = section(`{
              "physicalLocation"`, "3}\n              }\n            }")
		rule = section(`{
              "id"`, "}\n            }")
		long = strings.Repeat("é", 2000)
	)
	random := make([]byte, 12<<20)
	for i, r := 0, rand.NewChaCha8([32]byte{}); i < len(random); i++ {
		random[i] = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+/"[r.Uint64()%64]
	}
	for _, c := range []struct {
		rule, old, new string
		pointer        string // of the first problem
	}{
		{"large-upload", `"version"`, `"properties": {"x": "` + string(random) + `", "y": "` + string(random[:4<<20]) + `"}, "version"`, ""},
		{"wrong-type", `{"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 3}`, `{"startLine": 2, "startColumn": "3"}`, "/runs/0/results/0/locations/0/physicalLocation/region/startColumn"},
		{"version", `"2.1.0"`, `"2.0.0"`, "/version"},
		{"version", `  "version": "2.1.0",`, ``, ""},
		{"no-schema", `  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",`, ``, ""},
		{"no-runs", `"runs"`, `"run"`, ""},
		{"many-runs", section(`"runs": [`, "\n    }\n  ]"), `"runs": [` + times(21, `{"automationDetails": {"id": "#/"}, "tool": {"driver": {"name": "a"}}, "results": []}`) + `]`, "/runs"},
		{"same-category", "\n    }\n  ]", "\n    }," + `{"automationDetails": {"id": "tool/2"}, "tool": {"driver": {"name": "tool"}}, "results": []}]`, "/runs/1"},
		{"no-category", `"tool/"`, `"tool"`, "/runs/0/automationDetails/id"},
		{"no-tool", `"name": "tool"`, `"name": ""`, "/runs/0"},
		{"tool-version", `"1.2.3-rc.1+build"`, `"v1.2"`, "/runs/0/tool/driver/semanticVersion"},
		{"many-extensions", `"extensions": []`, `"extensions": [` + times(101, `{"name": "#"}`) + `]`, "/runs/0/tool/extensions"},
		{"no-results", `"results"`, `"result"`, "/runs/0"},
		{"many-results", result, numbered(25_001, result, `0123:1"`), "/runs/0/results"},
		{"hidden-results", result, numbered(5001, result, `0123:1"`), "/runs/0/results"},
		{"no-outcome", `{"executionSuccessful": true}`, `{}`, "/runs/0/invocations/0"},

		{"many-rules", rule, rule + "," + numbered(25_000, rule, `"rule"`), "/runs/0/tool/driver/rules"},
		{"rule-without-id", rule, rule + "," + strings.Replace(rule, `"id": "rule",`, "", 1), "/runs/0/tool/driver/rules/1"},
		{"same-rule-id", rule, rule + "," + rule, "/runs/0/tool/driver/rules/1"},
		{"no-description", `"Full."`, `""`, "/runs/0/tool/driver/rules/0"},
		{"long-description", `"Full."`, `"` + long + `"`, "/runs/0/tool/driver/rules/0/fullDescription/text"},
		{"long-name", `"Name"`, `"` + long + `"`, "/runs/0/tool/driver/rules/0/name"},
		{"many-tags", `["a"]`, `[` + times(21, `"#"`) + `]`, "/runs/0/tool/driver/rules/0/properties/tags"},
		{"hidden-tags", `["a"]`, `[` + times(20, `"#"`) + `]`, "/runs/0/tool/driver/rules/0/properties/tags"},
		{"security-severity", `"8.0"`, `"high"`, "/runs/0/tool/driver/rules/0/properties/security-severity"},
		{"security-severity", `"8.0"`, `null`, "/runs/0/tool/driver/rules/0/properties/security-severity"},
		{"severity-range", `"8.0"`, `"10.1"`, "/runs/0/tool/driver/rules/0/properties/security-severity"},
		{"unknown-precision", `"very-high"`, `"exact"`, "/runs/0/tool/driver/rules/0/properties/precision"},
		{"unknown-problem-severity", `"problem.severity": "error"`, `"problem.severity": "note"`, "/runs/0/tool/driver/rules/0/properties/problem.severity"},

		{"no-message", `{"text": "This, and [that](1)."}`, `{}`, "/runs/0/results/0"},
		{"message-id", `{"text": "This, and [that](1)."}`, `{"id": "default"}`, "/runs/0/results/0"},
		{"unknown-level", `"level": "error"`, `"level": "critical"`, "/runs/0/results/0/level"},
		{"unknown-rule", `"ruleId": "rule"`, `"ruleId": "another"`, "/runs/0/results/0/ruleId"},
		{"unknown-rule", `"ruleIndex": 0`, `"ruleIndex": 1`, "/runs/0/results/0/ruleId"},
		{"not-a-failure", `"level": "error"`, `"kind": "pass"`, "/runs/0/results/0/kind"},
		{"suppressed", `"level": "error"`, `"suppressions": [{"kind": "external"}]`, "/runs/0/results/0/suppressions"},
		{"no-fingerprint", `"primaryLocationLineHash"`, `"own/v1"`, "/runs/0/results/0"},
		{"same-fingerprint", result, result + "," + result, "/runs/0/results/1/partialFingerprints/primaryLocationLineHash"},
		{"many-steps", `"locations": []`, `"locations": [` + times(10_001, "{}") + `]`, "/runs/0/results/0/codeFlows"},
		{"hidden-steps", `"locations": []`, `"locations": [` + times(1001, "{}") + `]`, "/runs/0/results/0/codeFlows"},
		{"broken-link", `[that](1)`, `[that](1) and [more](2)`, "/runs/0/results/0/message/text"},
		{"unlinked-location", `[that](1)`, `that`, "/runs/0/results/0/relatedLocations/0"},

		{"no-location", location, ``, "/runs/0/results/0"},
		{"many-locations", location, times(1001, location), "/runs/0/results/0/locations"},
		{"other-locations", location, times(2, location), "/runs/0/results/0/locations"},
		{"no-file", location, `{"logicalLocations": [{"name": "a"}]}`, "/runs/0/results/0/locations/0"},
		{"no-file", `"src/a%20b.go"`, `""`, "/runs/0/results/0/locations/0"},
		{"index-only", `"uri": "src/a%20b.go"`, `"index": 0`, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation"},
		{"bad-uri", `"src/a%20b.go"`, `"1:a.go"`, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"},
		{"bad-uri", `"locations": []`, `"locations": [{"location": {"physicalLocation": {"artifactLocation": {"uri": "%"}}}}]`, "/runs/0/results/0/codeFlows/0/threadFlows/0/locations/0/location/physicalLocation/artifactLocation/uri"},
		{"uri-scheme", `"src/a%20b.go"`, `"pkg:npm/a"`, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"},
		{"not-relative", `"src/a%20b.go"`, `"file:///src/a.go"`, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"},
		{"not-relative", `"src/a%20b.go"`, `"../a.go"`, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"},
		{"not-relative", `"src/a%20b.go"`, `"src\\a.go"`, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"},
		{"no-region", `"startLine": 2, `, ``, "/runs/0/results/0/locations/0/physicalLocation"},
		{"bad-region", `"startColumn": 3`, `"startColumn": 0`, "/runs/0/results/0/locations/0/physicalLocation/region/startColumn"},
		{"reversed-region", `"endLine": 2`, `"endLine": 1`, "/runs/0/results/0/locations/0/physicalLocation/region"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			report := check(t, strings.Replace(good, c.old, c.new, 1))
			var rules []string
			for _, p := range report.Problems {
				if !slices.Contains(rules, p.Rule) {
					rules = append(rules, p.Rule)
				}
			}
			// A few changes cannot be made alone.
			follows := map[string][]string{"no-message": {"unlinked-location"}, "message-id": {"unlinked-location"}, "no-runs": {}}
			rules = slices.DeleteFunc(rules, func(r string) bool { return slices.Contains(follows[c.rule], r) })
			if !slices.Equal(rules, []string{c.rule}) {
				t.Fatalf("problems of the rules %q, want only %q", rules, c.rule)
			}
			if i := slices.IndexFunc(report.Problems, func(p sariflint.Problem) bool { return p.Rule == c.rule }); report.Problems[i].Pointer != c.pointer {
				t.Errorf("the first problem is at %q, want %q", report.Problems[i].Pointer, c.pointer)
			}
		})
		covered[c.rule] = true
	}
	for _, r := range sariflint.Rules {
		if !covered[r.ID] {
			t.Errorf("rule %q has no case", r.ID)
		}
	}
}

var covered = map[string]bool{}

func check(t *testing.T, text string) *sariflint.Report {
	t.Helper()
	report, err := sariflint.Check([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestGood checks a file without problems, in several encodings of the same content.
func TestGood(t *testing.T) {
	for _, text := range []string{good, strings.ReplaceAll(good, "\n", "\r\n"), strings.ReplaceAll(good, "  ", "")} {
		if report := check(t, text); len(report.Problems) > 0 || report.Runs != 1 || report.Results != 1 || report.Size != len(text) {
			t.Errorf("report %+v, want 1 run with 1 result and no problem", report)
		}
	}
}

// TestOwnFiles checks the files that bomgate writes.
func TestOwnFiles(t *testing.T) {
	files, _ := filepath.Glob("../sarif/testdata/*.sarif")
	if len(files) == 0 {
		t.Fatal("no SARIF files")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range check(t, string(text)).Problems {
			t.Errorf("%s:%d:%d: %s", name, p.Line, p.Column, p.Message)
		}
	}
}

// TestPosition checks that columns count UTF-16 units, and lines end with a line feed.
func TestPosition(t *testing.T) {
	p := check(t, strings.Replace(good, `{"id": "tool/"}`, "\r\n"+`{"😀é": 1, "id": "tool"}`, 1)).Problems[0]
	if p.Line != 7 || p.Column != 18 || p.Pointer != "/runs/0/automationDetails/id" {
		t.Errorf("problem at %d:%d, %s, want 7:18", p.Line, p.Column, p.Pointer)
	}
}

// TestNotSARIF checks the errors for files that cannot be read as SARIF.
func TestNotSARIF(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "1:1: the file is empty"},
		{" \n", "1:1: the file is empty"},
		{"{", "1:2: not JSON: "},
		{`{"version": "2.1.0", "runs": [}`, "1:31: not JSON: invalid character '}'"},
		{"{\n  \"runs\": [] x", "2:14: not JSON: invalid character 'x'"},
		{good + "{}", "48:1: not JSON: there is text after the value"},
		{"[]", "1:1: expected a SARIF log, which is an object"},
		{`{"bomFormat": "CycloneDX"}`, "1:1: expected a SARIF log, with version and runs"},
		{"\xef\xbb\xbf" + good, "1:1: the file starts with the byte order mark efbbbf"},
		{"\xff\xfe{", "1:1: the file starts with the byte order mark fffe"},
		{"\x1f\x8b\x08", "1:1: the file is compressed"},
		{strings.Repeat("[", 1<<20), "1:1: expected a SARIF log"},
		{`{"runs": [{"properties": ` + strings.Repeat("[", 1<<20), "not JSON: exceeded max depth"},
	} {
		if _, err := sariflint.Check([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: error %v, want %q", c.text, err, c.want)
		}
	}
}

// TestManyProblems checks that a report lists some problems of a rule and counts the others,
// and that the time is nearly proportional to the size of the text.
func TestManyProblems(t *testing.T) {
	const n = 200_000
	text := `{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "a"}}, "results": [` + times(n, `{"relatedLocations": [{}, {}], "message": {"text": "[](1)[](2)"}}`) + "]}]}"
	start := time.Now()
	report := check(t, text)
	if d := time.Since(start); d > time.Minute {
		t.Errorf("%v for %d bytes", d, len(text))
	}
	listed, more := 0, 0
	for _, p := range report.Problems {
		if p.Rule == "no-location" {
			listed, more = listed+1, more+p.More
		}
	}
	if listed != sariflint.MaxProblems || more != n-sariflint.MaxProblems || report.Errors != n+1 {
		t.Errorf("%d problems listed, %d more, %d errors, want %d, %d and %d", listed, more, report.Errors, sariflint.MaxProblems, n-sariflint.MaxProblems, n+1)
	}
}

// TestWriteText checks that text from a file cannot forge the output.
func TestWriteText(t *testing.T) {
	var b strings.Builder
	report := check(t, strings.Replace(good, `"tool/"`, `"\u001b[31m\n\u202etool`+strings.Repeat("x", 1000)+`"`, 1))
	if err := report.WriteText(&b, "a\nb.sarif"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) != 6 || !strings.HasPrefix(lines[0], `a\nb.sarif:6:35: warning: automationDetails.id "\x1b[31m\n\u202etoolxxx`) || len(lines[0]) > 500 {
		t.Errorf("output %q", b.String())
	}
	if want := fmt.Sprintf(`a\nb.sarif: 0 errors, 1 warning; 1 run, 1 result, %d bytes, %d after gzip`, report.Size, report.Zipped); lines[4] != want {
		t.Errorf("summary %q, want %q", lines[4], want)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(good))
	f.Fuzz(func(t *testing.T, text []byte) {
		report, err := sariflint.Check(text)
		if (report == nil) == (err == nil) {
			t.Fatalf("report %v, error %v, want one of them", report, err)
		}
		if err != nil {
			return
		}
		if listed := len(report.Problems); listed > report.Errors+report.Warnings || listed == 0 && report.Errors > 0 {
			t.Errorf("%d problems listed, but %d errors and %d warnings", listed, report.Errors, report.Warnings)
		}
		for _, p := range report.Problems {
			if p.Line < 1 || p.Column < 1 {
				t.Errorf("problem at %d:%d", p.Line, p.Column)
			}
		}
	})
}
