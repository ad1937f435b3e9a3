package decode

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// The forms of an SBOM.
const (
	jsonCDX  = "CycloneDX JSON"
	xmlCDX   = "CycloneDX XML"
	jsonSPDX = "SPDX JSON"
	tagSPDX  = "SPDX tag-value"
	yamlSPDX = "SPDX YAML"
	rdfSPDX  = "SPDX RDF"
	ldSPDX   = "SPDX 3"
)

// forms has a short SBOM in each form: a component "a", supplied by Acme.
var forms = map[string]string{
	jsonCDX: `{
  "bomFormat": "CycloneDX", "specVersion": "1.6",
  "components": [
    {"bom-ref": "A", "name": "a", "supplier": {"name": "Acme"}}
  ]
}`,
	xmlCDX: `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6">
  <components>
    <component bom-ref="A"><supplier><name>Acme</name></supplier><name>a</name></component>
  </components>
</bom>`,
	jsonSPDX: `{
  "spdxVersion": "SPDX-2.3",
  "packages": [
    {"SPDXID": "SPDXRef-A", "name": "a", "supplier": "Organization: Acme"}
  ]
}`,
	tagSPDX: `SPDXVersion: SPDX-2.3
PackageName: a
SPDXID: SPDXRef-A
PackageSupplier: Organization: Acme
`,
	yamlSPDX: `spdxVersion: SPDX-2.3
packages:
- SPDXID: SPDXRef-A
  name: a
  supplier: "Organization: Acme"
`,
	rdfSPDX: `<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">
  <SpdxDocument r:about="#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion></SpdxDocument>
  <Package r:about="#SPDXRef-A"><name>a</name><supplier>Organization: Acme</supplier></Package>
</r:RDF>`,
	ldSPDX: `{
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    {"type": "software_Package", "spdxId": "urn:a", "name": "a", "suppliedBy": "urn:b"},
    {"type": "Organization", "spdxId": "urn:b", "name": "Acme"}
  ]
}`,
}

// change is a change to the SBOM in one of the [forms], with its outcome.
type change struct {
	from, to string // replaced text; if from is "", to is appended
	want     string // messages with locations, a line each
	never    string // the reason if the change is impossible in the form
}

func never(why string) change { return change{never: why} }

// changes has the same change to the SBOM in each form.
type changes struct {
	name string
	in   map[string]change
}

// run calls check with each change and the changed text.
func (c changes) run(t *testing.T, check func(t *testing.T, x change, text string)) {
	t.Run(c.name, func(t *testing.T) {
		for form, text := range forms {
			x, ok := c.in[form]
			if !ok || (x.never == "") == (x.from+x.to == "") {
				t.Errorf("%s: got no change, want one or the reason why it is impossible", form)
			}
			if x.never != "" {
				continue
			}
			if strings.Count(text, x.from) == 0 {
				t.Errorf("%s: got no text %q to replace", form, x.from)
			}
			changed := text + x.to
			if x.from != "" {
				changed = strings.Replace(text, x.from, x.to, 1)
			}
			t.Run(form, func(t *testing.T) { check(t, x, changed) })
		}
	})
}

