package cyclonedx

import (
	"cmp"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	gocmp "github.com/google/go-cmp/cmp"
)

// readCycloneDX reads a document without detecting its format.
const maxDepth = 1024

func readCycloneDX(text string) (*sbom.Document, error) {
	doc := &sbom.Document{Format: sbom.CycloneDX, Encoding: sbom.JSON}
	src := &scan.Source{Text: text, Encoding: sbom.JSON, Names: Members().Clone(), Limits: scan.Limits{MaxDepth: maxDepth, MaxValue: 1 << 20}}
	read := ReadJSON
	if strings.HasPrefix(text, "<") {
		doc.Encoding, src.Encoding, read = sbom.XML, sbom.XML, ReadXML
	}
	b := sbom.NewBuilder(doc, src, nil)
	if err := read(b); err != nil {
		return nil, err
	}
	return doc, b.Finish()
}

func jsonBOM(members string) string {
	return `{"bomFormat": "CycloneDX", "specVersion": "1.6", ` + members + `}`
}

func xmlBOM(elements string) string {
	return `<bom xmlns="http://cyclonedx.org/schema/bom/1.6">` + elements + `</bom>`
}

// cycloneDXStatements say which member states which claim. Both encodings state
// the same ones. Words, skeletons and parent namespaces are left out.
var cycloneDXStatements = []struct {
	name, json, xml string
	want            []string // origin and name of the component: kind, role, value
}{
	{
		name: "the makers of a component",
		json: `"components": [{"type": "library", "name": "lib",
				"supplier": {"name": "Supplier", "url": ["https://supplier.example"], "contact": [{"name": "Contact", "email": "x@contact.example"}]},
				"manufacturer": {"name": "Manufacturer"},
				"author": "Author",
				"authors": [{"name": "Writer", "email": "w@writer.example"}],
				"publisher": "Publisher"}]`,
		xml: `<components><component type="library">
				<supplier><name>Supplier</name><url>https://supplier.example</url><contact><name>Contact</name><email>x@contact.example</email></contact></supplier>
				<manufacturer><name>Manufacturer</name></manufacturer>
				<authors><author><name>Writer</name><email>w@writer.example</email></author></authors>
				<author>Author</author>
				<publisher>Publisher</publisher>
				<name>lib</name></component></components>`,
		want: []string{
			"component lib: organization supplier Supplier",
			"component lib: domain supplier https://supplier.example",
			"component lib: organization contact Contact",
			"component lib: domain contact x@contact.example",
			"component lib: organization manufacturer Manufacturer",
			"component lib: organization author Author",
			"component lib: organization author Writer",
			"component lib: domain author w@writer.example",
			"component lib: organization publisher Publisher",
			"component lib: app identity lib",
		},
	},
	{
		name: "the identity of a component",
		json: `"components": [{"type": "library", "group": "org.example", "name": "engine.dll",
				"hashes": [{"alg": "MD5", "content": "00112233445566778899aabbccddeeff"}],
				"copyright": "Copyright 2024 Example Inc.",
				"cpe": "cpe:2.3:a:vendor:product:1:*:*:*:*:*:*:*",
				"purl": "pkg:maven/org.example/engine@1",
				"swid": {"tagId": "swid-tag", "name": "Engine", "url": "https://swid.example"}}]`,
		xml: `<components><component type="library"><group>org.example</group><name>engine.dll</name>
				<hashes><hash alg="MD5">00112233445566778899aabbccddeeff</hash></hashes>
				<copyright>Copyright 2024 Example Inc.</copyright>
				<cpe>cpe:2.3:a:vendor:product:1:*:*:*:*:*:*:*</cpe>
				<purl>pkg:maven/org.example/engine@1</purl>
				<swid tagId="swid-tag" name="Engine" url="https://swid.example"/></component></components>`,
		want: []string{
			"component engine.dll: app identity org.example",
			"component engine.dll: app identity engine.dll",
			"component engine.dll: file identity engine.dll",
			"component engine.dll: hash identity 00112233445566778899aabbccddeeff",
			"component engine.dll: organization copyright example",
			"component engine.dll: cpe identity cpe:2.3:a:vendor:product:1:*:*:*:*:*:*:*",
			"component engine.dll: package identity pkg:maven/org.example/engine@1",
			"component engine.dll: swid identity swid-tag",
			"component engine.dll: app identity Engine",
			"component engine.dll: domain reference https://swid.example",
		},
	},
	{
		name: "external references, of the document too",
		json: `"externalReferences": [{"type": "website", "url": "https://document.example"}],
				"components": [{"type": "library", "name": "lib", "externalReferences": [
				{"type": "vcs", "url": "https://vcs.example/lib"},
				{"type": "distribution", "url": "https://download.example", "hashes": [{"alg": "MD5", "content": "ffeeddccbbaa99887766554433221100"}]},
				{"type": "website", "url": "https://website.example"},
				{"type": "issue-tracker", "url": "https://other.example"}]}]`,
		xml: `<externalReferences><reference type="website"><url>https://document.example</url></reference></externalReferences>
				<components><component type="library"><name>lib</name><externalReferences>
				<reference type="vcs"><url>https://vcs.example/lib</url></reference>
				<reference type="distribution"><url>https://download.example</url><hashes><hash alg="MD5">ffeeddccbbaa99887766554433221100</hash></hashes></reference>
				<reference type="website"><url>https://website.example</url></reference>
				<reference type="issue-tracker"><url>https://other.example</url></reference></externalReferences></component></components>`,
		want: []string{
			"document : domain website https://document.example",
			"component lib: app identity lib",
			"component lib: domain repository https://vcs.example/lib",
			"component lib: domain download https://download.example",
			"component lib: hash identity ffeeddccbbaa99887766554433221100",
			"component lib: domain website https://website.example",
			"component lib: domain reference https://other.example",
		},
	},
	{
		name: "what the document is about, and who and what wrote it",
		json: `"metadata": {
				"tools": {"components": [{"type": "application", "name": "scanner", "publisher": "Scanner Inc."}], "services": [{"name": "upload", "provider": {"name": "Cloud"}}]},
				"authors": [{"name": "Clerk", "email": "c@clerk.example"}],
				"component": {"type": "firmware", "name": "appliance"},
				"manufacture": {"name": "Maker"}, "supplier": {"name": "Seller"}}`,
		xml: `<metadata>
				<tools><components><component type="application"><publisher>Scanner Inc.</publisher><name>scanner</name></component></components>
				<services><service><provider><name>Cloud</name></provider><name>upload</name></service></services></tools>
				<authors><author><name>Clerk</name><email>c@clerk.example</email></author></authors>
				<component type="firmware"><name>appliance</name></component>
				<manufacture><name>Maker</name></manufacture><supplier><name>Seller</name></supplier></metadata>`,
		want: []string{
			"root appliance: app identity appliance",
			"root appliance: organization manufacturer Maker",
			"root appliance: organization supplier Seller",
			"document : organization creator Clerk",
			"document : domain creator c@clerk.example",
			"tool scanner: organization publisher Scanner Inc.",
			"tool scanner: app identity scanner",
			"tool upload: organization provider Cloud",
			"tool upload: app identity upload",
		},
	},
	{
		name: "tools as they were up to 1.4",
		json: `"metadata": {"tools": [{"vendor": "Vendor", "name": "scanner", "version": "1",
				"hashes": [{"alg": "MD5", "content": "00112233445566778899aabbccddeeff"}], "externalReferences": [{"type": "website", "url": "https://scanner.example"}]}]}`,
		xml: `<metadata><tools><tool><vendor>Vendor</vendor><name>scanner</name><version>1</version><hashes><hash alg="MD5">00112233445566778899aabbccddeeff</hash></hashes>
				<externalReferences><reference type="website"><url>https://scanner.example</url></reference></externalReferences></tool></tools></metadata>`,
		want: []string{
			"tool scanner: app identity scanner",
			"tool scanner: organization publisher Vendor",
			"tool scanner: hash identity 00112233445566778899aabbccddeeff",
			"tool scanner: domain website https://scanner.example",
		},
	},
	{
		name: "services",
		json: `"services": [{"provider": {"name": "Provider", "url": ["https://provider.example"]}, "name": "scan", "endpoints": ["https://endpoint.example/v1"],
				"data": [{"flow": "outbound", "classification": "PII", "source": ["https://source.example"], "destination": ["https://sink.example"],
					"governance": {"owners": [{"organization": {"name": "Owner"}}]}}],
				"services": [{"name": "inner"}]}]`,
		xml: `<services><service><provider><name>Provider</name><url>https://provider.example</url></provider><name>scan</name>
				<endpoints><endpoint>https://endpoint.example/v1</endpoint></endpoints>
				<data><dataflow><classification flow="outbound">PII</classification><governance><owners><owner><organization><name>Owner</name></organization></owner></owners></governance>
				<source><url>https://source.example</url></source><destination><url>https://sink.example</url></destination></dataflow></data><services><service><name>inner</name></service></services></service></services>`,
		want: []string{
			"service scan: organization provider Provider",
			"service scan: domain provider https://provider.example",
			"service scan: app identity scan",
			"service scan: domain endpoint https://endpoint.example/v1",
			"service scan: domain endpoint https://source.example",
			"service scan: domain endpoint https://sink.example",
			"service scan: organization mention Owner",
			"service inner: app identity inner",
		},
	},
	{
		name: "pedigree",
		json: `"components": [{"type": "library", "name": "fork", "pedigree": {
				"ancestors": [{"type": "library", "name": "origin", "publisher": "Origin Ltd"}],
				"commits": [{"url": "https://commit.example", "author": {"name": "Dev", "email": "d@dev.example"}, "committer": {"name": "Merger"}}],
				"patches": [{"type": "backport", "diff": {"url": "https://diff.example", "text": {"content": "by Acme"}},
					"resolves": [{"type": "security", "source": {"name": "Acme", "url": "https://tracker.example"}, "references": ["https://issue.example"]}]}]}}]`,
		xml: `<components><component type="library"><name>fork</name><pedigree>
				<ancestors><component type="library"><publisher>Origin Ltd</publisher><name>origin</name></component></ancestors>
				<commits><commit><url>https://commit.example</url><author><name>Dev</name><email>d@dev.example</email></author><committer><name>Merger</name></committer></commit></commits>
				<patches><patch type="backport"><diff><text>by Acme</text><url>https://diff.example</url></diff>
				<resolves><issue type="security"><source><name>Acme</name><url>https://tracker.example</url></source><references><url>https://issue.example</url></references></issue></resolves></patch></patches></pedigree></component></components>`,
		want: []string{
			"component fork: app identity fork",
			"pedigree origin: organization publisher Origin Ltd",
			"pedigree origin: app identity origin",
			"component fork: domain reference https://commit.example",
			"component fork: organization commit Dev",
			"component fork: domain commit d@dev.example",
			"component fork: organization commit Merger",
			"component fork: domain reference https://diff.example",
			"component fork: domain reference https://tracker.example",
			"component fork: domain reference https://issue.example",
		},
	},
	{
		name: "evidence",
		json: `"components": [{"type": "library", "name": "blob", "evidence": {
				"identity": [{"field": "purl", "concludedValue": "pkg:npm/%40scope/name@1"}, {"field": "name", "concludedValue": "found"}],
				"occurrences": [{"location": "opt/engine/core.so", "line": 7}],
				"copyright": [{"text": "Copyright Example Inc."}]}}]`,
		xml: `<components><component type="library"><name>blob</name><evidence>
				<identity><field>purl</field><concludedValue>pkg:npm/%40scope/name@1</concludedValue></identity>
				<identity><field>name</field><concludedValue>found</concludedValue></identity>
				<occurrences><occurrence line="7"><location>opt/engine/core.so</location></occurrence></occurrences>
				<copyright><text>Copyright Example Inc.</text></copyright></evidence></component></components>`,
		want: []string{
			"component blob: app identity blob",
			"component blob: package identity pkg:npm/%40scope/name@1",
			"component blob: app identity found",
			"component blob: file identity opt/engine/core.so",
			"component blob: organization copyright example",
		},
	},
	{
		name: "the creator of an embedded SWID tag",
		json: `"components": [{"type": "library", "name": "lib", "swid": {"tagId": "t", "name": "n", "text": {"encoding": "base64",
				"content": "PFNvZnR3YXJlSWRlbnRpdHk+PEVudGl0eSBuYW1lPSJDcmVhdG9yIiByb2xlPSJzb2Z0d2FyZUNyZWF0b3IiLz48L1NvZnR3YXJlSWRlbnRpdHk+"}}}]`,
		xml: `<components><component type="library"><name>lib</name><swid tagId="t" name="n"><text encoding="base64">
				PFNvZnR3YXJlSWRlbnRpdHk+PEVudGl0eSBuYW1lPSJDcmVhdG9yIiByb2xlPSJzb2Z0d2FyZUNyZWF0b3IiLz48L1NvZnR3YXJlSWRlbnRpdHk+
				</text></swid></component></components>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: swid identity t",
			"component lib: app identity n",
			"component lib: organization tag-creator Creator",
		},
	},
	{
		name: "the image that a container is named after",
		json: `"components": [{"type": "container", "name": "docker.io/example/scanner:2.1"}]`,
		xml:  `<components><component type="container"><name>docker.io/example/scanner:2.1</name></component></components>`,
		want: []string{
			"component docker.io/example/scanner:2.1: app identity docker.io/example/scanner:2.1",
			"component docker.io/example/scanner:2.1: package identity docker.io/example/scanner:2.1",
		},
	},
	{
		name: "what builds the product is of the build, and so are its steps",
		json: `"formulation": [{"components": [{"type": "application", "name": "compiler", "publisher": "Builder"}],
				"workflows": [{"bom-ref": "w", "name": "pipeline", "resourceReferences": [{"ref": "lib"}, {"externalReference": {"type": "vcs", "url": "https://vcs.example"}}],
					"tasks": [{"name": "fetch", "steps": [{"name": "Acme"}],
						"inputs": [{"source": {"ref": "a"}, "target": {"ref": "b"}, "resource": {"externalReference": {"type": "distribution", "url": "https://download.example"}}}],
						"outputs": [{"type": "log", "resource": {"externalReference": {"type": "log", "url": "https://log.example"}}}],
						"trigger": {"name": "push", "type": "webhook", "event": {"source": {"externalReference": {"type": "other", "url": "https://event.example"}}}},
						"workspaces": [{"name": "disk"}]}]}]}]`,
		xml: `<formulation><formula><components><component type="application"><publisher>Builder</publisher><name>compiler</name></component></components>
				<workflows><workflow bom-ref="w"><name>pipeline</name><resourceReferences><resourceReference><ref>lib</ref></resourceReference>
				<resourceReference><externalReference type="vcs"><url>https://vcs.example</url></externalReference></resourceReference></resourceReferences>
				<tasks><task><name>fetch</name><steps><step><name>Acme</name></step></steps>
				<inputs><input><resource><externalReference type="distribution"><url>https://download.example</url></externalReference></resource><source><ref>a</ref></source><target><ref>b</ref></target></input></inputs>
				<outputs><output type="log"><resource><externalReference type="log"><url>https://log.example</url></externalReference></resource></output></outputs>
				<trigger><name>push</name><type>webhook</type><event><source><externalReference type="other"><url>https://event.example</url></externalReference></source></event></trigger>
				<workspaces><workspace><name>disk</name></workspace></workspaces></task></tasks></workflow></workflows></formula></formulation>`,
		want: []string{
			"build compiler: organization publisher Builder",
			"build compiler: app identity compiler",
			"build pipeline: app identity pipeline",
			"build pipeline: domain repository https://vcs.example",
			"build fetch: app identity fetch",
			"build fetch: domain download https://download.example",
			"build fetch: domain reference https://log.example",
			"build push: app identity push",
			"build push: domain reference https://event.example",
			"build disk: app identity disk",
		},
	},
	{
		name: "signers of the document, of a component and of a service",
		json: `"components": [{"type": "library", "name": "lib", "signature": {"algorithm": "ES256", "keyId": "key 1", "publicKey": {"kty": "EC"}, "certificatePath": ["$CERTIFICATE", "of an authority"], "value": ""}}],
				"services": [{"name": "api", "signature": {"chain": [{"algorithm": "ES256", "keyId": "CN=first,O=Acme", "value": ""}, {"algorithm": "ES256", "keyId": "second@acme.example", "value": ""}]}}],
				"signature": {"signers": [{"algorithm": "ES256", "keyId": "one", "value": ""}, {"algorithm": "ES256", "certificatePath": ["$CERTIFICATE"], "value": ""}]}`,
		xml: `<components><component type="library"><name>lib</name><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/><ds:SignatureValue/>
				<ds:KeyInfo><ds:KeyName>key 1</ds:KeyName><ds:X509Data><ds:X509Certificate>
				$CERTIFICATE
				</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature></component></components>
				<services><service><name>api</name><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyInfo><X509Data><X509SubjectName>CN=first,O=Acme</X509SubjectName></X509Data></KeyInfo></Signature>
				<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyInfo><KeyName>second@acme.example</KeyName></KeyInfo></Signature></service></services>
				<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyInfo><KeyName>one</KeyName><X509Data><X509Certificate>$CERTIFICATE</X509Certificate></X509Data></KeyInfo></Signature>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: signer signer key 1",
			"component lib: organization signer key 1",
			"component lib: signer signer Subject",
			"component lib: organization signer Subject",
			"component lib: signer signer release key",
			"component lib: organization signer release key",
			"service api: app identity api",
			"service api: signer signer first",
			"service api: organization signer first",
			"service api: signer signer Acme",
			"service api: organization signer Acme",
			"service api: signer signer second@acme.example",
			"service api: domain signer second@acme.example",
			"document : signer signer one",
			"document : organization signer one",
			"document : signer signer Subject",
			"document : organization signer Subject",
			"document : signer signer release key",
			"document : organization signer release key",
		},
	},
	{
		name: "a certificate's subject and issuer",
		json: `"components": [{"type": "cryptographic-asset", "name": "cert", "cryptoProperties": {"assetType": "certificate", "certificateProperties": {
				"subjectName": "CN = Subject", "issuerName": "C = US, O = Issuer", "certificateState": [{"state": "active"}], "fingerprint": {"alg": "MD5", "content": "00112233445566778899aabbccddeeff"}}}}]`,
		xml: `<components><component type="cryptographic-asset"><name>cert</name><cryptoProperties><assetType>certificate</assetType><certificateProperties>
				<subjectName>CN = Subject</subjectName><issuerName>C = US, O = Issuer</issuerName><fingerprint alg="MD5">00112233445566778899aabbccddeeff</fingerprint>
				<certificateState><state>active</state></certificateState></certificateProperties></cryptoProperties></component></components>`,
		want: []string{
			"component cert: app identity cert",
			"component cert: signer signer Subject",
			"component cert: organization signer Subject",
			"component cert: signer signer Issuer",
			"component cert: organization signer Issuer",
			"component cert: hash identity 00112233445566778899aabbccddeeff",
		},
	},
	{
		name: "object identifiers of Git, one key for the same bytes",
		json: `"components": [{"type": "file", "name": "a",
				"omniborId": ["gitoid:blob:sha1:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64"], "swhid": ["swh:1:cnt:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64;origin=https://forge.example"],
				"evidence": {"identity": {"field": "swhid", "concludedValue": "swh:1:dir:94a9ed024d3859793618152ea559a168bbcbb5e2"}}}]`,
		xml: `<components><component type="file"><name>a</name>
				<omniborId>gitoid:blob:sha1:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64</omniborId><swhid>swh:1:cnt:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64;origin=https://forge.example</swhid>
				<evidence><identity><field>swhid</field><concludedValue>swh:1:dir:94a9ed024d3859793618152ea559a168bbcbb5e2</concludedValue></identity></evidence></component></components>`,
		want: []string{
			"component a: app identity a",
			"component a: file identity a",
			"component a: hash identity gitoid:blob:sha1:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64",
			"component a: hash identity swh:1:cnt:261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64;origin=https://forge.example",
			"component a: hash identity swh:1:dir:94a9ed024d3859793618152ea559a168bbcbb5e2",
		},
	},
	{
		name: "who grants a licence may hold the copyright, who has it is mentioned",
		json: `"components": [{"type": "library", "name": "lib", "licenses": [{"license": {"name": "Acme Licence", "text": {"content": "Acme"}, "licensing": {
				"licensor": {"organization": {"name": "Licensor"}}, "licensee": {"individual": {"name": "Licensee"}}, "purchaser": {"organization": {"name": "Purchaser"}}}}}]}],
				"services": [{"name": "api", "licenses": [{"expression": "LicenseRef-Acme", "licensing": {"licensor": {"organization": {"name": "Grantor"}}}}]}]`,
		xml: `<components><component type="library"><name>lib</name><licenses><license><name>Acme Licence</name><text>Acme</text><licensing>
				<licensor><organization><name>Licensor</name></organization></licensor><licensee><individual><name>Licensee</name></individual></licensee>
				<purchaser><organization><name>Purchaser</name></organization></purchaser></licensing></license></licenses></component></components>
				<services><service><name>api</name><licenses><expression-detailed expression="LicenseRef-Acme"><licensing><licensor><organization><name>Grantor</name></organization></licensor></licensing>
				</expression-detailed></licenses></service></services>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: organization copyright licensor",
			"component lib: organization mention Licensee",
			"component lib: organization mention Purchaser",
			"service api: app identity api",
			"service api: organization copyright grantor",
		},
	},
	{
		name: "data and what a model has learnt from",
		json: `"components": [{"type": "data", "name": "set", "data": [{"type": "dataset", "contents": {"url": "https://data.example"}, "governance": {"stewards": [{"contact": {"name": "Steward"}}]}}]},
				{"type": "machine-learning-model", "name": "model", "modelCard": {"modelParameters": {"approach": {"type": "supervised"},
					"datasets": [{"ref": "set"}, {"type": "dataset", "contents": {"url": "https://training.example"}, "governance": {"owners": [{"organization": {"name": "Owner"}}]}}]},
				"quantitativeAnalysis": {"performanceMetrics": [{"value": 0.9}]}, "considerations": {"users": ["Acme"]}}}]`,
		xml: `<components><component type="data"><name>set</name><data><type>dataset</type><contents><url>https://data.example</url></contents>
				<governance><stewards><steward><individual><name>Steward</name></individual></steward></stewards></governance></data></component>
				<component type="machine-learning-model"><name>model</name><modelCard><modelParameters><approach><type>supervised</type></approach><datasets><dataset><ref>set</ref></dataset>
				<dataset><type>dataset</type><contents><url>https://training.example</url></contents><governance><owners><owner><organization><name>Owner</name></organization></owner></owners></governance></dataset></datasets></modelParameters>
				<considerations><users><user>Acme</user></users></considerations></modelCard></component></components>`,
		want: []string{
			"component set: app identity set",
			"component set: domain download https://data.example",
			"component set: organization mention Steward",
			"component model: app identity model",
			"component model: domain reference https://training.example",
			"component model: organization mention Owner",
		},
	},
	{
		name: "who holds or asserts a patent is mentioned",
		json: `"components": [{"type": "library", "name": "lib", "patentAssertions": [{"assertionType": "ownership", "asserter": {"name": "Asserter"}}, {"assertionType": "license", "asserter": "org"}]}],
				"definitions": {"patents": [{"patentNumber": "US1", "patentAssignee": [{"organization": {"name": "Assignee"}}]}, {"familyId": "F", "members": []}]}`,
		xml: `<components><component type="library"><name>lib</name><patentAssertions><patentAssertion><assertionType>ownership</assertionType><asserter><organization><name>Asserter</name></organization></asserter></patentAssertion>
				<patentAssertion><assertionType>license</assertionType><asserter><ref>org</ref></asserter></patentAssertion></patentAssertions></component></components>
				<definitions><patents><patent><patentNumber>US1</patentNumber><patentAssignee><organization><name>Assignee</name></organization></patentAssignee></patent><patentFamily><familyId>F</familyId></patentFamily></patents></definitions>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: organization mention Asserter",
			"document : organization mention Assignee",
		},
	},
	{
		name: "declarations are about their targets and signed by their signatories",
		json: `"declarations": {"assessors": [{"thirdParty": true, "organization": {"name": "Assessor", "contact": [{"name": "Contact"}]}}],
				"attestations": [{"summary": "Acme", "assessor": "a", "map": [{"requirement": "r", "confidence": {"score": 0.5}}]}],
				"claims": [{"target": "t", "predicate": "Acme", "externalReferences": [{"type": "website", "url": "https://claim.example"}]}],
				"evidence": [{"author": {"name": "Witness"}, "data": [{"classification": "PII", "contents": {"attachment": {"content": "Acme"}}}]}],
				"targets": {"organizations": [{"name": "Vendor"}], "components": [{"type": "library", "name": "lib", "publisher": "Publisher"}], "services": [{"name": "api"}]},
				"affirmation": {"statement": "Acme", "signatories": [{"name": "Officer", "role": "CEO", "organization": {"name": "Company"}}]},
				"signature": {"algorithm": "ES256", "keyId": "key", "value": ""}}`,
		xml: `<declarations><assessors><assessor><thirdParty>true</thirdParty><organization><name>Assessor</name><contact><name>Contact</name></contact></organization></assessor></assessors>
				<attestations><attestation><summary>Acme</summary><assessor>a</assessor><map><requirement>r</requirement><confidence><score>0.5</score></confidence></map></attestation></attestations>
				<claims><claim><target>t</target><predicate>Acme</predicate><externalReferences><reference type="website"><url>https://claim.example</url></reference></externalReferences></claim></claims>
				<evidence><evidence><data><contents><attachment>Acme</attachment></contents><classification>PII</classification></data><author><name>Witness</name></author></evidence></evidence>
				<targets><organizations><organization><name>Vendor</name></organization></organizations><components><component type="library"><publisher>Publisher</publisher><name>lib</name></component></components>
				<services><service><name>api</name></service></services></targets>
				<affirmation><statement>Acme</statement><signatories><signatory><name>Officer</name><role>CEO</role><organization><name>Company</name></organization></signatory></signatories></affirmation>
				<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyInfo><KeyName>key</KeyName></KeyInfo></Signature></declarations>`,
		want: []string{
			"document : signer signer key",
			"document : organization signer key",
			"document : organization mention Assessor",
			"document : organization mention Contact",
			"document : domain reference https://claim.example",
			"document : organization mention Witness",
			"document : organization mention Vendor",
			"target lib: organization publisher Publisher",
			"target lib: app identity lib",
			"target api: app identity api",
			"document : organization signer Officer",
			"document : organization signer Company",
		},
	},
	{
		name: "annotators are mentioned, or tools",
		json: `"annotations": [{"subjects": ["lib"], "annotator": {"organization": {"name": "Auditor"}}, "text": "Acme"}, {"annotator": {"individual": {"name": "Person"}}},
				{"annotator": {"component": {"type": "application", "name": "linter"}}}, {"annotator": {"service": {"name": "scan", "provider": {"name": "Provider"}}}}]`,
		xml: `<annotations><annotation><subjects><subject ref="lib"/></subjects><annotator><organization><name>Auditor</name></organization></annotator><text>Acme</text></annotation>
				<annotation><annotator><individual><name>Person</name></individual></annotator></annotation>
				<annotation><annotator><component type="application"><name>linter</name></component></annotator></annotation>
				<annotation><annotator><service><provider><name>Provider</name></provider><name>scan</name></service></annotator></annotation></annotations>`,
		want: []string{
			"document : organization mention Auditor",
			"document : organization mention Person",
			"tool linter: app identity linter",
			"tool scan: organization provider Provider",
			"tool scan: app identity scan",
		},
	},
	{
		name: "free text states nothing",
		json: `"components": [{"type": "library", "name": "lib", "description": "by Acme", "tags": ["acme"], "properties": [{"name": "maker", "value": "Acme"}],
				"releaseNotes": {"type": "major", "title": "Acme"}, "licenses": [{"license": {"name": "Acme Licence"}}]}], "annotations": [{"text": "Acme"}],
				"vulnerabilities": [{"id": "Acme", "credits": {"organizations": [{"name": "Acme"}]}}], "citations": [{"pointers": ["/components/0"], "attributedTo": "Acme"}],
				"definitions": {"standards": [{"name": "Acme", "owner": "Acme"}]}`,
		xml: `<components><component type="library"><name>lib</name><description>by Acme</description><licenses><license><name>Acme Licence</name></license></licenses>
				<properties><property name="maker">Acme</property></properties><releaseNotes><type>major</type><title>Acme</title></releaseNotes><tags><tag>acme</tag></tags></component></components>
				<vulnerabilities><vulnerability><id>Acme</id><credits><organizations><organization><name>Acme</name></organization></organizations></credits></vulnerability></vulnerabilities>
				<annotations><annotation><text>Acme</text></annotation></annotations><citations><citation><attributedTo>Acme</attributedTo></citation></citations>
				<definitions><standards><standard><name>Acme</name><owner>Acme</owner></standard></standards></definitions>`,
		want: []string{"component lib: app identity lib"},
	},
	{
		name: "absence states nothing",
		json: `"metadata": null, "services": null, "components": [{"type": "library", "name": "lib", "publisher": null, "supplier": {"name": "", "url": null}, "hashes": null, "purl": ""}]`,
		xml:  `<components><component type="library"><supplier><name/></supplier><publisher> </publisher><name>lib</name><purl></purl></component></components>`,
		want: []string{"component lib: app identity lib"},
	},
}

