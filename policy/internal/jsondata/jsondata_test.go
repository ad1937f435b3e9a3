package jsondata_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
)

func TestParseKeepsLowerLevelsAsJSON(t *testing.T) {
	got, err := jsondata.Parse([]byte(`{"a": {"b": {"c": 1}, "d": [ 2 ]}, "e": "f"} `), 2)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"a": map[string]any{"b": jsontext.Value(`{"c": 1}`), "d": jsontext.Value(`[ 2 ]`)},
		"e": jsontext.Value(`"f"`),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\"a\": 1,\n\"a\": 2}", `duplicate member "a"`},
		{`{"a": {"b": 1, "b": 2}}`, `a: duplicate member "b"`},
		{`{"a": {"b": {"c": [{}, {"d": 1, "d": 2}]}}}`, `a.b.c[1]: duplicate member "d"`},
		{"{\"a\":\n\"\xff\"}", "line 2: invalid JSON: invalid UTF-8"},
		{"{\n\"a\": b}", "line 2: invalid JSON: invalid character 'b'"},
		{"{\n\"a\" 1}", "line 2: invalid JSON: invalid character '1' after object name"},
		{"{}\n\n{}", "line 3: expected nothing after the value"},
		{"{", "line 1: invalid JSON: unexpected EOF"},
		{" ", "empty: expected a value"},
	} {
		for depth := range 4 {
			if _, err := jsondata.Parse([]byte(c.text), depth); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%q to depth %d: error %v, want one that starts with %s", c.text, depth, err, c.want)
			}
		}
	}
}

type part struct {
	Size float64 `json:"size"`
	Used bool    `json:"used"`
}

type thing struct {
	Name  string            `json:"name"`
	Tags  []string          `json:"tags"`
	Parts map[string]part   `json:"parts"`
	Notes map[string]string `json:"notes"`
	part
}

func TestDecodeSaysWhatIsExpected(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"name": 1}`, `name: expected a string, found a number`},
		{`{"name": {"a": 1}}`, `name: expected a string, found an object`},
		{`{"tags": "a"}`, `tags: expected a list, found a string`},
		{`{"tags": ["a", true]}`, `tags[1]: expected a string, found true`},
		{`{"parts": ["a"]}`, `parts: expected an object, found a list`},
		{`{"parts": {"a": {"size": "1"}}}`, `parts.a.size: expected a number, found a string`},
		{`{"parts": {"a": {"used": []}}}`, `parts.a.used: expected true or false, found a list`},
		{`["a"]`, `expected an object, found a list`},
		{`{"nmae": ""}`, `nmae: unknown member: expected "name"`},
		{`{"Name": ""}`, `Name: unknown member: expected "name"`},
		{`{"colour": ""}`, `colour: unknown member: expected name, notes, parts, size, tags or used`},
		{`{"parts": {"a": {"sise": 1}}}`, `parts.a.sise: unknown member: expected "size"`},
	} {
		var out thing
		if err := jsondata.Decode(jsontext.Value(c.text), &out); err == nil || err.Error() != c.want {
			t.Errorf("%s: error %v, want %s", c.text, err, c.want)
		}
	}
}

func TestMerge(t *testing.T) {
	parse := func(text string) map[string]any {
		value, err := jsondata.Parse([]byte(text), 2)
		if err != nil {
			t.Fatal(err)
		}
		return value.(map[string]any)
	}
	for _, c := range []struct{ a, b, find, want string }{
		{`{"a": {"x": {"n": 1}}}`, `{"a": {"y": 2}, "b": 3}`, "a.y", `2`},
		{`{"a": {"x": {"n": {"o": 1}}}}`, `{"a": {"x": {"n": {"p": 12345678901234567890}}}}`, "a.x.n.p", `12345678901234567890`},
		{`{"a": {"x": {"n": {"o": 1}}}}`, `{"a": {"x": {"n": {"p": 2, "q": 3}}}}`, "a.x.n.o", `1`},
		{`{"a": {"x": {"n": 1}}}`, `{"a": {"x": {"n": 1}}}`, "", `a.x.n: already defined: expected a new name`},
		{`{"a": 1}`, `{"a": {"b": 1}}`, "", `a: already defined: expected a new name`},
		{`{"a": {"x": {}}}`, `{"a": {"x": []}}`, "", `a.x: already defined: expected a new name`},
	} {
		merged := parse(c.a)
		got := ""
		if err := jsondata.Merge(merged, parse(c.b)); err != nil {
			got = err.Error()
		} else if value, ok := jsondata.Find(merged, strings.Split(c.find, ".")...); ok {
			got = string(value.(jsontext.Value))
		}
		if got != c.want {
			t.Errorf("%s with %s: got %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestLine(t *testing.T) {
	const text = "{\n\"a\": {\"b\":\n[1,\n{\"c\":\n2}]}}"
	for _, c := range []struct {
		path        string
		found, line int
	}{
		{"", 0, 1}, {"a", 1, 2}, {"a b", 2, 3}, {"a b 0", 3, 3}, {"a b 1", 3, 4}, {"a b 1 c", 4, 5},
		{"x", 0, 1}, {"a x", 1, 2}, {"a b 2", 2, 3}, {"a b 1 c d", 4, 5},
	} {
		if found, line := jsondata.Line([]byte(text), strings.Fields(c.path)...); found != c.found || line != c.line {
			t.Errorf("%s: found %d of the path in line %d, want %d in line %d", c.path, found, line, c.found, c.line)
		}
	}
}

func TestSchema(t *testing.T) {
	text := map[string]any{"type": "string"}
	want := map[string]any{"type": "object", "properties": map[string]any{
		"name":  text,
		"tags":  map[string]any{"type": "array", "items": text},
		"parts": map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "object", "properties": map[string]any{"size": text, "used": text}}},
		"notes": map[string]any{"type": "object", "additionalProperties": text},
		"size":  text,
		"used":  text,
	}}
	if got := jsondata.Schema(reflect.TypeFor[*thing]()); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
