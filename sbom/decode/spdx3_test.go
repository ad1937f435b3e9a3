package decode

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

const routerGraph = `{
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    {"type": "CreationInfo", "@id": "_:creation", "specVersion": "3.0.1", "created": "2024-10-01T00:00:00Z",
     "createdBy": ["https://example.com/router-1#Networks", "https://example.com/router-1#Jane"], "createdUsing": ["https://example.com/router-1#Writer"]},
    {"type": "SpdxDocument", "spdxId": "https://example.com/router-1", "creationInfo": "_:creation", "name": "router",
     "rootElement": ["https://example.com/router-1#Sbom"], "element": ["https://example.com/router-1#Router"]},
    {"type": "software_Sbom", "spdxId": "https://example.com/router-1#Sbom", "creationInfo": "_:creation", "rootElement": ["https://example.com/router-1#Router"]},
    {"type": "software_Package", "spdxId": "https://example.com/router-1#Router", "creationInfo": "_:creation",
     "name": "router-firmware",
     "software_packageVersion": "4.2",
     "software_primaryPurpose": "firmware",
     "suppliedBy": "https://example.com/router-1#Networks",
     "originatedBy": ["https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"],
     "software_downloadLocation": "https://downloads.example.com/router.bin",
     "software_homePage": "https://example.com",
     "software_copyrightText": "Copyright 2024 Example Networks\nAll rights reserved"},
    {"type": "software_Package", "spdxId": "https://example.com/router-1#Engine", "creationInfo": "_:creation",
     "name": "engine.dll",
     "software_packageVersion": "9",
     "software_primaryPurpose": "operatingSystem",
     "software_packageUrl": "pkg:npm/%40example/engine@9",
     "originatedBy": ["https://example.com/router-1#Ivan"],
     "verifiedUsing": [{"type": "Hash", "algorithm": "sha1", "hashValue": "85ed0817af83a24ad8da68c2b5094de69833983c"}],
     "externalIdentifier": [
       {"type": "ExternalIdentifier", "externalIdentifierType": "cpe23", "identifier": "cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*"},
       {"type": "ExternalIdentifier", "externalIdentifierType": "swid", "identifier": "2df9de35-0aff-4a86-ace6-f7dddd1ade4c"},
       {"type": "ExternalIdentifier", "externalIdentifierType": "email", "identifier": "engine@mail.example.org"}],
     "externalRef": [
       {"type": "ExternalRef", "externalRefType": "securityAdvisory", "locator": ["https://advisories.example.org/1"]},
       {"type": "ExternalRef", "externalRefType": "vcs", "locator": ["git+https://git.example.org/engine"]},
       {"type": "ExternalRef", "externalRefType": "mavenCentral", "locator": ["com.example:engine:9"]}]},
    {"type": "ai_AIPackage", "spdxId": "https://example.com/router-1#Tester", "creationInfo": "_:creation", "name": "tester", "suppliedBy": "https://example.com/router-1#House"},
    {"type": "software_File", "spdxId": "https://example.com/router-1#File", "creationInfo": "_:creation",
     "name": "./lib/driver.sys",
     "software_copyrightText": "NONE",
     "software_contentIdentifier": [{"type": "software_ContentIdentifier", "software_contentIdentifierType": "gitoid", "software_contentIdentifierValue": "gitoid:blob:sha1:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64"}],
     "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": "11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd"}]},
    {"type": "software_Snippet", "spdxId": "https://example.com/router-1#Snippet", "creationInfo": "_:creation",
     "software_snippetFromFile": "https://example.com/router-1#File", "software_copyrightText": "Copyright 2001 Snip Inc"},
    {"type": "Organization", "spdxId": "https://example.com/router-1#Networks", "creationInfo": "_:creation", "name": "Example Networks",
     "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "email", "identifier": "support@example.com"}]},
    {"type": "Person", "spdxId": "https://example.com/router-1#Jane", "creationInfo": "_:creation", "name": "Jane Doe"},
    {"type": "Person", "spdxId": "https://example.com/router-1#Ivan", "creationInfo": "_:creation", "name": "Ivan Doe"},
    {"type": "Organization", "spdxId": "https://example.com/router-1#House", "creationInfo": "_:creation", "name": "Test House"},
    {"type": "Tool", "spdxId": "https://example.com/router-1#Writer", "creationInfo": "_:creation", "name": "bom-writer-1.0"},
    {"type": "simplelicensing_LicenseExpression", "spdxId": "https://example.com/router-1#Licence", "creationInfo": "_:creation", "simplelicensing_licenseExpression": "MIT"},
    {"type": "security_Vulnerability", "spdxId": "https://example.com/router-1#CVE", "creationInfo": "_:creation", "name": "CVE-2024-0001"},
    {"type": "build_Build", "spdxId": "https://example.com/router-1#Build", "creationInfo": "_:creation", "build_buildType": "https://example.com/make"},
    {"type": "Relationship", "spdxId": "https://example.com/router-1#r1", "creationInfo": "_:creation",
     "from": "https://example.com/router-1#Router", "relationshipType": "contains", "to": ["https://example.com/router-1#File", "https://example.com/router-1#Engine"]},
    {"type": "LifecycleScopedRelationship", "spdxId": "https://example.com/router-1#r2", "creationInfo": "_:creation", "scope": "test",
     "from": "https://example.com/router-1#Router", "relationshipType": "dependsOn", "to": ["https://example.com/router-1#Tester"]},
    {"type": "Relationship", "spdxId": "https://example.com/router-1#r3", "creationInfo": "_:creation",
     "from": "https://example.com/router-1#Router", "relationshipType": "hasDeclaredLicense", "to": ["https://example.com/router-1#Licence"]},
    {"type": "Relationship", "spdxId": "https://example.com/router-1#r4", "creationInfo": "_:creation",
     "from": "https://example.com/router-1#Build", "relationshipType": "usesTool", "to": ["https://example.com/router-1#Writer"]},
    {"type": "Relationship", "spdxId": "https://example.com/router-1#r5", "creationInfo": "_:creation",
     "from": "https://example.com/router-1#Engine", "relationshipType": "availableFrom", "to": ["https://example.com/router-1#House"]},
    {"type": "Relationship", "spdxId": "https://example.com/router-1#r6", "creationInfo": "_:creation",
     "from": "https://example.com/router-1#Engine", "relationshipType": "contains", "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]}
  ]
}`

