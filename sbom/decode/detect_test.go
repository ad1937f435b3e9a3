package decode

import (
	"errors"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

func TestDecodeDetectsFormats(t *testing.T) {
	for _, c := range []struct {
		name, text string
		format     sbom.Format
		version    string
		encoding   sbom.Encoding
	}{
		{"CycloneDX JSON", `{"bomFormat":"CycloneDX","specVersion":"1.6"}`, sbom.CycloneDX, "1.6", sbom.JSON},
		{"bomFormat last, after a byte order mark", "\ufeff" + `{"specVersion":"1.2","components":[],"bomFormat":"CycloneDX"}`, sbom.CycloneDX, "1.2", sbom.JSON},
		{"CycloneDX XML after a comment", `<?xml version="1.0" encoding="UTF-8"?><!-- <x/> --><bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>`, sbom.CycloneDX, "1.4", sbom.XML},
		{"CycloneDX XML with a prefix", `<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.0"/>`, sbom.CycloneDX, "1.0", sbom.XML},
		{"SPDX JSON", `{"SPDXID":"SPDXRef-DOCUMENT","spdxVersion":"SPDX-2.3","name":"x"}`, sbom.SPDX, "2.3", sbom.JSON},
		{"SPDX tag-value", "# comment\n\nSPDXVersion: SPDX-2.2\nSPDXID: SPDXRef-DOCUMENT\n", sbom.SPDX, "2.2", sbom.TagValue},
		{"SPDX 2.1 tag-value", "SPDXVersion: SPDX-2.1\n", sbom.SPDX, "2.1", sbom.TagValue},
		{"SPDX 2.1 JSON", `{"spdxVersion":"SPDX-2.1"}`, sbom.SPDX, "2.1", sbom.JSON},
		{"SPDX YAML", "---\nname: x\n\"spdxVersion\" : SPDX-2.3\n", sbom.SPDX, "2.3", sbom.YAML},
		{"SPDX RDF", `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><SpdxDocument xmlns="http://spdx.org/rdf/terms#"><specVersion>SPDX-2.3</specVersion></SpdxDocument></r:RDF>`, sbom.SPDX, "2.3", sbom.RDF},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := One("-", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Format != c.format || doc.SpecVersion != c.version || doc.Encoding != c.encoding {
				t.Errorf("got %s %s %s, want %s %s %s", doc.Format, doc.SpecVersion, doc.Encoding, c.format, c.version, c.encoding)
			}
		})
	}
}

func TestDecodeRefusesOtherFiles(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		isSBOM           bool // an SBOM that cannot be read
	}{
		{name: "empty file", text: "", want: "the document is empty"},
		{name: "white space", text: " \n\t", want: "the document is empty"},
		{name: "empty object", text: "{}", want: "without bomFormat and spdxVersion"},
		{name: "Syft's own JSON", text: `{"artifacts":[],"artifactRelationships":[],"descriptor":{"name":"syft"}}`, want: "Syft's own JSON"},
		{name: "Trivy's own JSON", text: `{"SchemaVersion":2,"Results":[]}`, want: "Trivy's own JSON"},
		{name: "snapshot for GitHub", text: `{"version":0,"detector":{},"manifests":{}}`, want: "a snapshot of dependencies for GitHub"},
		{name: "error of GitHub", text: `{"message":"Not Found","documentation_url":"https://docs.github.com/rest","status":"404"}`, want: "an error message of GitHub"},
		{name: "lock file of npm", text: `{"name":"a","lockfileVersion":3,"packages":{}}`, want: "npm's package-lock.json"},
		{name: "pointer of Git LFS", text: "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", want: "git lfs pull"},
		{name: "array", text: `[{"format":"CycloneDX"}]`, want: "a JSON array"},
		{name: "text", text: "hello", want: "neither JSON, XML nor SPDX tag-value"},
		{name: "HTML", text: "<!DOCTYPE html><html></html>", want: `root element "html"`},
		{name: "PDF", text: "%PDF-1.7\n", want: "a PDF file"},
		{name: "tar archive", text: "bom.json" + strings.Repeat("\x00", 249) + "ustar\x0000", want: "a binary file"},
		{name: "zip archive", text: "PK\x03\x04", want: "not a valid zip file", isSBOM: true},
		{name: "UTF-32", text: "\xff\xfe\x00\x00{\x00\x00\x00", want: "the document ends within a value"},
		{name: "program", text: "\x7fELF\x02", want: "an ELF binary"},
		{name: "null bytes", text: "ab\x00c", want: "a binary file"},
		{name: "truncated JSON", text: `{"name":`, want: "the document ends within a value"},
		{name: "truncated SBOM", text: `{"bomFormat"`, want: "line 1, column 13: ", isSBOM: true},
		{name: "invalid JSON before bomFormat", text: `{"a":[,"bomFormat":"CycloneDX"}`, want: "line 1, column 7: ", isSBOM: true},
		{name: "invalid UTF-8", text: "{\n\"bomFormat\":\"\xff\"}", want: "line 2, column 14: invalid UTF-8: byte 0xff", isSBOM: true},
		{name: "JSON-LD without SPDX", text: `{"@context":"https://schema.org","@graph":[]}`, want: "JSON-LD without the @context of SPDX 3.0"},
		{name: "RDF without SPDX", text: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>`, want: "RDF without an SPDX document"},
		{name: "unsupported CycloneDX version", text: `{"bomFormat":"CycloneDX","specVersion":"9.9"}`, want: "9.9", isSBOM: true},
		{name: "CycloneDX and SPDX", text: `{"bomFormat":"CycloneDX","specVersion":"1.6","spdxVersion":"SPDX-2.3","files":[]}`, want: "spdxVersion", isSBOM: true},
		{name: "SPDX and CycloneDX", text: `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","bomFormat":"CycloneDX","components":[]}`, want: "bomFormat", isSBOM: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("file", strings.NewReader(c.text))
			var e *sbom.Error
			if !errors.As(err, &e) {
				t.Fatalf("got error %v, want an *sbom.Error", err)
			}
			if !strings.HasPrefix(err.Error(), `decode "file": `) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %q, want one with %q", err, c.want)
			}
			if got := !errors.Is(err, sbom.ErrNotSBOM); got != c.isSBOM {
				t.Errorf("the error is about an SBOM: got %v, want %v", got, c.isSBOM)
			}
		})
	}
}
