package policy

import (
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/util"

	"github.com/bomgate/bomgate/rego"
)

// yamlTexts are YAML by what is in it, and whether it is plain.
var yamlTexts = map[string]struct {
	text  string
	plain bool
}{
	"a list of entities":   {"acme:\n  name: Acme Ltd\n  identifiers:\n  - {kind: organization, value: \"Acme\"}\n  - kind: domain\n    value: acme.example\nother: {}\n", true},
	"lists at the margin":  {"a:\n- b\n- c\nd:\n- e\n", true},
	"comments":             {"# first\na: b # of a\n# between\n\nc: d\n# last\n", true},
	"words of YAML 1.1":    {"a: yes\nb: No\nc: on\nd: y\ne: true\nf: ~\ng: null\nh:\ni: False\n", true},
	"numbers":              {"a: 1\nb: -2.50\nc: 0x1f\nd: 017\ne: 0o17\nf: 1_000\ng: 1e3\nh: .5\ni: 190:20:30\nj: 1.10\nk: .inf.\n", true},
	"large numbers":        {"a: 12345678901234567890123\nb: 1.00000000000000000001\n", true},
	"dates":                {"a: 2024-06-20\nb: 2024-06-20T00:00:00Z\nc: 2024-06-20 10:00:00\n", true},
	"quoted":               {"a: 'yes'\nb: \"1\"\nc: 'it''s'\nd: \"\\u00e9\\n\"\n", true},
	"blocks":               {"a: |\n  one\n  two\nb: >-\n  one\n  two\n\n  three\nc: plain\n  goes on\n", true},
	"other scripts":        {"a: ООО «Лаборатория»\nб: 卡巴斯基\n", false},
	"nothing":              {"", false},
	"a text":               {"word", false},
	"a list":               {"- a\n- b\n", false},
	"JSON":                 {`{"a": {"b": [1, true, null]}}`, false},
	"a flow":               {"{a: b, c: [d]}\n", false},
	"anchors":              {"a: &x b\nc: *x\n", false},
	"merged":               {"a: &x {b: c}\nd:\n  <<: *x\n  e: f\n", false},
	"tags":                 {"a: !!str 1\n", false},
	"names of other kinds": {"1: a\ntrue: b\nno: c\n", false},
	"two documents":        {"a: b\n---\nc: d\n", false},
	"a document's mark":    {"---\na: b\n", true},
	"a mark at the start":  {"\ufeffa: b\n", true},
	"a tab":                {"a:\n\tb: c\n", false},
	"cut off":              {"a: \"b\n", false},
	"a brace too many":     {"a: {b: c}}\n", false},
}

// TestYAML: YAML is read as OPA reads it.
func TestYAML(t *testing.T) {
	for name, c := range yamlTexts {
		t.Run(name, func(t *testing.T) {
			sameAsOPA(t, c.text)
			if _, err := plainYAML([]byte(c.text)); (err == nil) != c.plain {
				t.Errorf("plain: error %v, want plain %t", err, c.plain)
			}
		})
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

// TestYAMLInParts: where a long text is cut makes no difference, even within what only
// looks like an entry.
func TestYAMLInParts(t *testing.T) {
	var list strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&list, "e%d:\n  name: Name %d\n", i, i)
	}
	for name, text := range map[string]string{
		"plain":        list.String(),
		"quoted":       "a: \"b\n" + list.String() + "\"\n",
		"in a flow":    "a: {b: c,\n" + strings.ReplaceAll(strings.ReplaceAll(list.String(), ":\n  name: ", ": "), "\n", ",\n") + "}\n",
		"in a block":   "a: |\n  " + strings.ReplaceAll(list.String(), "\n", "\n  ") + "\n",
		"with anchors": "a: &x b\n" + list.String() + "c: *x\n",
		"cut off":      list.String() + "a: \"b",
		"a text later": list.String() + "word\n" + list.String(),
		"two":          list.String() + "---\n" + list.String(),
		"ended":        list.String() + "...\n",
	} {
		t.Run(name, func(t *testing.T) {
			if n := len(entries([]byte(text))); (n > 1) != (name != "in a block") {
				t.Fatalf("%d parts, want several, but none of a block", n)
			}
			sameAsOPA(t, text)
		})
	}
}

// sameAsOPA compares what a text is converted to with what OPA makes of it.
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

// FuzzYAML: what is plain is what OPA makes of it.
func FuzzYAML(f *testing.F) {
	for _, c := range yamlTexts {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := plainYAML([]byte(text)); err == nil {
			sameAsOPA(t, text)
		}
	})
}