// TestSPDX3NotationsAgree checks that an SBOM in all notations that JSON-LD allows gives
// the same document, with each value at its place.
func TestSPDX3NotationsAgree(t *testing.T) {
	want := strings.TrimSpace(`
SPDX 3.0.1 "router" https://example.com/router-1 2024-10-01T00:00:00Z
document https://example.com/router-1
  -> router-firmware
  creator "Example Networks"
  creator "Jane Doe"
  creator "support@example.com"
file https://example.com/router-1#File "./lib/driver.sys"
  -> 
  identity "./lib/driver.sys"
  identity "11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd"
  identity "gitoid:blob:sha1:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64"
  location "./lib/driver.sys"
file https://example.com/router-1#Snippet
  copyright "Copyright 2001 Snip Inc"
package https://example.com/router-1#Engine "engine.dll" version "9" purl "pkg:npm/%40example/engine@9" type operating-system
  contact "engine@mail.example.org"
  identity "2df9de35-0aff-4a86-ace6-f7dddd1ade4c"
  identity "85ed0817af83a24ad8da68c2b5094de69833983c"
  identity "com.example:engine:9"
  identity "cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*"
  identity "engine.dll"
  identity "pkg:npm/%40example/engine@9"
  originator "Ivan Doe"
  reference "https://advisories.example.org/1"
  repository "git+https://git.example.org/engine"
  supplier "Test House"
package https://example.com/router-1#Router "router-firmware" version "4.2" type firmware
  -> ./lib/driver.sys
  -> engine.dll
  -> tester
  copyright "Copyright 2024 Example Networks\nAll rights reserved"
  download "https://downloads.example.com/router.bin"
  identity "router-firmware"
  location "https://downloads.example.com/router.bin"
  supplier "Example Networks"
  supplier "support@example.com"
  website "https://example.com"
package https://example.com/router-1#Tester "tester" scope excluded
  identity "tester"
  supplier "Test House"
tool https://example.com/router-1#Writer "bom-writer-1.0"
  identity "bom-writer-1.0"`)
	const context = `"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"`
	agent := func(name string) string {
		return `{"type": "Organization", "creationInfo": "_:creation", "name": "` + name + `"}`
	}
	for name, replace := range map[string][]string{
		"as the specification writes it": {},
		"on one line":                    {"\n", ""},
		"with escapes":                   {"Example", `\u0045xample`, "software_Package", `software\u005fPackage`},
		"context in an array":            {context, "[" + context + "]"},
		"context with a prefix":          {context, "[" + context + `, {"ex": "https://example.com/router-1#"}]`, `"https://example.com/router-1#`, `"ex:`},
		"context after the graph":        {`"@context": ` + context + ",", "", "\n  ]\n}", "\n  ],\n" + `"@context": ` + context + "}"},
		"keywords of JSON-LD":            {`"type"`, `"@type"`, `"spdxId"`, `"@id"`},
		"names as IRIs": {`"software_`, `"https://spdx.org/rdf/3.0.1/terms/Software/`, `"suppliedBy"`, `"https://spdx.org/rdf/3.0.1/terms/Core/suppliedBy"`,
			`"dependsOn"`, `"https://spdx.org/rdf/3.0.1/terms/Core/RelationshipType/dependsOn"`},
		"names with the prefix": {`"software_`, `"spdx:Software/`, `"Relationship"`, `"spdx:Core/Relationship"`, `"sha256"`, `"spdx:Core/HashAlgorithm/sha256"`},
		"several types":         {`"software_Package"`, `["https://example.com/Appliance", "software_Package"]`},
		"value objects":         {`"router-firmware"`, `{"@value": "router-firmware", "@type": "http://www.w3.org/2001/XMLSchema#string"}`, `"4.2"`, `["4.2"]`},
		"reference objects":     {`"suppliedBy": "https://example.com/router-1#Networks"`, `"suppliedBy": [{"@id": "https://example.com/router-1#Networks"}]`},
		"agents in place of their IDs": {
			`"originatedBy": ["https://example.com/router-1#Ivan"]`, `"originatedBy": [` + agent("Ivan Doe") + `]`,
			`"to": ["https://example.com/router-1#House"]`, `"to": [` + agent("Test House") + `]`},
		"parts by reference": {
			`"verifiedUsing": [{"type": "Hash", "algorithm": "sha1", "hashValue": "85ed0817af83a24ad8da68c2b5094de69833983c"}]`, `"verifiedUsing": ["_:hash"]`,
			`[{"type": "ExternalIdentifier", "externalIdentifierType": "email", "identifier": "support@example.com"}]`, `["_:email"]`,
			`{"type": "build_Build"`, `{"type": "Hash", "@id": "_:hash", "algorithm": "sha1", "hashValue": "85ed0817af83a24ad8da68c2b5094de69833983c"},
				{"type": "ExternalIdentifier", "@id": "_:email", "externalIdentifierType": "email", "identifier": "support@example.com"},
				{"type": "build_Build"`},
		"relationships as in SPDX 2.3": {`"dependsOn"`, `"DEPENDS_ON"`, `"hasDeclaredLicense"`, `"HAS_DECLARED_LICENSE"`},
	} {
		forms := map[string]string{name: strings.NewReplacer(replace...).Replace(routerGraph)}
		if len(replace) == 0 {
			forms["backwards"] = backwards(t, routerGraph)
		}
		for name, text := range forms {
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
				checkClaims(t, doc)
			})
		}
	}
}

