package policy

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/util"
	"go.yaml.in/yaml/v3"

	"github.com/bomgate/bomgate/rego"
)

// yamlTexts are texts that are read as OPA reads them, by what they contain.
var yamlTexts = map[string]string{
	"entities":                             "acme:\n  name: Acme Ltd\n  identifiers:\n  - {kind: organization, value: \"Acme\"}\n  - kind: domain\n    value: acme.example\nother: {}\n",
	"lists at the margin":                  "a:\n- b\n- c\nd:\n- e\n",
	"comments":                             "# first\na: b # of a\n# between\n\nc: d\n# last\n",
	"words of YAML 1.1":                    "a: yes\nb: No\nc: on\nd: y\ne: true\nf: ~\ng: null\nh:\ni: False\n",
	"numbers":                              "a: 1\nb: -2.50\nc: 0x1f\nd: 017\ne: 0o17\nf: 1_000\ng: 1e3\nh: .5\ni: 190:20:30\nj: 1.10\nk: .inf.\n",
	"large numbers":                        "a: 12345678901234567890123\nb: 1.00000000000000000001\n",
	"dates":                                "a: 2024-06-20\nb: 2024-06-20T00:00:00Z\nc: 2024-06-20 10:00:00\n",
	"quoted":                               "a: 'yes'\nb: \"1\"\nc: 'it''s'\nd: \"\\u00e9\\n\"\n",
	"blocks":                               "a: |\n  one\n  two\nb: >-\n  one\n  two\n\n  three\nc: plain\n  goes on\n",
	"other scripts":                        "a: ООО «Лаборатория»\nб: 卡巴斯基\n",
	"empty":                                "",
	"a string":                             "word",
	"a list":                               "- a\n- b\n",
	"JSON":                                 `{"a": {"b": [1, true, null]}}`,
	"a flow mapping":                       "{a: b, c: [d]}\n",
	"anchors":                              "a: &x b\nc: *x\n",
	"a merged mapping":                     "a: &x {b: c}\nd:\n  <<: *x\n  b: overrides it\n",
	"tags":                                 "a: !!str 1\n",
	"names that are not text":              "1: a\ntrue: b\nno: c\n2.5: d\n2024-06-20: e\n",
	"names that are aliases":               "a: &x b\n*x : c\n",
	"a name twice, but not in one mapping": "a: {b: c}\nd: {b: c}\n",
	"a document marker":                    "---\na: b\n",
	"a byte order mark":                    "\ufeffa: b\n",
	"a tab":                                "a:\n\tb: c\n",
	"tagged scalars":                       "a: !!timestamp 2025-01-31\nb: !!float 1\nc: !!int 1\nd: !!bool true\ne: !!binary aGk=\nf: !custom b\ng: !!null x\nh: '2024-06-20'\n",
	"a set":                                "a: !!set {b}\n",
	"largest numbers":                      "a: 18446744073709551615\nb: 18446744073709551616\nc: -9223372036854775808\nd: -9223372036854775809\n",
	"an infinite number":                   "a: .inf\n",
	"not a number":                         "a: .nan\n",
	"an infinite name":                     ".inf: a\n",
	"a name that is not a number":          ".nan: a\n",
	"names that are numbers":               "1.50: a\n0x10: b\n1e3: c\n18446744073709551616: d\n",
	"an anchor without alias":              "a: &x 1\n",
	"characters that HTML escapes":         "a: <b> & 'c'\u2028\n",
	"values left out":                      "a:\n-\n- b\n- {c, d: }\n",
	"cut off":                              "a: \"b\n",
	"a brace too many":                     "a: {b: c}}\n",
	"an unknown alias":                     "a: *x\n",
}

