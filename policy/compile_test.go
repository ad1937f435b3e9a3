package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/rego"
)

// TestChecks checks that the built-in Rego passes the checks that [Compile] skips for
// it, and that they leave it unchanged: the expressions of each body are in a safe order.
func TestChecks(t *testing.T) {
	compiled := func(checked bool) map[string]string {
		bundle, err := ReadFolder("rego", rego.FS)
		if err != nil {
			t.Fatal(err)
		}
		modules, err := bundle.parse()
		if err != nil {
			t.Fatal(err)
		}
		compiler, err := compile(modules, checked)
		if err != nil {
			t.Fatal(err)
		}
		text := map[string]string{}
		for name, m := range compiler.Modules {
			text[name] = m.String()
		}
		return text
	}
	if diff := cmp.Diff(compiled(false), compiled(true)); diff != "" {
		t.Errorf("the checks change the built-in Rego, with checks (-) and without (+):\n%s", diff)
	}
}
