package scan

import (
	"strings"
	"testing"
)

func TestLocate(t *testing.T) {
	for _, c := range []struct {
		name     string
		encoding Encoding
		text     string
		value    string // located at its first occurrence
		want     Location
	}{
		{
			"JSON", JSONEncoding, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n \"components\":[{\"type\":\"library\",\"name\":\"a\"},\n  {\"name\":\"b\",\"supplier\":{\"name\":\"Acme\"}}]}",
			`"Acme"`, Location{Line: 3, Column: 34, EndLine: 3, EndColumn: 40, Path: "/components/1/supplier/name"},
		},
		{
			"JSON after characters of two UTF-16 units", JSONEncoding, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n\"components\":[{\"name\":\"😀é\",\"publisher\":\"Acme\"}]}",
			`"Acme"`, Location{Line: 2, Column: 41, EndLine: 2, EndColumn: 47, Path: "/components/0/publisher"},
		},
		{
			"JSON with names that need escapes", JSONEncoding, "{\"a/b~c\":\"Acme\",\"bomFormat\":\"CycloneDX\"}",
			`"Acme"`, Location{Line: 1, Column: 10, EndLine: 1, EndColumn: 16, Path: "/a~1b~0c"},
		},
		{
			"JSON name", JSONEncoding, `{"a":[{"b":1},{"name":2}]}`,
			`"name"`, Location{Line: 1, Column: 16, EndLine: 1, EndColumn: 22, Path: "/a/1/name"},
		},
		{
			"JSON after nested arrays", JSONEncoding, `{"a":[[1,[2,3]],[4,{"b":[5,"Acme"]}]]}`,
			`"Acme"`, Location{Line: 1, Column: 28, EndLine: 1, EndColumn: 34, Path: "/a/1/1/b/1"},
		},
		{
			"end of incomplete JSON", JSONEncoding, `{"a":[{"b":"Acme`,
			`Acme`, Location{Line: 1, Column: 13, EndLine: 1, EndColumn: 17, Path: "/a/0/b"},
		},
		{
			"XML element", XMLEncoding, "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">\r\n<components><component/><component><name>a</name><publisher>Acme</publisher></component></components></bom>",
			"Acme", Location{Line: 2, Column: 61, EndLine: 2, EndColumn: 65, Path: "/bom/components/component[2]/publisher"},
		},
		{
			"XML attribute", XMLEncoding, "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">\n<components><component a='1' bom-ref = 'Acme'/></components></bom>",
			"Acme", Location{Line: 2, Column: 41, EndLine: 2, EndColumn: 45, Path: "/bom/components/component[1]/@bom-ref"},
		},
		{
			"XML after comment, section and instruction", XMLEncoding, "<?xml?><bom><!-- <a> --><b>x<![CDATA[<c>]]></b><b>Acme</b></bom>",
			"Acme", Location{Line: 1, Column: 51, EndLine: 1, EndColumn: 55, Path: "/bom/b[2]"},
		},
		{
			"XML after bracket in attribute", XMLEncoding, `<bom a=">"><b>Acme</b></bom>`,
			"Acme", Location{Line: 1, Column: 15, EndLine: 1, EndColumn: 19, Path: "/bom/b"},
		},
		{
			"end of incomplete XML", XMLEncoding, "<bom><components><component><name>Acme",
			"Acme", Location{Line: 1, Column: 35, EndLine: 1, EndColumn: 39, Path: "/bom/components/component[1]/name"},
		},
		{
			"YAML value", YAMLEncoding, "packages:\n- name: a\n- name: b\n  supplier: Acme\n",
			"Acme", Location{Line: 4, Column: 13, EndLine: 4, EndColumn: 17, Path: "/packages/1/supplier"},
		},
		{
			"YAML name", YAMLEncoding, "packages:\n- supplier: Acme\n",
			"supplier", Location{Line: 2, Column: 3, EndLine: 2, EndColumn: 11, Path: "/packages/0/supplier"},
		},
		{
			"tag-value", TagValueEncoding, "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageSupplier: Organization: Acme\n",
			"Organization: Acme", Location{Line: 3, Column: 18, EndLine: 3, EndColumn: 36, Path: "PackageSupplier"},
		},
		{
			"tag-value in text of several lines", TagValueEncoding, "SPDXVersion: SPDX-2.3\nPackageCopyrightText: <text>one\nAcme\n</text>\n",
			"Acme", Location{Line: 3, Column: 1, EndLine: 3, EndColumn: 5, Path: "PackageCopyrightText"},
		},
		{
			"tag-value after text of several lines", TagValueEncoding, "PackageCopyrightText: <text>one: \n</text>\nPackageSupplier: Acme\n",
			"Acme", Location{Line: 3, Column: 18, EndLine: 3, EndColumn: 22, Path: "PackageSupplier"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := &Source{Text: c.text, Encoding: c.encoding}
			start := strings.Index(c.text, c.value)
			// The places are not in the order of the text.
			got := src.Locate(Place{start, start + len(c.value)}, Place{0, 1})
			if got[0] != c.want {
				t.Errorf("got %+v, want %+v", got[0], c.want)
			}
			if got[1].Line != 1 || got[1].Column != 1 {
				t.Errorf("start of the text is at %d:%d, want 1:1", got[1].Line, got[1].Column)
			}
		})
	}
}
