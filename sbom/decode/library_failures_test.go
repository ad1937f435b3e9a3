package decode

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
)

// TestDecodeHandlesFailuresOfLibraries checks documents with the faults for which
// cyclonedx-go 0.12 and tools-golang 0.5 refuse real SBOMs or panic: one short document
// for each fault, and the real SBOMs in the corpus. Most are read. The others are refused
// for a reason of their own.
func TestDecodeHandlesFailuresOfLibraries(t *testing.T) {
	const (
		ntia   = "spdx+ntia-conformance-checker/tests/"
		golang = "spdx+tools-golang/"
		java   = "spdx+tools-java/testResources/"
		python = "spdx+tools-python/tests/spdx/data/"
		syft   = "anchore+syft/syft/format/spdxjson/testdata/spdx/bad/"
		cdx    = "CycloneDX+specification/tools/src/test/resources/"
	)
	edit := func(form, from, to string) string { return strings.Replace(forms[form], from, to, 1) }
	for _, c := range []struct {
		cause, text, want string
		real              map[string]string // outcomes by path in the corpus
	}{
		{"SPDXID without prefix", edit(jsonSPDX, "SPDXRef-A", "2523a554"), `components: 1, warnings: 1, first 4:16 /packages/0/SPDXID: SPDXID "2523a554": expected "SPDXRef-" at its beginning; a by Acme`, map[string]string{
			ntia + "doc_fest/SynopsysBlackDuck/time-1.9-3.el8.x8664.rpm.spdx.json": `components: 2, warnings: 1, first 1:95 /SPDXID: SPDXID "2523a554-3e57-4f28-a7b6-4b2281670ac8": expected "SPDXRef-" at its beginning`,
		}},
		{"empty SPDXID", edit(yamlSPDX, "SPDXRef-A", `""`), `components: 1, warnings: 1, first 4:9 /packages/0/name: package "a" without SPDXID: expected one that begins with "SPDXRef-"; a by Acme`, map[string]string{
			ntia + "data/missing_unique_identifiers/SPDXYAMLExample-v2.3.spdx.yaml": `components: 1, warnings: 8, first 337:3 /relationships/6/relatedSpdxElement: relationship "CONTAINS": expected an SPDXID on both sides`,
			ntia + "data/missing_unique_identifiers/SPDXTagExample-v2.3.spdx":       `components: 1, warnings: 4, first 46:14 PackageName: package "glibc" without SPDXID: expected one that begins with "SPDXRef-"`,
		}},
		{"supplier without Organization: or Person:", edit(jsonSPDX, "Organization: Acme", "Microsoft/GitHub"), `components: 1, warnings: 1, first 4:54 /packages/0/supplier: supplier "Microsoft/GitHub": expected "Organization: " or "Person: " before the name; a by Microsoft/GitHub`, nil},
		{"empty supplier", edit(jsonSPDX, "Organization: Acme", ""), `components: 1; `, nil},
		{"creator without type", forms[tagSPDX] + "Creator: Acme\n", `components: 1, warnings: 1, first 5:10 Creator: creator "Acme": expected "Organization: " or "Person: " before the name; a by Acme`, nil},
		{"empty creator", forms[tagSPDX] + "Creator:\n", `components: 1; a by Acme`, map[string]string{
			ntia + "data/missing_author_name/SPDXTagExample-v2.3.spdx": `components: 1`,
		}},
		{"tag of another section", forms[tagSPDX] + "SnippetSPDXID: SPDXRef-S\nSnippetFromFileSPDXID: SPDXRef-F\nPackageOriginator: Person: Ivan\n", `components: 1; a by Acme`, map[string]string{
			"spdx+spdx-spec_development_v2.2.2/examples/SPDXTagExample-v2.2.spdx": `components: 4`,
			"spdx+spdx-spec_support_2.3/examples/SPDXTagExample-v2.2.spdx":        `components: 4`,
			"spdx+spdx-spec_support_2.3.1/examples/SPDXTagExample-v2.3.spdx":      `components: 4`,
			golang + "examples/sample-docs/tv/SPDXTagExample-v2.2.spdx":           `components: 4`,
			java + "SPDXTagExample-v2.2.spdx":                                     `components: 4`,
			java + "SPDXTagExample-v2.2-warning.spdx":                             `components: 4`,
			java + "SPDXTagExample-v2.3.spdx":                                     `components: 4`,
			ntia + "data/other_tests/SPDXSimpleTag.tag":                           `components: 1`,
			ntia + "doc_fest/REA/AppBOM-inationSBOM.spdx.tag":                     `components: 1`,
			ntia + "doc_fest/REA/PyYamlSBOM.spdx.tag":                             `components: 1`,
			ntia + "doc_fest/ZephyrWest/build.spdx.tag":                           `components: 53`,
			ntia + "doc_fest/ZephyrWest/build (1).spdx.tag":                       `components: 53`,
			ntia + "doc_fest/ZephyrWest/build-corrected.spdx.tag":                 `components: 53`,
			ntia + "doc_fest/nexB/App-BOM-ination.spdx.tag":                       `components: 1`,
			ntia + "doc_fest/nexB/LibreSolar-v21.0-Source.spdx.tag":               `components: 1`,
			ntia + "doc_fest/nexB/gnu_time-v1.9.spdx.tag":                         `components: 1`,
			ntia + "doc_fest/nexB/serve-1.0.0.spdx.tag":                           `components: 1`,
		}},
		{"unknown tag", edit(tagSPDX, "PackageName", "NOTE: by hand\nPackageName"), `components: 1, warnings: 1, first 2:1 NOTE: tag "NOTE" is not a tag of SPDX 2.3; a by Acme`, nil},
		{"RDF", forms[rdfSPDX], `components: 1; a by Acme`, map[string]string{
			"spdx+spdx-spec_development_v2.2.2/examples/SPDXRdfExample-v2.2.spdx.rdf.xml":              `components: 4`,
			"spdx+spdx-spec_support_2.3/examples/SPDXRdfExample-v2.2.spdx.rdf.xml":                     `components: 4`,
			"spdx+spdx-spec_support_2.3.1/examples/SPDXRdfExample-v2.3.spdx.rdf.xml":                   `components: 4`,
			golang + "examples/sample-docs/rdf/SPDXRdfExample-v2.2.spdx.rdf":                           `components: 2`,
			java + "SPDXRdfExample-v2.2.spdx.rdf":                                                      `components: 4`,
			java + "SPDXRdfExample-v2.3.spdx.rdf":                                                      `components: 4`,
			python + "SPDXRdfExample-v2.2.spdx.rdf.xml":                                                `components: 4`,
			python + "SPDXRdfExample-v2.3.spdx.rdf.xml":                                                `components: 4`,
			ntia + "data/missing_author_name/SPDXRdfExample-v2.3.spdx.rdf.xml":                         `components: 1`,
			ntia + "data/missing_component_name/SPDXRdfExample.rdf":                                    `refused: 42:115 /RDF/SpdxDocument/referencesFile/File: text ">": expected elements`,
			ntia + "data/missing_component_version/SPDXRdfExample-v2.3.spdx.rdf.xml":                   `components: 1`,
			ntia + "data/missing_concluded_license/SPDXRdfExample-v2.3.spdx.rdf.xml":                   `components: 1`,
			ntia + "data/missing_dependency_relationships/SPDXRdfExample-v2.3.spdx.rdf.xml":            `components: 0`,
			ntia + "data/missing_supplier_name/SPDXRdfExample-v2.3.spdx.rdf.xml":                       `components: 3`,
			ntia + "data/missing_timestamp/SPDXRdfExample-v2.3.spdx.rdf.xml":                           `components: 1`,
			ntia + "data/missing_unique_identifiers/SPDXRdfExample-v2.3.spdx.rdf.xml":                  `components: 1, warnings: 4, first 228:16 /RDF/Package/name: package "glibc" without SPDXID: expected one that begins with "SPDXRef-"`,
			ntia + "data/no_elements_missing/SPDXRdfExample-v2.3.spdx.rdf.xml":                         `components: 1`,
			ntia + "doc_fest/SourceAuditor/AppBomInation-SourceAndDependency.spdx.rdf.xml":             `components: 7`,
			ntia + "doc_fest/SourceAuditor/AppBomInation-SourceOnly.spdx.rdf.xml":                      `components: 3`,
			ntia + "doc_fest/SourceAuditor/SourceAuditor-time-1.9.spdx.rdf.xml":                        `components: 12`,
			ntia + "doc_fest/SourceAuditor/pyyamll-6.spdx.rdf.xml":                                     `components: 1`,
			ntia + "doc_fest/metaeffekt/jboss-keycloak-15.0.0-container.spdx.xml":                      `components: 0`,
			"spdx+tools-python/tests/spdx/parser/rdf/data/file_to_test_rdf_parser.rdf.xml":             `components: 2`,
			"spdx+tools-python/tests/spdx/parser/rdf/data/invalid_documents/file_without_spdx_ids.xml": `refused: 1:1: no SPDX version: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`,
		}},
		{"RDF without SPDX", `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:o="http://www.w3.org/2002/07/owl#"><o:Ontology/></r:RDF>`, `refused: 1:1 /RDF: RDF without an SPDX document: expected an SpdxDocument of http://spdx.org/rdf/terms#`, map[string]string{
			"spdx+spdx-spec_support_2.3/ontology/spdx-ontology.owl.xml": `refused: 1:1: RDF without an SPDX document: expected an SpdxDocument of http://spdx.org/rdf/terms#`,
			java + "spdx-2-2-revision-8-ontology.owl.xml":               `refused: 1:1: RDF without an SPDX document: expected an SpdxDocument of http://spdx.org/rdf/terms#`,
		}},
		{"filesAnalyzed as a string", edit(jsonSPDX, `"name"`, `"filesAnalyzed": "true", "name"`), `components: 1, warnings: 1, first 4:46 /packages/0/filesAnalyzed: filesAnalyzed "\"true\"": expected true or false; a by Acme`, nil},
		{"creators as objects, filesAnalyzed as a string", edit(jsonSPDX, `"packages"`, `"creationInfo": {"creators": [{"Person": "Ivan"}]}, "packages"`), `refused: 3:33 /creationInfo/creators/0: expected a string, got an object`, map[string]string{
			syft + "example7-bin.spdx.json":                 `refused: 8:7 /creationInfo/creators/0: expected a string, got an object`,
			syft + "example7-go-module.spdx.json":           `refused: 8:7 /creationInfo/creators/0: expected a string, got an object`,
			syft + "example7-golang.spdx.json":              `refused: 8:7 /creationInfo/creators/0: expected a string, got an object`,
			syft + "example7-third-party-modules.spdx.json": `refused: 8:7 /creationInfo/creators/0: expected a string, got an object`,
		}},
		{"creators as a string, filesAnalyzed as a string", edit(jsonSPDX, `"packages"`, `"creationInfo": {"creators": "Person: Ivan"}, "packages"`), `refused: 3:32 /creationInfo/creators: expected an array, got a string`, map[string]string{
			java + "BadJSON.spdx.json": `refused: 7:18 /creationInfo/creators: expected an array, got a string`,
		}},
		{"version 2.2.1", edit(jsonSPDX, "SPDX-2.3", "SPDX-2.2.1"), `components: 1; a by Acme`, map[string]string{
			java + "SPDXWrongVersion.spdx.json": `components: 4`,
		}},
		{"invalid CycloneDX version", edit(jsonCDX, "1.6", "1"), `refused: 2:44 /specVersion: unknown CycloneDX version "1": expected 1.2 to 1.7`, nil},
		{"CycloneDX version with a letter", edit(jsonCDX, "1.6", "1.x"), `refused: 2:44 /specVersion: unknown CycloneDX version "1.x": expected 1.2 to 1.7`, nil},
		{"CycloneDX version as a number", edit(jsonCDX, `"1.6"`, `2`), `refused: 2:44 /specVersion: expected a string, got a number`, nil},
		{"no version", edit(jsonCDX, `, "specVersion": "1.6"`, ``), `refused: 1:1: specVersion is missing: expected 1.2 to 1.7`, nil},
		{"no format", edit(jsonCDX, `"bomFormat": "CycloneDX", `, ``), `refused: 1:1: bomFormat is missing: expected "CycloneDX"`, nil},
		{"another format", edit(jsonCDX, `"CycloneDX"`, `"AnotherFormat"`), `refused: 2:16 /bomFormat: bomFormat is "AnotherFormat": expected "CycloneDX"`, map[string]string{
			cdx + "1.7/invalid-bomformat-1.7.json": `refused: 3:16 /bomFormat: bomFormat is "AnotherFormat": expected "CycloneDX"`,
		}},
		{"YAML document in another member", "---\nDocument:\n  " + strings.ReplaceAll(forms[yamlSPDX], "\n", "\n  "), `refused: 1:1: YAML with an SBOM inside another value is not supported: expected the SBOM only`, map[string]string{
			ntia + "data/missing_component_name/SPDXYamlExample.yaml": `refused: 1:1: YAML with an SBOM inside another value is not supported: expected the SBOM only`,
		}},
		{"truncated JSON", forms[jsonSPDX][:90], `refused: 4:44 /packages/0/name: the document ends within a value`, nil},
		{"JSON with trailing text", forms[jsonCDX] + "\nPS C:\\>", `refused: 7:1: text after the end of the JSON document: expected nothing`, nil},
		{"invalid JSON", edit(jsonCDX, `{"bom-ref"`, `{bom-ref`), `refused: 4:6 /components/0: invalid JSON: invalid character 'b' at start of value`, nil},
		{"truncated tag-value", edit(tagSPDX, "PackageSupplier: Organization: Acme\n", "Pack"), `refused: 4:1 Pack: line "Pack": expected a tag with a value, or a comment`, nil},
		{"tag-value truncated in a text", forms[tagSPDX] + "PackageComment: <text>by\n", `refused: 5:17 PackageComment: <text> without </text>`, nil},
		{"invalid YAML", forms[yamlSPDX] + "  comment: \"the \"Software\"\"\n", `refused: 2:1: invalid YAML: did not find expected key`, map[string]string{
			"spdx+spdx-spec_support_2.3/examples/SPDXYAMLExample-2.2.spdx.yaml": `refused: 328:1: invalid YAML: mapping values are not allowed in this context`,
		}},
		{"null package", edit(jsonSPDX, "[\n", "[ null,\n"), `refused: 3:17 /packages/0: null in an array: expected an element or nothing`, map[string]string{
			golang + "json/test_fixtures/spdx2_2_null_package.json": `refused: 11:18 /packages/0: null in an array: expected an element or nothing`,
			golang + "json/test_fixtures/spdx2_3_null_package.json": `refused: 11:18 /packages/0: null in an array: expected an element or nothing`,
		}},
		{"null relationship", edit(jsonSPDX, `"packages"`, `"relationships": [null], "packages"`), `refused: 3:21 /relationships/0: null in an array: expected an element or nothing`, map[string]string{
			golang + "spdx/v2/v2_2/json/testdata/spdx-null-relationships.json": `refused: 34:9 /relationships/0: null in an array: expected an element or nothing`,
			golang + "spdx/v2/v2_3/json/testdata/spdx-null-relationships.json": `refused: 34:9 /relationships/0: null in an array: expected an element or nothing`,
		}},
		{"serial number as a number", edit(jsonCDX, `"components"`, `"serialNumber": 5, "components"`), `refused: 3:19 /serialNumber: expected a string, got a number`, map[string]string{
			"aquasecurity+trivy/pkg/sbom/cyclonedx/testdata/sad/invalid-serial.json": `refused: 4:19 /serialNumber: expected a string, got a number`,
		}},
		{"components as a string", edit(jsonCDX, `"components": [`, `"components": "none", "x": [`), `refused: 3:17 /components: expected an array, got a string`, nil},
		{"classification as a string, which is correct", edit(jsonCDX, `"components"`, `"declarations": {"evidence": [{"data": [{"classification": "PII"}]}]}, "components"`), `components: 1; a by Acme`, map[string]string{
			cdx + "1.6/valid-attestation-1.6.json": `components: 0, warnings: 4, first 201:28 /declarations/signature/certificatePath/0: certificate: expected DER in Base64: illegal base64 data at input byte 4`,
			cdx + "1.7/valid-attestation-1.7.json": `components: 0, warnings: 4, first 223:9 /declarations/signature/certificatePath/0: certificate: expected DER in Base64: illegal base64 data at input byte 4`,
		}},
		{"UTF-16", inUTF16(binary.LittleEndian, byteOrderMark+forms[jsonSPDX]), `components: 1; a by Acme`, map[string]string{
			python + "SPDXJSONExample-UTF-16.spdx.json":   `components: 4`,
			python + "SPDXTagExample-UTF-16.spdx":         `components: 4`,
			python + "SPDXYAMLExample-UTF-16.spdx.yaml":   `components: 4`,
			python + "SPDXRdfExample-UTF-16.spdx.rdf.xml": `components: 4`,
		}},
		{"SPDX in XML", `<?xml version="1.0"?><Document><spdxVersion>SPDX-2.3</spdxVersion></Document>`, `refused: 1:1: SPDX in XML is not supported: expected CycloneDX XML, or SPDX as JSON, tag-value, YAML or RDF`, map[string]string{
			python + "SPDXXMLExample-UTF-16.spdx.xml": `refused: 1:1: SPDX in XML is not supported: expected CycloneDX XML, or SPDX as JSON, tag-value, YAML or RDF`,
		}},
		{"UTF-8 with a byte order mark", byteOrderMark + forms[jsonCDX], `components: 1; a by Acme`, nil},
		{"declared charset", edit(xmlCDX, `<?xml version="1.0"?>`, `<?xml version="1.0" encoding="ISO-8859-1"?>`), `components: 1; a by Acme`, nil},
		{"control characters", edit(jsonSPDX, "Acme", `Ac\b\fme`), "components: 1; a by Ac\b\fme, a by Ac\b, a by me", map[string]string{
			python + "ControlCharacters.spdx.json": `components: 2`,
		}},
	} {
		t.Run(c.cause, func(t *testing.T) {
			doc, err := One("-", strings.NewReader(c.text))
			got := outcome(doc, err)
			if err == nil {
				got += "; " + suppliers(doc)
				checkClaims(t, doc)
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			for path, want := range c.real {
				doc, err := One(path, bytes.NewReader(corpustest.Read(t, path)))
				if got := outcome(doc, err); got != want {
					t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
				}
			}
		})
	}
}

// outcome returns the number of components and the first warning of a document, or the
// error, with locations.
func outcome(doc *sbom.Document, err error) string {
	if e, ok := errors.AsType[*sbom.Error](err); ok {
		return "refused: " + placed(e.Location, e.Message)
	}
	text := fmt.Sprintf("components: %d", doc.ComponentCount())
	if n := len(doc.Warnings); n > 0 {
		w := doc.Warnings[0]
		text += fmt.Sprintf(", warnings: %d, first ", n) + placed(doc.Locate(w.Place)[0], w.Message)
	}
	return text
}
