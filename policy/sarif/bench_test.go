package sarif_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/builtin"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/sarif"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// BenchmarkWrite writes a finding for every component.
func BenchmarkWrite(b *testing.B) {
	const components = 2_000
	bundle, err := builtin.Bundle()
	if err != nil {
		b.Fatal(err)
	}
	engine, err := policy.Compile(bundle)
	if err != nil {
		b.Fatal(err)
	}
	var text bytes.Buffer
	if err := sbomtest.Banned(components, 1).WriteCycloneDXJSON(&text); err != nil {
		b.Fatal(err)
	}
	doc, err := decode.One("banned.cdx.json", &text)
	if err != nil {
		b.Fatal(err)
	}
	report, err := engine.Evaluate(b.Context(), doc, context)
	if err != nil {
		b.Fatal(err)
	}
	if len(report.Findings) < components {
		b.Fatalf("%d findings, want at least %d", len(report.Findings), components)
	}
	defer sbomtest.CountAllocs(b, components)()
	for b.Loop() {
		if _, err := sarif.Write(io.Discard, &gate.Run{Version: "1.2.3", Reports: []*policy.Report{report}}, sarif.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
