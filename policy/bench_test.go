package policy_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
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

// BenchmarkEvaluate asks about components of which a few or all are banned, which
// may be alike or not.
func BenchmarkEvaluate(b *testing.B) {
	const components = 5_000
	engine := checked(b)
	for _, c := range []struct {
		name string
		doc  sbomtest.Document
		want int // findings
	}{
		{"few findings", sbomtest.Infested(components, 1000), components / 1000},
		{"a finding on every component", sbomtest.Infested(components, 1), components},
		{"a finding on every component, none alike", sbomtest.Family(components), components},
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

// TestParts: a document that is judged in parts, of components that are alike once,
// gets the report that it gets as a whole.
func TestParts(t *testing.T) {
	whole, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	parts := checked(t)
	const components = 1100 // a part has 1,000
	docs := shipped(t)
	docs["infested"] = drafted(t, whole, sbomtest.Infested(components, 1))
	docs["family"] = drafted(t, whole, sbomtest.Family(components))
	for name, components := range map[string][]string{"words": wordings(), "names": names()} {
		docs[name] = decode(t, `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`+strings.Join(components, ",")+`]}`)
	}
	for name, doc := range docs {
		want, err := whole.Evaluate(t.Context(), doc, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		got, err := parts.Evaluate(t.Context(), doc, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: in parts %d findings and verdict %s, as a whole %d and %s, or they differ", name, len(got.Findings), got.Verdict, len(want.Findings), want.Verdict)
		}
		if strings.HasPrefix(name, "in") && len(got.Findings) < components {
			t.Errorf("%s: %d findings, want one on each of %d components", name, len(got.Findings), components)
		}
	}
}

// wordings are components of a banned supplier and of its products, each twice in many
// wordings: such as tell nothing, and such as look like what stands in for those.
func wordings() []string {
	var components []string
	for _, name := range []string{"a", " b ", "", "c\ufdd00\ufdd1", "\ufdd07\ufdd1", "kaspersky thing", "Kaspersky Endpoint Security", "klara"} {
		for _, version := range []string{"", "1", "1 ", "\ufdd02\ufdd1"} {
			for _, supplier := range []string{"AO Kaspersky Lab", "Kaspersky Lab", "KASPERSKY LAB", "Kaspersky \ufdd01\ufdd1"} {
				for _, host := range []string{"kaspersky.com", "https://kaspersky.com/" + name, "https://a.kaspersky.com"} {
					components = append(components, fmt.Sprintf(`{"type": "library", "name": %q, "version": %q, "supplier": {"name": %q, "url": [%[4]q]}, "publisher": %[3]q,
						"externalReferences": [{"type": "website", "url": %[4]q}, {"type": "distribution", "url": "https://kaspersky.com"}]}`, name, version, supplier, host))
				}
			}
		}
	}
	return append(components, components...)
}

// names are components whose names, and those of their suppliers and authors, have to
// do with a banned supplier or look like it, each twice with other words that nobody has.
func names() []string {
	var components []string
	for _, other := range []string{"n1", "n2"} {
		for _, supplier := range []string{
			"Kaspersky N", "Kaspersky Lab N", "N Kaspersky", "Kaspersky Lab N Ltd", "Lab N Kaspersky", "AO Kaspersky Lab", "Kasperski Lab N", "Kasperski", "Karspeky Lab N", "Kapersky N Lab", "Lab Kapersky",
			"Kаspеrsky Lab N", "Kaspersky Endpoint Security N", "Kaspersky N Endpoint Security", "Infowatch N", "Threatpost N", "N",
		} {
			for _, author := range []string{"Eugene N Kaspersky", "Kaspersky", "N"} {
				for _, name := range []string{
					"part N", "kaspersky N", "Kaspersky Endpoint Security N", "Kaspersky Endpoint N Security", "kaspersky endpoint", "endpoint security N", "kav N sdk", "sdk kav",
					"Kasperskyy Endpoint Security N", "klara N", "threatpost feed N",
				} {
					component := fmt.Sprintf(`{"type": "library", "name": %q, "supplier": {"name": %q}, "authors": [{"name": %q}]}`, name, supplier, author)
					components = append(components, strings.ReplaceAll(component, "N", other))
				}
			}
		}
	}
	return components
}

// drafted is a document as the command has it, with the claims that somebody asks for.
func drafted(tb testing.TB, engine *policy.Engine, d sbomtest.Document) *sbom.Document {
	tb.Helper()
	var text bytes.Buffer
	if err := d.WriteCycloneDXJSON(&text); err != nil {
		tb.Fatal(err)
	}
	docs, err := sbom.Decoder{Wants: engine.Wants}.Decode("drafted.cdx.json", &text)
	if err != nil {
		tb.Fatal(err)
	}
	return docs[0]
}
