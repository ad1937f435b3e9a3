package decode

import (
	"bytes"
	"errors"
	"maps"
	"runtime"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
)

// routerRDF is routerJSON as written by the SPDX tools, which write each resource at its
// first mention.
const routerRDF = `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
    xmlns:spdx="http://spdx.org/rdf/terms#"
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:doap="http://usefulinc.com/ns/doap#"
    xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
  <spdx:Snippet rdf:about="https://example.com/router-1#SPDXRef-Snippet">
    <spdx:snippetFromFile>
      <spdx:File rdf:about="https://example.com/router-1#SPDXRef-File">
        <spdx:fileName>./lib/driver.sys</spdx:fileName>
        <spdx:checksum>
          <spdx:Checksum>
            <spdx:algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha256"/>
            <spdx:checksumValue>11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd</spdx:checksumValue>
          </spdx:Checksum>
        </spdx:checksum>
        <spdx:copyrightText rdf:resource="http://spdx.org/rdf/terms#none"/>
        <spdx:fileContributor>Contributor Ltd</spdx:fileContributor>
        <spdx:noticeText>Developed by Maker Ltd. for the public</spdx:noticeText>
        <spdx:artifactOf>
          <doap:Project xmlns:doap="http://usefulinc.com/ns/doap#">
            <doap:name>Project</doap:name>
            <doap:homepage>https://project.example.net</doap:homepage>
          </doap:Project>
        </spdx:artifactOf>
        <spdx:licenseConcluded>
          <spdx:License rdf:about="http://spdx.org/licenses/MIT"><spdx:name>MIT License</spdx:name></spdx:License>
        </spdx:licenseConcluded>
      </spdx:File>
    </spdx:snippetFromFile>
    <spdx:copyrightText>Copyright 2001 Snip Inc</spdx:copyrightText>
    <spdx:attributionText>Snip Team</spdx:attributionText>
  </spdx:Snippet>
  <spdx:SpdxDocument rdf:about="https://example.com/router-1#SPDXRef-DOCUMENT">
    <spdx:specVersion>SPDX-2.3</spdx:specVersion>
    <spdx:name>router</spdx:name>
    <spdx:creationInfo>
      <spdx:CreationInfo>
        <spdx:created>2024-10-01T00:00:00Z</spdx:created>
        <spdx:creator>Tool: bom-writer-1.0</spdx:creator>
        <spdx:creator>Organization: Example Networks</spdx:creator>
        <spdx:creator>Person: Jane Doe (jane@example.com)</spdx:creator>
      </spdx:CreationInfo>
    </spdx:creationInfo>
    <spdx:relationship>
      <spdx:Relationship>
        <spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
        <spdx:relatedSpdxElement>
          <spdx:Package rdf:about="https://example.com/router-1#SPDXRef-Router">
            <spdx:name>router-firmware</spdx:name>
            <spdx:versionInfo>4.2</spdx:versionInfo>
            <spdx:primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_firmware"/>
            <spdx:supplier>Organization: Example Networks (support@example.com)</spdx:supplier>
            <spdx:originator>NOASSERTION</spdx:originator>
            <spdx:downloadLocation>https://downloads.example.com/router.bin</spdx:downloadLocation>
            <doap:homepage rdf:resource="https://example.com"/>
            <spdx:copyrightText>Copyright 2024 Example Networks
All rights reserved</spdx:copyrightText>
            <spdx:hasFile rdf:resource="https://example.com/router-1#SPDXRef-File"/>
            <rdfs:comment>A comment</rdfs:comment>
            <spdx:relationship>
              <spdx:Relationship>
                <spdx:relatedSpdxElement>
                  <spdx:Package rdf:about="https://example.com/router-1#SPDXRef-Engine">
                    <spdx:name>engine.dll</spdx:name>
                    <spdx:versionInfo>9</spdx:versionInfo>
                    <spdx:packageFileName>dist/engine-9.dll</spdx:packageFileName>
                    <spdx:attributionText>Copyright 2010 Credit Ltd</spdx:attributionText>
                    <spdx:supplier rdf:resource="http://spdx.org/rdf/terms#none"/>
                    <spdx:originator>Person: Ivan Doe</spdx:originator>
                    <spdx:downloadLocation rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
                    <spdx:checksum>
                      <spdx:Checksum>
                        <spdx:checksumValue>85ed0817af83a24ad8da68c2b5094de69833983c</spdx:checksumValue>
                        <spdx:algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha1"/>
                      </spdx:Checksum>
                    </spdx:checksum>
                    <spdx:externalRef>
                      <spdx:ExternalRef>
                        <spdx:referenceLocator>pkg:npm/%40example/engine@9</spdx:referenceLocator>
                        <spdx:referenceType rdf:resource="http://spdx.org/rdf/references/purl"/>
                      </spdx:ExternalRef>
                    </spdx:externalRef>
                    <spdx:externalRef>
                      <spdx:ExternalRef>
                        <spdx:referenceLocator>cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*</spdx:referenceLocator>
                        <spdx:referenceType rdf:resource="http://spdx.org/rdf/references/cpe23Type"/>
                      </spdx:ExternalRef>
                    </spdx:externalRef>
                    <spdx:externalRef>
                      <spdx:ExternalRef>
                        <spdx:referenceLocator>https://advisories.example.org/1</spdx:referenceLocator>
                        <spdx:referenceType rdf:resource="http://spdx.org/rdf/references/advisory"/>
                      </spdx:ExternalRef>
                    </spdx:externalRef>
                    <spdx:relationship>
                      <spdx:Relationship>
                        <spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_contains"/>
                        <spdx:relatedSpdxElement rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
                      </spdx:Relationship>
                    </spdx:relationship>
                  </spdx:Package>
                </spdx:relatedSpdxElement>
                <spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/>
              </spdx:Relationship>
            </spdx:relationship>
          </spdx:Package>
        </spdx:relatedSpdxElement>
      </spdx:Relationship>
    </spdx:relationship>
  </spdx:SpdxDocument>
  <spdx:Package rdf:about="https://example.com/router-1#SPDXRef-Tester">
    <spdx:name>tester</spdx:name>
    <spdx:supplier>Organization: Test House</spdx:supplier>
    <spdx:relationship>
      <spdx:Relationship>
        <spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_testDependencyOf"/>
        <spdx:relatedSpdxElement rdf:resource="https://example.com/router-1#SPDXRef-Router"/>
      </spdx:Relationship>
    </spdx:relationship>
  </spdx:Package>
</rdf:RDF>
`

