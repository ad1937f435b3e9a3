package htmlreport_test

import (
	"bytes"
	"errors"
	"flag"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/htmlreport"
	"github.com/bomgate/bomgate/policy/internal/gatetest"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/identity"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// sample returns a run in which every part of the page has content. Names of the document,
// which an attacker may choose, contain name.
func sample(t testing.TB, name string) *gate.Run {
	t.Helper()
	quoted, err := jsontext.AppendQuote(nil, name)
	if err != nil {
		t.Fatal(err)
	}
	text := `{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "components": [
    {"type": "library", "name": "engine", "supplier": {"name": "Acme"}, "purl": "pkg:npm/acme/engine@8"},
    {"type": "library", "group": "g", "name": ` + string(quoted) + `, "version": ` + string(quoted) + `, "supplier": {"name": ` + string(quoted) + `}},
    {"type": "library", "name": "bare"}
  ]
}
`
	docs, err := decode.Decoder{}.All("bom.json", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	doc := docs[0]
	start := strings.Index(text, `"Acme"`)
	place := sbom.Place{Start: start, End: start + len(`"Acme"`)}
	at := doc.Locate(doc.Component(1).Place, doc.Component(2).Place, place)
	root := &policy.Component{Document: "bom.json", Origin: sbom.OriginRoot, Name: "product", Type: "firmware", Version: "1"}
	engine := &policy.Component{Document: "bom.json", Location: at[0], Origin: sbom.OriginComponent, Type: "library", Name: "engine", PURL: "pkg:npm/acme/engine@8"}
	other := &policy.Component{Document: "bom.json", Location: at[1], Origin: sbom.OriginComponent, Type: "library", Group: "g", Name: name, Version: name}
	acme, holding := policy.Entity{ID: "acme", Name: "Acme"}, policy.Entity{ID: "holding", Name: "Acme Holding"}
	order := policy.Measure{ID: "order", Title: "Order", Citation: "Gazette 12", URL: "https://order.example/12", Questions: []policy.Question{{ID: "parts", Question: "Does it cover parts?", Where: "Section 3", Decides: "levels.maker"}}}
	claim := sbom.Claim{Kind: identity.KindOrganization, Role: sbom.RoleSupplier, Key: "acme", Value: "Acme", Place: place}
	waiver := &policy.Waiver{
		Location: sbom.Location{Line: 3, Column: 5}, Entity: "acme", Measure: "order", Level: policy.LevelWarning, Evidence: []string{`lookalike skeleton "acme"`}, Reason: "Isolated " + name,
		Basis: "License 7", Approver: "Export control", Ticket: "EC-12",
		Issued: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), Expires: time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC),
	}
	report := &policy.Report{
		Name: "bom.json", Digest: strings.Repeat("ab", 32), Verdict: policy.Fail, Coverage: doc.Coverage(),
		Document: &policy.Document{Format: sbom.CycloneDX, SpecVersion: "1.6", Encoding: sbom.JSON, Title: name, Digest: strings.Repeat("89", 32), Wrappers: []sbom.Wrapper{{Kind: sbom.WrapperDSSE}}, WarningCount: 2, Missing: 1},
		Rules:    []policy.Rule{{ID: "prohibited", Measures: []policy.Measure{order}}},
		Counts:   map[policy.Level]int{policy.LevelError: 1, policy.LevelWarning: 2},
		Findings: []policy.Finding{
			{
				Rule: "prohibited", Level: policy.LevelError, Message: "engine matches Acme", Why: "a maker field names the entity", Reasons: []string{"maker"}, Component: engine,
				Evidence: []policy.Evidence{{Claim: claim, Component: engine, Location: at[2], Class: "maker"}},
				Entity:   &acme, Chain: []policy.Relation{{From: acme, To: holding, Type: "subsidiary-of", Share: 51, Since: "2019", Confidence: "primary"}},
				Measure: &order, Act: &policy.Act{Name: "integrate", From: time.Date(2024, 9, 29, 0, 0, 0, 0, time.UTC), InForce: true},
				Remedy: "Remove it.", Path: []*policy.Component{root, nil, engine}, Change: policy.ChangeNew, Fingerprint: strings.Repeat("cd", 32),
			},
			{Rule: "lookalike", Level: policy.LevelWarning, Message: name, Component: other, Entity: &acme, Waiver: waiver, Evidence: []policy.Evidence{{Claim: sbom.Claim{Kind: identity.KindSkeleton, Role: sbom.RoleSupplier, Value: name}, Component: other, Location: at[1], Class: "lookalike"}}},
			{Rule: "unattributed", Level: policy.LevelWarning, Message: "few components name a maker", Change: policy.ChangeNone},
		},
	}
	broken := &policy.Report{Name: "broken.json", Verdict: policy.Undetermined, Fault: errors.New("decode \"broken.json\": " + name)}
	return &gate.Run{
		Version: "v1", Command: []string{"bomgate", "check", "--as-of=2026-11-23"}, Paths: []string{"bom.json", "broken.json"}, FailOn: policy.LevelError,
		Context: policy.Context{AsOf: time.Date(2026, 11, 23, 23, 59, 59, 0, time.UTC), Acts: []string{"integrate"}, Nexus: []string{"us"}, MinCoverage: 80},
		Bundles: []gate.Bundle{{Name: "built-in", Digest: strings.Repeat("ef", 32)}, {Name: "own rules", Digest: strings.Repeat("01", 32)}},
		Reports: []*policy.Report{report, broken}, Details: map[*policy.Report]*detail.Detail{report: detail.Collect(doc, report)},
		Waivers:  &gate.Waivers{File: "waivers.yaml", Digest: strings.Repeat("23", 32), List: []*policy.Waiver{waiver}, Report: &policy.Report{Name: "waivers.yaml"}},
		Baseline: &gate.Baseline{File: "old.json", Digest: strings.Repeat("45", 32), Gone: []policy.Finding{{Rule: "prohibited", Level: policy.LevelError, Component: engine, Entity: &acme, Fingerprint: strings.Repeat("67", 32)}}},
		Skipped:  []gate.Skipped{{Name: "x"}},
	}
}

