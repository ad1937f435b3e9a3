package decode

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// Each format has a fuzz target of its own, so that each gets its share of the time. The
// targets differ only in their seeds; checkReading is the property of every text.

func FuzzCycloneDXJSON(f *testing.F) {
	fuzz(f, draft.CycloneDXJSON, "*.cdx.json", forms[jsonCDX])
}

func FuzzCycloneDXXML(f *testing.F) {
	fuzz(f, draft.CycloneDXXML, "*.cdx.xml", forms[xmlCDX])
}

func FuzzSPDXJSON(f *testing.F) {
	fuzz(f, draft.SPDXJSON, "*.spdx.json", forms[jsonSPDX], routerJSON)
}

func FuzzSPDXTagValue(f *testing.F) {
	fuzz(f, draft.SPDXTagValue, "*.spdx", forms[tagSPDX], routerTagValue)
}

func FuzzSPDXYAML(f *testing.F) {
	fuzz(f, draft.SPDXYAML, "*.spdx.yaml", forms[yamlSPDX], routerYAML)
}

func FuzzSPDXRDF(f *testing.F) {
	fuzz(f, draft.SPDXRDF, "*.spdx.rdf", forms[rdfSPDX], routerRDF, routerRDFPieces)
}

func FuzzSPDX3(f *testing.F) {
	fuzz(f, draft.SPDX3JSON, "*.spdx3.json", forms[ldSPDX], routerGraph)
}

func FuzzWrappers(f *testing.F) {
	for _, form := range []string{jsonCDX, tagSPDX} {
		for _, w := range wrappings {
			f.Add(w.wrap(forms[form]))
		}
	}
	fuzz(f, 0, "broken/*", strings.ReplaceAll(forms[jsonCDX], "\n", " ")+"\n"+forms[jsonSPDX])
}

// fuzz checks checkReading with the seeds, with the shipped SBOMs that match a pattern,
// and with a drafted document in the form with an ID, if it is not 0.
func fuzz(f *testing.F, id draft.FormID, pattern string, seeds ...string) {
	for _, folder := range []string{"testdata/", "../../testdata/"} {
		paths, err := filepath.Glob(folder + pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			if len(text) < 20_000 { // longer seeds slow down the search and add nothing
				seeds = append(seeds, string(text))
			}
		}
	}
	for _, form := range draft.Forms() {
		if form.ID == id {
			seeds = append(seeds, write(f, form, fullDraft()))
		}
	}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(checkReading)
}

// write returns a document in a form.
func write(tb testing.TB, form draft.Form, doc draft.Document) string {
	tb.Helper()
	var text strings.Builder
	if err := form.Write(doc, &text); err != nil {
		tb.Fatal(err)
	}
	return text.String()
}

// fullDraft returns a document that uses all fields of package draft.
func fullDraft() draft.Document {
	part := func(ref, name string) draft.Component {
		return draft.Component{Ref: ref, Type: "library", Name: name, Version: "1.2.3", Supplier: name + " Inc."}
	}
	library := draft.Component{
		Ref: "library", Type: "library", Name: "engine.dll", Version: "9", Supplier: "Example Networks", Publisher: "Example Labs",
		PURL: "pkg:npm/%40example/engine@9", CPE: "cpe:2.3:a:example:engine:9:*:*:*:*:*:*:*", SWID: "2df9de35-0aff-4a86-ace6-f7dddd1ade4c",
		Hash: "sha1:85ed0817af83a24ad8da68c2b5094de69833983c", License: "MIT", Copyright: "Copyright 2024 Example Networks",
		Website: "https://example.com", Download: "https://downloads.example.com/engine.tar.gz",
		Nested: []draft.Component{part("nested", "nested")}, DependsOn: []string{"nested", "fork"},
	}
	fork := part("fork", "fork")
	fork.Ancestors = []draft.Component{part("ancestor", "ancestor")}
	fork.Descendants = []draft.Component{part("descendant", "descendant")}
	fork.Variants = []draft.Component{part("variant", "variant")}
	fork.Committer = "Ivan Doe"
	service := part("service", "service")
	service.Section, service.Download = draft.Services, "https://api.example.com/v1"
	tool := part("tool", "tool")
	tool.Section = draft.Tools
	compiler := part("compiler", "compiler")
	compiler.Section = draft.Formulation
	return draft.Document{
		ID: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", Created: "2024-10-01T00:00:00Z", Author: "Example Networks",
		Root:       draft.Component{Ref: "root", Type: "firmware", Name: "router", Version: "4.2", DependsOn: []string{"library"}},
		Components: slices.Values([]draft.Component{library, fork}),
		Other:      []draft.Component{service, tool, compiler},
	}
}

