package cyclonedx_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/cyclonedx"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	gocmp "github.com/google/go-cmp/cmp"
)

const maxDepth = 1024 // the limit of read

// read reads a document in XML if it starts with "<", otherwise in JSON.
func read(text string) (*sbom.Document, error) {
	doc := &sbom.Document{Format: sbom.CycloneDX, Encoding: sbom.JSON}
	src := &scan.Source{Text: text, Encoding: sbom.JSON, Shapes: cyclonedx.Shapes(), Limits: scan.Limits{MaxDepth: maxDepth, MaxValue: 1 << 20}}
	read := cyclonedx.ReadJSON
	if strings.HasPrefix(text, "<") {
		doc.Encoding, src.Encoding, read = sbom.XML, sbom.XML, cyclonedx.ReadXML
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

// claimsIn returns the claims of a document.
func claimsIn(d *sbom.Document) (claims []sbom.Claim) {
	for _, c := range d.Claims() {
		claims = append(claims, c)
	}
	return claims
}

// TestEncodingsHaveSameComponents checks the components, their nesting and their
// dependencies, with members and elements in an unusual order.
func TestEncodingsHaveSameComponents(t *testing.T) {
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
		doc, err := read(text)
		if err != nil {
			t.Fatalf("read: %v\n%s", err, text)
		}
		var got []string
		for i, c := range doc.Components() {
			line := fmt.Sprintf("%d %s %q %q %q %q %q", c.Parent, c.Origin, c.Ref, c.Group, c.Name, c.Version, c.Scope)
			if on := doc.DependsOn(i); len(on) > 0 {
				line += fmt.Sprint(" -> ", on)
			}
			got = append(got, line)
			if at := doc.Text()[c.Place.Start:c.Place.End]; c.Name != "" && strings.Trim(at, `"`) != c.Name {
				t.Errorf("%s: place of component %q: got text %q, want the name", doc.Encoding, c.Name, at)
			}
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s: components differ (-want +got):\n%s", doc.Encoding, diff)
		}
		if doc.SpecVersion != "1.6" || doc.ID != "urn:uuid:1" || doc.Title != "product" || doc.Created != "2024-01-01T00:00:00Z" {
			t.Errorf("%s: got version %q, ID %q, title %q, created %q, want 1.6, urn:uuid:1, product, 2024-01-01T00:00:00Z", doc.Encoding, doc.SpecVersion, doc.ID, doc.Title, doc.Created)
		}
	}
}

func TestCompositionsMarkComponentsIncomplete(t *testing.T) {
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
			"assemblies and dependencies, each several times",
			`{"aggregate": "incomplete_third_party_only", "assemblies": ["b"]}, {"aggregate": "unknown", "dependencies": ["a", "a"]}, {"aggregate": "not_specified", "assemblies": ["a"]}`,
			`<composition><aggregate>incomplete_third_party_only</aggregate><assemblies><assembly ref="b"/></assemblies></composition>
			<composition><aggregate>unknown</aggregate><dependencies><dependency ref="a"/><dependency ref="a"/></dependencies></composition>
			<composition><aggregate>not_specified</aggregate><assemblies><assembly ref="a"/></assemblies></composition>`,
			[]string{"a", "b"},
		},
		{"document", `{"aggregate": "incomplete"}`, `<composition><aggregate>incomplete</aggregate></composition>`, []string{"document"}},
		{
			"only vulnerabilities",
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
				doc, err := read(text)
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
					t.Errorf("%s: got %d incomplete components %q and warnings %v, want %q without warnings", doc.Encoding, doc.Coverage().Incomplete, got, doc.Warnings, c.want)
				}
			}
		})
	}
}

