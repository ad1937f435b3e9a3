package decode

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

const routerJSON = `{
  "spdxVersion": "SPDX-2.3",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "router",
  "documentNamespace": "https://example.com/router-1",
  "creationInfo": {
    "created": "2024-10-01T00:00:00Z",
    "creators": ["Tool: bom-writer-1.0", "Organization: Example Networks", "Person: Jane Doe (jane@example.com)"]
  },
  "documentDescribes": ["SPDXRef-Router"],
  "packages": [
    {
      "SPDXID": "SPDXRef-Router",
      "name": "router-firmware",
      "versionInfo": "4.2",
      "primaryPackagePurpose": "FIRMWARE",
      "supplier": "Organization: Example Networks (support@example.com)",
      "originator": "NOASSERTION",
      "downloadLocation": "https://downloads.example.com/router.bin",
      "homepage": "https://example.com",
      "copyrightText": "Copyright 2024 Example Networks\nAll rights reserved",
      "hasFiles": ["SPDXRef-File"],
      "filesAnalyzed": true
    },
    {
      "SPDXID": "SPDXRef-Engine",
      "name": "engine.dll",
      "versionInfo": "9",
      "packageFileName": "dist/engine-9.dll",
      "attributionTexts": ["Copyright 2010 Credit Ltd"],
      "supplier": "NONE",
      "originator": "Person: Ivan Doe",
      "downloadLocation": "NOASSERTION",
      "checksums": [{"algorithm": "SHA1", "checksumValue": "85ed0817af83a24ad8da68c2b5094de69833983c"}],
      "externalRefs": [
        {"referenceCategory": "PACKAGE_MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/%40example/engine@9"},
        {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*"},
        {"referenceCategory": "SECURITY", "referenceType": "advisory", "referenceLocator": "https://advisories.example.org/1"}
      ]
    },
    {"SPDXID": "SPDXRef-Tester", "name": "tester", "supplier": "Organization: Test House"}
  ],
  "files": [
    {
      "SPDXID": "SPDXRef-File",
      "fileName": "./lib/driver.sys",
      "checksums": [{"algorithm": "SHA256", "checksumValue": "11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd"}],
      "copyrightText": "NONE",
      "fileContributors": ["Contributor Ltd"],
      "noticeText": "Developed by Maker Ltd. for the public",
      "artifactOfs": [{"name": "Project", "homePage": "https://project.example.net"}]
    }
  ],
  "snippets": [{"SPDXID": "SPDXRef-Snippet", "snippetFromFile": "SPDXRef-File", "copyrightText": "Copyright 2001 Snip Inc", "attributionTexts": ["Snip Team"]}],
  "relationships": [
    {"spdxElementId": "SPDXRef-Router", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-Engine"},
    {"spdxElementId": "SPDXRef-Tester", "relationshipType": "TEST_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-Router"},
    {"spdxElementId": "SPDXRef-Engine", "relationshipType": "CONTAINS", "relatedSpdxElement": "NOASSERTION"}
  ]
}`