func TestCycloneDXClaims(t *testing.T) {
	certificate := base64.StdEncoding.EncodeToString(newCertificate(t, pkix.Name{Organization: []string{"Subject"}, CommonName: "release key"}))
	for _, c := range cycloneDXStatements {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range []string{jsonBOM(c.json), xmlBOM(c.xml)} {
				doc, err := readCycloneDX(strings.ReplaceAll(text, "$CERTIFICATE", certificate))
				if err != nil {
					t.Fatalf("%s\n%v", text, err)
				}
				if diff := gocmp.Diff(c.want, statements(doc)); diff != "" {
					t.Errorf("%s: -want +got\n%s", doc.Encoding, diff)
				}
			}
		})
	}
}

// statements lists the claims of a document, one a value.
func statements(doc *sbom.Document) []string {
	var list []string
	for _, c := range doc.Claims() {
		if c.Kind == identity.KindWord || c.Kind == identity.KindSkeleton || c.Kind == identity.KindNear || c.Kind == identity.KindPURL {
			continue
		}
		of, what := doc.Component(c.Component), c.Value
		if c.Role == sbom.RoleCopyright {
			what = c.Key // the value is a whole line
		}
		s := fmt.Sprintf("%s %s: %s %s %s", of.Origin, of.Name, c.Kind, c.Role, what)
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// TestCycloneDXComponents says what is a component, what it is nested in and
// what it depends on, wherever in the document that stands.
func TestCycloneDXComponents(t *testing.T) {
	want := []string{
		`-1 document "" "" "" "" "" -> [1]`,
		`0 root "p" "" "product" "" "" -> [2 3]`,
		`1 root "" "" "inner" "" ""`,
		`0 component "o" "" "outer" "1" "" -> [4]`,
		`3 component "n" "group" "nested" "2" "excluded" -> [6]`,
		`0 component "" "" "" "" ""`,
		`0 service "a" "" "api" "" ""`,
	}
	for _, text := range []string{
		jsonBOM(`"serialNumber": "urn:uuid:1",
			"dependencies": [{"ref": "p", "dependsOn": ["o"], "provides": ["a"]}, {"ref": "n", "dependsOn": ["a"]}],
			"metadata": {"timestamp": "2024-01-01T00:00:00Z", "component": {"bom-ref": "p", "type": "firmware", "name": "product",
				"components": [{"type": "library", "name": "inner"}]}},
			"components": [{"bom-ref": "o", "type": "library", "name": "outer", "version": "1",
				"components": [{"bom-ref": "n", "type": "library", "group": "group", "name": "nested", "version": "2", "scope": "excluded"}]},
				{"type": "library"}],
			"services": [{"bom-ref": "a", "name": "api"}]`),
		strings.Replace(xmlBOM(`<dependencies><dependency ref="p"><dependency ref="o"/><provides ref="a"/></dependency><dependency ref="n"><dependency ref="a"/></dependency></dependencies>
			<metadata><timestamp>2024-01-01T00:00:00Z</timestamp><component type="firmware" bom-ref="p"><name>product</name>
				<components><component type="library"><name>inner</name></component></components></component></metadata>
			<components><component type="library" bom-ref="o"><name>outer</name><version>1</version>
				<components><component type="library" bom-ref="n"><group>group</group><name>nested</name><version>2</version><scope>excluded</scope></component></components></component>
				<component type="library"/></components>
			<services><service bom-ref="a"><name>api</name></service></services>`), "<bom", `<bom serialNumber="urn:uuid:1"`, 1),
	} {
		doc, err := readCycloneDX(text)
		if err != nil {
			t.Fatalf("%s\n%v", text, err)
		}
		var got []string
		for i, c := range doc.Components() {
			line := fmt.Sprintf("%d %s %q %q %q %q %q", c.Parent, c.Origin, c.Ref, c.Group, c.Name, c.Version, c.Scope)
			if on := doc.DependsOn(i); len(on) > 0 {
				line += fmt.Sprint(" -> ", on)
			}
			got = append(got, line)
			if at := doc.Text()[c.Place.Start:c.Place.End]; c.Name != "" && strings.Trim(at, `"`) != c.Name {
				t.Errorf("%s: %s is at %q", doc.Encoding, c.Name, doc.Text()[c.Place.Start:c.Place.End])
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", doc.Encoding, diff)
		}
		if doc.SpecVersion != "1.6" || doc.ID != "urn:uuid:1" || doc.Title != "product" || doc.Created != "2024-01-01T00:00:00Z" {
			t.Errorf("%s: version %q, id %q, title %q, created %q", doc.Encoding, doc.SpecVersion, doc.ID, doc.Title, doc.Created)
		}
	}
}

// TestCycloneDXIncomplete says of what a document tells that it leaves something out.
func TestCycloneDXIncomplete(t *testing.T) {
	for _, c := range []struct {
		name, json, xml string
		want            []string // names of components
	}{
		{
			"complete",
			`{"aggregate": "complete", "assemblies": ["a"], "dependencies": ["b"]}`,
			`<composition><aggregate>complete</aggregate><assemblies><assembly ref="a"/></assemblies><dependencies><dependency ref="b"/></dependencies></composition>`,
			nil,
		},
		{
			"assemblies and dependencies, however often and for whatever reason",
			`{"aggregate": "incomplete_third_party_only", "assemblies": ["b"]}, {"aggregate": "unknown", "dependencies": ["a", "a"]}, {"aggregate": "not_specified", "assemblies": ["a"]}`,
			`<composition><aggregate>incomplete_third_party_only</aggregate><assemblies><assembly ref="b"/></assemblies></composition>
			<composition><aggregate>unknown</aggregate><dependencies><dependency ref="a"/><dependency ref="a"/></dependencies></composition>
			<composition><aggregate>not_specified</aggregate><assemblies><assembly ref="a"/></assemblies></composition>`,
			[]string{"a", "b"},
		},
		{"the document", `{"aggregate": "incomplete"}`, `<composition><aggregate>incomplete</aggregate></composition>`, []string{"document"}},
		{
			"vulnerabilities alone",
			`{"aggregate": "incomplete", "vulnerabilities": ["v"]}`,
			`<composition><aggregate>incomplete</aggregate><vulnerabilities><vulnerability ref="v"/></vulnerabilities></composition>`,
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range []string{
				jsonBOM(`"compositions": [` + c.json + `], "components": [{"name": "a", "bom-ref": "a"}, {"name": "b", "bom-ref": "b"}]`),
				xmlBOM(`<compositions>` + c.xml + `</compositions><components><component bom-ref="a"><name>a</name></component><component bom-ref="b"><name>b</name></component></components>`),
			} {
				doc, err := readCycloneDX(text)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, x := range doc.Components() {
					if x.Incomplete {
						got = append(got, cmp.Or(x.Name, string(x.Origin)))
					}
				}
				if !slices.Equal(got, c.want) || doc.Coverage().Incomplete != len(c.want) || len(doc.Warnings) > 0 {
					t.Errorf("%s: %q, %d counted, %v, want %q", doc.Encoding, got, doc.Coverage().Incomplete, doc.Warnings, c.want)
				}
			}
		})
	}
}

// TestCycloneDXWarnings says what is read although it is not as it should be,
// and where that is said.
func TestCycloneDXWarnings(t *testing.T) {
	for _, c := range []struct{ name, text, want, at string }{
		{"a number as version", jsonBOM(`"components": [{"name": "a", "version": 1.10}]`), "version is a number: expected a string", "1.10"},
		{"a composition of nothing", jsonBOM(`"compositions": [{"aggregate": "unknown", "assemblies": ["x"]}]`), `unresolved reference "x": no component of this document has it`, `"x"`},
		{"components of one reference", jsonBOM(`"components": [{"name": "a", "bom-ref": "x"}, {"name": "b", "bom-ref" : "x"}, {"name": "c", "bom-ref": "x"}]`), `duplicate reference "x": several components have it`, `"x"`},
		{"a hash that is none", jsonBOM(`"components": [{"hashes": [{"alg": "MD5", "content": "foo"}]}]`), `hash "foo" of algorithm "MD5": expected an algorithm and hexadecimal digits`, `"foo"`},
		{"an identifier of no scheme", jsonBOM(`"components": [{"name": "a", "swhid": ["swh:2:cnt:00"]}]`), `identifier "swh:2:cnt:00": expected gitoid:type:algorithm:digest or swh:1:type:digest`, `"swh:2:cnt:00"`},
		{"a certificate that is none", jsonBOM(`"signature": {"certificatePath": ["AAAA"]}`), "certificate: x509: malformed certificate", `"AAAA"`},
		{"a SWID tag that is none", xmlBOM(`<components><component><swid tagId="t"><text>tag</text></swid></component></components>`), "SWID tag: expected XML: EOF", "tag"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := readCycloneDX(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Warnings) != 1 {
				t.Fatalf("warnings %v, want %s", doc.Warnings, c.want)
			}
			w := doc.Warnings[0]
			if at := doc.Text()[w.Place.Start:w.Place.End]; w.Message != c.want || at != c.at {
				t.Errorf("%s at %s, want %s at %s", w.Message, at, c.want, c.at)
			}
		})
	}
	doc, err := readCycloneDX(jsonBOM(`"components": [{"name": "a", "version": 1.10}]`))
	if err != nil || doc.Component(1).Version != "1.10" {
		t.Errorf("version %q, %v, want it as written", doc.Component(1).Version, err)
	}
}

// TestGitObjectKeys: OmniBOR and Software Heritage name the same bytes alike.
func TestGitObjectKeys(t *testing.T) {
	const sha1, sha256 = "261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	for id, want := range map[string]string{
		"gitoid:blob:sha1:" + sha1:                     "gitoid-sha1:" + sha1,
		"gitoid:blob:sha256:" + sha256:                 "gitoid-sha256:" + sha256,
		"swh:1:cnt:" + sha1:                            "gitoid-sha1:" + sha1,
		"SWH:1:DIR:" + sha1 + ";path=/a:b;lines=1":     "gitoid-sha1:" + sha1,
		"gitoid:blob:sha256:" + "no hexadecimal digit": "",
	} {
		doc, err := readCycloneDX(jsonBOM(`"components": [{"omniborId": ["` + id + `"]}]`))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range doc.Claims() {
			got += c.Key
		}
		if got != want {
			t.Errorf("%s: key %q, want %q", id, got, want)
		}
	}
}

