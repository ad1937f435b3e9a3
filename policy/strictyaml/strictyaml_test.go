package strictyaml_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy/strictyaml"
)

// read reads a list of things with a name and tags, and writes what it read.
func read(text string) (string, error) {
	root, err := strictyaml.Parse("f.yaml", []byte(text))
	if err != nil {
		return "", err
	}
	var out []string
	for _, thing := range root.Object("things").Require("things").List() {
		o := thing.Object("name", "tags")
		line, column := thing.Position()
		s := fmt.Sprintf("%d:%d %s", line, column, o.Require("name").Text())
		for _, tag := range o.Get("tags").List() {
			s += " " + tag.Text()
		}
		out = append(out, s)
	}
	return strings.Join(out, "; "), root.Err()
}

func TestReadsYAMLAndJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"things:\n- name: a\n  tags: [b, 'c']\n- {name: d}\n", "2:3 a b c; 4:3 d"},
		{"# none\nthings: []\n", ""},
		{"---\nthings:\n  - name: 2026-11-29\n", "3:5 2026-11-29"},
		{`{"things": [{"name": "a", "tags": ["1"]}]}`, "1:13 a 1"},
		{"things:\n- name: ''\n", "2:3 "},
	} {
		if got, err := read(c.text); got != c.want || err != nil {
			t.Errorf("%q: got %q and error %v, want %q", c.text, got, err, c.want)
		}
	}
}

func TestErrorsNameTheirPosition(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"f.yaml: empty: expected a value"}},
		{"things", []string{"f.yaml:1:1: expected an object, found a string"}},
		{"thing: []\n", []string{`f.yaml:1:1: unknown member "thing": expected "things"`, `f.yaml:1:1: missing member "things"`}},
		{"things: {}\n", []string{"f.yaml:1:9: expected a list, found an object"}},
		{"things:\n", []string{"f.yaml:1:8: expected a list, found nothing"}},
		{"things:\n- nmae: a\n", []string{`f.yaml:2:3: unknown member "nmae": expected "name"`, `f.yaml:2:3: missing member "name"`}},
		{"things:\n- name: a\n  colour: b\n", []string{`f.yaml:3:3: unknown member "colour": expected name or tags`}},
		{"things:\n- name: 12\n  tags: [true, , [a]]\n", []string{"f.yaml:2: invalid YAML: did not find expected node content"}},
		{"things:\n- name: 12\n  tags: [true, ~, [a]]\n", []string{
			`f.yaml:2:9: expected a string, found the number 12: write "12" with the quotes`,
			`f.yaml:3:10: expected a string, found true: write "true" with the quotes`,
			"f.yaml:3:16: expected a string, found nothing",
			"f.yaml:3:19: expected a string, found a list",
		}},
		{"things:\n- {name: a, name: b}\n", []string{`f.yaml:2:13: duplicate member "name"`}},
		{"things:\n- &x {name: a}\n- *x\n", []string{"f.yaml:2:3: expected a value without an anchor, found &x", "f.yaml:3:3: expected the value itself, found an alias"}},
		{"things:\n- <<: {name: a}\n", []string{"f.yaml:2:3: expected the name of a member, found a merge of objects"}},
		{"things:\n- name: !!str 1\n", []string{"f.yaml:2:9: expected a value without a tag, found !!str"}},
		{"1: a\n", []string{"f.yaml:1:1: expected the name of a member, found the number 1"}},
		{"[a]: b\n", []string{"f.yaml:1:1: expected the name of a member, found a list"}},
		{"things: []\n---\nthings: []\n", []string{"f.yaml:2: invalid YAML: expected one YAML document; found a second one, so write it to a file of its own"}},
		{"things: [\n", []string{"f.yaml:1: invalid YAML: did not find expected node content"}},
		{"things: \xff\n", []string{"f.yaml: invalid YAML: "}},
	} {
		_, err := read(c.text)
		if err == nil {
			t.Errorf("%q: no error", c.text)
			continue
		}
		got := strings.Split(err.Error(), "\n")
		if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
			t.Errorf("%q:\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

func TestManyErrorsAreCounted(t *testing.T) {
	_, err := read("things:\n" + strings.Repeat("- {name: 1}\n", 1000))
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 21 || lines[20] != "f.yaml: 980 more errors" {
		t.Errorf("got %d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func FuzzErrorsHaveAPosition(f *testing.F) {
	f.Add("things:\n- name: a\n  tags: [b]\n")
	f.Add("a: &b [*b]\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := read(text); err != nil && !strings.HasPrefix(err.Error(), "f.yaml:") {
			t.Errorf("%q: error %v", text, err)
		}
	})
}