// TestWarnings checks the warnings about values that are read although they are
// invalid.
func TestWarnings(t *testing.T) {
	for _, c := range []struct{ name, text, want, at string }{
		{"number as version", jsonBOM(`"components": [{"name": "a", "version": 1.10}]`), "version is a number: expected a string", "1.10"},
		{"composition of an unknown component", jsonBOM(`"compositions": [{"aggregate": "unknown", "assemblies": ["x"]}]`), `unresolved reference "x": no component of this document has it`, `"x"`},
		{"several components with the same reference", jsonBOM(`"components": [{"name": "a", "bom-ref": "x"}, {"name": "b", "bom-ref" : "x"}, {"name": "c", "bom-ref": "x"}]`), `duplicate reference "x": several components have it`, `"x"`},
		{"invalid hash", jsonBOM(`"components": [{"hashes": [{"alg": "MD5", "content": "foo"}]}]`), `hash "foo" of algorithm "MD5": expected an algorithm and hexadecimal digits`, `"foo"`},
		{"identifier of an unknown scheme", jsonBOM(`"components": [{"name": "a", "swhid": ["swh:2:cnt:00"]}]`), `identifier "swh:2:cnt:00": expected gitoid:type:algorithm:digest or swh:1:type:digest`, `"swh:2:cnt:00"`},
		{"invalid certificate", jsonBOM(`"signature": {"certificatePath": ["AAAA"]}`), "certificate: x509: malformed certificate", `"AAAA"`},
		{"invalid SWID tag", xmlBOM(`<components><component><swid tagId="t"><text>tag</text></swid></component></components>`), "SWID tag: expected XML: EOF", "tag"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := read(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Warnings) != 1 {
				t.Fatalf("got warnings %v, want %s", doc.Warnings, c.want)
			}
			w := doc.Warnings[0]
			if at := doc.Text()[w.Place.Start:w.Place.End]; w.Message != c.want || at != c.at {
				t.Errorf("got warning %s at %s, want %s at %s", w.Message, at, c.want, c.at)
			}
		})
	}
	doc, err := read(jsonBOM(`"components": [{"name": "a", "version": 1.10}]`))
	if err != nil || doc.Component(1).Version != "1.10" {
		t.Errorf("got version %q, error %v, want 1.10 as written", doc.Component(1).Version, err)
	}
}

// TestGitObjectKeys checks that OmniBOR and Software Heritage identifiers of the same
// content have the same key.
func TestGitObjectKeys(t *testing.T) {
	const sha1, sha256 = "261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	for id, want := range map[string]string{
		"gitoid:blob:sha1:" + sha1:                     "gitoid-sha1:" + sha1,
		"gitoid:blob:sha256:" + sha256:                 "gitoid-sha256:" + sha256,
		"swh:1:cnt:" + sha1:                            "gitoid-sha1:" + sha1,
		"SWH:1:DIR:" + sha1 + ";path=/a:b;lines=1":     "gitoid-sha1:" + sha1,
		"gitoid:blob:sha256:" + "no hexadecimal digit": "",
	} {
		doc, err := read(jsonBOM(`"components": [{"omniborId": ["` + id + `"]}]`))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range doc.Claims() {
			got += c.Key
		}
		if got != want {
			t.Errorf("key of %s: got %q, want %q", id, got, want)
		}
	}
}
func TestDependencyGraphExtension(t *testing.T) {
	doc, err := read(`<bom xmlns="http://cyclonedx.org/schema/bom/1.1" xmlns:dg="http://cyclonedx.org/schema/ext/dependency-graph/1.0">
		<components><component type="library" bom-ref="a"><name>a</name></component><component type="library" bom-ref="b"><name>b</name></component></components>
		<dg:dependencies><dg:dependency ref="a"><dg:dependency ref="b"/></dg:dependency></dg:dependencies></bom>`)
	if err != nil {
		t.Fatal(err)
	}
	if got := doc.DependsOn(1); !slices.Equal(got, []int{2}) {
		t.Errorf("dependencies of component 1: got %v, want [2]", got)
	}
}

// TestPlaces checks which part of the text is the place of a value.
func TestPlaces(t *testing.T) {
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
			doc, err := read(c.text)
			if err != nil {
				t.Fatal(err)
			}
			lib := doc.Component(1)
			if raw := doc.Text()[lib.Place.Start:lib.Place.End]; lib.Name != c.value || raw != c.raw {
				t.Errorf("got name %q from text %q, want %q from %q", lib.Name, raw, c.value, c.raw)
			}
			if first := strings.Index(c.text, c.raw); lib.Place.Start != first {
				t.Errorf("got offset %d, want %d", lib.Place.Start, first)
			}
		})
	}

	doc, err := read(xmlBOM(`<components><component bom-ref = "x"><name>lib</name><swid name="tag" tagId = 'a&quot;"b'/></component></components>`))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(claimsIn(doc), func(c sbom.Claim) bool { return c.Kind == identity.KindSWID })
	swid := claimsIn(doc)[i]
	if raw := doc.Text()[swid.Place.Start:swid.Place.End]; swid.Value != `a""b` || raw != `a&quot;"b` {
		t.Errorf("got attribute %q from text %q, want %q from %q", swid.Value, raw, `a""b`, `a&quot;"b`)
	}
}