// backwards returns a document with its elements in reverse order.
func backwards(t *testing.T, text string) string {
	t.Helper()
	var doc map[string]json.RawMessage
	var graph []json.RawMessage
	if err := errors.Join(json.Unmarshal([]byte(text), &doc), json.Unmarshal(doc["@graph"], &graph)); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(graph)
	b, err := json.Marshal(graph)
	if err != nil {
		t.Fatal(err)
	}
	return `{"@context":` + string(doc["@context"]) + `,"@graph":` + string(b) + `}`
}

// graphOf returns a document with a package "a", whose ID is urn:a, and other elements.
func graphOf(members string, elements ...string) string {
	pkg := `{"type":"software_Package","spdxId":"urn:a","name":"a"` + members + `}`
	return `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[` + strings.Join(append([]string{pkg}, elements...), ",") + `]}`
}

// TestSPDX3WarnsOfMistakes checks that documents with harmless mistakes are read, with a
// warning at the place of the mistake.
func TestSPDX3WarnsOfMistakes(t *testing.T) {
	const acme = `{"type":"Organization","spdxId":"urn:acme","name":"Acme"}`
	for _, c := range []struct {
		name, text string
		claim      string // role and value of the last organization; "" for none
		warning    string // place and message
	}{
		{"agent type of SPDX 2.3", graphOf(`,"suppliedBy":"urn:b"`, `{"type":"Organization","spdxId":"urn:b","name":"Organization: Acme"}`), "supplier Organization: Acme", ""},
		{"party instead of its ID", graphOf(`,"suppliedBy":"Organization: Acme"`), "supplier Organization: Acme",
			`"Organization: Acme": suppliedBy "Organization: Acme": expected the id of an element of this document`},
		{"name instead of an ID", graphOf(`,"originatedBy":["Acme"]`), "originator Acme", `"Acme": originatedBy "Acme": expected the id of an element of this document`},
		{"agent on another host", graphOf(`,"suppliedBy":"https://www.acme.example/"`), "", `"https://www.acme.example/": suppliedBy "https://www.acme.example/": expected the id of an element of this document`},
		{"creator in another document", graphOf("", `{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","createdBy":["urn:b"]}`, `{"type":"SpdxDocument","spdxId":"urn:d","import":[{"type":"ExternalMap","externalSpdxId":"urn:b"}]}`),
			"", `"urn:b": createdBy "urn:b": expected the id of an element of this document`},
		{"agent of another class", graphOf(`,"suppliedBy":"urn:b"`, `{"type":"software_Package","spdxId":"urn:b","name":"Acme"}`), "supplier Acme", ""},
		{"agent without class", graphOf(`,"suppliedBy":{"name":"Acme"}`), "supplier Acme", ""},
		{"agents with the same ID", graphOf(`,"suppliedBy":"urn:acme"`, `{"type":"Organization","spdxId":"urn:acme","name":"First"}`, acme), "supplier Acme", ""},
		{"several suppliers", graphOf(`,"suppliedBy":["urn:b","urn:acme"]`, `{"type":"Person","spdxId":"urn:b","name":"Bob"}`, acme), "supplier Acme", ""},
		{"no agent", graphOf(`,"suppliedBy":"NOASSERTION","originatedBy":["spdx:Core/NoneElement"]`), "", ""},
		{"null", graphOf(`,"suppliedBy":null,"externalIdentifier":null`), "", ""},
		{"unknown class", graphOf("", `{"type":"ex:Appliance","spdxId":"urn:b","suppliedBy":"urn:acme"}`, acme), "supplier Acme", `"ex:Appliance": element of type "ex:Appliance": expected a class of SPDX 3.0`},
		{"no class", graphOf("", `{"spdxId":"urn:b","name":"b"}`), "", `{: element of type "": expected a class of SPDX 3.0`},
		{"no ID", graphOf("", `{"type":"software_File","name":"b","suppliedBy":"urn:acme"}`, acme), "supplier Acme", `"b": file "b" without spdxId: expected one`},
		{"unknown relationship type", graphOf("", `{"type":"Relationship","from":"urn:a","relationshipType":"likes","to":["urn:a"]}`), "", `{: relationship type "likes": expected a RelationshipType of SPDX 3.0`},
		{"relationship without target", graphOf("", `{"type":"Relationship","from":"urn:a","relationshipType":"contains"}`), "", `{: relationship "contains": expected from and to`},
		{"relationship to another document", graphOf("", `{"type":"Relationship","from":"urn:a","relationshipType":"contains","to":["urn:b"]}`), "", `"urn:b": unresolved reference "urn:b": no component of this document has it`},
		{"second context", `{"@context":["https://spdx.org/rdf/3.0.0/spdx-context.jsonld","https://example.com/more"],"@graph":[]}`, "",
			`"https://example.com/more": @context "https://example.com/more" is not read: expected the context of SPDX 3.0 only`},
		{"package in an extension", graphOf(`,"extension":[[{"type":"ex:Box","ex:holds":{"type":"software_Package","spdxId":"urn:b","suppliedBy":"urn:acme"}}]]`, acme), "supplier Acme", ""},
		{"one element without a graph", `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","type":"software_Package","spdxId":"urn:a","suppliedBy":` + acme + `}`, "supplier Acme", ""},
	} {
		t.Run(c.name, func(t *testing.T) { checkMaker(t, c.text, c.claim, c.warning) })
	}
}

