package cyclonedx_test

import (
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/google/go-cmp/cmp"
)

// claims lists members and elements with the claims that they make. Both encodings make
// the same claims. Words, skeletons and parent namespaces are left out.
var claims = []struct {
	name, json, xml string
	want            []string // origin and name of the component: kind, role, value
}{
	{
		name: "makers of a component",
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
		name: "identifiers of a component",
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
			"component engine.dll: domain identity pkg:maven/org.example/engine@1",
			"component engine.dll: package identity pkg:maven/org.example/engine@1",
			"component engine.dll: domain identity org.example",
			"component engine.dll: package identity org.example",
			"component engine.dll: swid identity swid-tag",
			"component engine.dll: app identity Engine",
			"component engine.dll: domain tag-creator https://swid.example",
		},
	},
	{
		name: "external references of the document and of a component",
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
			"component lib: domain support https://other.example",
		},
	},
	{
		name: "product, creators and tools",
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
		name: "tools before CycloneDX 1.5",
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
				"identity": [{"field": "purl", "concludedValue": "pkg:npm/%40scope/name@1"}, {"field": "name", "concludedValue": "found", "methods": [{"technique": "filename", "confidence": 0.5, "value": "/opt/method/a.so"}]}],
				"occurrences": [{"location": "opt/engine/core.so", "line": 7}],
				"copyright": [{"text": "Copyright Example Inc."}]}}]`,
		xml: `<components><component type="library"><name>blob</name><evidence>
				<identity><field>purl</field><concludedValue>pkg:npm/%40scope/name@1</concludedValue></identity>
				<identity><field>name</field><concludedValue>found</concludedValue><methods><method><technique>filename</technique><confidence>0.5</confidence><value>/opt/method/a.so</value></method></methods></identity>
				<occurrences><occurrence line="7"><location>opt/engine/core.so</location></occurrence></occurrences>
				<copyright><text>Copyright Example Inc.</text></copyright></evidence></component></components>`,
		want: []string{
			"component blob: app identity blob",
			"component blob: package identity pkg:npm/%40scope/name@1",
			"component blob: file location /opt/method/a.so",
			"component blob: organization location /opt/method/a.so",
			"component blob: app identity found",
			"component blob: file identity opt/engine/core.so",
			"component blob: organization location opt/engine/core.so",
			"component blob: organization copyright example",
		},
	},
	{
		name: "properties with paths",
		json: `"components": [{"type": "library", "name": "lib", "properties": [{"name": "syft:location:0:path", "value": "/opt/syft/a"}, {"name": "SrcFile", "value": "src/b.js"},
				{"name": "aquasecurity:trivy:FilePath", "value": "opt/trivy/c"}, {"name": "maker", "value": "/opt/acme/d"}, {"name": "pathological", "value": 1}, {"name": "path", "value": true}]}],
				"metadata": {"properties": [{"name": "path", "value": "/opt/acme/e"}]}`,
		xml: `<components><component type="library"><name>lib</name><properties><property name="syft:location:0:path">/opt/syft/a</property><property name="SrcFile">src/b.js</property>
				<property name="aquasecurity:trivy:FilePath">opt/trivy/c</property><property name="maker">/opt/acme/d</property></properties></component></components>
				<metadata><properties><property name="path">/opt/acme/e</property></properties></metadata>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: file location /opt/syft/a",
			"component lib: organization location /opt/syft/a",
			"component lib: file location src/b.js",
			"component lib: organization location src/b.js",
			"component lib: file location opt/trivy/c",
			"component lib: organization location opt/trivy/c",
		},
	},
	{
		name: "embedded SWID tag of 2009",
		json: `"components": [{"type": "library", "name": "lib", "swid": {"tagId": "t", "name": "n", "text": {"contentType": "text/xml", "content":
				"<s:software_identification_tag xmlns:s='urn:x'><s:product_title>Title</s:product_title><s:software_creator><s:name>Creator</s:name><s:regid>regid.1997-06.com.creator</s:regid></s:software_creator><s:software_licensor><s:name>Licensor</s:name></s:software_licensor></s:software_identification_tag>"}}}]`,
		xml: `<components><component type="library"><name>lib</name><swid tagId="t" name="n"><text content-type="text/xml"><![CDATA[<s:software_identification_tag xmlns:s='urn:x'><s:product_title>Title</s:product_title>
				<s:software_creator><s:name>Creator</s:name><s:regid>regid.1997-06.com.creator</s:regid></s:software_creator><s:software_licensor><s:name>Licensor</s:name></s:software_licensor></s:software_identification_tag>]]></text></swid></component></components>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: swid identity t",
			"component lib: app identity n",
			"component lib: app identity Title",
			"component lib: organization tag-creator Creator",
			"component lib: domain tag-creator regid.1997-06.com.creator",
			"component lib: organization copyright licensor",
		},
	},
	{
		name: "creator of an embedded SWID tag",
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
		name: "image in the name of a container",
		json: `"components": [{"type": "container", "name": "docker.io/example/scanner:2.1"}]`,
		xml:  `<components><component type="container"><name>docker.io/example/scanner:2.1</name></component></components>`,
		want: []string{
			"component docker.io/example/scanner:2.1: app identity docker.io/example/scanner:2.1",
			"component docker.io/example/scanner:2.1: package identity docker.io/example/scanner:2.1",
		},
	},
	{
		name: "components and processes of the build",
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
		name: "signers of the document, a component and a service",
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
		name: "subject and issuer of a certificate",
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
		name: "Git object identifiers",
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
		name: "licensors and parties in licenses hold the copyright, licensees and purchasers are mentioned",
		json: `"components": [{"type": "library", "name": "lib", "licenses": [{"license": {"name": "Acme Licence", "text": {"content": "Copyright (c) 2020 Northwind", "contentType": "text/plain"}}},
				{"license": {"name": "Encoded", "text": {"content": "Q29weXJpZ2h0IEhpZGRlbg==", "encoding": "base64"}}}, {"license": {"id": "MIT", "licensing": {
				"licensor": {"organization": {"name": "Licensor"}}, "licensee": {"individual": {"name": "Licensee"}}, "purchaser": {"organization": {"name": "Purchaser"}}}}}]}],
				"services": [{"name": "api", "licenses": [{"expression": "LicenseRef-Acme", "licensing": {"licensor": {"organization": {"name": "Grantor"}}}}]}]`,
		xml: `<components><component type="library"><name>lib</name><licenses><license><name>Acme Licence</name><text content-type="text/plain">Copyright (c) 2020 Northwind</text></license>
				<license><name>Encoded</name><text encoding="base64">Q29weXJpZ2h0IEhpZGRlbg==</text></license><license><id>MIT</id><licensing>
				<licensor><organization><name>Licensor</name></organization></licensor><licensee><individual><name>Licensee</name></individual></licensee>
				<purchaser><organization><name>Purchaser</name></organization></purchaser></licensing></license></licenses></component></components>
				<services><service><name>api</name><licenses><expression-detailed expression="LicenseRef-Acme"><licensing><licensor><organization><name>Grantor</name></organization></licensor></licensing>
				</expression-detailed></licenses></service></services>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: organization copyright acme licence",
			"component lib: organization copyright northwind",
			"component lib: organization copyright encoded",
			"component lib: organization copyright hidden",
			"component lib: organization copyright licensor",
			"component lib: organization mention Licensee",
			"component lib: organization mention Purchaser",
			"service api: app identity api",
			"service api: organization copyright grantor",
		},
	},
	{
		name: "data and training data of a model",
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
		name: "holders and asserters of patents are mentioned",
		json: `"components": [{"type": "library", "name": "lib", "patentAssertions": [{"assertionType": "ownership", "asserter": {"name": "Asserter"}}, {"assertionType": "license", "asserter": "org"}]}],
				"definitions": {"patents": [{"patentNumber": "US1", "patentAssignee": [{"name": "Assignee"}, {"organization": {"name": "Heir"}}], "externalReferences": [{"type": "other", "url": "https://patent.example"}]}, {"familyId": "F", "members": []}]}`,
		xml: `<components><component type="library"><name>lib</name><patentAssertions><patentAssertion><assertionType>ownership</assertionType><asserter><organization><name>Asserter</name></organization></asserter></patentAssertion>
				<patentAssertion><assertionType>license</assertionType><asserter><ref>org</ref></asserter></patentAssertion></patentAssertions></component></components>
				<definitions><patents><patent><patentNumber>US1</patentNumber><patentAssignee><organization><name>Assignee</name></organization></patentAssignee><patentAssignee><organization><name>Heir</name></organization></patentAssignee><externalReferences><reference type="other"><url>https://patent.example</url></reference></externalReferences></patent><patentFamily><familyId>F</familyId></patentFamily></patents></definitions>`,
		want: []string{
			"component lib: app identity lib",
			"component lib: organization mention Asserter",
			"document : organization mention Assignee",
			"document : organization mention Heir",
			"document : domain reference https://patent.example",
		},
	},
	{
		name: "targets and signatories of declarations",
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
		name: "annotators are mentioned or are tools",
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
		name: "tools that found a vulnerability",
		json: `"vulnerabilities": [{"id": "v", "tools": {"components": [{"type": "application", "name": "scan", "supplier": {"name": "Acme"}}]}},
				{"id": "w", "tools": [{"vendor": "Vendor", "name": "probe"}]}]`,
		xml: `<vulnerabilities><vulnerability><id>v</id><tools><components><component type="application"><supplier><name>Acme</name></supplier><name>scan</name></component></components></tools></vulnerability>
				<vulnerability><id>w</id><tools><tool><vendor>Vendor</vendor><name>probe</name></tool></tools></vulnerability></vulnerabilities>`,
		want: []string{
			"tool scan: organization supplier Acme",
			"tool scan: app identity scan",
			"tool probe: app identity probe",
			"tool probe: organization publisher Vendor",
		},
	},
	{
		name: "free text makes no claims",
		json: `"components": [{"type": "library", "name": "lib", "description": "by Acme", "tags": ["acme"], "properties": [{"name": "maker", "value": "Acme"}],
				"releaseNotes": {"type": "major", "title": "Acme"}, "licenses": [{"license": {"id": "Acme"}}]}], "annotations": [{"text": "Acme"}],
				"vulnerabilities": [{"id": "Acme", "credits": {"organizations": [{"name": "Acme"}]}}], "citations": [{"pointers": ["/components/0"], "attributedTo": "Acme"}],
				"definitions": {"standards": [{"name": "Acme", "owner": "Acme"}]}`,
		xml: `<components><component type="library"><name>lib</name><description>by Acme</description><licenses><license><id>Acme</id></license></licenses>
				<properties><property name="maker">Acme</property></properties><releaseNotes><type>major</type><title>Acme</title></releaseNotes><tags><tag>acme</tag></tags></component></components>
				<vulnerabilities><vulnerability><id>Acme</id><credits><organizations><organization><name>Acme</name></organization></organizations></credits></vulnerability></vulnerabilities>
				<annotations><annotation><text>Acme</text></annotation></annotations><citations><citation><attributedTo>Acme</attributedTo></citation></citations>
				<definitions><standards><standard><name>Acme</name><owner>Acme</owner></standard></standards></definitions>`,
		want: []string{"component lib: app identity lib"},
	},
	{
		name: "absent values make no claims",
		json: `"metadata": null, "services": null, "components": [{"type": "library", "name": "lib", "publisher": null, "supplier": {"name": "", "url": null}, "hashes": null, "purl": ""}]`,
		xml:  `<components><component type="library"><supplier><name/></supplier><publisher> </publisher><name>lib</name><purl></purl></component></components>`,
		want: []string{"component lib: app identity lib"},
	},
}