// routerRDFPieces is the same document in other notations that RDF/XML allows: references
// before their targets, a resource described in several places, types as properties or
// omitted, properties as attributes, node IDs, relative IRIs, lists.
const routerRDFPieces = `<RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://spdx.org/rdf/terms#"
  xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://usefulinc.com/ns/doap#" xml:base="https://example.com/router-1">
<s:SpdxDocument r:ID="SPDXRef-DOCUMENT" s:name="router">
  <s:describesPackage resource="#SPDXRef-Router"/>
  <s:creationInfo r:nodeID="made"/>
</s:SpdxDocument>
<Description r:about="https://example.com/router-1#SPDXRef-Router" r:type="http://spdx.org/rdf/terms#Package" s:versionInfo='4.2'/>
<Description r:nodeID="made" s:created="2024-10-01T00:00:00Z">
  <s:creator>Tool: bom-writer-1.0</s:creator><s:creator>Organization: Example Networks</s:creator>
  <s:creator>Person: Jane Doe (jane@example.com)</s:creator>
</Description>
<List><first parseType="Collection">
  <Description about="#SPDXRef-Router"><s:supplier>Organization: Ex<!-- -->ample Networks <![CDATA[(support@example.com)]]></s:supplier></Description>
  <Description about="#SPDXRef-DOCUMENT"><s:specVersion>SPDX-2.3</s:specVersion></Description>
</first></List>
<Description about="#SPDXRef-Router">
  <s:name>router&#45;firmware</s:name>
  <s:primaryPackagePurpose>FIRMWARE</s:primaryPackagePurpose>
  <s:downloadLocation><Description about="https://downloads.example.com/router.bin"/></s:downloadLocation>
  <d:homepage>https://example.com</d:homepage>
  <s:copyrightText>Copyright 2024 Example Networks
All rights reserved</s:copyrightText>
  <s:hasFile><s:File about="#SPDXRef-File"/></s:hasFile>
  <s:relationship parseType="Resource">
    <s:relationshipType>DEPENDS_ON</s:relationshipType>
    <s:relatedSpdxElement resource="#SPDXRef-Engine"/>
  </s:relationship>
</Description>
<Description about="#SPDXRef-File">
  <s:fileName>./lib/driver.sys</s:fileName>
  <s:fileContributor>Contributor Ltd</s:fileContributor>
  <s:noticeText>Developed by Maker Ltd. for the public</s:noticeText>
  <s:artifactOf parseType="Resource"><d:name xmlns:d="http://usefulinc.com/ns/doap#">Project</d:name><d:homepage xmlns:d="http://usefulinc.com/ns/doap#">https://project.example.net</d:homepage></s:artifactOf>
  <s:checksum s:algorithm="SHA256" s:checksumValue="11b6d3ee554eedf79299905a98f9b9a04e498210b59f15094c916c91d150efcd"/>
</Description>
<Description about="#SPDXRef-Snippet"><s:snippetFromFile resource="#SPDXRef-File"/><s:copyrightText>Copyright 2001 Snip Inc</s:copyrightText><s:attributionText>Snip Team</s:attributionText></Description>
<Description about="#SPDXRef-Engine" s:originator="Person: Ivan Doe">
  <s:name>engine.dll</s:name><s:versionInfo>9</s:versionInfo><s:packageFileName>dist/engine-9.dll</s:packageFileName><s:attributionText>Copyright 2010 Credit Ltd</s:attributionText>
  <s:checksum nodeID="sum"/>
  <s:externalRef s:referenceType="purl" s:referenceLocator="pkg:npm/%40example/engine@9"/>
  <s:externalRef s:referenceType="cpe23Type" s:referenceLocator="cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*"/>
  <s:externalRef s:referenceType="advisory" s:referenceLocator="https://advisories.example.org/1"/>
  <s:relationship parseType="Resource"><s:relationshipType>DEPENDS_ON</s:relationshipType><s:relatedSpdxElement resource="http://example.com/other#SPDXRef-X"/></s:relationship>
</Description>
<s:Checksum nodeID="sum"><s:algorithm>SHA1</s:algorithm><s:checksumValue>85ed0817af83a24ad8da68c2b5094de69833983c</s:checksumValue></s:Checksum>
<s:Package about="#SPDXRef-Tester"><s:name>tester</s:name><s:supplier>Organization: Test House</s:supplier></s:Package>
<Description about="#SPDXRef-Tester"><s:relationship><s:Relationship>
  <s:relationshipType resource="http://spdx.org/rdf/terms#relationshipType_testDependencyOf"/><s:relatedSpdxElement resource="#SPDXRef-Router"/>
</s:Relationship></s:relationship></Description>
</RDF>
`