// checkReading checks that a text is refused with a message and a location, or read into
// consistent documents. The same document in another notation must state the same. The
// memory is bounded by the length of the text.
func checkReading(t *testing.T, text string) {
	d := Decoder{MaxBytes: 1 << 20}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	docs, err := d.All("fuzz", strings.NewReader(text))
	runtime.ReadMemStats(&after)
	length := len(text)
	for _, doc := range docs {
		length = max(length, len(doc.Text())) // decompressed
	}
	const fixed, most = 64 << 20, 32 << 10 // for windows of decompressors and tables, and per byte for near keys
	if got := after.TotalAlloc - before.TotalAlloc; got > fixed+most*uint64(length) {
		t.Errorf("got %d bytes of memory for %d bytes of text, want at most %d", got, length, fixed+most*uint64(length))
	}
	if err != nil {
		var e *sbom.Error
		if !errors.As(err, &e) || e.Location.Line < 1 || e.Message == "" {
			t.Errorf("got error %v, want one with a message and a location", err)
		}
		return
	}
	for _, doc := range docs {
		checkDocument(t, doc)
	}
	if len(docs) != 1 || len(docs[0].Wrappers) > 0 {
		return
	}
	want := stated(docs[0])
	for _, other := range rewritten(docs[0]) {
		again, err := One(other.how, strings.NewReader(other.text))
		if err != nil {
			t.Errorf("got error %v for the same document in another notation\n%q", err, other.text)
			continue
		}
		checkDocument(t, again)
		if got := stated(again); !slices.Equal(got, want) {
			t.Errorf("statements of the same document in notation %q differ (-want +got):\n%s\n%q", other.how, cmp.Diff(want, got), other.text)
		}
	}
}

// checkDocument checks that the claims of a document have places with their values, that
// components come after their parents and at the end of their paths, and that the
// numbers are bounded by the length of the text.
func checkDocument(t *testing.T, doc *sbom.Document) {
	checkClaims(t, doc)
	for i, c := range doc.Components() {
		if c.Parent >= i {
			t.Errorf("component %d: got parent %d, want an earlier component", i, c.Parent)
		}
		if c.Place.Start < 0 || c.Place.Start > c.Place.End || c.Place.End > len(doc.Text()) {
			t.Errorf("component %d: got place %v, want a place in %d bytes", i, c.Place, len(doc.Text()))
		}
		if path := doc.Path(i); path[len(path)-1] != i {
			t.Errorf("path to component %d: got component %d at the end", i, path[len(path)-1])
		}
	}
	for _, w := range doc.Warnings {
		if l := doc.Locate(w.Place)[0]; l.Line < 1 || w.Message == "" {
			t.Errorf("got warning %+v, want one with a message and a location", w)
		}
	}
	if got := doc.Coverage(); got.Maker+got.Identity+got.Hash+got.Name+got.Nothing != got.Components {
		t.Errorf("got coverage %+v, want all components counted once", got)
	}
	const claims = 64 // per byte, for near keys
	if doc.ClaimCount() > claims*len(doc.Text()) || doc.Len() > 1+len(doc.Text())/2 || len(doc.Warnings) > len(doc.Text()) {
		t.Errorf("got %d claims, %d components, %d warnings in %d bytes, want fewer", doc.ClaimCount(), doc.Len(), len(doc.Warnings), len(doc.Text()))
	}
}

// rewriting is a document in another notation.
type rewriting struct{ how, text string }