const routerTagValue = `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: router
DocumentNamespace: https://example.com/router-1
Creator: Tool: bom-writer-1.0
Creator: Organization: Example Networks
Creator: Person: Jane Doe (jane@example.com)
Created: 2024-10-01T00:00:00Z

# The firmware.
PackageName: router-firmware
SPDXID: SPDXRef-Router
PackageVersion: 4.2
PrimaryPackagePurpose: FIRMWARE
PackageSupplier: Organization: Example Networks (support@example.com)
PackageOriginator: NOASSERTION
PackageDownloadLocation: https://downloads.example.com/router.bin
PackageHomePage: https://example.com
FilesAnalyzed: true
PackageCopyrightText: <text>Copyright 2024 Example Networks
All rights reserved</text>

FileName: ./lib/driver.sys
SPDXID: SPDXRef-File
FileChecksum: SHA256: 11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd
FileCopyrightText: NONE
FileContributor: Contributor Ltd
FileNotice: <text>Developed by Maker Ltd. for the public</text>
ArtifactOfProjectName: Project
ArtifactOfProjectHomePage: https://project.example.net

SnippetSPDXID: SPDXRef-Snippet
SnippetFromFileSPDXID: SPDXRef-File
SnippetCopyrightText: <text>Copyright 2001 Snip Inc</text>
SnippetAttributionText: <text>Snip Team</text>

PackageName: engine.dll
SPDXID: SPDXRef-Engine
PackageVersion: 9
PackageFileName: dist/engine-9.dll
PackageAttributionText: <text>Copyright 2010 Credit Ltd</text>
PackageSupplier: NONE
PackageOriginator: Person: Ivan Doe
PackageDownloadLocation: NOASSERTION
PackageChecksum: SHA1: 85ed0817af83a24ad8da68c2b5094de69833983c
ExternalRef: PACKAGE-MANAGER purl pkg:npm/%40example/engine@9
ExternalRef: SECURITY cpe23Type cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*
ExternalRefComment: PackageName: not a tag within a value
ExternalRef: SECURITY advisory https://advisories.example.org/1

PackageName: tester
SPDXID: SPDXRef-Tester
PackageSupplier: Organization: Test House

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-Router
Relationship: SPDXRef-Router CONTAINS SPDXRef-File
Relationship: SPDXRef-Router DEPENDS_ON SPDXRef-Engine
Relationship: SPDXRef-Tester TEST_DEPENDENCY_OF SPDXRef-Router
Relationship: SPDXRef-Engine CONTAINS NOASSERTION
`

// TestSPDXEncodingsAgree checks that an SBOM in all encodings, with all line ends, gives
// the same document, with each value at its place.
func TestSPDXEncodingsAgree(t *testing.T) {
	want := strings.TrimSpace(`
SPDX 2.3 "router" https://example.com/router-1 2024-10-01T00:00:00Z
document SPDXRef-DOCUMENT
  -> router-firmware
  creator "Example Networks"
  creator "Jane Doe (jane@example.com)"
  creator "jane@example.com"
file SPDXRef-File "./lib/driver.sys"
  copyright "Contributor Ltd"
  copyright "Copyright 2001 Snip Inc"
  copyright "Developed by Maker Ltd. for the public"
  copyright "Project"
  copyright "Snip Team"
  identity "./lib/driver.sys"
  identity "11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd"
  identity "Project"
  location "./lib/driver.sys"
  website "https://project.example.net"
package SPDXRef-Engine "engine.dll" version "9" purl "pkg:npm/%40example/engine@9"
  copyright "Copyright 2010 Credit Ltd"
  identity "85ed0817af83a24ad8da68c2b5094de69833983c"
  identity "cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*"
  identity "dist/engine-9.dll"
  identity "engine.dll"
  identity "pkg:npm/%40example/engine@9"
  location "dist/engine-9.dll"
  originator "Ivan Doe"
  reference "https://advisories.example.org/1"
package SPDXRef-Router "router-firmware" version "4.2" type firmware
  -> ./lib/driver.sys
  -> engine.dll
  -> tester
  copyright "Copyright 2024 Example Networks\nAll rights reserved"
  download "https://downloads.example.com/router.bin"
  identity "router-firmware"
  location "https://downloads.example.com/router.bin"
  supplier "Example Networks (support@example.com)"
  supplier "support@example.com"
  website "https://example.com"
package SPDXRef-Tester "tester" scope excluded
  identity "tester"
  supplier "Test House"
tool "bom-writer-1.0"
  identity "bom-writer-1.0"`)
	for name, text := range map[string]string{
		"JSON":                 routerJSON,
		"JSON on one line":     strings.ReplaceAll(routerJSON, "\n", ""),
		"JSON with escapes":    strings.NewReplacer("Example", `\u0045xample`, "SPDXRef-", `SPDXRef\u002d`).Replace(routerJSON),
		"tag-value":            routerTagValue,
		"tag-value with CR":    strings.ReplaceAll(strings.ReplaceAll(routerTagValue, "\n", "\r"), "Networks\rAll", "Networks\nAll"),
		"tag-value with CR LF": strings.ReplaceAll(strings.ReplaceAll(routerTagValue, "\n", "\r\n"), "Networks\r\nAll", "Networks\nAll"),
		"YAML":                 routerYAML,
		"YAML with CR LF":      strings.ReplaceAll(routerYAML, "\n", "\r\n"),
		"RDF":                  routerRDF,
		"RDF in pieces":        routerRDFPieces,
		"indented tag-value":   strings.NewReplacer("\nPackage", " \n\tPackage", "\nSPDXID:", "\nSPDXID :").Replace(routerTagValue),
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := One(name, strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Warnings) > 0 {
				t.Errorf("got warnings %v, want none", doc.Warnings)
			}
			if got := summary(doc); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			for _, c := range doc.Claims() {
				if at := readBack(doc, c.Place); !strings.Contains(at, c.Value) {
					t.Errorf("place of %s claim %q: got %q, want the value", c.Kind, c.Value, at)
				}
			}
		})
	}
}