// TestRDFRefusesAmbiguity checks the errors for documents that could hide a component
// from another parser, with their locations. The SPDX document is on the second line.
func TestRDFRefusesAmbiguity(t *testing.T) {
	const (
		head     = `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#" xmlns:x="http://example.com/#">` + "\n"
		document = `<SpdxDocument r:about="d#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion></SpdxDocument>` + "\n"
		tail     = `</r:RDF>`
	)
	for _, c := range []struct{ name, text, want string }{
		{"RDF of another namespace", `<r:RDF xmlns:r="x" xmlns="http://spdx.org/rdf/terms#"/>`, `line 1, column 1: /RDF: element "RDF" of namespace "x": expected http://www.w3.org/1999/02/22-rdf-syntax-ns#`},
		{"no document", head + `<x:Thing/>` + tail, `line 1, column 1: /RDF: RDF without an SPDX document: expected an SpdxDocument of http://spdx.org/rdf/terms#`},
		{"packages without a document", head + `<Package/>` + tail, `line 1, column 1: /RDF: no SPDX version: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
		{"two documents", head + document + `<SpdxDocument/>` + tail, `line 3, column 1: /RDF/SpdxDocument[2]: a second SPDX document: expected one`},
		{"version 1", head + `<SpdxDocument><specVersion>SPDX-1.2</specVersion></SpdxDocument>` + tail, `line 2, column 28: /RDF/SpdxDocument/specVersion: SPDX version "SPDX-1.2" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},

		{"class of another namespace", head + document + `<x:Package/>` + tail, `line 3, column 1: /RDF/Package: class "Package" of namespace "http://example.com/#": expected http://spdx.org/rdf/terms#`},
		{"class of SPDX 3", head + document + `<r:Description><r:type r:resource="https://spdx.org/rdf/3.0.1/terms/Software/Package"/></r:Description>` + tail, `line 3, column 16: /RDF/Description/type: class "Package" of namespace "https://spdx.org/rdf/3.0.1/terms/Software/": expected http://spdx.org/rdf/terms#`},
		{"property of another namespace", head + document + `<Package><x:supplier>A</x:supplier></Package>` + tail, `line 3, column 10: /RDF/Package/supplier: property "supplier" of namespace "http://example.com/#": expected http://spdx.org/rdf/terms#`},
		{"attribute without a namespace", head + document + `<Package supplier="A"/>` + tail, `line 3, column 1: /RDF/Package: property "supplier" of namespace "": expected http://spdx.org/rdf/terms#`},
		{"class of another namespace in another case", head + document + `<x:PACKAGE/>` + tail, `line 3, column 1: /RDF/PACKAGE: class "PACKAGE" of namespace "http://example.com/#": expected http://spdx.org/rdf/terms#`},
		{"property of another namespace in another case", head + document + `<Package><x:Supplier>A</x:Supplier></Package>` + tail, `line 3, column 10: /RDF/Package/Supplier: property "Supplier" of namespace "http://example.com/#": expected http://spdx.org/rdf/terms#`},
		{"namespace in another case", head + document + `<r:Description><n:supplier xmlns:n="http://spdx.org/RDF/terms#">A</n:supplier></r:Description>` + tail, `line 3, column 16: /RDF/Description/supplier: property "supplier" of namespace "http://spdx.org/RDF/terms#": expected http://spdx.org/rdf/terms#`},
		{"class in another case", head + document + `<package/>` + tail, `line 3, column 1: /RDF/package: class "package" differs from "Package" only in case`},
		{"class that differs by one letter", head + document + `<Packages/>` + tail, `line 3, column 1: /RDF/Packages: class "Packages" is unknown and differs from "Package" by one letter`},
		{"property in another case", head + document + `<Package><Supplier>A</Supplier></Package>` + tail, `line 3, column 10: /RDF/Package/Supplier: property "Supplier" differs from "supplier" only in case`},
		{"property that differs by one letter", head + document + `<Package><suplier>A</suplier></Package>` + tail, `line 3, column 10: /RDF/Package/suplier: property "suplier" is unknown and differs from "supplier" by one letter`},

		{"two suppliers", head + document + `<Package r:about="#p"><supplier>A</supplier></Package><Package r:about="#p"><supplier>B</supplier></Package>` + tail, `line 3, column 87: /RDF/Package[2]/supplier: duplicate property "supplier" with another value: expected one value`},
		{"two classes", head + document + `<Package r:about="#p"/><File r:about="#p"/>` + tail, `line 3, column 24: /RDF/File: resource "#p" is a Package and a File: expected one of them`},
		{"two identifiers of a resource", head + document + `<Package r:about="#p" r:nodeID="q"/>` + tail, `line 3, column 1: /RDF/Package: attribute "nodeID" has the same meaning as an attribute before it: expected one of them`},
		{"duplicate attribute", head + document + `<Package xmlns:s="http://spdx.org/rdf/terms#" s:name="a" s:name="b"/>` + tail, `line 3, column 1: /RDF/Package: attribute "name" has the same meaning as an attribute before it: expected one of them`},
		{"two values of a property", head + document + `<Package><checksum><Checksum/><Checksum/></checksum></Package>` + tail, `line 3, column 31: /RDF/Package/checksum/Checksum[2]: a second value of a property: expected one`},
		{"resource instead of a text", head + document + `<Package><supplier><x:Organization/></supplier></Package>` + tail, `line 3, column 10: /RDF/Package/supplier: property "supplier" has a resource as its value: expected a text`},
		{"text instead of a resource", head + document + `<Package><checksum>A</checksum></Package>` + tail, `line 3, column 20: /RDF/Package/checksum: property "checksum" has a text as its value: expected a resource`},
		{"text and a resource", head + document + `<Package><supplier r:resource="#b">A</supplier></Package>` + tail, `line 3, column 36: /RDF/Package/supplier: text beside a resource: expected one of them`},
		{"XML instead of a text", head + document + `<Package><supplier r:parseType="Literal">A<b/></supplier></Package>` + tail, `line 3, column 10: /RDF/Package/supplier: property "supplier" of parse type "Literal": expected none`},
		{"text between properties", head + document + `<Package>A</Package>` + tail, `line 3, column 10: /RDF/Package: text "A": expected elements`},

		{"document type declaration", `<!DOCTYPE r:RDF [<!ENTITY e "x">]>` + head + document + tail, `line 1, column 1: document type declaration: expected none`},
		{"entity", head + `<Package><name>&e;</name></Package>` + tail, `line 2, column 19: /RDF/Package/name: invalid XML: invalid character entity &e;`},
		{"nested too deeply", head + strings.Repeat(`<Package><x:y>`, DefaultMaxDepth), `line 2, column 7164: `},
		{"truncated", head + `<Package><na`, `line 2, column 13: /RDF/Package: the document ends within an element`},
		{"trailing text", head + document + tail + `<Package/>`, `line 3, column 9: /Package: text after the end of the root element: expected nothing`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("-", strings.NewReader(c.text))
			if e, ok := errors.AsType[*sbom.Error](err); !ok || !strings.HasPrefix(e.Error(), `decode "-": `+c.want) {
				t.Errorf("got error\n%v\nwant\n%s", err, `decode "-": `+c.want)
			}
		})
	}
}