// rewritten returns a document in other notations, in which it has to state the same.
func rewritten(doc *sbom.Document) []rewriting {
	out := []rewriting{{"gzip", gzipped(doc.Text())}, {"byte order mark", byteOrderMark + doc.Text()}}
	switch doc.Encoding {
	case sbom.JSON:
		compact, indented := jsontext.Value(doc.Text()).Clone(), jsontext.Value(doc.Text()).Clone()
		if err := errors.Join(compact.Compact(), indented.Indent()); err != nil {
			panic(err) // not reached: the decoder has read the text
		}
		out = append(out, rewriting{"minified", string(compact)}, rewriting{"indented", string(indented)},
			rewriting{"escaped", escapedJSON(doc.Text())}, rewriting{"export", `{"sbom": ` + doc.Text() + `}`})
	case sbom.XML, sbom.RDF:
		out = append(out, rewriting{"rewritten", rewrittenXML(doc.Text())})
	case sbom.TagValue:
		if !strings.Contains(doc.Text(), "<text>") && !strings.Contains(doc.Text(), "\r") { // the line ends of a text belong to its value
			for _, end := range []string{"\r\n", "\r", " \n\n\t", "\n# a comment\n"} {
				out = append(out, rewriting{fmt.Sprintf("lines that end in %q", end), strings.ReplaceAll(doc.Text(), "\n", end)})
			}
		}
	case sbom.YAML:
		var root yaml.Node
		if err := yaml.Unmarshal([]byte(doc.Text()), &root); err != nil {
			panic(err) // not reached: the decoder has read the text
		}
		if text := yamlAsJSON(root.Content[0]); !mentionsWrapper(root.Content[0]) { // otherwise the JSON would be a wrapper
			out = append(out, rewriting{"JSON", text})
		}
	}
	return out
}

// escapedJSON returns a JSON text with all letters in strings escaped.
func escapedJSON(text string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quoted && c == '\\':
			n := 2
			if text[i+1] == 'u' {
				n = 6
			}
			b.WriteString(text[i : i+n])
			i += n - 1
		case quoted && ('a' <= c|0x20 && c|0x20 <= 'z'):
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			quoted = quoted != (c == '"')
			b.WriteByte(c)
		}
	}
	return b.String()
}

// rewrittenXML returns an XML document without comments, CDATA sections and empty
// elements, and with character references instead of letters.
func rewrittenXML(text string) string {
	var b strings.Builder
	name := func(n xml.Name) string { return strings.TrimPrefix(n.Space+":"+n.Local, ":") }
	escape := func(s string) {
		for _, r := range s {
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.RawToken()
		if err != nil {
			return b.String()
		}
		switch token := token.(type) {
		case xml.StartElement:
			b.WriteString("<" + name(token.Name))
			for _, a := range token.Attr {
				b.WriteString("\n" + name(a.Name) + "='")
				escape(a.Value)
				b.WriteString("'")
			}
			b.WriteString(" >")
		case xml.EndElement:
			b.WriteString("</" + name(token.Name) + " >")
		case xml.CharData:
			if space := strings.Trim(string(token), " \t\r\n") == ""; space {
				b.WriteString(string(token)) // character references are not allowed outside the root element
			} else {
				escape(string(token))
			}
		}
	}
}

// yamlAsJSON returns a node of YAML as JSON.
func yamlAsJSON(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.SequenceNode:
		for _, e := range n.Content {
			parts = append(parts, yamlAsJSON(e))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case yaml.MappingNode:
		for pair := range slices.Chunk(n.Content, 2) {
			parts = append(parts, quoted(pair[0].Value)+":"+yamlAsJSON(pair[1]))
		}
		return "{" + strings.Join(parts, ",\n") + "}"
	}
	switch value := n.Value; {
	case n.Tag == "!!null":
		return "null"
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return quoted(strings.TrimRight(value, "\n")) // line breaks at the end of a block do not belong to the value
	default:
		return quoted(value)
	}
}

// mentionsWrapper reports whether a mapping has a member by which a decoder recognizes
// another format or a wrapper.
func mentionsWrapper(mapping *yaml.Node) bool {
	for pair := range slices.Chunk(mapping.Content, 2) {
		switch pair[0].Value {
		case "bomFormat", "@context", "@graph", "sbom", "predicate", "predicateType", "payload", "payloadType", "dsseEnvelope", "messageSignature", "Data":
			return true
		}
	}
	return false
}
