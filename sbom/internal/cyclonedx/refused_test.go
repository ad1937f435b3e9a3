package cyclonedx_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// TestReadersRefuse checks the messages for faulty documents, and the text at the
// places of the faults.
func TestReadersRefuse(t *testing.T) {
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
		{"number as version", `{"bomFormat": "CycloneDX", "specVersion": 1.6}`, `expected a string, got a number`, `1.6}`},
		{"newer minor version", `{"bomFormat": "CycloneDX", "specVersion": "1.8"}`, `CycloneDX version "1.8" is not supported: expected 1.2 to 1.7`, `"1.8"`},
		{"newer major version", `{"bomFormat": "CycloneDX", "specVersion": "2.0"}`, `CycloneDX version "2.0" is not supported: expected 1.2 to 1.7`, `"2.0"`},
		{"version that has no JSON encoding", `{"bomFormat": "CycloneDX", "specVersion": "1.1"}`, `unknown CycloneDX version "1.1": expected 1.2 to 1.7`, `"1.1"`},
		{"invalid version", `{"bomFormat": "CycloneDX", "specVersion": "1.x"}`, `unknown CycloneDX version "1.x": expected 1.2 to 1.7`, `"1.x"`},
		{"duplicate member", jsonBOM(`"components": [{"name": "a", "name": "b"}]`), `duplicate member "name"`, `"name": "b"`},
		{"duplicate list", jsonBOM(`"components": [], "components": [{"name": "b"}]`), `duplicate member "components"`, `"components": [{`},
		{"member in another case", jsonBOM(`"components": [{"name": "a", "Name": "b"}]`), `member "Name" differs from "name" only in case`, `"Name"`},
		{"list in another case", jsonBOM(`"Components": [{"name": "b"}]`), `member "Components" differs from "components" only in case`, `"Components"`},
		{"null among components", jsonBOM(`"components": [{"name": "a"}, null]`), `null in an array: expected an element or nothing`, `null`},
		{"null among references", jsonBOM(`"components": [{"name": "a", "externalReferences": [null]}]`), `null in an array: expected an element or nothing`, `null`},
		{"string instead of a component", jsonBOM(`"components": [{"name": "a"}, "b"]`), `expected an object, got a string`, `"b"`},
		{"object instead of a list", jsonBOM(`"components": {"name": "a"}`), `expected an array, got an object`, `{"name"`},
		{"array instead of a name", jsonBOM(`"components": [{"name": ["a"]}]`), `expected a string, got an array`, `["a"]`},
		{"string instead of a supplier", jsonBOM(`"components": [{"name": "a", "supplier": "b"}]`), `expected an object, got a string`, `"b"`},
		{"truncated member", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"na`, `the document ends within a value`, ``},
		{"second document", jsonBOM(`"components": []`) + ` {}`, `text after the end of the JSON document: expected nothing`, `{}`},

		{"no namespace", `<bom version="1"/>`, `root element "bom" of namespace "": expected http://cyclonedx.org/schema/bom/1.0 to 1.7`, `<bom`},
		{"another namespace", `<bom xmlns="urn:e"/>`, `root element "bom" of namespace "urn:e": expected http://cyclonedx.org/schema/bom/1.0 to 1.7`, `<bom`},
		{"namespace of a newer version", `<bom xmlns="http://cyclonedx.org/schema/bom/1.8"/>`, `CycloneDX version "1.8" is not supported: expected 1.0 to 1.7`, `<bom`},
		{"element of another namespace with a known name", xmlBOM(`<components><component><name>a</name><e:name xmlns:e="urn:e">b</e:name></component></components>`),
			`element "name" of namespace "urn:e": expected http://cyclonedx.org/schema/bom/1.6`, `<e:name`},
		{"list in the namespace of another version", xmlBOM(`<components xmlns="http://cyclonedx.org/schema/bom/1.5"/>`),
			`element "components" of namespace "http://cyclonedx.org/schema/bom/1.5": expected http://cyclonedx.org/schema/bom/1.6`, `<components`},
		{"element in another case", xmlBOM(`<components><component><Name>a</Name></component></components>`), `element "Name" differs from "name" only in case`, `<Name>`},
		{"duplicate element", xmlBOM(`<components><component><name>a</name><name>b</name></component></components>`), `duplicate element "name"`, `<name>b`},
		{"duplicate organization", xmlBOM(`<components><component><supplier><name>a</name></supplier><supplier><name>b</name></supplier></component></components>`), `duplicate element "supplier"`, `<supplier><name>b`},
		{"duplicate attribute", xmlBOM(`<components><component><swid tagId="a" tagId="b"/></component></components>`), `duplicate attribute "tagId"`, `<swid`},
		{"attribute in another case", xmlBOM(`<components><component><swid tagid="a"/></component></components>`), `attribute "tagid" differs from "tagId" only in case`, `<swid`},
		{"attribute that differs by one letter", xmlBOM(`<components><component bom-reff="a"/></components>`), `attribute "bom-reff" is unknown and differs from "bom-ref" by one letter`, `<component bom-reff`},
		{"element in a text", xmlBOM(`<components><component><name>a<b>c</b></name></component></components>`), `element "b" in a text: expected only text`, `<b>`},
		{"element in a text with attributes", xmlBOM(`<components><component><hashes><hash alg="MD5"><b/></hash></hashes></component></components>`), `element "b" in a text: expected only text`, `<b/>`},
		{"document type declaration", `<!DOCTYPE bom [<!ENTITY e "x">]><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>`, `document type declaration: expected none`, `<!DOCTYPE`},
		{"entity", xmlBOM(`<components><component><name>&e;</name></component></components>`), `invalid XML: invalid character entity &e;`, `</name>`},
		{"another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?>` + xmlBOM(``), `declared encoding "ISO-8859-1": expected UTF-8`, `<?xml`},
		{"another version of XML", `<?xml version="1.1"?>` + xmlBOM(``), `unsupported version "1.1"; only version 1.0 is supported`, `<bom`},
		{"truncated element", `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>`, `the document ends within an element`, ``},
		{"second root element", xmlBOM(``) + "\n<bom/>", `text after the end of the root element: expected nothing`, `<bom/>`},
		{"text after the root element", xmlBOM(``) + "\nx", `text after the end of the root element: expected nothing`, "\nx"},
		{"deeply nested elements", xmlBOM(nested(`<components><component>`, `</component></components>`)), `nested deeper than 1024 elements`, `<component`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(c.text)
			f, ok := errors.AsType[*scan.Fault](err)
			if !ok {
				t.Fatalf("got error %v, want %s", err, c.want)
			}
			if f.Message != c.want {
				t.Errorf("got message\n%s\nwant\n%s", f.Message, c.want)
			}
			if at := c.text[f.Offset:]; !strings.HasPrefix(at, c.at) || c.at == "" && at != "" {
				t.Errorf("got fault at %.40q, want %.40q", at, c.at)
			}
		})
	}
}
