package detail_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/identity"
)

const text = `{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "metadata": {"component": {"type": "application", "name": "product", "supplier": {"name": "Acme"}}},
  "components": [
    {
      "type": "library",
      "bom-ref": "engine",
      "supplier": {"name": "Northwind \u00e9"},
      "name": "engine",
      "version": "2",
      "purl": "pkg:npm/northwind/engine@2"
    },
    {"type": "library", "group": "g", "name": "util", "purl": "pkg:npm/util"},
    {"type": "library", "name": "blob", "hashes": [{"alg": "MD5", "content": "0123456789abcdef0123456789abcdef"}]},
    {"type": "library", "name": "bare"},
    {"type": "library", "name": "engine"}
  ]
}
`

func parse(t *testing.T, text string) *sbom.Document {
	t.Helper()
	docs, err := decode.Decoder{}.All("bom.json", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return docs[0]
}

// at returns evidence on the value that a text has once.
func at(t *testing.T, doc *sbom.Document, raw, value string) policy.Evidence {
	t.Helper()
	start := strings.Index(doc.Text(), raw)
	if start < 0 || strings.Count(doc.Text(), raw) > 1 {
		t.Fatalf("the text must have %q once", raw)
	}
	p := sbom.Place{Start: start, End: start + len(raw)}
	return policy.Evidence{Claim: sbom.Claim{Kind: identity.KindOrganization, Value: value, Place: p}, Location: doc.Locate(p)[0]}
}

// finding returns a finding of a level on the component at a line.
func finding(level policy.Level, line, column int, name string) policy.Finding {
	return policy.Finding{Level: level, Component: &policy.Component{Location: sbom.Location{Line: line, Column: column}, Name: name}}
}

func TestCollectListsEveryComponent(t *testing.T) {
	d := detail.Collect(parse(t, text), &policy.Report{})
	var got []string
	for _, c := range d.Components {
		got = append(got, fmt.Sprintf("%d:%d %s %s %q %s/%s %s %s by %q: %s", c.Line, c.Column, c.Origin, c.Type, c.Ref, c.Group, c.Name, c.Version, c.PURL, c.Maker, c.Evidence))
	}
	want := []string{
		`4:61 root application "" /product   by "Acme": maker`,
		`10:15 component library "engine" /engine 2 pkg:npm/northwind/engine@2 by "Northwind é": maker`,
		`14:47 component library "" g/util  pkg:npm/util by "": identity`,
		`15:33 component library "" /blob   by "": hash`,
		`16:33 component library "" /bare   by "": name`,
		`17:33 component library "" /engine   by "": name`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if d.Omitted != 0 {
		t.Errorf("%d components omitted, want none", d.Omitted)
	}
}

func TestCollectStatesOmittedComponents(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"first component"}`)
	b.WriteString(strings.Repeat(`,{"type":"library","name":"x"}`, detail.MaxComponents+1))
	b.WriteString("]}")
	d := detail.Collect(parse(t, b.String()), &policy.Report{})
	if len(d.Components) != detail.MaxComponents || d.Omitted != 2 {
		t.Errorf("%d components and %d omitted, want %d and 2", len(d.Components), d.Omitted, detail.MaxComponents)
	}
}

func TestOutcomeOfComponents(t *testing.T) {
	waived := finding(policy.LevelError, 4, 61, "product")
	waived.Waiver = &policy.Waiver{}
	known := finding(policy.LevelWarning, 14, 47, "util")
	known.Change = policy.ChangeNone
	r := &policy.Report{Findings: []policy.Finding{
		waived, finding(policy.LevelNote, 4, 61, "product"),
		finding(policy.LevelWarning, 10, 15, "engine"), finding(policy.LevelError, 10, 15, "engine"),
		known,
		{Level: policy.LevelWarning, Message: "on the document"},
	}}
	for i := range r.Findings {
		if c := r.Findings[i].Component; c != nil && c.Name == "engine" {
			c.Ref, c.Version = "engine", "2"
		}
	}
	doc := parse(t, text)
	for _, c := range []struct {
		name   string
		counts map[policy.Level]int
		want   string
	}{
		{"all findings", nil, `product: note (counts) of 2
engine: error (counts) of 2
util: warning (in the baseline) of 1
blob: not judged () of 0
bare: not judged () of 0
engine: not judged () of 0
`},
		{"findings omitted", map[policy.Level]int{policy.LevelWarning: 7}, `product: note (counts) of 2
engine: error (counts) of 2
util: warning (in the baseline) of 1
blob: unknown () of 0
bare: unknown () of 0
engine: unknown () of 0
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.Counts = c.counts
			var got strings.Builder
			for c, o := range detail.Collect(doc, r).Outcomes(r) {
				fmt.Fprintf(&got, "%s: %s (%s) of %d\n", c.Name, o.Result, o.Status, len(o.Findings))
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestExcerptShowsLinesAroundValue(t *testing.T) {
	doc := parse(t, text)
	for _, c := range []struct {
		name, raw, value string
		want             detail.Excerpt
	}{
		{"whole value", `"pkg:npm/northwind/engine@2"`, "pkg:npm/northwind/engine@2", detail.Excerpt{
			Line: 10, Before: "      \"name\": \"engine\",\n      \"version\": \"2\",\n      \"purl\": \"", Value: "pkg:npm/northwind/engine@2",
			After: "\"\n    },\n    {\"type\": \"library\", \"group\": \"g\", \"name\": \"util\", \"purl\": \"pkg:npm/util\"},",
		}},
		{"part of a value", `"CycloneDX"`, "Cyclone", detail.Excerpt{
			Line: 1, Before: "{\n  \"bomFormat\": \"", Value: "Cyclone",
			After: "DX\",\n  \"specVersion\": \"1.6\",\n  \"metadata\": {\"component\": {\"type\": \"application\", \"name\": \"product\", \"supplier\": {\"name\": \"Acme\"}}},",
		}},
		{"value with escapes", `"Northwind \u00e9"`, "Northwind é", detail.Excerpt{
			Line: 7, Before: "      \"type\": \"library\",\n      \"bom-ref\": \"engine\",\n      \"supplier\": {\"name\": ", Value: `"Northwind \u00e9"`,
			After: "},\n      \"name\": \"engine\",\n      \"version\": \"2\",",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := at(t, doc, c.raw, c.value)
			d := detail.Collect(doc, &policy.Report{Findings: []policy.Finding{{Evidence: []policy.Evidence{e}}}})
			got, ok := d.Excerpt(e)
			if diff := cmp.Diff(c.want, got); !ok || diff != "" {
				t.Errorf("ok = %v, -want +got\n%s", ok, diff)
			}
		})
	}
}

// TestExcerptIsShort checks that an excerpt of a document on one line has a few hundred
// bytes, that it has whole characters, and that cutting it does not take long.
func TestExcerptIsShort(t *testing.T) {
	long := strings.Repeat("é", 1<<19)
	doc := parse(t, `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","description":"`+long+`","name":"engine","supplier":{"name":"`+long[:1<<19]+`"},"publisher":"Northwind","copyright":"`+long+`"}]}`)
	for _, raw := range []string{"Northwind", `"` + long[:1<<19] + `"`} {
		e := at(t, doc, raw, raw)
		r := &policy.Report{Findings: []policy.Finding{{Evidence: []policy.Evidence{e}}}}
		start := time.Now()
		x, ok := detail.Collect(doc, r).Excerpt(e)
		if !ok || x.Line != 1 || !x.CutBefore || !x.CutAfter {
			t.Errorf("got %+v, want an excerpt of line 1 that is cut at both ends", x)
		}
		if n := len(x.Before + x.Value + x.After); n > 1000 || n < 300 {
			t.Errorf("excerpt of %d bytes, want a few hundred", n)
		}
		if !utf8.ValidString(x.Before) || !utf8.ValidString(x.Value) || !utf8.ValidString(x.After) {
			t.Errorf("got parts of characters: %+v", x)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %v", took)
		}
	}
}

func TestNoExcerptWithoutPlace(t *testing.T) {
	doc := parse(t, text)
	e := policy.Evidence{Claim: sbom.Claim{Value: "Acme"}}
	d := detail.Collect(doc, &policy.Report{Findings: []policy.Finding{{Evidence: []policy.Evidence{e}}}})
	if x, ok := d.Excerpt(e); ok {
		t.Errorf("got %+v, want no excerpt", x)
	}
}

func TestCollectLimitsExcerpts(t *testing.T) {
	doc := parse(t, text)
	var r policy.Report
	for i := range detail.MaxExcerpts + 1 {
		p := sbom.Place{Start: i%700 + 1, End: i%700 + 2 + i/700}
		r.Findings = append(r.Findings, policy.Finding{Evidence: []policy.Evidence{{Claim: sbom.Claim{Place: p}}}})
	}
	d := detail.Collect(doc, &r)
	for i, want := range map[int]bool{0: true, detail.MaxExcerpts - 1: true, detail.MaxExcerpts: false} {
		if _, ok := d.Excerpt(r.Findings[i].Evidence[0]); ok != want {
			t.Errorf("finding %d has an excerpt: %v, want %v", i, ok, want)
		}
	}
}