// summary returns the statements of a document, sorted: components with their edges and
// the values of their claims.
func summary(doc *sbom.Document) string {
	var paragraphs []string
	for i, c := range doc.Components() {
		head := strings.TrimSpace(string(c.Origin) + " " + c.Ref)
		for _, f := range []struct{ label, value string }{{"", c.Name}, {"version ", c.Version}, {"purl ", c.PURL}} {
			if f.value != "" {
				head += fmt.Sprintf(" %s%q", f.label, f.value)
			}
		}
		if c.Type != "" {
			head += " type " + c.Type
		}
		if c.Scope != "" {
			head += " scope " + c.Scope
		}
		lines := map[string]bool{}
		for _, to := range doc.DependsOn(i) {
			lines["  -> "+doc.Component(to).Name] = true
		}
		for _, claim := range doc.Claims() {
			if claim.Component == i && claim.Role != sbom.RoleNamespace && claim.Role != sbom.RoleVendor { // these repeat values
				lines[fmt.Sprintf("  %s %q", claim.Role, wholeCopyright(doc, claim))] = true
			}
		}
		paragraphs = append(paragraphs, strings.Join(append([]string{head}, slices.Sorted(maps.Keys(lines))...), "\n"))
	}
	slices.Sort(paragraphs)
	head := fmt.Sprintf("%s %s %q %s %s", doc.Format, doc.SpecVersion, doc.Title, doc.ID, doc.Created)
	return strings.Join(append([]string{head}, paragraphs...), "\n")
}

// wholeCopyright returns the value of a claim. For a copyright holder it is the whole
// copyright text.
func wholeCopyright(doc *sbom.Document, c sbom.Claim) string {
	if c.Role == sbom.RoleCopyright {
		return readBack(doc, c.Place)
	}
	return c.Value
}

