package decode

import (
	"slices"
	"strings"
	"testing"
)

// TestDecodeFindsLinks checks the references to other documents in each encoding. A link
// is written as component → document version ref, "needs" if the component depends on
// the document, digests.
func TestDecodeFindsLinks(t *testing.T) {
	const uuid = "3e671687-395b-41f5-a30f-a58921a69b79"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"CycloneDX JSON", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:00000000-0000-4000-8000-000000000000", "version": 3,
			"components": [
				{"type": "library", "name": "a", "bom-ref": "a", "externalReferences": [
					{"type": "bom", "url": "urn:cdx:` + strings.ToUpper(uuid) + `/2#sub%20part", "hashes": [{"alg": "SHA-256", "content": "AB"}]},
					{"type": "bom", "url": "https://example.com/a.cdx.json"},
					{"type": "vulnerability-assertion", "url": "urn:cdx:` + uuid + `/1"},
					{"type": "website", "url": "https://example.com/"}]}],
			"services": [{"name": "s", "data": [{"flow": "inbound", "classification": "x", "source": ["urn:cdx:` + uuid + `/1#s"]}]}],
			"dependencies": [{"ref": "a", "dependsOn": ["urn:cdx:` + uuid + `/1#dep", "urn:cdx:00000000-0000-4000-8000-000000000000/3#a"]}],
			"compositions": [{"aggregate": "incomplete", "assemblies": ["urn:cdx:` + uuid + `/1#asm"]}],
			"formulation": [{"workflows": [{"name": "w", "resourceReferences": [{"ref": "urn:cdx:` + uuid + `/1#tool"}]}]}]}`,
			[]string{
				"a → urn:uuid:" + uuid + " 2 sub part needs sha256:ab",
				"a → https://example.com/a.cdx.json needs",
				"a → urn:uuid:" + uuid + " 1",
				"s → urn:uuid:" + uuid + " 1 s",
				"w → urn:uuid:" + uuid + " 1 tool",
				" → urn:uuid:" + uuid + " 1 asm",
				"a → urn:uuid:" + uuid + " 1 dep needs",
			}},
		{"CycloneDX XML", `<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="7"><externalReferences>
			<reference type="bom"><url>urn:cdx:` + uuid + `/1</url><hashes><hash alg="SHA-1">AB</hash></hashes></reference></externalReferences></bom>`,
			[]string{" → urn:uuid:" + uuid + " 1 needs sha1:ab"}},
		{"SPDX JSON", `{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "documentNamespace": "https://example.com/own",
			"packages": [{"SPDXID": "SPDXRef-a", "name": "a"}],
			"relationships": [
				{"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "DocumentRef-x:SPDXRef-b"},
				{"spdxElementId": "DocumentRef-x:SPDXRef-DOCUMENT", "relationshipType": "CONTAINED_BY", "relatedSpdxElement": "SPDXRef-a"},
				{"spdxElementId": "DocumentRef-x:SPDXRef-c", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-a"}],
			"externalDocumentRefs": [{"externalDocumentId": "DocumentRef-x", "spdxDocument": "https://example.com/x", "checksum": {"algorithm": "SHA1", "checksumValue": "cd"}}]}`,
			[]string{
				" → https://example.com/x sha1:cd",
				"a → https://example.com/x SPDXRef-b needs sha1:cd",
				"a → https://example.com/x needs sha1:cd",
			}},
		{"SPDX YAML", "spdxVersion: SPDX-2.3\nexternalDocumentRefs:\n- externalDocumentId: DocumentRef-x\n  spdxDocument: https://example.com/x\n",
			[]string{" → https://example.com/x"}},
		{"SPDX tag-value", "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nExternalDocumentRef: DocumentRef-x https://example.com/x SHA1: CD\nPackageName: a\nSPDXID: SPDXRef-a\n" +
			"Relationship: SPDXRef-a DEPENDS_ON DocumentRef-x:SPDXRef-b\n",
			[]string{
				" → https://example.com/x sha1:cd",
				"a → https://example.com/x SPDXRef-b needs sha1:cd",
			}},
		{"SPDX RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">
			<SpdxDocument rdf:about="https://example.com/own#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion>
				<externalDocumentRef><ExternalDocumentRef><externalDocumentId>DocumentRef-x</externalDocumentId><spdxDocument rdf:resource="https://example.com/x"/>
					<checksum><Checksum><algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha1"/><checksumValue>cd</checksumValue></Checksum></checksum></ExternalDocumentRef></externalDocumentRef>
				<relationship><Relationship><relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/><relatedSpdxElement>
					<Package rdf:about="https://example.com/own#SPDXRef-a"><name>a</name>
						<relationship><Relationship><relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/><relatedSpdxElement rdf:resource="https://example.com/x#SPDXRef-b"/></Relationship></relationship>
					</Package></relatedSpdxElement></Relationship></relationship></SpdxDocument></rdf:RDF>`,
			[]string{
				" → https://example.com/x sha1:cd",
				"a → https://example.com/x SPDXRef-b needs sha1:cd",
			}},
		{"SPDX 3", `{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
			{"type": "SpdxDocument", "spdxId": "https://example.com/own/doc", "import": [{"type": "ExternalMap", "externalSpdxId": "https://example.com/x#b",
				"verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": "ef"}]}]},
			{"type": "software_Package", "spdxId": "https://example.com/own/a", "name": "a"},
			{"type": "Relationship", "spdxId": "https://example.com/own/r", "from": "https://example.com/own/a", "relationshipType": "dependsOn", "to": ["https://example.com/x#b"]}]}`,
			[]string{
				" → https://example.com/x# https://example.com/x#b sha256:ef",
				"a → https://example.com/x# https://example.com/x#b needs sha256:ef",
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := One("-", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range doc.Links {
				words := []string{l.Document, l.Version, l.Ref}
				if l.Needs {
					words = append(words, "needs")
				}
				words = slices.DeleteFunc(append(words, l.Hashes...), func(w string) bool { return w == "" })
				got = append(got, doc.Component(l.Component).Name+" → "+strings.Join(words, " "))
				if l.Place.End <= l.Place.Start {
					t.Errorf("link to %s: got no place, want one", l.Document)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			for _, w := range doc.Warnings {
				t.Errorf("got warning %q, want none", w.Message)
			}
		})
	}
}