// render returns the page of a run.
func render(t testing.TB, run *gate.Run) string {
	t.Helper()
	var buf bytes.Buffer
	if err := htmlreport.Write(&buf, run); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// parse returns the elements of a page in their order.
func parse(t testing.TB, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var elements []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			elements = append(elements, n)
		}
	}
	return elements
}

// attribute returns the value of an attribute, or "".
func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text returns the text in an element.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestWriteGolden(t *testing.T) {
	got := render(t, sample(t, "util"))
	for _, variable := range []string{`(?s)<style>.*?</style>`, `(?s)<script>.*?</script>`, `<meta http-equiv="Content-Security-Policy".*?>`} {
		got = regexp.MustCompile(variable).ReplaceAllString(got, "")
	}
	gatetest.CheckFile(t, filepath.Join("testdata", "page.html"), got, *update)
}

func TestSameRunGivesSameBytes(t *testing.T) {
	run := sample(t, "util")
	first, second := render(t, run), render(t, run)
	if first != second {
		t.Error("different bytes")
	}
}

// hostile are names that try to become part of the page.
var hostile = []string{
	`<script>alert(1)</script>`, `</script><script>alert(1)</script>`, `</style><script>alert(1)</script>`, `<!--`, `-->`, `]]>`,
	`"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `javascript:alert(1)`, `{{.}}`, "`${alert(1)}`", `&lt;script&gt;`,
	"\u202egnp.exe", "\u2028", "\x00", "\x1b[2J", "\u200b", strings.Repeat("<b>", 100_000),
}

// TestHostileNamesAreText checks that names neither add elements or attributes to the page
// nor hide.
func TestHostileNamesAreText(t *testing.T) {
	shape := func(page string) []string {
		var shape []string
		for _, n := range parse(t, page) {
			s := n.Data
			for _, a := range n.Attr {
				s += " " + a.Key
			}
			shape = append(shape, s)
		}
		return shape
	}
	want := shape(render(t, sample(t, "util")))
	for _, name := range hostile {
		page := render(t, sample(t, name))
		if diff := cmp.Diff(want, shape(page)); diff != "" {
			t.Errorf("%.40q: other elements or attributes:\n%s", name, diff)
		}
		for _, r := range page {
			if r == '\u202e' || r == '\u200b' || r == '\u2028' || r < ' ' && r != '\n' {
				t.Errorf("%.40q: the page contains %U", name, r)
			}
		}
		if len(page) > 200_000 {
			t.Errorf("%.40q: page of %d bytes", name, len(page))
		}
	}
}

// TestPageLoadsNothing checks that the page refers to nothing but its own parts and the
// texts of measures.
func TestPageLoadsNothing(t *testing.T) {
	scripts := 0
	for _, n := range parse(t, render(t, sample(t, "https://tracker.example/x.png"))) {
		switch n.Data {
		case "link", "img", "iframe", "object", "embed", "base", "audio", "video", "source":
			t.Errorf("element %s", n.Data)
		case "script":
			scripts++
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "src", a.Key == "srcset", a.Key == "action", a.Key == "style", a.Key == "ping", strings.HasPrefix(a.Key, "on"):
				t.Errorf("attribute %s of %s", a.Key, n.Data)
			case a.Key == "href" && !strings.HasPrefix(a.Val, "#") && a.Val != "https://order.example/12":
				t.Errorf("link to %q", a.Val)
			}
		}
		if n.Data == "style" && regexp.MustCompile(`url\(|@import`).MatchString(text(n)) {
			t.Error("the style sheet loads something")
		}
	}
	if scripts != 2 {
		t.Errorf("%d scripts, want the data and the script", scripts)
	}
}

func TestScriptAndStyleAreAllowedByHash(t *testing.T) {
	page := render(t, sample(t, "util"))
	m := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="(.*?)">`).FindStringSubmatch(page)
	if m == nil || !strings.HasPrefix(m[1], "default-src &#39;none&#39;; ") || strings.Contains(m[1], "unsafe") || strings.Count(m[1], "sha256-") != 2 {
		t.Errorf("content security policy %q: expected nothing but a style sheet and a script by hash", m)
	}
}

