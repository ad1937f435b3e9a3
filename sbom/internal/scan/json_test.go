package scan_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// shapes are the shapes of a document that is a component.
var shapes = scan.NewShapes(reflect.TypeFor[component](), scan.Notation{
	Unread:      map[reflect.Type]string{reflect.TypeFor[component](): "descriptions"},
	Significant: map[string]bool{"supplier": true, "parts": true},
})

func newSource(text string) *scan.Source {
	return &scan.Source{
		Text: text, Encoding: scan.JSONEncoding, Outline: scan.NewOutline(text, 100),
		Shapes: shapes,
	}
}

// component is a type that is decoded by its tags.
type component struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Count   int      `json:"count"`
	Parts   []string `json:"components"`

	Supplier struct {
		Name    string `json:"name"`
		Address string `json:"address"`
	} `json:"supplier"`
}

func TestDecodeRecordsPlaces(t *testing.T) {
	src := newSource(`{"name": "a\u0062c", "version": 1.5, "components": ["x", "y"]}`)
	var c component
	if err := src.Value(scan.Place{End: len(src.Text)}, func(r *scan.JSON) error { return r.Decode(&c) }); err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct{ got, value, written string }{
		{c.Name, "abc", `"a\u0062c"`},
		{c.Version, "1.5", `1.5`},
		{c.Parts[1], "y", `"y"`},
	} {
		p := src.At(v.got)
		if written := src.Text[p.Start:p.End]; v.got != v.value || written != v.written {
			t.Errorf("got %q at %s, want %q at %s", v.got, written, v.value, v.written)
		}
	}
	if len(src.Warnings) != 1 || src.Warnings[0].Message != "version is a number: expected a string" {
		t.Errorf("warnings %v, want one about the version", src.Warnings)
	}
}

func TestValueRefusesInvalidJSON(t *testing.T) {
	for _, c := range []struct{ text, message, at string }{
		{`{"name": "a", "name": "b"}`, `duplicate member "name"`, `"name": "b"`},
		{`{"components": ["a", null]}`, "null in an array: expected an element or nothing", `null]`},
		{`{"name": [1]}`, "expected a string, got an array", `[1]`},
		{`{"count": "a"}`, "expected a number, got a string", `"a"`},
		{`{"Name": "a"}`, `member "Name" differs from "name" only in case`, `"Name"`},
		{`{"suplier": "a"}`, `member "suplier" is unknown and differs from "supplier" by one letter`, `"suplier"`},
		{`{"supplier": {"adddress": "a"}}`, `member "adddress" is unknown and differs from "address" by one letter`, `"adddress"`},
		{`{"supplier": {"parts": ["a"]}}`, `member "parts" is in the wrong place`, `"parts"`},
		{`{"parts": "a"}`, `member "parts" is in the wrong place`, `"parts"`},
		{`{"x": [[{"y": {"supplier": {"name": "a"}}}]]}`, `member "supplier" is in the wrong place`, `"supplier"`},
		{`{"descriptions": {"parts": [1]}}`, `member "parts" is in the wrong place`, `"parts"`},
		{`{"name": "a`, "the document ends within a value", ""},
		{`{"name": "a"} 1`, "text after the end of the JSON document: expected nothing", `1`},
		{`{"name" "a"}`, "invalid JSON: ", `"a"`},
		{`[]`, "expected an object, got an array", `[]`},
	} {
		src := newSource(c.text)
		var v component
		err := src.Value(scan.Place{End: len(c.text)}, func(r *scan.JSON) error { return r.Decode(&v) })
		checkFault(t, c.text, err, c.message, c.at)
	}
}

