package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
)

func TestClean(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"plain", "AO Kaspersky Lab", "AO Kaspersky Lab"},
		{"other scripts", "АО «Лаборатория Касперского»", "АО «Лаборатория Касперского»"},
		{"escape sequence", "a\x1b[31mb", `a\x1b[31mb`},
		{"C1 control", "a\u009b31mb", `a\u009b31mb`},
		{"new line", "a\nbom.json: pass", `a\nbom.json: pass`},
		{"bidirectional override", "abc\u202edef", `abc\u202edef`},
		{"zero width", "Kas\u200bpersky", `Kas\u200bpersky`},
		{"no-break space", "a\u00a0b", `a\u00a0b`},
		{"not UTF-8", "a\xffb", `a\xffb`},
		{"too long", strings.Repeat("ж", 501), strings.Repeat("ж", 500) + "…"},
	} {
		if got := clean(tc.in); got != tc.want {
			t.Errorf("%s: clean(%+q) = %s, want %s", tc.name, tc.in, got, tc.want)
		}
	}
	if got, want := Message("one\n\ttwo\x1b\n"), "one\n      two\\x1b"; got != want {
		t.Errorf("Message = %q, want %q", got, want)
	}
}

// report returns a report with a warning and n notes of one rule, and a parser warning.
func report(n int) *policy.Report {
	r := &policy.Report{
		Document: &policy.Document{
			Format: sbom.CycloneDX, SpecVersion: "1.6", WarningCount: 1,
			Warnings: []policy.Warning{{Message: "unknown reference", Location: sbom.Location{Line: 4, Column: 7}}},
		},
		Name: "bom.json", Verdict: policy.Review,
	}
	r.Findings = append(r.Findings, policy.Finding{Rule: "excluded", Level: policy.LevelWarning, Message: "warning"})
	for i := range n {
		r.Findings = append(r.Findings, policy.Finding{Rule: "excluded", Level: policy.LevelNote, Message: fmt.Sprint("note ", i)})
	}
	return r
}

func TestFolding(t *testing.T) {
	for _, tc := range []struct {
		notes    int
		verbose  bool
		shown    int
		has, not string
	}{
		{10, false, 10, "1 parser warning (show with -v)", "more"},
		{11, false, 10, "1 more note (show with -v)", "note 10"},
		{12, false, 10, "2 more notes (show with -v)", "note 11"},
		{12, true, 12, "1 parser warning:\n  bom.json:4:7: unknown reference", "more"},
	} {
		var buf bytes.Buffer
		err := Write(&buf, &gate.Run{Context: policy.Context{AsOf: time.Unix(0, 0)}, Reports: []*policy.Report{report(tc.notes)}}, Options{Verbose: tc.verbose})
		if err != nil {
			t.Fatal(err)
		}
		out := buf.String()
		if got := strings.Count(out, "note: note"); got != tc.shown || !strings.Contains(out, "warning: warning") {
			t.Errorf("%d notes, verbose %t: %d shown, want %d\n%s", tc.notes, tc.verbose, got, tc.shown, out)
		}
		if !strings.Contains(out, tc.has) || strings.Contains(out, tc.not) {
			t.Errorf("%d notes, verbose %t: want %q and not %q in\n%s", tc.notes, tc.verbose, tc.has, tc.not, out)
		}
	}
}

func TestColor(t *testing.T) {
	for _, color := range []bool{false, true} {
		var buf bytes.Buffer
		if err := Write(&buf, &gate.Run{Reports: []*policy.Report{report(1)}}, Options{Color: color}); err != nil {
			t.Fatal(err)
		}
		if got := bytes.Contains(buf.Bytes(), []byte("\x1b[1;33mreview\x1b[0m")); got != color || bytes.ContainsRune(buf.Bytes(), '\x1b') != color {
			t.Errorf("color %t:\n%q", color, buf.String())
		}
	}
}
