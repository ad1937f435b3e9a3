package sbom_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// formats are those that a document of any size can be written in.
var formats = []struct {
	name  string
	write func(sbomtest.Document, io.Writer) error
}{
	{"CycloneDX-JSON", sbomtest.Document.WriteCycloneDXJSON},
	{"CycloneDX-XML", sbomtest.Document.WriteCycloneDXXML},
	{"SPDX-JSON", sbomtest.Document.WriteSPDXJSON},
	{"SPDX-tag-value", sbomtest.Document.WriteSPDXTagValue},
	{"SPDX-3", sbomtest.Document.WriteSPDX3JSON},
}

// BenchmarkDecode reads 10,000 realistic components in each format.
func BenchmarkDecode(b *testing.B) {
	const components = 10_000
	for _, format := range formats {
		b.Run(format.name, func(b *testing.B) {
			var text bytes.Buffer
			if err := format.write(sbomtest.Generate(components), &text); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				doc, err := sbom.Decode("generated", bytes.NewReader(text.Bytes()))
				if err != nil {
					b.Fatal(err)
				}
				if len(doc.Claims) < components {
					b.Fatalf("%d claims", len(doc.Claims))
				}
			}
		})
	}
}