// TestValueAcceptsNamesOfOtherObjects checks that names are compared with the members of
// their own object only, and that a member in the wrong place is accepted if it is empty.
func TestValueAcceptsNamesOfOtherObjects(t *testing.T) {
	for _, text := range []string{
		`{"adddress": "a"}`,
		`{"supplier": {"suplier": "a", "componentss": 1}}`,
		`{"x": {"suplier": "a", "Name": "b", "supplier": "c"}}`,
		`{"descriptions": [{"adddress": "a"}, null], "description": "a"}`,
		`{"parts": null, "x": {"supplier": {}, "parts": [ ]}}`,
		`{"$parts": 1, "supplier": {"parts": ""}}`,
	} {
		src := newSource(text)
		var v component
		if err := src.Value(scan.Place{End: len(text)}, func(r *scan.JSON) error { return r.Decode(&v) }); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// checkFault checks the message of a fault and the text at its offset.
func checkFault(t *testing.T, text string, err error, message, at string) {
	t.Helper()
	f, ok := errors.AsType[*scan.Fault](err)
	if !ok {
		t.Errorf("%s: error %v, want a fault", text, err)
		return
	}
	if !strings.HasPrefix(f.Message, message) {
		t.Errorf("%s: fault %q, want %q", text, f.Message, message)
	}
	if got := text[f.Offset:]; !strings.HasPrefix(got, at) || at == "" && got != "" {
		t.Errorf("%s: fault at %q, want %q", text, got, at)
	}
}

func TestReadersOfObjectsAndArrays(t *testing.T) {
	text := `{"name": "a", "other": {"x": 1}, "components": ["b", "c"], "version": null}`
	src := newSource(text)
	var got []string
	err := src.Value(scan.Place{End: len(text)}, func(r *scan.JSON) error {
		return r.Object(func(name string) error {
			switch name {
			case "components":
				return r.Array(func() error {
					var s string
					err := r.Text(&s)
					got = append(got, s)
					return err
				})
			case "name", "version":
				var s string
				err := r.Text(&s)
				got = append(got, name+"="+s)
				return err
			}
			return r.SkipUnknown(shapes.Root(), name)
		})
	})
	if want := []string{"name=a", "b", "c", "version="}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q and error %v, want %q", got, err, want)
	}
	src.WarnOfUnknown()
	var messages []string
	for _, w := range src.Warnings {
		messages = append(messages, w.Message)
	}
	if want := []string{`unknown member "other": its value is not read`}; !slices.Equal(messages, want) {
		t.Errorf("warnings %q, want %q", messages, want)
	}
}

func TestMembersReturnsPlaces(t *testing.T) {
	src := newSource(` {"name": "a", "components": [1, {"b": "}"}] } `)
	got := map[string]string{}
	err := src.Members(func(name string, value scan.Place) error {
		got[name] = src.Text[value.Start:value.End]
		return nil
	})
	if err != nil || len(got) != 2 || got["name"] != `"a"` || got["components"] != `[1, {"b": "}"}]` {
		t.Errorf("got members %q and error %v", got, err)
	}
}

func TestMembersRefusesInvalidObject(t *testing.T) {
	for _, c := range []struct{ text, message, at string }{
		{`{"name": 1, "name": 2}`, `duplicate member "name"`, `"name": 2`},
		{`{"name": 1 "version": 2}`, "invalid JSON: ", `"version"`},
		{`{"name": 1`, "the document ends within a value", ""},
		{`{"name": 1} {}`, "text after the end of the JSON document: expected nothing", "{}"},
		{`{"nAme": 1}`, `member "nAme" differs from "name" only in case`, `"nAme"`},
		{`[]`, "invalid JSON", "[]"},
		{"{\"name\": 1}\x00{}", "text after the end of the JSON document: expected nothing", "\x00{}"},
	} {
		err := newSource(c.text).Members(func(string, scan.Place) error { return nil })
		checkFault(t, c.text, err, c.message, c.at)
	}
}

// readElements reads an array of strings in one part.
func readElements(text string) ([]string, error) {
	src := newSource(text)
	elements, err := src.List(scan.Place{End: len(text)})
	if err != nil || elements == (scan.Place{}) {
		return nil, err
	}
	var got []string
	err = src.Elements(elements, elements.End, func(r *scan.JSON) error {
		var s string
		err := r.Text(&s)
		got = append(got, s)
		return err
	})
	return got, err
}

func TestElementsReadsArray(t *testing.T) {
	for text, want := range map[string][]string{`["a", "b"]`: {"a", "b"}, `[ ]`: nil, `null`: nil} {
		if got, err := readElements(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q and error %v, want %q", text, got, err, want)
		}
	}
}

// TestElementsReadsWholePart checks that NUL does not end a part of a longer array.
func TestElementsReadsWholePart(t *testing.T) {
	src := newSource("[1,\x00 2, 3]")
	err := src.Elements(scan.Place{Start: 1, End: 8}, len(src.Text), func(r *scan.JSON) error { return r.SkipValue() })
	if err == nil {
		t.Error("got no error for NUL between elements")
	}
}

func TestElementsRefusesInvalidArray(t *testing.T) {
	for _, c := range []struct{ text, message, at string }{
		{`["a", null]`, "null in an array: expected an element or nothing", "null"},
		{`["a", 1]`, "expected a string, got a number", "1"},
		{`{"a": 1}`, "expected an array, got an object", "{"},
	} {
		_, err := readElements(c.text)
		checkFault(t, c.text, err, c.message, c.at)
	}
}
