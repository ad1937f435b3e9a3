package strictyaml_test

import (
	"testing"

	"github.com/bomgate/bomgate/policy/strictyaml"
)

func TestScalar(t *testing.T) {
	for _, c := range []struct {
		text, want string
		kind       strictyaml.Kind
		err        string
	}{
		{"v: error", "error", strictyaml.Plain, ""},
		{"v: 'true'", "true", strictyaml.Plain, ""},
		{"v: true", "true", strictyaml.Bool, ""},
		{"v: yes", "yes", strictyaml.Plain, ""}, // in YAML 1.2
		{"v: 0x10", "0x10", strictyaml.Plain, ""},
		{"v: 2026-11-23", "2026-11-23", strictyaml.Plain, ""},
		{"v: ''", "", strictyaml.Plain, ""},
		{"v:", "", strictyaml.NoScalar, "f.yaml:1:3: expected a value, found nothing"},
		{"v: [a]", "", strictyaml.NoScalar, "f.yaml:1:4: expected a value, found a list"},
		{"v: {a: b}", "", strictyaml.NoScalar, "f.yaml:1:4: expected a value, found an object"},
	} {
		root, err := strictyaml.Parse("f.yaml", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		got, kind := root.Object("v").Get("v").Scalar()
		message := ""
		if err := root.Err(); err != nil {
			message = err.Error()
		}
		if got != c.want || kind != c.kind || message != c.err {
			t.Errorf("%q: got %q of kind %d and error %q, want %q of kind %d and error %q", c.text, got, kind, message, c.want, c.kind, c.err)
		}
	}
}