// TestRDFAgreesWithOtherEncodings checks documents of the corpus whose authors wrote them
// in RDF and in another encoding: both make the same claims.
func TestRDFAgreesWithOtherEncodings(t *testing.T) {
	const ntia = "spdx+ntia-conformance-checker/tests/"
	for _, c := range []struct{ rdf, other string }{
		{ntia + "data/no_elements_missing/SPDXRdfExample-v2.3.spdx.rdf.xml", ntia + "data/no_elements_missing/SPDXYAMLExample-v2.3.spdx.yaml"},
		{ntia + "data/missing_supplier_name/SPDXRdfExample-v2.3.spdx.rdf.xml", ntia + "data/missing_supplier_name/SPDXYAMLExample-v2.3.spdx.yaml"},
		{ntia + "doc_fest/SourceAuditor/AppBomInation-SourceAndDependency.spdx.rdf.xml", ntia + "doc_fest/SourceAuditor/AppBomInation-SourceAndDependency.spdx.yaml"},
		{ntia + "doc_fest/SourceAuditor/SourceAuditor-time-1.9.spdx.rdf.xml", ntia + "doc_fest/SourceAuditor/SourceAuditor-time-1.9.spdx.yaml"},
		{ntia + "doc_fest/SourceAuditor/pyyamll-6.spdx.rdf.xml", ntia + "doc_fest/SourceAuditor/pyyamll-6.spdx.json"},
		{"spdx+spdx-spec_support_2.3.1/examples/SPDXRdfExample-v2.3.spdx.rdf.xml", "spdx+spdx-spec_support_2.3.1/examples/SPDXYAMLExample-2.3.spdx.yaml"},
		{"spdx+spdx-spec_development_v2.2.2/examples/SPDXRdfExample-v2.2.spdx.rdf.xml", "spdx+spdx-spec_development_v2.2.2/examples/SPDXJSONExample-v2.2.spdx.json"},
		{"spdx+tools-python/tests/spdx/data/SPDXRdfExample-v2.2.spdx.rdf.xml", "spdx+tools-python/tests/spdx/data/SPDXYAMLExample-v2.2.spdx.yaml"},
	} {
		t.Run(c.rdf, func(t *testing.T) {
			got, want := decodeCorpus(t, c.rdf), decodeCorpus(t, c.other)
			for _, doc := range []*sbom.Document{got, want} {
				if doc.ComponentCount() == 0 {
					t.Errorf("%s: got no packages, want some", doc.Encoding)
				}
			}
			if got, want := corpustest.Statements(got, true), corpustest.Statements(want, true); !maps.Equal(got, want) {
				t.Errorf("RDF (+) and %s (-) differ:\n%s", c.other, corpustest.Difference(got, want))
			}
		})
	}
}