func TestCycloneDXDependencyGraphExtension(t *testing.T) {
	doc, err := readCycloneDX(`<bom xmlns="http://cyclonedx.org/schema/bom/1.1" xmlns:dg="http://cyclonedx.org/schema/ext/dependency-graph/1.0">
		<components><component type="library" bom-ref="a"><name>a</name></component><component type="library" bom-ref="b"><name>b</name></component></components>
		<dg:dependencies><dg:dependency ref="a"><dg:dependency ref="b"/></dg:dependency></dg:dependencies></bom>`)
	if err != nil {
		t.Fatal(err)
	}
	if got := doc.DependsOn(1); !slices.Equal(got, []int{2}) {
		t.Errorf("a depends on %v, want [2]", got)
	}
}

// TestCycloneDXPlaces says what of the text a value is, however it is written.
func TestCycloneDXPlaces(t *testing.T) {
	for _, c := range []struct {
		name, text, value, raw string
	}{
		{"plain", jsonBOM(`"components": [{"name": "lib"}]`), "lib", `"lib"`},
		{"escaped", jsonBOM(`"components": [{"name": "l\u0069b"}]`), "lib", `"l\u0069b"`},
		{"one escaped character", jsonBOM(`"components": [{"name": "\u0069", "author": "\u0069"}]`), "i", `"\u0069"`},
		{"text", xmlBOM(`<components><component><name>lib</name></component></components>`), "lib", "lib"},
		{"text in white space", xmlBOM("<components><component><name>\n\t lib\t</name></component></components>"), "lib", "lib"},
		{"entities", xmlBOM(`<components><component><name>a&amp;&#98;</name></component></components>`), "a&b", "a&amp;&#98;"},
		{"CDATA", xmlBOM(`<components><component><name> <![CDATA[a&b]]> </name></component></components>`), "a&b", "<![CDATA[a&b]]>"},
		{"text around a comment", xmlBOM(`<components><component><name>a<!-- - -->b</name></component></components>`), "ab", "a<!-- - -->b"},
		{"an element with a prefix", `<c:bom xmlns:c="http://cyclonedx.org/schema/bom/1.6"><c:components><c:component><c:name>lib</c:name></c:component></c:components></c:bom>`, "lib", "lib"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := readCycloneDX(c.text)
			if err != nil {
				t.Fatal(err)
			}
			lib := doc.Component(1)
			if raw := doc.Text()[lib.Place.Start:lib.Place.End]; lib.Name != c.value || raw != c.raw {
				t.Errorf("%q at %q, want %q at %q", lib.Name, raw, c.value, c.raw)
			}
			if first := strings.Index(c.text, c.raw); lib.Place.Start != first {
				t.Errorf("at %d, want %d", lib.Place.Start, first)
			}
		})
	}

	doc, err := readCycloneDX(xmlBOM(`<components><component bom-ref = "x"><name>lib</name><swid name="tag" tagId = 'a&quot;"b'/></component></components>`))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(claimsIn(doc), func(c sbom.Claim) bool { return c.Kind == identity.KindSWID })
	swid := claimsIn(doc)[i]
	if raw := doc.Text()[swid.Place.Start:swid.Place.End]; swid.Value != `a""b` || raw != `a&quot;"b` {
		t.Errorf("attribute %q at %q", swid.Value, raw)
	}
}