func TestEncodingsMakeSameClaims(t *testing.T) {
	certificate := base64.StdEncoding.EncodeToString(newCertificate(t, pkix.Name{Organization: []string{"Subject"}, CommonName: "release key"}))
	for _, c := range claims {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range []string{jsonBOM(c.json), xmlBOM(c.xml)} {
				doc, err := read(strings.ReplaceAll(text, "$CERTIFICATE", certificate))
				if err != nil {
					t.Fatalf("read: %v\n%s", err, text)
				}
				if diff := cmp.Diff(c.want, describeClaims(doc)); diff != "" {
					t.Errorf("%s: claims differ (-want +got):\n%s", doc.Encoding, diff)
				}
			}
		})
	}
}

// describeClaims returns a line for each value that makes a claim, without the claims
// about the owner or vendor in the value.
func describeClaims(doc *sbom.Document) []string {
	var list []string
	for _, c := range doc.Claims() {
		if c.Kind == identity.KindWord || c.Kind == identity.KindSkeleton || c.Kind == identity.KindNear || c.Kind == identity.KindSound || c.Kind == identity.KindPURL ||
			c.Role == sbom.RoleNamespace || c.Role == sbom.RoleVendor {
			continue
		}
		component, value := doc.Component(c.Component), c.Value
		if c.Role == sbom.RoleCopyright {
			value = c.Key // the value of the claim is a whole line
		}
		s := fmt.Sprintf("%s %s: %s %s %s", component.Origin, component.Name, c.Kind, c.Role, value)
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
