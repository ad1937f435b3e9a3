package decode

import (
	"errors"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

// routerYAML is routerJSON in all styles of YAML.
const routerYAML = `# The firmware.
---
"spdxVersion": SPDX-2.3
SPDXID: 'SPDXRef-DOCUMENT'
name: >-
  router
documentNamespace: https://example.com/router-1 # a comment
creationInfo: {created: 2024-10-01T00:00:00Z, creators: ["Tool: bom-writer-1.0",
  'Organization: Example Networks', "Person: Jane Doe (jane@example.com)"]}
documentDescribes: [SPDXRef-Router]
packages:
- SPDXID: SPDXRef-Router
  name: "router\x2dfirmware"
  versionInfo: 4.2
  primaryPackagePurpose: FIRMWARE
  supplier: 'Organization:
    Example Networks
    (support@example.com)'
  originator: NOASSERTION
  downloadLocation: https://downloads.example.com/router.bin
  homepage: |
    https://example.com
  copyrightText: |- # as is
    Copyright 2024 Example Networks
    All rights reserved
  hasFiles:
  - SPDXRef-File
  filesAnalyzed: true
- SPDXID: SPDXRef-Engine
  name: engine.dll
  versionInfo: 9
  packageFileName: dist/engine-9.dll
  attributionTexts: [Copyright 2010 Credit Ltd]
  supplier: NONE
  originator: "Person: \
    Ivan Doe"
  downloadLocation: NOASSERTION
  checksums: [{algorithm: SHA1, checksumValue: 85ed0817af83a24ad8da68c2b5094de69833983c}]
  externalRefs:
  - referenceType: purl
    referenceLocator: pkg:npm/%40example/engine@9
  - referenceType: cpe23Type
    referenceLocator: cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*
  - referenceType: advisory
    referenceLocator: https://advisories.example.org/1
- SPDXID: SPDXRef-Tester
  name: tester
  supplier: "Organization: Test House"
  originator: ~
files:
- SPDXID: SPDXRef-File
  fileName: ./lib/driver.sys
  checksums:
    - algorithm: SHA256
      checksumValue: 11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd
  copyrightText: NONE
  fileContributors: [Contributor Ltd]
  noticeText: Developed by Maker Ltd. for the public
  artifactOfs:
  - {name: Project, homePage: "https://project.example.net"}
snippets:
- SPDXID: SPDXRef-Snippet
  snippetFromFile: SPDXRef-File
  copyrightText: Copyright 2001
    Snip Inc
  attributionTexts: [Snip Team]
relationships:
- spdxElementId: SPDXRef-Router
  relationshipType: DEPENDS_ON
  relatedSpdxElement: SPDXRef-Engine
- spdxElementId: SPDXRef-Tester
  relationshipType: TEST_DEPENDENCY_OF
  relatedSpdxElement: SPDXRef-Router
- spdxElementId: SPDXRef-Engine
  relationshipType: CONTAINS
  relatedSpdxElement: NOASSERTION
`

// TestYAMLPlaces checks the place of a supplier in each style of scalar, after characters
// of several bytes and UTF-16 units and each kind of line break.
func TestYAMLPlaces(t *testing.T) {
	for _, c := range []struct {
		name, scalar string
		token        string // "" for all of it
		at           sbom.Location
	}{
		{"plain", "Acme", "", sbom.Location{Line: 4, Column: 27, EndLine: 4, EndColumn: 31, Path: ""}},
		{"plain with a comment", "Acme # of course", "Acme", sbom.Location{Line: 4, Column: 27, EndLine: 4, EndColumn: 31, Path: ""}},
		{"plain over lines", "Acme\n   Labs", "", sbom.Location{Line: 4, Column: 27, EndLine: 5, EndColumn: 8, Path: ""}},
		{"single quotes", "'Acme''s'", "", sbom.Location{Line: 4, Column: 27, EndLine: 4, EndColumn: 36, Path: ""}},
		{"double quotes", `"A\x63me \" '"`, "", sbom.Location{Line: 4, Column: 27, EndLine: 4, EndColumn: 41, Path: ""}},
		{"double quotes over lines", "\"Acme \\\n   Labs\"", "", sbom.Location{Line: 4, Column: 27, EndLine: 5, EndColumn: 9, Path: ""}},
		{"literal", "|\n   Acme\n\n   Labs\n\n # no more", "|\n   Acme\n\n   Labs", sbom.Location{Line: 4, Column: 27, EndLine: 7, EndColumn: 8, Path: ""}},
		{"folded", ">+ # as it comes\n   Acme\n   Labs\n", ">+ # as it comes\n   Acme\n   Labs", sbom.Location{Line: 4, Column: 27, EndLine: 6, EndColumn: 8, Path: ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := "spdxVersion: SPDX-2.3\r\npackages:\n- name: \u00e9\U0001f600\n- comment: \U0001f600\u0085  supplier: " + c.scalar + "\n  name: a\n"
			doc, err := One("-", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			var places []sbom.Place
			for _, claim := range doc.Claims() {
				if claim.Role == sbom.RoleSupplier {
					places = append(places, claim.Place)
				}
			}
			if len(places) == 0 {
				t.Fatal("got no claim of a supplier, want one")
			}
			want := c.token
			if want == "" {
				want = c.scalar
			}
			if got := doc.Text()[places[0].Start:places[0].End]; got != want {
				t.Errorf("got text %q, want %q", got, want)
			}
			c.at.Path = "/packages/1/supplier"
			if got := doc.Locate(places[0])[0]; got != c.at {
				t.Errorf("got location %+v, want %+v", got, c.at)
			}
		})
	}
}

// TestYAMLRefusesAmbiguity checks the errors for documents that could hide a component
// from another parser, with their locations.
func TestYAMLRefusesAmbiguity(t *testing.T) {
	const head = "spdxVersion: SPDX-2.3\n"
	for _, c := range []struct{ name, text, want string }{
		{"version 3", "spdxVersion: SPDX-3.0\npackages: {}\n", `line 1, column 14: /spdxVersion: SPDX version "SPDX-3.0" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"version in another member", "Document:\n  spdxVersion: SPDX-2.2\n", `line 1, column 1: YAML with an SBOM inside another value is not supported: expected the SBOM only`},
		{"duplicate member", head + "packages:\n- supplier: A\n  'supplier': B\n", `line 4, column 3: /packages/0/supplier: duplicate member "supplier"`},
		{"duplicate unknown member", head + "x: {y: 1, y: 2}\n", `line 2, column 11: /x/y: duplicate member "y"`},
		{"member in another case", head + "packages:\n- Supplier: A\n", `line 3, column 3: /packages/0/Supplier: member "Supplier" differs from "supplier" only in case`},
		{"member that differs by one letter", head + "packages:\n- suplier: A\n", `line 3, column 3: /packages/0/suplier: member "suplier" is unknown and differs from "supplier" by one letter`},
		{"null package", head + "packages:\n- name: a\n-\n", `line 4, column 2: /packages/1: null in a sequence: expected an element or nothing`},
		{"null file of a package", head + "packages: [{hasFiles: [~]}]\n", `line 2, column 24: /packages/0/hasFiles/0: null in a sequence: expected an element or nothing`},
		{"packages as a mapping", head + "packages: {}\n", `line 2, column 11: /packages: expected a sequence, got a mapping`},
		{"package as a scalar", head + "packages: [a]\n", `line 2, column 12: /packages/0: expected a mapping, got a scalar`},
		{"supplier as a sequence", head + "packages: [{supplier: [A]}]\n", `line 2, column 23: /packages/0/supplier: expected a scalar, got a sequence`},
		{"sequence as a name", head + "? [a]\n: b\n", `line 2, column 3: /: expected a member's name, got a sequence`},
		{"anchor", head + "packages:\n- name: &a A\n", `line 3, column 9: /packages/0/name: an anchor: expected the value itself`},
		{"alias without an anchor", head + "x: *a\n", `line 1, column 1: invalid YAML: unknown anchor 'a' referenced`},
		{"anchor and alias", head + "x: &a [b]\npackages: *a\n", `line 2, column 4: /x: an anchor: expected the value itself`},
		{"merge key", head + "packages:\n- <<: {supplier: A}\n", `line 3, column 3: /packages/0/<<: merge key: expected the members themselves`},
		{"tag", head + "packages:\n- supplier: !!binary QWNtZQ==\n", `line 3, column 13: /packages/0/supplier: a tag: expected the value itself`},
		{"empty tag", head + "packages:\n- supplier: ! Acme\n", `line 3, column 13: /packages/0/supplier: a tag: expected the value itself`},
		{"second document", head + "---\npackages: []\n", `line 2, column 1: second YAML document: expected one`},
		{"invalid second document", head + "...\n}", `line 2, column 1: invalid YAML: did not find expected <document start>`},
		{"nested too deeply", head + "x: " + strings.Repeat("[", DefaultMaxDepth+1) + strings.Repeat("]", DefaultMaxDepth+1), `line 2, column 1027: `},
		{"invalid YAML", head + "packages:\n- a: b\n c: d\n", `line 3, column 1: invalid YAML: did not find expected key`},
		{"truncated", head + "packages:\n- supplier: \"Acme\n", `line 3, column 1: invalid YAML: found unexpected end of stream`},
		{"also CycloneDX", head + "bomFormat: CycloneDX\n", `line 2, column 12: /bomFormat: bomFormat in an SPDX document: expected either bomFormat or spdxVersion`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("-", strings.NewReader(c.text))
			if e, ok := errors.AsType[*sbom.Error](err); !ok || !strings.HasPrefix(e.Error(), `decode "-": `+c.want) {
				t.Errorf("got error\n%v\nwant\n%s", err, `decode "-": `+c.want)
			}
		})
	}
}
