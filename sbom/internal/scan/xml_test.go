package scan_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// readXML reads all of a document and returns the text of its elements and attributes as
// written.
func readXML(text string) (values map[string]string, err error) {
	src := &scan.Source{Text: text, Encoding: scan.XMLEncoding, Limits: scan.Limits{MaxDepth: 3}}
	r := src.XML()
	values = map[string]string{}
	e, err := r.Root()
	if err != nil {
		return nil, r.AsFault(err)
	}
	if err := readElement(&r, e, values); err != nil {
		return nil, r.AsFault(err)
	}
	if err := r.End(); err != nil {
		return nil, r.AsFault(err)
	}
	return values, nil
}

func readElement(r *scan.XML, e xml.StartElement, values map[string]string) error {
	written := func(value string) string {
		p := r.Source.At(value)
		return r.Source.Text[p.Start:p.End]
	}
	for n, a := range e.Attr {
		values["@"+a.Name.Local] = written(r.Value(a.Value, r.AttributePlace(n)))
	}
	var text scan.XMLText
	for {
		t, err := r.Next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := readElement(r, t, values); err != nil {
				return err
			}
		case xml.CharData:
			text.Add(t, r.TextPlace())
		case xml.EndElement:
			values[e.Name.Local] = written(r.Value(text.String(), text.Place))
			return nil
		}
	}
}

func TestXMLRecordsPlaces(t *testing.T) {
	got, err := readXML(`<?xml version="1.0"?><!-- --><bom><a x="1" y='&lt;"'>  plain
		</a><b>A<!-- -->&amp;B</b><c/></bom> `)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "plain", "@x": "1", "@y": `&lt;"`, "b": "A<!-- -->&amp;B", "c": ""} {
		if got[name] != want {
			t.Errorf("%s is written as %q, want %q", name, got[name], want)
		}
	}
}

func TestXMLRefusesInvalidDocument(t *testing.T) {
	for _, c := range []struct{ text, message, at string }{
		{`<!DOCTYPE bom><bom/>`, "document type declaration: expected none", "<!DOCTYPE"},
		{`text<bom/>`, "text before the root element: expected nothing", "text"},
		{`<bom/>text`, "text after the end of the root element: expected nothing", "text"},
		{`<bom/><bom/>`, "text after the end of the root element: expected nothing", "<bom/>"},
		{`<bom><a>`, "the document ends within an element", ""},
		{`<bom></a></bom>`, "invalid XML: ", "</bom>"},
		{`<bom>&x;</bom>`, "invalid XML: ", "</bom>"},
		{`<a><b><c><d/></c></b></a>`, "nested deeper than 3 elements", "<d/>"},
		{`<?xml version="1.0" encoding="ISO-8859-1"?><bom/>`, `declared encoding "ISO-8859-1": expected UTF-8`, "<?xml"},
	} {
		_, err := readXML(c.text)
		checkFault(t, c.text, err, c.message, c.at)
	}
}

func TestXMLSkip(t *testing.T) {
	src := &scan.Source{Text: `<bom><a>x<b/></a><c/><d><e><f/></e></d></bom>`, Encoding: scan.XMLEncoding, Limits: scan.Limits{MaxDepth: 3}}
	r := src.XML()
	skip := func(want string) error {
		t.Helper()
		token, err := r.Next()
		if e, ok := token.(xml.StartElement); err != nil || !ok || e.Name.Local != want {
			t.Fatalf("got %v and error %v, want element %s", token, err, want)
		}
		return r.Skip()
	}
	if _, err := r.Root(); err != nil {
		t.Fatal(err)
	}
	if err := skip("a"); err != nil {
		t.Error(err)
	}
	if err := skip("c"); err != nil {
		t.Error(err)
	}
	checkFault(t, src.Text, skip("d"), "nested deeper than 3 elements", "<f/>")
}

func TestLocateXMLWithManyNames(t *testing.T) {
	var text strings.Builder
	text.WriteString("<bom>")
	for i := range 3 {
		for n := range 100 {
			fmt.Fprintf(&text, "<a%d>%d</a%d>", n, i, n)
		}
	}
	text.WriteString("</bom>")
	src := &scan.Source{Text: text.String(), Encoding: scan.XMLEncoding}
	for _, c := range []struct {
		value string
		path  string
	}{{"<a7>1", "/bom/a7[2]"}, {"<a77>2", "/bom/a77[3]"}} {
		at := strings.Index(src.Text, c.value) + len(c.value) - 1
		if got := src.Locate(scan.Place{Start: at, End: at + 1}); got[0].Path != c.path {
			t.Errorf("%s is at %s, want %s", c.value, got[0].Path, c.path)
		}
	}
}
