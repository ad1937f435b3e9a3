package policy_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/rego"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/sbomtest"
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
	const entities = 15_000
	more, err := policy.ReadFolder("crowd", sbomtest.Crowd(entities))
	if err != nil {
		b.Fatal(err)
	}
	defer sbomtest.CountAllocs(b, entities)()
	for b.Loop() {
		if _, err := compile(b, more); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEvaluate asks about components of which a few or all are banned.
func BenchmarkEvaluate(b *testing.B) {
	const components = 5_000
	engine := checked(b)
	for _, c := range []struct {
		name  string
		every int // how many components there are for one that is banned
	}{{"few findings", 1000}, {"a finding on every component", 1}} {
		b.Run(c.name, func(b *testing.B) {
			doc := infested(b, engine, components, c.every)
			defer sbomtest.CountAllocs(b, components)()
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
	b.Checked(rego.Data)
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

// infested is a document of n components, one of each so many banned.
func infested(tb testing.TB, engine *policy.Engine, n, every int) *sbom.Document {
	tb.Helper()
	var text bytes.Buffer
	if err := sbomtest.Infested(n, every).WriteCycloneDXJSON(&text); err != nil {
		tb.Fatal(err)
	}
	docs, err := sbom.Decoder{Wants: engine.Wants()}.Decode("infested.cdx.json", &text)
	if err != nil {
		tb.Fatal(err)
	}
	return docs[0]
}