// TestFormsAreAccepted checks the forms before the tests change them.
func TestFormsAreAccepted(t *testing.T) {
	for form, text := range forms {
		doc, err := One(form, strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := suppliers(doc); got != "a by Acme" || len(doc.Warnings) > 0 || doc.Coverage().Maker != 1 {
			t.Errorf("%s: got suppliers %q and warnings %v, want \"a by Acme\" without warnings", form, got, doc.Warnings)
		}
	}
}

// suppliers returns the components of a document with their suppliers, each once.
func suppliers(doc *sbom.Document) string {
	var all []string
	for _, c := range doc.Claims() {
		if c.Kind == identity.KindOrganization && c.Role == sbom.RoleSupplier {
			if one := doc.Component(c.Component).Name + " by " + c.Value; !slices.Contains(all, one) {
				all = append(all, one)
			}
		}
	}
	return strings.Join(all, ", ")
}

// TestDecodeRefuses checks the errors for faults that make other parsers see other
// components, in each form.
func TestDecodeRefuses(t *testing.T) {
	const (
		noNumber = "all values are text"
		noNull   = "it has no null"
		flat     = "it has no nesting"
		noXML    = "not XML"
	)
	const most = 12
	deep := strings.Repeat("[", most) + strings.Repeat("]", most)
	for _, c := range []changes{
		{"duplicate member", map[string]change{
			jsonCDX:  {from: `"name": "a"`, to: `"name": "a", "name": "b"`, want: `4:35 /components/0/name: duplicate member "name"`},
			xmlCDX:   {from: `<name>a</name>`, to: `<name>a</name><name>b</name>`, want: `4:80 /bom/components/component[1]/name[2]: duplicate element "name"`},
			jsonSPDX: {from: `"name": "a"`, to: `"name": "a", "name": "b"`, want: `4:42 /packages/0/name: duplicate member "name"`},
			tagSPDX:  never("a tag may be repeated, and all values are read"),
			yamlSPDX: {from: `  name: a`, to: "  name: a\n  name: b", want: `5:3 /packages/0/name: duplicate member "name"`},
			rdfSPDX:  {from: `<name>a</name>`, to: `<name>a</name><name>b</name>`, want: `3:53 /RDF/Package/name[2]: duplicate property "name" with another value: expected one value`},
			ldSPDX:   {from: `"name": "a"`, to: `"name": "a", "name": "b"`, want: `4:66 /@graph/0/name: duplicate member "name"`},
		}},
		{"duplicate list", map[string]change{
			jsonCDX:  {from: "\n  ]", to: "\n  ], \"components\": []", want: `5:6 /components: duplicate member "components"`},
			xmlCDX:   never("all lists with the same name are read"),
			jsonSPDX: {from: "\n  ]", to: "\n  ], \"packages\": []", want: `5:6 /packages: duplicate member "packages"`},
			tagSPDX:  never("it has no lists"),
			yamlSPDX: {to: "packages: []\n", want: `6:1 /packages: duplicate member "packages"`},
			rdfSPDX:  never("packages are not in a list"),
			ldSPDX:   {from: "\n  ]", to: "\n  ], \"@graph\": []", want: `6:6 /@graph: duplicate member "@graph"`},
		}},
		{"name in another case", map[string]change{
			jsonCDX:  {from: `"supplier"`, to: `"Supplier"`, want: `4:35 /components/0/Supplier: member "Supplier" differs from "supplier" only in case`},
			xmlCDX:   {from: `<supplier><name>Acme</name></supplier>`, to: `<Supplier><name>Acme</name></Supplier>`, want: `4:28 /bom/components/component[1]/Supplier: element "Supplier" differs from "supplier" only in case`},
			jsonSPDX: {from: `"supplier"`, to: `"SUPPLIER"`, want: `4:42 /packages/0/SUPPLIER: member "SUPPLIER" differs from "supplier" only in case`},
			tagSPDX:  {from: `PackageSupplier`, to: `Packagesupplier`, want: `4:1 Packagesupplier: tag "Packagesupplier" differs from "PackageSupplier" only in case`},
			yamlSPDX: {from: `supplier:`, to: `Supplier:`, want: `5:3 /packages/0/Supplier: member "Supplier" differs from "supplier" only in case`},
			rdfSPDX:  {from: `<supplier>Organization: Acme</supplier>`, to: `<Supplier>Organization: Acme</Supplier>`, want: `3:47 /RDF/Package/Supplier: property "Supplier" differs from "supplier" only in case`},
			ldSPDX:   {from: `"suppliedBy"`, to: `"suppliedby"`, want: `4:80 /@graph/0/suppliedby: member "suppliedby" differs from "suppliedBy" only in case`},
		}},
		{"name that differs by one letter", map[string]change{
			jsonCDX:  {from: `"supplier"`, to: `"suplier"`, want: `4:35 /components/0/suplier: member "suplier" is unknown and differs from "supplier" by one letter`},
			xmlCDX:   {from: `<supplier><name>Acme</name></supplier>`, to: `<suplier><name>Acme</name></suplier>`, want: `4:28 /bom/components/component[1]/suplier: element "suplier" is unknown and differs from "supplier" by one letter`},
			jsonSPDX: {from: `"supplier"`, to: `"suppliers"`, want: `4:42 /packages/0/suppliers: member "suppliers" is unknown and differs from "supplier" by one letter`},
			tagSPDX:  {from: `PackageSupplier`, to: `PackageSuplier`, want: `4:1 PackageSuplier: tag "PackageSuplier" is unknown and differs from "PackageSupplier" by one letter`},
			yamlSPDX: {from: `supplier:`, to: `suplier:`, want: `5:3 /packages/0/suplier: member "suplier" is unknown and differs from "supplier" by one letter`},
			rdfSPDX:  {from: `<supplier>Organization: Acme</supplier>`, to: `<suplier>Organization: Acme</suplier>`, want: `3:47 /RDF/Package/suplier: property "suplier" is unknown and differs from "supplier" by one letter`},
			ldSPDX:   {from: `"suppliedBy"`, to: `"supliedBy"`, want: `4:79 /@graph/0/supliedBy: member "supliedBy" is unknown and differs from "suppliedBy" by one letter`},
		}},
		{"invalid UTF-8", map[string]change{
			jsonCDX:  {from: `Acme`, to: "Acm\xe9", want: `4:60: invalid UTF-8: byte 0xe9`},
			xmlCDX:   {from: `Acme`, to: "Acm\xe9", want: `4:47: invalid UTF-8: byte 0xe9`},
			jsonSPDX: {from: `Acme`, to: "Acm\xe9", want: `4:72: invalid UTF-8: byte 0xe9`},
			tagSPDX:  {from: `Acme`, to: "Acm\xe9", want: `4:35: invalid UTF-8: byte 0xe9`},
			yamlSPDX: {from: `Acme`, to: "Acm\xe9", want: `5:31: invalid UTF-8: byte 0xe9`},
			rdfSPDX:  {from: `Acme`, to: "Acm\xe9", want: `3:74: invalid UTF-8: byte 0xe9`},
			ldSPDX:   {from: `Acme`, to: "Acm\xe9", want: `5:61: invalid UTF-8: byte 0xe9`},
		}},
		{"foreign namespace", map[string]change{
			jsonCDX:  never("it has no namespaces"),
			xmlCDX:   {from: `<name>a</name>`, to: `<name>a</name><e:name xmlns:e="urn:e">b</e:name>`, want: `4:80 /bom/components/component[1]/name[2]: element "name" of namespace "urn:e": expected http://cyclonedx.org/schema/bom/1.6`},
			jsonSPDX: never("it has no namespaces"),
			tagSPDX:  never("it has no namespaces"),
			yamlSPDX: never("it has no namespaces"),
			rdfSPDX:  {from: `<name>a</name>`, to: `<name>a</name><e:supplier xmlns:e="urn:e#">b</e:supplier>`, want: `3:47 /RDF/Package/supplier: property "supplier" of namespace "urn:e#": expected http://spdx.org/rdf/terms#`},
			ldSPDX:   {from: `https://spdx.org`, to: `https://example.org`, want: `2:15 /@context: JSON-LD with another @context: expected the @context of SPDX 3.0, https://spdx.org/rdf/3.0.1/spdx-context.jsonld`},
		}},
		{"document type declaration", map[string]change{
			jsonCDX:  never(noXML),
			xmlCDX:   {from: `<bom`, to: `<!DOCTYPE bom [<!ENTITY e "Acme">]><bom`, want: `2:1: document type declaration: expected none`},
			jsonSPDX: never(noXML),
			tagSPDX:  never(noXML),
			yamlSPDX: never(noXML),
			rdfSPDX:  {from: `<r:RDF`, to: `<!DOCTYPE r:RDF [<!ENTITY e "Acme">]><r:RDF`, want: `1:1: document type declaration: expected none`},
			ldSPDX:   never(noXML),
		}},
		{"entity or alias", map[string]change{
			jsonCDX:  never("it has no entities"),
			xmlCDX:   {from: `Acme`, to: `&e;`, want: `4:47 /bom/components/component[1]/supplier/name: invalid XML: invalid character entity &e;`},
			jsonSPDX: never("it has no entities"),
			tagSPDX:  never("it has no entities"),
			yamlSPDX: {from: `"Organization: Acme"`, to: `&e "Organization: Acme"`, want: `5:13 /packages/0/supplier: an anchor: expected the value itself`},
			rdfSPDX:  {from: `Acme`, to: `&e;`, want: `3:74 /RDF/Package/supplier: invalid XML: invalid character entity &e;`},
			ldSPDX:   {from: `spdx-context.jsonld"`, to: `spdx-context.jsonld", "@base": "urn:"`, want: `2:74 /@base: JSON-LD keyword "@base": expected @id, @type or @value`},
		}},
		{"trailing text", map[string]change{
			jsonCDX:  {to: "\n[]", want: `7:1: text after the end of the JSON document: expected nothing`},
			xmlCDX:   {to: "\n<bom/>", want: `7:1 /bom[2]: text after the end of the root element: expected nothing`},
			jsonSPDX: {to: "\n[]", want: `7:1: text after the end of the JSON document: expected nothing`},
			tagSPDX:  {to: "And so on.\n", want: `5:1: line "And so on.": expected a tag with a value, or a comment`},
			yamlSPDX: {to: "---\npackages: []\n", want: `6:1: second YAML document: expected one`},
			rdfSPDX:  {to: "\n<Package/>", want: `5:1 /Package: text after the end of the root element: expected nothing`},
			ldSPDX:   {to: "\n[]", want: `8:1: text after the end of the JSON document: expected nothing`},
		}},
		{"null component", map[string]change{
			jsonCDX:  {from: "[\n", to: "[null,\n", want: `3:18 /components/0: null in an array: expected an element or nothing`},
			xmlCDX:   never(noNull),
			jsonSPDX: {from: "[\n", to: "[null,\n", want: `3:16 /packages/0: null in an array: expected an element or nothing`},
			tagSPDX:  never(noNull),
			yamlSPDX: {from: "packages:\n", to: "packages:\n-\n", want: `3:2 /packages/0: null in a sequence: expected an element or nothing`},
			rdfSPDX:  never(noNull),
			ldSPDX:   {from: "[\n", to: "[null,\n", want: `3:14 /@graph/0: null in an array: expected an element or nothing`},
		}},
		{"component of another type", map[string]change{
			jsonCDX:  {from: "[\n", to: "[\"b\",\n", want: `3:18 /components/0: expected an object, got a string`},
			xmlCDX:   never(noNumber),
			jsonSPDX: {from: "[\n", to: "[\"b\",\n", want: `3:16 /packages/0: expected an object, got a string`},
			tagSPDX:  never(noNumber),
			yamlSPDX: {from: "packages:\n", to: "packages:\n- b\n", want: `3:3 /packages/0: expected a mapping, got a scalar`},
			rdfSPDX:  {from: `<Package r`, to: `text<Package r`, want: `3:3 /RDF: text "text": expected elements`},
			ldSPDX:   {from: "[\n", to: "[\"b\",\n", want: `3:14 /@graph/0: expected an object, got a string`},
		}},
		{"name of another type", map[string]change{
			jsonCDX:  {from: `"Acme"`, to: `["Acme"]`, want: `4:56 /components/0/supplier/name: expected a string, got an array`},
			xmlCDX:   {from: `Acme`, to: `<b>Acme</b>`, want: `4:44 /bom/components/component[1]/supplier/name/b: element "b" in a text: expected only text`},
			jsonSPDX: {from: `"Organization: Acme"`, to: `{"name": "Acme"}`, want: `4:54 /packages/0/supplier: expected a string, got an object`},
			tagSPDX:  never(noNumber),
			yamlSPDX: {from: `"Organization: Acme"`, to: `{name: Acme}`, want: `5:13 /packages/0/supplier: expected a scalar, got a mapping`},
			rdfSPDX:  {from: `Organization: Acme`, to: `<Package/>`, want: `3:47 /RDF/Package/supplier: property "supplier" has a resource as its value: expected a text`},
			ldSPDX:   {from: `"Acme"`, to: `{"name": "Acme"}`, want: `5:57 /@graph/1/name: expected a string, got an object`},
		}},
		{"unsupported version", map[string]change{
			jsonCDX:  {from: `"1.6"`, to: `"1.8"`, want: `2:44 /specVersion: CycloneDX version "1.8" is not supported: expected 1.2 to 1.7`},
			xmlCDX:   {from: `bom/1.6`, to: `bom/1.8`, want: `2:1 /bom: CycloneDX version "1.8" is not supported: expected 1.0 to 1.7`},
			jsonSPDX: {from: `SPDX-2.3`, to: `SPDX-2.4`, want: `2:18 /spdxVersion: SPDX version "SPDX-2.4" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			tagSPDX:  {from: `SPDX-2.3`, to: `SPDX-2.4`, want: `1:14 SPDXVersion: SPDX version "SPDX-2.4" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			yamlSPDX: {from: `SPDX-2.3`, to: `SPDX-2.4`, want: `1:14 /spdxVersion: SPDX version "SPDX-2.4" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			rdfSPDX:  {from: `SPDX-2.3`, to: `SPDX-2.4`, want: `2:58 /RDF/SpdxDocument/specVersion: SPDX version "SPDX-2.4" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			ldSPDX:   {from: `3.0.1`, to: `3.1.0`, want: `2:15 /@context: SPDX version "3.1.0" is not supported: expected "3.0.0" or "3.0.1"`},
		}},
		{"no version", map[string]change{
			jsonCDX:  {from: `, "specVersion": "1.6"`, to: ``, want: `1:1: specVersion is missing: expected 1.2 to 1.7`},
			xmlCDX:   {from: ` xmlns="http://cyclonedx.org/schema/bom/1.6"`, to: ``, want: `2:1 /bom: root element "bom" of namespace "": expected http://cyclonedx.org/schema/bom/1.0 to 1.7`},
			jsonSPDX: {from: `"SPDX-2.3"`, to: `null`, want: `1:1: SPDX version "" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			tagSPDX:  {from: ` SPDX-2.3`, to: ``, want: `1:1 SPDXVersion: SPDX version "" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			yamlSPDX: {from: ` SPDX-2.3`, to: ``, want: `1:1 /spdxVersion: SPDX version "" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			rdfSPDX:  {from: `<specVersion>SPDX-2.3</specVersion>`, to: ``, want: `1:1 /RDF: no SPDX version: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			ldSPDX:   {from: `"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"`, to: `null`, want: `2:15 /@context: JSON-LD with another @context: expected the @context of SPDX 3.0, https://spdx.org/rdf/3.0.1/spdx-context.jsonld`},
		}},
		{"version as a number", map[string]change{
			jsonCDX:  {from: `"1.6"`, to: `1.6`, want: `2:44 /specVersion: expected a string, got a number`},
			xmlCDX:   never(noNumber),
			jsonSPDX: {from: `"SPDX-2.3"`, to: `2.3`, want: `2:18 /spdxVersion: expected a string, got a number`},
			tagSPDX:  {from: `SPDX-2.3`, to: `2.3`, want: `1:14 SPDXVersion: SPDX version "2.3" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			yamlSPDX: {from: `SPDX-2.3`, to: `2.3`, want: `1:14 /spdxVersion: SPDX version "2.3" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			rdfSPDX:  {from: `SPDX-2.3`, to: `2.3`, want: `2:58 /RDF/SpdxDocument/specVersion: SPDX version "2.3" is not supported: expected "SPDX-2.1", "SPDX-2.2" or "SPDX-2.3"`},
			ldSPDX:   {from: `"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"`, to: `3.0`, want: `2:15 /@context: expected a string, got a number`},
		}},
		{"truncated document", map[string]change{
			jsonCDX:  {from: "cme\"}}\n  ]\n}", to: ``, want: `4:58 /components/0/supplier/name: the document ends within a value`},
			xmlCDX:   {from: "cme</name></supplier><name>a</name></component>\n  </components>\n</bom>", to: ``, want: `4:45 /bom/components/component[1]/supplier/name: the document ends within an element`},
			jsonSPDX: {from: "cme\"}\n  ]\n}", to: ``, want: `4:70 /packages/0/supplier: the document ends within a value`},
			tagSPDX:  {from: "plier: Organization: Acme\n", to: ``, want: `4:1 PackageSup: line "PackageSup": expected a tag with a value, or a comment`}, // truncation in a value cannot be detected
			yamlSPDX: {from: "cme\"\n", to: ``, want: `5:1: invalid YAML: found unexpected end of stream`},
			rdfSPDX:  {from: "cme</supplier></Package>\n</r:RDF>", to: ``, want: `3:72 /RDF/Package/supplier: the document ends within an element`},
			ldSPDX:   {from: "cme\"}\n  ]\n}", to: ``, want: `5:59 /@graph/1/name: the document ends within a value`},
		}},
		{"two formats", map[string]change{
			jsonCDX:  {from: "\n  ]", to: "\n  ], \"spdxVersion\": \"SPDX-2.3\"", want: `5:21 /spdxVersion: spdxVersion in a CycloneDX document: expected either bomFormat or spdxVersion`},
			xmlCDX:   never("the root has one namespace"),
			jsonSPDX: {from: "\n  ]", to: "\n  ], \"bomFormat\": \"CycloneDX\"", want: `5:19 /bomFormat: bomFormat in an SPDX document: expected either bomFormat or spdxVersion`},
			tagSPDX:  never("CycloneDX has no tags"),
			yamlSPDX: {to: "bomFormat: CycloneDX\n", want: `6:12 /bomFormat: bomFormat in an SPDX document: expected either bomFormat or spdxVersion`},
			rdfSPDX:  never("the root has one namespace"),
			ldSPDX:   {from: "\n  ]", to: "\n  ], \"bomFormat\": \"CycloneDX\"", want: `6:19 /bomFormat: bomFormat in a document of SPDX 3: expected either bomFormat or @context`},
		}},
		{"nesting deeper than the limit", map[string]change{
			jsonCDX:  {from: `"name": "a"`, to: `"name": "a", "x": ` + deep, want: `4:49 /components/0/x/0/0/0/0/0/0/0/0/0: nested deeper than 12 objects and arrays`},
			xmlCDX:   {from: `<name>a</name>`, to: `<name>a</name>` + strings.Repeat(`<components><component>`, most), want: `4:184 /bom/components/component[1]/components/component[1]/components/component[1]/components/component[1]/components/component[1]/components/component[1]: nested deeper than 12 elements`},
			jsonSPDX: {from: `"name": "a"`, to: `"name": "a", "x": ` + deep, want: `4:56 /packages/0/x/0/0/0/0/0/0/0/0/0: nested deeper than 12 objects and arrays`},
			tagSPDX:  never(flat),
			yamlSPDX: {to: "x: " + deep, want: `6:15 /x/0/0/0/0/0/0/0/0/0/0/0: nested deeper than 12 mappings and sequences`},
			rdfSPDX:  {from: `<name>a</name>`, to: `<name>a</name>` + strings.Repeat(`<relationship><Relationship>`, most), want: `3:187 /RDF/Package/relationship/Relationship/relationship/Relationship/relationship/Relationship/relationship/Relationship/relationship/Relationship/relationship: nested deeper than 12 elements`},
			ldSPDX:   {from: `"name": "a"`, to: `"name": "a", "x": ` + deep, want: `4:80 /@graph/0/x/0/0/0/0/0/0/0/0/0: nested deeper than 12 objects and arrays`},
		}},
	} {
		c.run(t, func(t *testing.T, x change, text string) {
			_, err := Decoder{MaxDepth: most}.All("-", strings.NewReader(text))
			e, ok := errors.AsType[*sbom.Error](err)
			if !ok {
				t.Fatalf("got error %v, want %s", err, x.want)
			}
			if got := placed(e.Location, e.Message); got != x.want {
				t.Errorf("got error\n%s\nwant\n%s", got, x.want)
			}
		})
	}
}

// placed returns a message with its location.
func placed(l sbom.Location, message string) string {
	return strings.Replace(fmt.Sprintf("%d:%d %s: %s", l.Line, l.Column, l.Path, message), " : ", ": ", 1)
}

// TestDecodeWarns checks mistakes that hide nothing: the documents are read with a
// warning. The outcome is the suppliers, then the warnings.
func TestDecodeWarns(t *testing.T) {
	const free = "any text is a reference"
	for _, c := range []changes{
		{"ID without prefix", map[string]change{
			jsonCDX:  never(free),
			xmlCDX:   never(free),
			jsonSPDX: {from: `"SPDXRef-A"`, to: `"A"`, want: "a by Acme\n4:16 /packages/0/SPDXID: SPDXID \"A\": expected \"SPDXRef-\" at its beginning"},
			tagSPDX:  {from: `SPDXRef-A`, to: `A`, want: "a by Acme\n3:9 SPDXID: SPDXID \"A\": expected \"SPDXRef-\" at its beginning"},
			yamlSPDX: {from: `SPDXRef-A`, to: `A`, want: "a by Acme\n3:11 /packages/0/SPDXID: SPDXID \"A\": expected \"SPDXRef-\" at its beginning"},
			rdfSPDX:  {from: `#SPDXRef-A`, to: `#A`, want: "a by Acme\n3:22 /RDF/Package: SPDXID \"A\": expected \"SPDXRef-\" at its beginning"},
			ldSPDX:   never(free),
		}},
		{"empty ID", map[string]change{
			jsonCDX:  {from: `"bom-ref": "A"`, to: `"bom-ref": ""`, want: `a by Acme`},
			xmlCDX:   {from: `bom-ref="A"`, to: `bom-ref=""`, want: `a by Acme`},
			jsonSPDX: {from: `"SPDXRef-A"`, to: `""`, want: "a by Acme\n4:28 /packages/0/name: package \"a\" without SPDXID: expected one that begins with \"SPDXRef-\""},
			tagSPDX:  {from: `SPDXRef-A`, to: ``, want: "a by Acme\n2:14 PackageName: package \"a\" without SPDXID: expected one that begins with \"SPDXRef-\""},
			yamlSPDX: {from: `SPDXRef-A`, to: `""`, want: "a by Acme\n4:9 /packages/0/name: package \"a\" without SPDXID: expected one that begins with \"SPDXRef-\""},
			rdfSPDX:  {from: ` r:about="#SPDXRef-A"`, to: ``, want: "a by Acme\n3:18 /RDF/Package/name: package \"a\" without SPDXID: expected one that begins with \"SPDXRef-\""},
			ldSPDX:   {from: `"urn:a"`, to: `""`, want: "a by Acme\n4:56 /@graph/0/name: package \"a\" without spdxId: expected one"},
		}},
		{"ID of two components", map[string]change{
			jsonCDX:  {from: "}}\n", to: "}}, {\"bom-ref\": \"A\", \"name\": \"b\"}\n", want: "a by Acme\n4:78 /components/1/bom-ref: duplicate reference \"A\": several components have it"},
			xmlCDX:   {from: "</component>\n", to: "</component><component bom-ref=\"A\"><name>b</name></component>\n", want: "a by Acme\n4:112 /bom/components/component[2]/@bom-ref: duplicate reference \"A\": several components have it"},
			jsonSPDX: {from: "}\n", to: "}, {\"SPDXID\": \"SPDXRef-A\", \"name\": \"b\"}\n", want: "a by Acme\n4:88 /packages/1/SPDXID: duplicate reference \"SPDXRef-A\": several components have it"},
			tagSPDX:  {to: "PackageName: b\nSPDXID: SPDXRef-A\n", want: "a by Acme\n6:9 SPDXID: duplicate reference \"SPDXRef-A\": several components have it"},
			yamlSPDX: {to: "- name: b\n  SPDXID: SPDXRef-A\n", want: "a by Acme\n7:11 /packages/1/SPDXID: duplicate reference \"SPDXRef-A\": several components have it"},
			rdfSPDX:  never("resources with the same IRI are one resource"),
			ldSPDX:   {from: "},\n", to: "}, {\"type\": \"software_Package\", \"spdxId\": \"urn:a\", \"name\": \"b\"},\n", want: "a by Acme\n4:129 /@graph/1/spdxId: duplicate reference \"urn:a\": several components have it"},
		}},
		{"unresolved reference", map[string]change{
			jsonCDX:  {from: "\n  ]", to: "\n  ], \"dependencies\": [{\"ref\": \"A\", \"dependsOn\": [\"B\"]}]", want: "a by Acme\n5:50 /dependencies/0/dependsOn/0: unresolved reference \"B\": no component of this document has it"},
			xmlCDX:   {from: "</components>", to: "</components><dependencies><dependency ref=\"A\"><dependency ref=\"B\"/></dependency></dependencies>", want: "a by Acme\n5:67 /bom/dependencies/dependency/dependency/@ref: unresolved reference \"B\": no component of this document has it"},
			jsonSPDX: {from: "\n  ]", to: "\n  ], \"relationships\": [{\"spdxElementId\": \"SPDXRef-A\", \"relationshipType\": \"CONTAINS\", \"relatedSpdxElement\": \"SPDXRef-B\"}]", want: "a by Acme\n5:109 /relationships/0/relatedSpdxElement: unresolved reference \"SPDXRef-B\": no component of this document has it"},
			tagSPDX:  {to: "Relationship: SPDXRef-A CONTAINS SPDXRef-B\n", want: "a by Acme\n5:34 Relationship: unresolved reference \"SPDXRef-B\": no component of this document has it"},
			yamlSPDX: {to: "relationships: [{spdxElementId: SPDXRef-A, relationshipType: CONTAINS, relatedSpdxElement: SPDXRef-B}]\n", want: "a by Acme\n6:92 /relationships/0/relatedSpdxElement: unresolved reference \"SPDXRef-B\": no component of this document has it"},
			rdfSPDX:  {from: `</name>`, to: `</name><relationship><Relationship><relationshipType r:resource="http://spdx.org/rdf/terms#relationshipType_contains"/><relatedSpdxElement r:resource="#SPDXRef-B"/></Relationship></relationship>`, want: "a by Acme\n3:192 /RDF/Package/relationship/Relationship/relatedSpdxElement: unresolved reference \"SPDXRef-B\": no component of this document has it"},
			ldSPDX:   {from: "},\n", to: "}, {\"type\": \"Relationship\", \"from\": \"urn:a\", \"relationshipType\": \"contains\", \"to\": [\"urn:B\"]},\n", want: "a by Acme\n4:171 /@graph/1/to/0: unresolved reference \"urn:B\": no component of this document has it"},
		}},
		{"supplier without type", map[string]change{
			jsonCDX:  never("organizations and persons are members of their own"),
			xmlCDX:   never("organizations and persons are elements of their own"),
			jsonSPDX: {from: `Organization: Acme`, to: `Acme`, want: "a by Acme\n4:54 /packages/0/supplier: supplier \"Acme\": expected \"Organization: \" or \"Person: \" before the name"},
			tagSPDX:  {from: `Organization: Acme`, to: `Acme`, want: "a by Acme\n4:18 PackageSupplier: PackageSupplier \"Acme\": expected \"Organization: \" or \"Person: \" before the name"},
			yamlSPDX: {from: `Organization: Acme`, to: `Acme`, want: "a by Acme\n5:13 /packages/0/supplier: supplier \"Acme\": expected \"Organization: \" or \"Person: \" before the name"},
			rdfSPDX:  {from: `Organization: Acme`, to: `Acme`, want: "a by Acme\n3:57 /RDF/Package/supplier: supplier \"Acme\": expected \"Organization: \" or \"Person: \" before the name"},
			ldSPDX:   {from: `"urn:b"}`, to: `"Acme"}`, want: "a by Acme\n4:80 /@graph/0/suppliedBy: suppliedBy \"Acme\": expected the id of an element of this document"},
		}},
		{"unknown name", map[string]change{
			jsonCDX:  {from: `"name": "a"`, to: `"name": "a", "vendor-note": "b"`, want: "a by Acme\n4:35 /components/0/vendor-note: unknown member \"vendor-note\": its value is not read"},
			xmlCDX:   {from: `<name>a</name>`, to: `<name>a</name><e:note xmlns:e="urn:e">b</e:note>`, want: `a by Acme`},
			jsonSPDX: {from: `"name": "a"`, to: `"name": "a", "vendor-note": "b"`, want: "a by Acme\n4:42 /packages/0/vendor-note: unknown member \"vendor-note\": its value is not read"},
			tagSPDX:  {to: "VendorNote: b\n", want: "a by Acme\n5:1 VendorNote: tag \"VendorNote\" is not a tag of SPDX 2.3"},
			yamlSPDX: {from: "  name: a\n", to: "  name: a\n  vendor-note: b\n", want: "a by Acme\n5:3 /packages/0/vendor-note: unknown member \"vendor-note\": its value is not read"},
			rdfSPDX:  {from: `</name>`, to: `</name><e:note xmlns:e="urn:e#">b</e:note>`, want: `a by Acme`},
			ldSPDX:   {from: `"name": "a"`, to: `"name": "a", "ex_note": "b"`, want: `a by Acme`},
		}},
		{"filesAnalyzed as a string", map[string]change{
			jsonCDX:  never("no such member"),
			xmlCDX:   never("no such element"),
			jsonSPDX: {from: `"name": "a"`, to: `"name": "a", "filesAnalyzed": "false"`, want: "a by Acme\n4:59 /packages/0/filesAnalyzed: filesAnalyzed \"\\\"false\\\"\": expected true or false"},
			tagSPDX:  never("all values are text"),
			yamlSPDX: {from: "  name: a\n", to: "  name: a\n  filesAnalyzed: 'false'\n", want: "a by Acme\n5:18 /packages/0/filesAnalyzed: filesAnalyzed \"'false'\": expected true or false"},
			rdfSPDX:  never("all values are text"),
			ldSPDX:   never("no such member"),
		}},
		{"version as a number", map[string]change{
			jsonCDX:  {from: `"name": "a"`, to: `"name": "a", "version": 1.10`, want: "a by Acme\n4:46 /components/0/version: version is a number: expected a string"},
			xmlCDX:   never("all values are text"),
			jsonSPDX: never("numbers are refused"),
			tagSPDX:  never("all values are text"),
			yamlSPDX: {from: "  name: a\n", to: "  name: a\n  versionInfo: 1.10\n", want: `a by Acme`},
			rdfSPDX:  never("all values are text"),
			ldSPDX:   never("numbers are refused"),
		}},
		{"invalid package URL", map[string]change{
			jsonCDX:  {from: `"name": "a"`, to: `"name": "a", "purl": "a@1"`, want: "a by Acme\n4:43 /components/0/purl: package URL \"a@1\": expected the scheme pkg at its head"},
			xmlCDX:   {from: `<name>a</name>`, to: `<name>a</name><purl>a@1</purl>`, want: "a by Acme\n4:86 /bom/components/component[1]/purl: package URL \"a@1\": expected the scheme pkg at its head"},
			jsonSPDX: {from: `"name": "a"`, to: `"name": "a", "externalRefs": [{"referenceType": "purl", "referenceLocator": "a@1"}]`, want: "a by Acme\n4:105 /packages/0/externalRefs/0/referenceLocator: package URL \"a@1\": expected the scheme pkg at its head"},
			tagSPDX:  {to: "ExternalRef: PACKAGE-MANAGER purl a@1\n", want: "a by Acme\n5:35 ExternalRef: package URL \"a@1\": expected the scheme pkg at its head"},
			yamlSPDX: {from: "  name: a\n", to: "  name: a\n  externalRefs: [{referenceType: purl, referenceLocator: a@1}]\n", want: "a by Acme\n5:58 /packages/0/externalRefs/0/referenceLocator: package URL \"a@1\": expected the scheme pkg at its head"},
			rdfSPDX:  {from: `</name>`, to: `</name><externalRef><ExternalRef><referenceType r:resource="http://spdx.org/rdf/references/purl"/><referenceLocator>a@1</referenceLocator></ExternalRef></externalRef>`, want: "a by Acme\n3:156 /RDF/Package/externalRef/ExternalRef/referenceLocator: package URL \"a@1\": expected the scheme pkg at its head"},
			ldSPDX:   {from: `"name": "a"`, to: `"name": "a", "software_packageUrl": "a@1"`, want: "a by Acme\n4:89 /@graph/0/software_packageUrl: package URL \"a@1\": expected the scheme pkg at its head"},
		}},
		{"invalid hash", map[string]change{
			jsonCDX:  {from: `"name": "a"`, to: `"name": "a", "hashes": [{"alg": "MD5", "content": "?!"}]`, want: "a by Acme\n4:72 /components/0/hashes/0/content: hash \"?!\" of algorithm \"MD5\": expected an algorithm and hexadecimal digits"},
			xmlCDX:   {from: `<name>a</name>`, to: `<name>a</name><hashes><hash alg="MD5">?!</hash></hashes>`, want: "a by Acme\n4:104 /bom/components/component[1]/hashes/hash: hash \"?!\" of algorithm \"MD5\": expected an algorithm and hexadecimal digits"},
			jsonSPDX: {from: `"name": "a"`, to: `"name": "a", "checksums": [{"algorithm": "MD5", "checksumValue": "?!"}]`, want: "a by Acme\n4:94 /packages/0/checksums/0/checksumValue: hash \"?!\" of algorithm \"MD5\": expected an algorithm and hexadecimal digits"},
			tagSPDX:  {to: "PackageChecksum: MD5: ?!\n", want: "a by Acme\n5:23 PackageChecksum: hash \"?!\" of algorithm \"MD5\": expected an algorithm and hexadecimal digits"},
			yamlSPDX: {from: "  name: a\n", to: "  name: a\n  checksums: [{algorithm: MD5, checksumValue: '?!'}]\n", want: "a by Acme\n5:47 /packages/0/checksums/0/checksumValue: hash \"?!\" of algorithm \"MD5\": expected an algorithm and hexadecimal digits"},
			rdfSPDX:  {from: `</name>`, to: `</name><checksum><Checksum><algorithm>MD5</algorithm><checksumValue>?!</checksumValue></Checksum></checksum>`, want: "a by Acme\n3:108 /RDF/Package/checksum/Checksum/checksumValue: hash \"?!\" of algorithm \"MD5\": expected an algorithm and hexadecimal digits"},
			ldSPDX:   {from: `"name": "a"`, to: `"name": "a", "verifiedUsing": [{"type": "Hash", "algorithm": "md5", "hashValue": "?!"}]`, want: "a by Acme\n4:134 /@graph/0/verifiedUsing/0/hashValue: hash \"?!\" of algorithm \"md5\": expected an algorithm and hexadecimal digits"},
		}},
		{"two suppliers", map[string]change{
			jsonCDX:  never("duplicate members are refused"),
			xmlCDX:   never("duplicate elements are refused"),
			jsonSPDX: never("duplicate members are refused"),
			tagSPDX:  {to: "PackageSupplier: Organization: Other\n", want: `a by Acme, a by Other`},
			yamlSPDX: never("duplicate members are refused"),
			rdfSPDX:  never("two values of a property are refused"),
			ldSPDX:   {from: `"suppliedBy": "urn:b"`, to: `"suppliedBy": ["urn:b", {"type": "Person", "name": "Other"}]`, want: `a by Acme, a by Other`},
		}},
		{"no components", map[string]change{
			jsonCDX:  {from: "\n    {\"bom-ref\": \"A\", \"name\": \"a\", \"supplier\": {\"name\": \"Acme\"}}\n", to: ``},
			xmlCDX:   {from: "\n    <component bom-ref=\"A\"><supplier><name>Acme</name></supplier><name>a</name></component>\n", to: ``},
			jsonSPDX: {from: "\n    {\"SPDXID\": \"SPDXRef-A\", \"name\": \"a\", \"supplier\": \"Organization: Acme\"}\n", to: ``},
			tagSPDX:  {from: "PackageName: a\nSPDXID: SPDXRef-A\nPackageSupplier: Organization: Acme\n", to: ``},
			yamlSPDX: {from: "packages:\n- SPDXID: SPDXRef-A\n  name: a\n  supplier: \"Organization: Acme\"\n", to: ``},
			rdfSPDX:  {from: "  <Package r:about=\"#SPDXRef-A\"><name>a</name><supplier>Organization: Acme</supplier></Package>\n", to: ``},
			ldSPDX:   {from: "\n    {\"type\": \"software_Package\", \"spdxId\": \"urn:a\", \"name\": \"a\", \"suppliedBy\": \"urn:b\"},", to: ``},
		}},
	} {
		c.run(t, func(t *testing.T, x change, text string) {
			doc, err := One("-", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			checkClaims(t, doc)
			lines := []string{suppliers(doc)}
			for _, w := range doc.Warnings {
				lines = append(lines, placed(doc.Locate(w.Place)[0], w.Message))
			}
			if got := strings.Join(lines, "\n"); got != x.want {
				t.Errorf("got\n%s\nwant\n%s", got, x.want)
			}
		})
	}
}

// TestAbsentSuppliersMakeNoClaims checks words that mean that the supplier is unknown.
func TestAbsentSuppliersMakeNoClaims(t *testing.T) {
	for _, word := range []string{"", " ", "NOASSERTION", "noassertion", "NONE", "None", "unknown", "Unknown", "UNKNOWN", "n/a", "N/A", "null", "-", "?", "Organization: ", "Organization: NOASSERTION", "Person: unknown ()"} {
		for form, text := range forms {
			supplier := "Acme"
			if strings.Contains(text, "Organization: ") {
				supplier = "Organization: Acme"
			}
			doc, err := One(form, strings.NewReader(strings.Replace(text, supplier, word, 1)))
			if err != nil {
				t.Fatalf("%q: %v", word, err)
			}
			if got := suppliers(doc); got != "" || doc.Coverage().Maker > 0 || doc.Coverage().Name != 1 || len(doc.Warnings) > 0 {
				t.Errorf("%s, %q: got suppliers %q, coverage %+v and warnings %v, want none", form, word, got, doc.Coverage(), doc.Warnings)
			}
		}
	}
}

// TestDecodeRefusesMisspeltMembers checks names that differ from a known one by one
// letter. They are refused because the values of unknown members are not read.
func TestDecodeRefusesMisspeltMembers(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"JSON", `{"bomFormat":"CycloneDX","specVersion":"1.6","componenvs":[]}`, `line 1, column 46: /componenvs: member "componenvs" is unknown and differs from "components" by one letter`},
		{"nested JSON", `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a","suplier":{"name":"Acme"}}]}`, `member "suplier" is unknown and differs from "supplier" by one letter`},
		{"XML", `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><componentss/></bom>`, `element "componentss" is unknown and differs from "components" by one letter`},
		{"SPDX JSON", `{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packagse":[]}`, `member "packagse" is unknown and differs from "packages" by one letter`},
		{"SPDX tag-value", "SPDXVersion: SPDX-2.3\nPackageSuplier: Organization: Acme\n", `line 2, column 1: PackageSuplier: tag "PackageSuplier" is unknown and differs from "PackageSupplier" by one letter`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("file", strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want one with %q", err, c.want)
			}
		})
	}
}