// TestSPDXWarnsOfMistakes checks that documents with harmless mistakes are read, with a
// warning at the place of the mistake.
func TestSPDXWarnsOfMistakes(t *testing.T) {
	pkg := func(members string) string {
		return `{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"SPDXRef-A","name":"a",` + members + `}]}`
	}
	for _, c := range []struct {
		name, text string
		claim      string // role and value of the maker, or ""
		warning    string // place and message
	}{
		{"supplier without a type", pkg(`"supplier":"Acme: Labs"`), "supplier Acme: Labs",
			`"Acme: Labs": supplier "Acme: Labs": expected "Organization: " or "Person: " before the name`},
		{"originator in another case", pkg(`"originator":"ORGANIZATION:Acme"`), "originator Acme", ""},
		{"absent supplier", pkg(`"supplier":"noassertion"`), "", ""},
		{"null supplier", pkg(`"supplier":null`), "", ""},
		{"empty organization", pkg(`"supplier":"Organization: "`), "", ""},
		{"name of the tag in JSON", pkg(`"packageSupplier":"Organization: Acme"`), "supplier Acme",
			`"Organization: Acme": member "packageSupplier" is read as "supplier", which is its name in JSON`},
		{"homepage with its name in artifactOfs", pkg(`"homePage":"https://acme.example"`), "",
			`"https://acme.example": member "homePage" is read as "homepage", which is its name in JSON`},
		{"artifactOfs of SPDX 2.2", `{"spdxVersion":"SPDX-2.2","files":[{"SPDXID":"SPDXRef-F","artifactOfs":[{"name":"Jena","homePage":"http://www.openjena.org/"}]}]}`, "copyright Jena", ""},
		{"filesAnalyzed as a string", pkg(`"filesAnalyzed":"false"`), "", `"false": filesAnalyzed "\"false\"": expected true or false`},
		{"lists that are null", pkg(`"externalRefs":null,"checksums":null`), "", ""},
		{"unknown members", pkg(`"x":{"y":[null]}`), "", `": unknown member "x": its value is not read`},
		{"names of tag-value", pkg(`"packageDownloadLocation":"https://a.example","packageHomepage":"https://b.example","packageCopyrightText":"Acme"`), "copyright Acme", strings.Join([]string{
			`"https://a.example": member "packageDownloadLocation" is read as "downloadLocation", which is its name in JSON`,
			`"https://b.example": member "packageHomepage" is read as "homepage", which is its name in JSON`,
			`"Acme": member "packageCopyrightText" is read as "copyrightText", which is its name in JSON`,
		}, "\n")},
		{"SPDXID without prefix", `{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"A","name":"a"}]}`, "", `"A": SPDXID "A": expected "SPDXRef-" at its beginning`},
		{"no SPDXID", `{"spdxVersion":"SPDX-2.3","packages":[{"name":"a"}]}`, "",
			`"a": package "a" without SPDXID: expected one that begins with "SPDXRef-"`},
		{"neither SPDXID nor name", `{"spdxVersion":"SPDX-2.3","packages":[ {"SPDXID":""}]}`, "",
			`{: package "" without SPDXID: expected one that begins with "SPDXRef-"`},
		{"unknown relationship", `{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"SPDXRef-A","name":"a"},{"SPDXID":"SPDXRef-B","name":"b"}],"relationships":[{"spdxElementId":"SPDXRef-A","relationshipType":"EATS","relatedSpdxElement":"SPDXRef-B"}]}`, "",
			`{: relationship type "EATS": expected a type of SPDX 2.3, clause 11.1`},
		{"relationship without target", `{"spdxVersion":"SPDX-2.3","relationships":[{"spdxElementId":"SPDXRef-A","relationshipType":"CONTAINS"}]}`, "",
			`{: relationship "CONTAINS": expected an SPDXID on both sides`},
		{"dangling reference", `{"spdxVersion":"SPDX-2.3","documentDescribes":["SPDXRef-B"]}`, "",
			`"SPDXRef-B": unresolved reference "SPDXRef-B": no component of this document has it`},
		{"another document", `{"spdxVersion":"SPDX-2.3","documentDescribes":["DocumentRef-x:SPDXRef-B"]}`, "",
			`"DocumentRef-x:SPDXRef-B": reference to "DocumentRef-x:SPDXRef-B": expected an external document reference of that name`},

		{"unknown tag", "SPDXVersion: SPDX-2.3\nNOTE: hello\n", "", `NOTE: hello: tag "NOTE" is not a tag of SPDX 2.3`},
		{"supplier before any package", "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageSupplier: Organization: Acme\nSPDXID: SPDXRef-A\n", "supplier Acme",
			`PackageSupplier: Organization: Acme: tag "PackageSupplier": expected PackageName before it`},
		{"supplier after the package's files", "SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-A\nFileName: f\nSPDXID: SPDXRef-F\nPackageSupplier: Organization: Acme\n", "supplier Acme", ""},
		{"tag-value relationship without target", "SPDXVersion: SPDX-2.3\nRelationship: SPDXRef-A CONTAINS\n", "",
			`SPDXRef-A CONTAINS: relationship "SPDXRef-A CONTAINS": expected an SPDXID, a type and another SPDXID`},
	} {
		t.Run(c.name, func(t *testing.T) { checkMaker(t, c.text, c.claim, c.warning) })
	}
}