// TestSPDX3RefusesUnknownMakers checks the errors for documents that state a maker of a
// component only by the id of an agent that they do not describe.
func TestSPDX3RefusesUnknownMakers(t *testing.T) {
	const imports = `{"type":"SpdxDocument","spdxId":"https://example.com/d","import":[{"type":"ExternalMap","externalSpdxId":"https://acme.example/b"},{"type":"ExternalMap","externalSpdxId":"urn:b"}]}`
	for _, c := range []struct{ name, text, want string }{
		{"imported supplier", graphOf(`,"suppliedBy":"urn:b"`, imports), `/@graph/0/suppliedBy: suppliedBy "urn:b" of package "a"`},
		{"imported supplier with a host", graphOf(`,"suppliedBy":"https://acme.example/b"`, imports), `/@graph/0/suppliedBy: suppliedBy "https://acme.example/b" of package "a"`},
		{"one of several originators", graphOf(`,"originatedBy":["urn:acme","urn:b"]`, imports, `{"type":"Organization","spdxId":"urn:acme","name":"Acme"}`),
			`/@graph/0/originatedBy/1: originatedBy "urn:b" of package "a"`},
		{"relationship", graphOf("", imports, `{"type":"Relationship","from":"urn:a","relationshipType":"availableFrom","to":["urn:b"]}`),
			`/@graph/2/to/0: availableFrom "urn:b" of package "a"`},
		{"file", graphOf("", imports, `{"type":"software_File","spdxId":"urn:f","name":"f","suppliedBy":"urn:b"}`), `/@graph/2/suppliedBy: suppliedBy "urn:b" of file "f"`},
		{"without import", graphOf(`,"suppliedBy":"urn:b"`), `/@graph/0/suppliedBy: suppliedBy "urn:b" of package "a"`},
		{"on the host of the document", graphOf(`,"suppliedBy":"https://example.com/b"`, imports), `/@graph/0/suppliedBy: suppliedBy "https://example.com/b" of package "a"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("-", strings.NewReader(c.text))
			if e, ok := errors.AsType[*sbom.Error](err); !ok || e.Hint == "" || !strings.HasSuffix(e.Error(), c.want+": its maker is described in another document or not at all: expected the agent in this document") {
				t.Errorf("got error\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

// TestSPDX3RefusesAmbiguity checks the errors for documents that could hide a component
// from another parser, with their locations.
func TestSPDX3RefusesAmbiguity(t *testing.T) {
	const expected = `: expected the @context of SPDX 3.0, https://spdx.org/rdf/3.0.1/spdx-context.jsonld`
	for _, c := range []struct{ name, text, want string }{
		{"version of the context", `{"@context":"https://spdx.org/rdf/3.1.0/spdx-context.jsonld","@graph":[]}`, `/@context: SPDX version "3.1.0" is not supported: expected "3.0.0" or "3.0.1"`},
		{"version of the elements", graphOf("", `{"type":"CreationInfo","@id":"_:c","specVersion":"3.1"}`), `/@graph/1/specVersion: SPDX version "3.1" is not supported: expected "3.0.0" or "3.0.1"`},
		{"another context", `{"@context":"https://schema.org","@graph":[{"type":"software_Package"}]}`, `/@context: JSON-LD with another @context` + expected},
		{"no context", `{"@graph":[{"spdxId":"urn:a"}]}`, `JSON-LD without @context` + expected},
		{"context that renames a member", `{"@context":["https://spdx.org/rdf/3.0.1/spdx-context.jsonld",{"maker":"https://spdx.org/rdf/3.0.1/terms/Core/suppliedBy"}],"@graph":[]}`,
			`/@context/1/maker: @context defines "maker": expected nothing but prefixes beside the context of SPDX 3.0`},
		{"context that redefines a member", `{"@context":["https://spdx.org/rdf/3.0.1/spdx-context.jsonld",{"suppliedBy":"https://example.com/"}],"@graph":[]}`,
			`/@context/1/suppliedBy: @context defines "suppliedBy": expected nothing but prefixes beside the context of SPDX 3.0`},
		{"context in an element", graphOf(`,"@context":{}`), `/@graph/0/@context: JSON-LD keyword "@context": expected @id, @type or @value`},
		{"reverse members", graphOf(`,"@reverse":{"from":[]}`), `/@graph/0/@reverse: JSON-LD keyword "@reverse": expected @id, @type or @value`},
		{"also CycloneDX", `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[],"bomFormat":"CycloneDX"}`, `/bomFormat: bomFormat in a document of SPDX 3: expected either bomFormat or @context`},
		{"graph as an object", `{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":{}}`, `/@graph: expected an array, got an object`},
		{"null element", graphOf("", "null"), `/@graph/1: null in an array: expected an element or nothing`},
		{"null identifier", graphOf(`,"externalIdentifier":[null]`), `/@graph/0/externalIdentifier/0: null in an array: expected an element or nothing`},
		{"element as a string", graphOf("", `"urn:b"`), `/@graph/1: expected an object, got a string`},
		{"version as a number", graphOf(`,"software_packageVersion":1`), `/@graph/0/software_packageVersion: expected a string, got a number`},
		{"version as an object", graphOf(`,"software_packageVersion":{"a":1}`), `/@graph/0/software_packageVersion: expected a string, got an object`},
		{"duplicate name", graphOf(`,"name":"b"`), `/@graph/0/name: duplicate member "name"`},
		{"duplicate name in two notations", graphOf(`,"https://spdx.org/rdf/3.0.1/terms/Core/name":"b"`), `/@graph/0/https:~1~1spdx.org~1rdf~13.0.1~1terms~1Core~1name: member "name" has several values: expected one`},
		{"two names", graphOf(`,"software_homePage":["https://example.com","https://example.org"]`), `/@graph/0/software_homePage/1: member "homePage" has several values: expected one`},
		{"two IDs", graphOf(`,"@id":"urn:b"`), `/@graph/0/@id: another id "urn:b" of the same element: expected one`},
		{"member in another case", graphOf(`,"SuppliedBy":"urn:b"`), `/@graph/0/SuppliedBy: member "SuppliedBy" differs from "suppliedBy" only in case`},
		{"member that differs by one letter", graphOf(`,"supliedBy":"urn:b"`), `/@graph/0/supliedBy: member "supliedBy" is unknown and differs from "suppliedBy" by one letter`},
		{"type in another case", graphOf("", `{"type":"software_package"}`), `/@graph/1/type: type "software_package" differs from "Package" only in case`},
		{"type that differs by one letter", graphOf("", `{"type":"software_Packages"}`), `/@graph/1/type: type "software_Packages" is unknown and differs from "Package" by one letter`},
		{"truncated", graphOf("")[:120], `/@graph/0/spdxId: the document ends within a value`},
		{"trailing text", graphOf("") + "{}", `text after the end of the JSON document: expected nothing`},
		{"deeply nested", graphOf(strings.Repeat(`,"x":[{"y":"z"`, 2000) + strings.Repeat(`}]`, 2000)), `nested deeper than 1024 objects and arrays`},
		{"multiplied references", graphOf("", strings.Repeat(`{"type":"software_File","spdxId":"urn:f","suppliedBy":"urn:b"},`, 500)+
			`{"type":"Organization","spdxId":"urn:b","name":"`+strings.Repeat("Acme ", 500)+`"}`),
			`/suppliedBy: too many references to elements such as "urn:b": expected references to repeat at most twice the size of the document`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("-", strings.NewReader(c.text))
			if e, ok := errors.AsType[*sbom.Error](err); !ok || e.Location.Line == 0 || !strings.HasSuffix(e.Error(), c.want) {
				t.Errorf("got error\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

// TestSPDX3Relationships checks one relationship type for each meaning, with the scopes
// and degrees of completeness that change it.
func TestSPDX3Relationships(t *testing.T) {
	for _, c := range []struct{ relationships, edges, marked string }{
		{"A dependsOn B", "A->B", ""},
		{"A generates B", "B->A", ""},
		{"A usesTool B", "A->B", "B excluded"},
		{"A usesTool B, C contains B", "A->B C->B", ""},
		{"A hasVariant B", "", ""},
		{"A DEPENDENCY_OF B", "B->A", ""},
		{"A dependsOn B runtime", "A->B", ""},
		{"A dependsOn B build", "A->B", ""},
		{"A dependsOn B test", "A->B", "B excluded"},
		{"A generates B development", "B->A", "A excluded"},
		{"A contains B complete", "A->B", ""},
		{"A contains B incomplete", "A->B", "A incomplete"},
	} {
		t.Run(c.relationships, func(t *testing.T) {
			var elements []string
			for _, name := range []string{"A", "B", "C"} {
				elements = append(elements, fmt.Sprintf(`{"type":"software_Package","spdxId":"urn:%s","name":%[1]q}`, name))
			}
			for r := range strings.SplitSeq(c.relationships, ", ") {
				f := append(strings.Fields(r), "")
				elements = append(elements, fmt.Sprintf(`{"type":"LifecycleScopedRelationship","from":"urn:%s","relationshipType":%q,"to":["urn:%s"],"scope":%q,"completeness":%[4]q}`, f[0], f[1], f[2], f[3]))
			}
			doc, err := One("-", strings.NewReader(graphOf("", elements...)))
			if err != nil {
				t.Fatal(err)
			}
			var edges, marked []string
			for i, from := range doc.Components() {
				if from.Scope == "excluded" {
					marked = append(marked, from.Name+" excluded")
				}
				if from.Incomplete {
					marked = append(marked, from.Name+" incomplete")
				}
				for _, to := range doc.DependsOn(i) {
					edges = append(edges, from.Name+"->"+doc.Component(to).Name)
				}
			}
			if got := strings.Join(edges, " "); got != c.edges {
				t.Errorf("got edges %q, want %q", got, c.edges)
			}
			if got := strings.Join(marked, " "); got != c.marked {
				t.Errorf("got marked components %q, want %q", got, c.marked)
			}
			if len(doc.Warnings) > 0 {
				t.Errorf("got warnings %v, want none", doc.Warnings)
			}
		})
	}
}