// TestCycloneDXRefused says what is refused, with the message and what the text
// goes on with at the place of the fault.
func TestCycloneDXRefused(t *testing.T) {
	nested := func(open, closing string) string {
		return strings.Repeat(open, maxDepth) + strings.Repeat(closing, maxDepth)
	}
	for _, c := range []struct {
		name, text, want, at string
	}{
		{"another format", `{"bomFormat": "SPDX", "specVersion": "1.6"}`, `bomFormat is "SPDX": expected "CycloneDX"`, `"SPDX"`},
		{"no format", `{"specVersion": "1.6"}`, `bomFormat is missing: expected "CycloneDX"`, `{`},
		{"two formats", jsonBOM(`"spdxVersion": "SPDX-2.3"`), `spdxVersion in a CycloneDX document: expected either bomFormat or spdxVersion`, `"SPDX-2.3"`},
		{"no version", `{"bomFormat": "CycloneDX"}`, `specVersion is missing: expected 1.2 to 1.7`, `{`},
		{"a number as version", `{"bomFormat": "CycloneDX", "specVersion": 1.6}`, `expected a string, got a number`, `1.6}`},
		{"a newer version", `{"bomFormat": "CycloneDX", "specVersion": "1.8"}`, `CycloneDX 1.8 is newer than 1.7, the newest version known here`, `"1.8"`},
		{"a much newer version", `{"bomFormat": "CycloneDX", "specVersion": "2.0"}`, `CycloneDX 2.0 is newer than 1.7, the newest version known here`, `"2.0"`},
		{"a version without JSON", `{"bomFormat": "CycloneDX", "specVersion": "1.1"}`, `unknown CycloneDX version "1.1": expected 1.2 to 1.7`, `"1.1"`},
		{"a version that is none", `{"bomFormat": "CycloneDX", "specVersion": "1.x"}`, `unknown CycloneDX version "1.x": expected 1.2 to 1.7`, `"1.x"`},
		{"a member twice", jsonBOM(`"components": [{"name": "a", "name": "b"}]`), `duplicate member "name"`, `"name": "b"`},
		{"a list twice", jsonBOM(`"components": [], "components": [{"name": "b"}]`), `duplicate member "components"`, `"components": [{`},
		{"a member in another case", jsonBOM(`"components": [{"name": "a", "Name": "b"}]`), `member "Name" differs from "name" only in case`, `"Name"`},
		{"a list in another case", jsonBOM(`"Components": [{"name": "b"}]`), `member "Components" differs from "components" only in case`, `"Components"`},
		{"null among components", jsonBOM(`"components": [{"name": "a"}, null]`), `null in an array: expected an element or nothing`, `null`},
		{"null among references", jsonBOM(`"components": [{"name": "a", "externalReferences": [null]}]`), `null in an array: expected an element or nothing`, `null`},
		{"a component that is none", jsonBOM(`"components": [{"name": "a"}, "b"]`), `expected an object, got a string`, `"b"`},
		{"components that are no list", jsonBOM(`"components": {"name": "a"}`), `expected an array, got an object`, `{"name"`},
		{"a name that is no text", jsonBOM(`"components": [{"name": ["a"]}]`), `expected a string, got an array`, `["a"]`},
		{"a supplier that is no organization", jsonBOM(`"components": [{"name": "a", "supplier": "b"}]`), `expected an object, got a string`, `"b"`},
		{"a cut", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"na`, `the document ends within a value`, ``},
		{"a second document", jsonBOM(`"components": []`) + ` {}`, `text after the end of the JSON document: expected nothing`, `{}`},

		{"no namespace", `<bom version="1"/>`, `root element bom of namespace "": expected http://cyclonedx.org/schema/bom/1.0 to 1.7`, `<bom`},
		{"another namespace", `<bom xmlns="urn:e"/>`, `root element bom of namespace "urn:e": expected http://cyclonedx.org/schema/bom/1.0 to 1.7`, `<bom`},
		{"a newer namespace", `<bom xmlns="http://cyclonedx.org/schema/bom/1.8"/>`, `CycloneDX 1.8 is newer than 1.7, the newest version known here`, `<bom`},
		{"a foreign element in the place of ours", xmlBOM(`<components><component><name>a</name><e:name xmlns:e="urn:e">b</e:name></component></components>`),
			`element "name" of namespace "urn:e": expected http://cyclonedx.org/schema/bom/1.6`, `<e:name`},
		{"a list of another version", xmlBOM(`<components xmlns="http://cyclonedx.org/schema/bom/1.5"/>`),
			`element "components" of namespace "http://cyclonedx.org/schema/bom/1.5": expected http://cyclonedx.org/schema/bom/1.6`, `<components`},
		{"an element in another case", xmlBOM(`<components><component><Name>a</Name></component></components>`), `element "Name" differs from "name" only in case`, `<Name>`},
		{"an element twice", xmlBOM(`<components><component><name>a</name><name>b</name></component></components>`), `element "name" is there twice`, `<name>b`},
		{"an organization twice", xmlBOM(`<components><component><supplier><name>a</name></supplier><supplier><name>b</name></supplier></component></components>`), `element "supplier" is there twice`, `<supplier><name>b`},
		{"an attribute twice", xmlBOM(`<components><component><swid tagId="a" tagId="b"/></component></components>`), `attribute "tagId" is there twice`, `<swid`},
		{"an attribute in another case", xmlBOM(`<components><component><swid tagid="a"/></component></components>`), `attribute "tagid" differs from "tagId" only in case`, `<swid`},
		{"an attribute that differs in a letter", xmlBOM(`<components><component bom-reff="a"/></components>`), `attribute "bom-reff" is unknown and differs from "bom-ref" by one letter`, `<component bom-reff`},
		{"an element within a text", xmlBOM(`<components><component><name>a<b>c</b></name></component></components>`), `element "b" within a text: expected nothing but text`, `<b>`},
		{"an element within a text that has attributes", xmlBOM(`<components><component><hashes><hash alg="MD5"><b/></hash></hashes></component></components>`), `element "b" within a text: expected nothing but text`, `<b/>`},
		{"a document type", `<!DOCTYPE bom [<!ENTITY e "x">]><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>`, `document type declaration: expected none`, `<!DOCTYPE`},
		{"an entity", xmlBOM(`<components><component><name>&e;</name></component></components>`), `invalid XML: invalid character entity &e;`, `</name>`},
		{"another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?>` + xmlBOM(``), `declared encoding "ISO-8859-1": expected UTF-8`, `<?xml`},
		{"another XML", `<?xml version="1.1"?>` + xmlBOM(``), `unsupported version "1.1"; only version 1.0 is supported`, `<bom`},
		{"a cut element", `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>`, `the document ends within an element`, ``},
		{"a second root", xmlBOM(``) + "\n<bom/>", `text after the end of the root element: expected nothing`, `<bom/>`},
		{"text behind the root", xmlBOM(``) + "\nx", `text after the end of the root element: expected nothing`, "\nx"},
		{"deep elements", xmlBOM(nested(`<components><component>`, `</component></components>`)), `nested deeper than 1024 elements`, `<component`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readCycloneDX(c.text)
			f, ok := errors.AsType[*scan.Fault](err)
			if !ok {
				t.Fatalf("error %v, want %s", err, c.want)
			}
			if f.Message != c.want {
				t.Errorf("message\n%s, want\n%s", f.Message, c.want)
			}
			if at := c.text[f.Offset:]; !strings.HasPrefix(at, c.at) || c.at == "" && at != "" {
				t.Errorf("at %.40q, want %.40q", at, c.at)
			}
		})
	}
}

// claimsIn returns the claims of a document.
func claimsIn(d *sbom.Document) (claims []sbom.Claim) {
	for _, c := range d.Claims() {
		claims = append(claims, c)
	}
	return claims
}