// checkMaker checks the role and value of the last claim of an organization in a
// document, all its warnings with the text at which they point, and the claims as
// checkClaims does.
func checkMaker(t *testing.T, text, claim, warnings string) {
	t.Helper()
	doc, err := One("-", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	gotClaim := ""
	for _, x := range doc.Claims() {
		if x.Kind == identity.KindOrganization && x.Role != sbom.RoleNamespace {
			gotClaim = string(x.Role) + " " + x.Value
		}
	}
	if gotClaim != claim {
		t.Errorf("got claim %q, want %q", gotClaim, claim)
	}
	var gotWarnings []string
	for _, w := range doc.Warnings {
		gotWarnings = append(gotWarnings, doc.Text()[w.Place.Start:w.Place.End]+": "+w.Message)
	}
	if got := strings.Join(gotWarnings, "\n"); got != warnings {
		t.Errorf("got warnings\n%s\nwant\n%s", got, warnings)
	}
	checkClaims(t, doc)
}

// TestSPDXReadsFilesInPackages checks files that are members of packages, which
// tools-golang writes.
func TestSPDXReadsFilesInPackages(t *testing.T) {
	for _, text := range []string{
		`{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"SPDXRef-A","name":"a","files":[{"SPDXID":"SPDXRef-F","fileName":"./driver.sys"}]}]}`,
		"spdxVersion: SPDX-2.3\npackages:\n- SPDXID: SPDXRef-A\n  name: a\n  files:\n  - {SPDXID: SPDXRef-F, fileName: ./driver.sys}\n",
	} {
		doc, err := One("-", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(claimsOf(doc), func(c sbom.Claim) bool { return c.Kind == identity.KindFile && c.Key == "driver.sys" }) {
			t.Errorf("%s: got claims %+v, want one of the file", doc.Encoding, claimsOf(doc))
		}
	}
}

// TestSPDXRefusesAmbiguity checks the errors for documents that could hide a component
// from another parser, with their locations.
func TestSPDXRefusesAmbiguity(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"version 3", `{"spdxVersion":"SPDX-3.0"}`, `line 1, column 16: /spdxVersion: SPDX version "SPDX-3.0" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"no version", `{"spdxVersion":null}`, `line 1, column 1: SPDX version "" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"version 3 with packages as an object", `{"spdxVersion":"SPDX-3.0","packages":{}}`, `line 1, column 16: /spdxVersion: SPDX version "SPDX-3.0" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"duplicate member", `{"spdxVersion":"SPDX-2.3","packages":[{"supplier":"Organization: A","supplier":"Organization: B"}]}`,
			`line 1, column 69: /packages/0/supplier: duplicate member "supplier"`},
		{"duplicate list", `{"spdxVersion":"SPDX-2.3","packages":[],"packages":[]}`, `line 1, column 41: /packages: duplicate member "packages"`},
		{"member in another case", `{"spdxVersion":"SPDX-2.3","packages":[{"Supplier":"Organization: A"}]}`,
			`line 1, column 40: /packages/0/Supplier: member "Supplier" differs from "supplier" only in case`},
		{"member in another case, escaped", `{"spdxVersion":"SPDX-2.3","pac\u212aages":[]}`,
			`line 1, column 27: /pac` + "\u212a" + `ages: member "pac` + "\u212a" + `ages" differs from "packages" only in case`},
		{"null package", `{"spdxVersion":"SPDX-2.3","packages":[null]}`, `line 1, column 39: /packages/0: null in an array: expected an element or nothing`},
		{"null file of a package", `{"spdxVersion":"SPDX-2.3","packages":[{"hasFiles":[null]}]}`, `line 1, column 52: /packages/0/hasFiles/0: null in an array: expected an element or nothing`},
		{"null reference", `{"spdxVersion":"SPDX-2.3","packages":[{"externalRefs":[null]}]}`, `line 1, column 56: /packages/0/externalRefs/0: null in an array: expected an element or nothing`},
		{"packages as an object", `{"spdxVersion":"SPDX-2.3","packages":{}}`, `line 1, column 38: /packages: expected an array, got an object`},
		{"package as a string", `{"spdxVersion":"SPDX-2.3","packages":["a"]}`, `line 1, column 39: /packages/0: expected an object, got a string`},
		{"supplier as a list", `{"spdxVersion":"SPDX-2.3","packages":[{"supplier":["Organization: A"]}]}`, `line 1, column 51: /packages/0/supplier: expected a string, got an array`},
		{"truncated", `{"spdxVersion":"SPDX-2.3","packages":[{"name":"a`, `line 1, column 49: /packages/0/name: the document ends within a value`},
		{"trailing text", `{"spdxVersion":"SPDX-2.3"} {"packages":[]}`, `line 1, column 28: text after the end of the JSON document: expected nothing`},

		{"tag-value version 3", "SPDXVersion: SPDX-3.0\n", `line 1, column 14: SPDXVersion: SPDX version "SPDX-3.0" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"tag-value without version", "SPDXVersion:\nPackageName: a", `line 1, column 1: SPDXVersion: SPDX version "" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"version in a value", "PackageName: a\nSPDXID: SPDXRef-a\nPackageComment: <text>\nSPDXVersion: SPDX-2.3\n</text>\n", `line 1, column 1: PackageName: no SPDX version: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"tag in another case", "SPDXVersion: SPDX-2.3\npackagename: a\n", `line 2, column 1: packagename: tag "packagename" differs from "PackageName" only in case`},
		{"line without a tag", "SPDXVersion: SPDX-2.3\nAnd so on\n", `line 2, column 1: line "And so on": expected a tag with a value, or a comment`},
		{"unterminated text", "SPDXVersion: SPDX-2.3\nPackageComment: <text>a\nPackageName: b\n", `line 2, column 17: PackageComment: <text> without </text>`},
		{"text after a text", "SPDXVersion: SPDX-2.3\nPackageComment: <text>a\n</text> PackageName: b\n", `line 3, column 9: text "PackageName: b" after </text>: expected the end of the line`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("-", strings.NewReader(c.text))
			if e, ok := errors.AsType[*sbom.Error](err); !ok || e.Error() != `decode "-": `+c.want {
				t.Errorf("got error\n%v\nwant\n%s", err, `decode "-": `+c.want)
			}
		})
	}
}

// TestSPDXRelationships checks one relationship type for each meaning: A depends on B, B
// depends on A, B depends on A only for development, and no dependency.
func TestSPDXRelationships(t *testing.T) {
	for _, c := range []struct{ relationships, edges, excluded string }{
		{"A DEPENDS_ON B", "A->B", ""},
		{"A contains B", "A->B", ""},
		{"A DEPENDENCY_OF B", "B->A", ""},
		{"A BUILD_DEPENDENCY_OF B", "B->A", ""},
		{"A TEST_DEPENDENCY_OF B", "B->A", "A"},
		{"A TEST_DEPENDENCY_OF B, C DEPENDS_ON A", "B->A C->A", ""},
		{"A BUILD_TOOL_OF B, DOCUMENT DESCRIBES A", "B->A", ""},
		{"A ANCESTOR_OF B", "", ""},
		{"A DEPENDS_ON B, A CONTAINS B, B DEPENDENCY_OF A", "A->B", ""},
	} {
		t.Run(c.relationships, func(t *testing.T) {
			text := "SPDXVersion: SPDX-2.3\n"
			for _, name := range []string{"A", "B", "C"} {
				text += "PackageName: " + name + "\nSPDXID: SPDXRef-" + name + "\n"
			}
			for r := range strings.SplitSeq(c.relationships, ", ") {
				f := strings.Fields(r)
				text += "Relationship: SPDXRef-" + f[0] + " " + f[1] + " SPDXRef-" + f[2] + "\n"
			}
			doc, err := One("-", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			var edges, excluded []string
			for i, from := range doc.Components() {
				if from.Scope == "excluded" {
					excluded = append(excluded, from.Name)
				}
				for _, to := range doc.DependsOn(i) {
					if i > 0 {
						edges = append(edges, from.Name+"->"+doc.Component(to).Name)
					}
				}
			}
			if got := strings.Join(edges, " "); got != c.edges {
				t.Errorf("got edges %q, want %q", got, c.edges)
			}
			if got := strings.Join(excluded, " "); got != c.excluded {
				t.Errorf("got excluded components %q, want %q", got, c.excluded)
			}
			if len(doc.Warnings) > 0 {
				t.Errorf("got warnings %v, want none", doc.Warnings)
			}
		})
	}
}

// TestSPDXExternalRefs checks the types of annex F and the variants that generators write.
func TestSPDXExternalRefs(t *testing.T) {
	for _, c := range []struct {
		typ, locator string
		kind         identity.Kind // "" for no claim
		purl         string        // of the component
	}{
		{"purl", "pkg:maven/com.example/lib@1", identity.KindPackage, "pkg:maven/com.example/lib@1"},
		{"http://spdx.org/rdf/references/purl", "pkg:npm/lib@1", identity.KindPackage, "pkg:npm/lib@1"},
		{"OTHER", "PKG:npm/lib@1", identity.KindPackage, "PKG:npm/lib@1"},
		{"maven-central", "com.example:lib:1.0", identity.KindPackage, "pkg:maven/com.example/lib@1.0"},
		{"maven-central", "com.example:lib", identity.KindPackage, "pkg:maven/com.example/lib"},
		{"npm", "http-server@0.3.0", identity.KindPackage, "pkg:npm/http-server@0.3.0"},
		{"npm", "@example/lib@1", identity.KindPackage, "pkg:npm/%40example/lib@1"},
		{"nuget", "Example.Lib/5.0.0", identity.KindPackage, "pkg:nuget/Example.Lib@5.0.0"},
		{"bower", "modernizr#2.6.2", identity.KindPackage, "pkg:bower/modernizr@2.6.2"},
		{"cpe22Type", "cpe:/a:example:lib:1", identity.KindCPE, ""},
		{"cpe23Type", "cpe:2.3:a:example:lib:1:*:*:*:*:*:*:*", identity.KindCPE, ""},
		{"swid", "swid:2df9de35-0aff-4a86-ace6-f7dddd1ade4c", identity.KindSWID, ""},
		{"advisory", "https://example.com/advisory", identity.KindDomain, ""},
		{"gitoid", "gitoid:blob:sha1:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64", "", ""},
		{"swh", "swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2", "", ""},
	} {
		t.Run(c.typ+" "+c.locator, func(t *testing.T) {
			text := "SPDXVersion: SPDX-2.3\nPackageName: NOASSERTION\nSPDXID: SPDXRef-A\nExternalRef: OTHER " + c.typ + " " + c.locator + "\n"
			doc, err := One("-", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Warnings) > 0 {
				t.Errorf("got warnings %v, want none", doc.Warnings)
			}
			if got := doc.Component(1).PURL; got != c.purl {
				t.Errorf("got purl %q, want %q", got, c.purl)
			}
			has := func(k identity.Kind) bool {
				return slices.ContainsFunc(claimsOf(doc), func(claim sbom.Claim) bool { return claim.Kind == k })
			}
			if c.kind == "" && doc.ClaimCount() > 0 || c.kind != "" && !has(c.kind) {
				t.Errorf("got claims %+v, want one of kind %q", claimsOf(doc), c.kind)
			}
		})
	}
}

func claimsOf(d *sbom.Document) (claims []sbom.Claim) {
	for _, c := range d.Claims() {
		claims = append(claims, c)
	}
	return claims
}
