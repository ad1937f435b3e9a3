package scan

import (
	"strings"
	"testing"
)

func TestLocate(t *testing.T) {
	for _, c := range []struct {
		name, text, value string
		want              Location
	}{
		{
			"JSON", "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n \"components\":[{\"type\":\"library\",\"name\":\"a\"},\n  {\"name\":\"b\",\"supplier\":{\"name\":\"Acme\"}}]}",
			`"Acme"`, Location{Line: 3, Column: 34, EndLine: 3, EndColumn: 40, Path: "/components/1/supplier/name"},
		},
		{
			"JSON behind characters of two UTF-16 units", "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\n\"components\":[{\"name\":\"😀é\",\"publisher\":\"Acme\"}]}",
			`"Acme"`, Location{Line: 2, Column: 41, EndLine: 2, EndColumn: 47, Path: "/components/0/publisher"},
		},
		{
			"JSON names that need escapes", "{\"a/b~c\":\"Acme\",\"bomFormat\":\"CycloneDX\"}",
			`"Acme"`, Location{Line: 1, Column: 10, EndLine: 1, EndColumn: 16, Path: "/a~1b~0c"},
		},
		{
			"XML element", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">\r\n<components><component/><component><name>a</name><publisher>Acme</publisher></component></components></bom>",
			"Acme", Location{Line: 2, Column: 61, EndLine: 2, EndColumn: 65, Path: "/bom/components/component[2]/publisher"},
		},
		{
			"XML attribute", "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">\n<components><component a='1' bom-ref = 'Acme'/></components></bom>",
			"Acme", Location{Line: 2, Column: 41, EndLine: 2, EndColumn: 45, Path: "/bom/components/component[1]/@bom-ref"},
		},
		{
			"tag-value", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageSupplier: Organization: Acme\n",
			"Organization: Acme", Location{Line: 3, Column: 18, EndLine: 3, EndColumn: 36, Path: "PackageSupplier"},
		},
		{
			"tag-value text over lines", "SPDXVersion: SPDX-2.3\nPackageCopyrightText: <text>one\nAcme\n</text>\n",
			"Acme", Location{Line: 3, Column: 1, EndLine: 3, EndColumn: 5, Path: "PackageCopyrightText"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			encoding := JSONEncoding
			switch c.text[0] {
			case '<':
				encoding = XMLEncoding
			case 'S':
				encoding = TagValueEncoding
			}
			src := &Source{Text: c.text, Encoding: encoding}
			start := strings.Index(c.text, c.value)
			// The place asked for last must come out first.
			got := src.Locate(Place{start, start + len(c.value)}, Place{0, 1})
			if got[0] != c.want {
				t.Errorf("got %+v, want %+v", got[0], c.want)
			}
			if got[1].Line != 1 || got[1].Column != 1 {
				t.Errorf("the document's start is at %d:%d", got[1].Line, got[1].Column)
			}
		})
	}
}

// TestPath: the shortest way from what the document describes.