func TestYAMLIsReadLikeOPA(t *testing.T) {
	for name, text := range yamlTexts {
		t.Run(name, func(t *testing.T) { sameAsOPA(t, text) })
	}
	err := fs.WalkDir(rego.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		text, err := fs.ReadFile(rego.FS, path)
		sameAsOPA(t, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// OPA uses the last of several members with the same name, which would hide the others.
func TestYAMLRefusesDuplicateNames(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a: b\nc: d\na: e\n", `line 3: duplicate member "a"`},
		{"a:\n  b: {c: d, c: e}\n", `line 2: duplicate member "c"`},
		{"- {a: b}\n- {a: b, a: c}\n", `line 2: duplicate member "a"`},
		{"1: a\n\"1\": b\n", `line 2: duplicate member "1"`},
		{"1: a\n0x1: b\n", `line 2: duplicate member "1"`},
		{"1: a\n1.0: b\n", `line 2: duplicate member "1"`},
		{"true: a\n\"true\": b\n", `line 2: duplicate member "true"`},
		{"a: &x b\nc: &y {b: d, *x : e}\n", `line 2: duplicate member "b"`},
		{"a: &x {b: c}\nd:\n  <<: *x\n  <<: *x\n", `line 4: duplicate member "<<"`},
		{"a: &x {b: c, b: d}\ne: *x\n", `line 1: duplicate member "b"`},
		{"б: 1\nб: 2\n", `line 2: duplicate member "б"`},
		{`{"a": 1, "a": 2}`, `duplicate member "a"`}, // JSON
		{`{"entities": {"x": {"a": [{"b": 1, "b": 2}]}}}`, `entities.x.a[0]: duplicate member "b"`},
	} {
		_, err := file{"data.yaml", []byte(c.text)}.read()
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: error %v, want %s", c.text, err, c.want)
		}
	}
}

// OPA reads the first document of a text, which would hide the others.
func TestYAMLRefusesSecondDocuments(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a: b\n---\nc: d\n", "line 2: expected one YAML document; found a second one, so write it to a file of its own"},
		{"---\na: b\n...\n---\n{c: d}\n", "line 4: expected one YAML document; found a second one, so write it to a file of its own"},
		{"a: b\n---\n\"cut off", "yaml: line 3: found unexpected end of stream"},
	} {
		_, err := file{"data.yaml", []byte(c.text)}.read()
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: error %v, want %s", c.text, err, c.want)
		}
	}
	if _, err := (file{"data.yaml", []byte("---\na: b\n...\n# the end\n")}).read(); err != nil {
		t.Errorf("one document with markers: %v", err)
	}
}

// OPA's conversion compares each member of a mapping with all others.
func TestYAMLWithManyMembers(t *testing.T) {
	var text strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&text, "e%d: {name: E}\n", i)
	}
	if raw, err := yamlToJSON([]byte(text.String())); err != nil || !json.Valid(raw) {
		t.Fatalf("error %v and JSON that is valid: %t", err, json.Valid(raw))
	}
	_, err := yamlToJSON([]byte(text.String() + "f: &x 1\ng: *x\n"))
	want := "a mapping with 200002 members in YAML with aliases or special tags: expected at most 10000: write the values out"
	if err == nil || err.Error() != want {
		t.Errorf("with an alias: error %v, want %s", err, want)
	}
}

// sameAsOPA compares the JSON that a text is converted to, or the error, with OPA's.
func sameAsOPA(t *testing.T, text string) {
	t.Helper()
	var want any
	errWant := util.Unmarshal([]byte(text), &want)
	raw, err := yamlToJSON([]byte(text))
	if (err == nil) != (errWant == nil) || err != nil && err.Error() != errWant.Error() {
		t.Fatalf("error %v, want %v", err, errWant)
	}
	if err != nil {
		return
	}
	var got any
	if err := util.UnmarshalJSON(raw, &got); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%.1000v, want %.1000v", got, want)
	}
}

// FuzzYAML looks for duplicate names that are accepted. The YAML library, unlike OPA,
// refuses them too.
func FuzzYAML(f *testing.F) {
	for _, text := range yamlTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if json.Valid([]byte(text)) {
			return
		}
		_, err := yamlToJSON([]byte(text))
		var value any
		if errWant := yaml.Unmarshal([]byte(text), &value); err == nil && errWant != nil && strings.Contains(errWant.Error(), "already defined") {
			t.Errorf("no error, want one for %v", errWant)
		}
	})
}
