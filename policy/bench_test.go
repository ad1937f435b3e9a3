package policy_test

import (
	"bytes"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// BenchmarkCompile reads and compiles the built-in policies, as each run of the command does.
func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compile(b); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIndex compiles the built-in policies with 30,000 more names.
func BenchmarkIndex(b *testing.B) {
	const entities = 15_000
	more, err := policy.ReadFolder("ban list", sbomtest.BanList(entities))
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

// BenchmarkEvaluate evaluates documents in which a few or all components are banned,
// with equal or different evidence.
func BenchmarkEvaluate(b *testing.B) {
	const components = 5_000
	engine, err := compile(b)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		doc  sbomtest.Document
		want int // findings
	}{
		{"few findings", sbomtest.Banned(components, 1000), components / 1000},
		{"a finding on every component", sbomtest.Banned(components, 1), components},
		{"a finding on every component, none alike", sbomtest.BrandVariants(components), components},
	} {
		b.Run(c.name, func(b *testing.B) {
			doc := drafted(b, engine, c.doc)
			defer sbomtest.CountAllocs(b, components)()
			for b.Loop() {
				report, err := engine.Evaluate(b.Context(), doc, shipping(b))
				if err != nil {
					b.Fatal(err)
				}
				if len(report.Findings) < c.want {
					b.Fatalf("%d findings", len(report.Findings))
				}
			}
		})
	}
}

// drafted returns a document as the command decodes it, without claims that no policy
// looks up.
func drafted(tb testing.TB, engine *policy.Engine, d sbomtest.Document) *sbom.Document {
	tb.Helper()
	var text bytes.Buffer
	if err := d.WriteCycloneDXJSON(&text); err != nil {
		tb.Fatal(err)
	}
	docs, err := decode.Decoder{Wants: engine.Wants}.All("drafted.cdx.json", &text)
	if err != nil {
		tb.Fatal(err)
	}
	return docs[0]
}
