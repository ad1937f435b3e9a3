package policy_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/rego"
	"github.com/bomgate/bomgate/sbom"
)

// BenchmarkCompile reads and compiles what is built in, as each run of the command does.
func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		checked(b)
	}
}

// BenchmarkIndex compiles what is built in with 30,000 more names.
func BenchmarkIndex(b *testing.B) {
	more := crowd(b, 15_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compile(b, more); err != nil {
			b.Fatal(err)
		}
	}
}

// crowd is a bundle of n entities under a measure of their own, each with two
// names, a package namespace, a CPE vendor and a domain.
func crowd(tb testing.TB, n int) *policy.Bundle {
	tb.Helper()
	files := fstest.MapFS{}
	var targets strings.Builder
	for i := range n {
		id := fmt.Sprintf("crowd_%05d", i)
		name := invented(i)
		host := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
		files["entities/"+id+"/data.json"] = &fstest.MapFile{Data: fmt.Appendf(nil, `{"name":%q,"kind":"company","identifiers":[
			{"kind":"organization","value":%q,"confidence":"verified"},
			{"kind":"organization","value":%q,"confidence":"verified"},
			{"kind":"purl","value":%q,"confidence":"verified"},
			{"kind":"cpe","value":%q,"confidence":"verified"},
			{"kind":"domain","value":%q,"confidence":"verified"}]}`,
			name, name+" GmbH", name+" International Ltd", "npm/@"+host, "a:"+host, host+".example")}
		fmt.Fprintf(&targets, "%q,", id)
	}
	files["measures/crowd/data.json"] = &fstest.MapFile{Data: fmt.Appendf(nil, `{"title":"Ban on a crowd","citation":"none","help":"Ask.",
		"targets":[%s],"nexus":["us"],"acts":{"integrate":{"from":"2025-01-01T00:00:00Z"}},"scope":{},"levels":{}}`,
		strings.TrimSuffix(targets.String(), ","))}
	bundle, err := policy.ReadFolder("crowd", files)
	if err != nil {
		tb.Fatal(err)
	}
	return bundle
}

// invented is the name of an organization that there is not, another for each i.
func invented(i int) string {
	syllables := []string{"bra", "ce", "dul", "fen", "gor", "hi", "jat", "kel", "lum", "mo", "nar", "po", "quin", "ras", "sol", "tev", "ul", "vor", "wex", "zan"}
	kinds := []string{"Systems", "Software", "Networks", "Robotics", "Data", "Analytics", "Labs", "Media"}
	var name strings.Builder
	for n, j := 0, i+8000; n < 4; n, j = n+1, j/len(syllables) {
		name.WriteString(syllables[j%len(syllables)])
	}
	return strings.ToUpper(name.String()[:1]) + name.String()[1:] + " " + kinds[i%len(kinds)]
}

// BenchmarkEvaluate asks about 10,000 components, of which a few or all are banned.
func BenchmarkEvaluate(b *testing.B) {
	const components = 5_000
	engine := checked(b)
	for _, c := range []struct {
		name  string
		every int // how many components there are for one that is banned
	}{{"few findings", 1000}, {"a finding on every component", 1}} {
		b.Run(c.name, func(b *testing.B) {
			doc := infested(b, engine, components, c.every)
			b.ReportAllocs()
			for b.Loop() {
				report, err := engine.Evaluate(b.Context(), doc, shipping(b))
				if err != nil {
					b.Fatal(err)
				}
				if len(report.Findings) < components/c.every {
					b.Fatalf("%d findings", len(report.Findings))
				}
			}
		})
	}
}

// checked is the engine that the command has, which judges in parts.
func checked(tb testing.TB) *policy.Engine {
	tb.Helper()
	b, err := policy.ReadFolder("rego", rego.FS)
	if err != nil {
		tb.Fatal(err)
	}
	b.Checked()
	engine, err := policy.Compile(tb.Context(), b)
	if err != nil {
		tb.Fatal(err)
	}
	return engine
}

// TestParts: a document that is judged in parts gets the report that it gets as a whole.
func TestParts(t *testing.T) {
	whole, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	const components = 1100 // a part has 1,000
	doc := infested(t, whole, components, 1)
	want, err := whole.Evaluate(t.Context(), doc, shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := checked(t).Evaluate(t.Context(), doc, shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Findings) < components || got.Verdict != want.Verdict || !reflect.DeepEqual(got.Findings, want.Findings) {
		t.Errorf("in parts %d findings and verdict %s, as a whole %d and %s, or they differ", len(got.Findings), got.Verdict, len(want.Findings), want.Verdict)
	}
}

// infested is a document of n components, one of each so many banned, which all
// have a name, a package and a host of their own.
func infested(tb testing.TB, engine *policy.Engine, n, every int) *sbom.Document {
	tb.Helper()
	var text strings.Builder
	text.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[`)
	for i := range n {
		supplier, host := invented(i), "vendor.example"
		if i%every == 0 {
			supplier, host = []string{"Kaspersky Lab", "AO Kaspersky Lab", "Kaspersky Labs GmbH"}[i%3], "kaspersky.com"
		}
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"type":"library","name":"part-%d","version":"1.%d","supplier":{"name":%q},"purl":"pkg:generic/part-%d@1.%d","externalReferences":[{"type":"website","url":"https://%s/part-%d"}]}`,
			i, i%7, supplier, i, i%7, host, i)
	}
	text.WriteString("]}")
	docs, err := sbom.Decoder{Wants: engine.Wants()}.Decode("infested.cdx.json", strings.NewReader(text.String()))
	if err != nil {
		tb.Fatal(err)
	}
	return docs[0]
}