func decodeCorpus(t *testing.T, path string) *sbom.Document {
	t.Helper()
	doc, err := One(path, bytes.NewReader(corpustest.Read(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestRDFTakesBoundedMemory checks the memory for resources that are short and many.
func TestRDFTakesBoundedMemory(t *testing.T) {
	const head = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:spdx="http://spdx.org/rdf/terms#">` +
		`<spdx:SpdxDocument rdf:about="https://x/d#SPDXRef-DOCUMENT"><spdx:specVersion>SPDX-2.3</spdx:specVersion></spdx:SpdxDocument>`
	const count = 50_000
	for _, c := range []struct {
		name, element string
		most          uint64 // bytes that are allocated for each
	}{
		{"blank nodes", "<spdx:File/>", 1100},
		{"packages", `<spdx:Package><spdx:name>a</spdx:name></spdx:Package>`, 1700},
	} {
		d := Decoder{Wants: func() *identity.KeySet { return new(identity.KeySet) }}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := d.All("-", strings.NewReader(head+strings.Repeat(c.element, count)+"</rdf:RDF>"))
		runtime.ReadMemStats(&after)
		if got := (after.TotalAlloc - before.TotalAlloc) / count; err != nil || got > c.most {
			t.Errorf("%s: error %v, %d bytes per element, want at most %d", c.name, err, got, c.most)
		}
	}
}