// TestLinkToMeasureIsSafe checks that a measure, which a user may get from others, cannot
// run a script.
func TestLinkToMeasureIsSafe(t *testing.T) {
	run := sample(t, "util")
	run.Reports[0].Findings[0].Measure.URL = "javascript:alert(1)"
	if page := render(t, run); strings.Contains(page, `href="javascript:`) {
		t.Error("the page links to a script")
	}
}

// TestPageIsAccessible checks what assistive technology needs and a parser can see.
func TestPageIsAccessible(t *testing.T) {
	elements := parse(t, render(t, sample(t, "util")))
	ids := map[string]bool{}
	for _, n := range elements {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("several elements have the ID %q", id)
			}
			ids[id] = true
		}
	}
	level := 0
	for _, n := range elements {
		for _, key := range []string{"aria-labelledby", "for"} {
			if id := attribute(n, key); id != "" && !ids[id] {
				t.Errorf("%s %q of %s: no such ID", key, id, n.Data)
			}
		}
		switch n.Data {
		case "html":
			if attribute(n, "lang") != "en" {
				t.Error("the page has no language")
			}
		case "h1", "h2", "h3", "h4":
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("heading %q of level %d follows one of level %d", text(n), next, level)
			}
			level = next
		case "th":
			if attribute(n, "scope") == "" {
				t.Errorf("header %q without a scope", text(n))
			}
		case "input", "select":
			if n.Parent.Data != "label" {
				t.Errorf("%s %q without a label", n.Data, attribute(n, "id"))
			}
		case "a":
			if href := attribute(n, "href"); strings.HasPrefix(href, "#") && !ids[href[1:]] {
				t.Errorf("link to %q, which does not exist", href)
			}
		case "table":
			if n.FirstChild == nil || !slices.ContainsFunc(slices.Collect(n.ChildNodes()), func(c *html.Node) bool { return c.Data == "caption" }) {
				t.Error("table without a caption")
			}
		}
	}
	for _, landmark := range []string{"header", "nav", "main", "footer"} {
		if !slices.ContainsFunc(elements, func(n *html.Node) bool { return n.Data == landmark }) {
			t.Errorf("no landmark %s", landmark)
		}
	}
	if body := slices.IndexFunc(elements, func(n *html.Node) bool { return n.Data == "body" }); attribute(elements[body+1], "class") != "skip" {
		t.Error("the first element is not a link that skips to the findings")
	}
}

func TestPageStatesWhatItOmits(t *testing.T) {
	run := sample(t, "util")
	r := run.Reports[0]
	for range htmlreport.MaxFindings {
		r.Findings = append(r.Findings, policy.Finding{Level: policy.LevelNote, Message: "note", Change: policy.ChangeNew})
	}
	r.Counts = map[policy.Level]int{policy.LevelNote: len(r.Findings) + 40}
	d := run.Details[r]
	for range htmlreport.MaxRows {
		d.Components = append(d.Components, detail.Component{Name: "x", Evidence: sbom.EvidenceIdentity})
	}
	d.Omitted = 7
	page := render(t, run)
	for _, want := range []string{
		"This page shows the 1,000 most severe findings. It omits 43 others that are not more severe.",
		"This page omits 10 components.",
		"this table has the first 1000 of 50000 components",
		"50,010</b> components",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(page, `<details class="finding`); n != htmlreport.MaxFindings {
		t.Errorf("%d findings, want %d", n, htmlreport.MaxFindings)
	}
	if !strings.Contains(page, ">engine</strong>") {
		t.Error("the page omits the most severe finding")
	}
}

func TestEmptyRun(t *testing.T) {
	page := render(t, &gate.Run{})
	for _, want := range []string{"The gate is closed", "There are no findings."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReturnsErrors(t *testing.T) {
	if err := htmlreport.Write(fullDisk{}, sample(t, "util")); err == nil {
		t.Error("no error")
	}
}
