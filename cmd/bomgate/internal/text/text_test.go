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
		{"Azure Pipelines", "##vso[task.setvariable variable=x]y", `\x23\x23vso[task.setvariable variable=x]y`},
		{"ignored character", "#\u034f#vso[task.complete]", "\\x23\u034f\\x23vso[task.complete]"},
		{"GitHub Actions", "a ##[stop-commands]x", `a \x23\x23[stop-commands]x`},
		{"number signs", "C# ## F#", "C# ## F#"},
		{"too long", strings.Repeat("ж", 501), strings.Repeat("ж", 500) + "…"},
	} {
		if got := clean(tc.in); got != tc.want {
			t.Errorf("%s: clean(%+q) = %s, want %s", tc.name, tc.in, got, tc.want)
		}
	}
	const command = "##vso[task.complete]"
	for _, got := range []string{quote(command), quoteASCII(command), Message(command)} {
		if strings.Contains(got, "#") {
			t.Errorf("%s leaves a command", got)
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

// write returns the text of a run over documents.
func write(t *testing.T, o Options, reports ...*policy.Report) string {
	t.Helper()
	var buf bytes.Buffer
	if err := Write(&buf, &gate.Run{Context: policy.Context{AsOf: time.Unix(0, 0)}, Reports: reports}, o); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestLimit(t *testing.T) {
	for _, tc := range []struct {
		notes, limit int
		shown        int
		has, not     string
	}{
		{10, 0, 10, "1 parser warning (show with -v)", "more"},
		{10, 11, 10, "1 parser warning (show with -v)", "more"},
		{10, 10, 9, "1 more finding: 1 note (show with --limit 0)", "note 9"},
		{10, 1, 0, "10 more findings: 10 notes (show with --limit 0)", "note 0"},
	} {
		out := write(t, Options{Limit: tc.limit}, report(tc.notes))
		if got := strings.Count(out, "note: note"); got != tc.shown || !strings.Contains(out, "warning: warning") {
			t.Errorf("%d notes, limit %d: %d shown, want %d\n%s", tc.notes, tc.limit, got, tc.shown, out)
		}
		if !strings.Contains(out, tc.has) || strings.Contains(out, tc.not) {
			t.Errorf("%d notes, limit %d: want %q and not %q in\n%s", tc.notes, tc.limit, tc.has, tc.not, out)
		}
	}
}

func TestWarningsAlikeAreShownOnce(t *testing.T) {
	r := report(0)
	r.Findings, r.Document.Warnings, r.Document.WarningCount = nil, nil, 9
	for i, m := range []string{`reference "a" is unknown`, `version "1.\"0" at 7`, `reference "b \"c\"" is unknown`, `reference "d" is unknown`, `version "2" at 12`, "other"} {
		r.Document.Warnings = append(r.Document.Warnings, policy.Warning{Message: m, Location: sbom.Location{Line: i + 1, Column: 5}})
	}
	want := `
  9 parser warnings:
  bom.json:1:5: reference "a" is unknown (and 2 more like it)
  bom.json:2:5: version "1.\"0" at 7 (and 1 more like it)
  bom.json:6:5: other
  3 more omitted
`
	if out := write(t, Options{Verbose: true}, r); !strings.Contains(out, want) {
		t.Errorf("no\n%s\nin\n%s", want, out)
	}
}

// TestGroups checks that a block has the findings on a component and entity, and all
// components about which they say the same.
func TestGroups(t *testing.T) {
	acme, contoso := &policy.Entity{ID: "acme", Name: "Acme"}, &policy.Entity{ID: "contoso", Name: "Contoso"}
	order, list := &policy.Measure{Title: "Order 1"}, &policy.Measure{Title: "Own list"}
	app := &policy.Component{Document: "bom.json", Name: "app"}
	finding := func(name string, level policy.Level, e *policy.Entity, m *policy.Measure) policy.Finding {
		c := &policy.Component{Document: "bom.json", Name: name}
		f := policy.Finding{Fingerprint: "1234567890abcdef", Rule: "prohibited", Level: level, Component: c, Entity: e, Measure: m, Why: "a reason", Remedy: "Replace it.", Path: []*policy.Component{app, c}}
		for i, kind := range []string{"supplier", "author"} {
			f.Evidence = append(f.Evidence, policy.Evidence{Claim: sbom.Claim{Role: sbom.Role(kind), Value: name}, Location: sbom.Location{Line: i + 1, Column: 2}, Class: "maker"})
		}
		return f
	}
	a, b, other := finding("a", policy.LevelError, acme, order), finding("b", policy.LevelError, acme, order), finding("c", policy.LevelError, contoso, order)
	also := a
	also.Level, also.Measure, also.Why = policy.LevelWarning, list, "another reason"
	r := &policy.Report{Name: "bom.json", Verdict: policy.Fail, Findings: []policy.Finding{a, other, b, also}}
	if out, want := write(t, Options{}, r), `bom.json: fail

error: a  [prohibited]
  evidence  bom.json:1:2: supplier "a" (maker)
            bom.json:2:2: author "a" (maker)
  path      app › a
  id        1234567890ab
  entity    Acme
  measure   Order 1
  why       a reason
  remedy    Replace it.
  also warning  [prohibited]
    measure   Own list
    why       another reason
    id        1234567890ab

error: c  [prohibited]
  evidence  bom.json:1:2: supplier "c" (maker)
            bom.json:2:2: author "c" (maker)
  path      app › c
  id        1234567890ab
  entity    Contoso
  measure   Order 1
  why       a reason
  remedy    Replace it.

error: b  [prohibited]
`; !strings.HasPrefix(out, want) {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}

	r.Findings = []policy.Finding{a, other, b}
	if out, want := write(t, Options{}, r), `bom.json: fail

error: a  [prohibited]
  evidence  bom.json:1:2: supplier "a" (maker)
            bom.json:2:2: author "a" (maker)
  path      app › a
  id        1234567890ab
error: b  [prohibited]
  evidence  bom.json:1:2: supplier "b" (maker)
            bom.json:2:2: author "b" (maker)
  path      app › b
  id        1234567890ab
about each of these 2 components:
  entity    Acme
  measure   Order 1
  why       a reason
  remedy    Replace it.

error: c  [prohibited]
`; !strings.HasPrefix(out, want) {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

func TestWaivedFindings(t *testing.T) {
	r := report(0)
	r.Findings[0].Waiver = &policy.Waiver{
		Reason: "Not sold.", Approver: "General Counsel", Ticket: "LEGAL-1",
		Expires: time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC),
	}
	r.Findings[0].Remedy = "Replace it."
	for verbose, want := range map[bool]string{
		false: "\nwarning: warning  [excluded]\n  waived    until 2026-12-31 by General Counsel: Not sold. (LEGAL-1)\n",
		true:  "\nwarning: warning  [excluded]\n  remedy    Replace it.\n  waived    until 2026-12-31 by General Counsel: Not sold. (LEGAL-1)\n",
	} {
		if out := write(t, Options{Verbose: verbose}, r); !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tc := range []struct {
		line        string
		width, hang int
		want        string
	}{
		{"one two three", 0, 2, "one two three"},
		{"one two three", 13, 2, "one two three"},
		{"one two three four five six seven", 24, 2, "one two three four five\n  six seven"},
		{"  one  two three four five", 24, 4, "  one  two three four\n    five"},
		{"  label  a-word-that-is-longer-than-a-line b", 24, 9, "  label\n    a-word-that-is-longer-than-a-line\n    b"},
		{"日本語 日本語 日本語 日本語", 21, 1, "日本語 日本語 日本語\n 日本語"},                                             // two columns each
		{"\x1b[1mbold\x1b[0m \x1b[2mfaint\x1b[0m", 10, 0, "\x1b[1mbold\x1b[0m \x1b[2mfaint\x1b[0m"}, // no columns
		{"place: " + position("my sboms/a b.json", sbom.Location{Line: 7, Column: 3}) + " value", 20, 0, "place:\nmy sboms/a b.json:7:3\nvalue"},
		{"narrow terminal", 5, 12, "narrow\nterminal"},
		{"", 20, 2, ""},
	} {
		if got := wrap(tc.line, tc.width, tc.hang); got != tc.want {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", tc.line, tc.width, tc.hang, got, tc.want)
		}
	}
}

func TestColor(t *testing.T) {
	for _, color := range []bool{false, true} {
		out := write(t, Options{Color: color}, report(1))
		if got := strings.Contains(out, "\x1b[1;33mreview\x1b[0m"); got != color || strings.ContainsRune(out, '\x1b') != color {
			t.Errorf("color %t:\n%q", color, out)
		}
	}
}
