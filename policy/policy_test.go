package policy_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/builtin"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

// builtinEngine returns an engine with the built-in policies, compiled once.
var builtinEngine = sync.OnceValues(func() (*policy.Engine, error) {
	b, err := builtin.Bundle()
	if err != nil {
		return nil, err
	}
	return policy.Compile(b)
})

// folder returns a bundle of files given as path, content, path, content, ….
func folder(t *testing.T, files ...string) *policy.Bundle {
	t.Helper()
	b, err := readFolder(files...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readFolder(files ...string) (*policy.Bundle, error) {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return policy.ReadFolder("user", fsys)
}

// compile compiles the built-in policies with more bundles.
func compile(t testing.TB, more ...*policy.Bundle) (*policy.Engine, error) {
	t.Helper()
	b, err := builtin.Bundle()
	if err != nil {
		t.Fatal(err)
	}
	return policy.Compile(append([]*policy.Bundle{b}, more...)...)
}

func decoded(t *testing.T, text string) *sbom.Document {
	t.Helper()
	doc, err := decode.One("test.json", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// evaluate evaluates the built-in policies on a CycloneDX document.
func evaluate(t *testing.T, c policy.Context, text string) *policy.Report {
	t.Helper()
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	report, err := engine.Evaluate(t.Context(), decoded(t, text), c)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func date(t testing.TB, text, otherwise string) time.Time {
	t.Helper()
	d, err := time.Parse(time.RFC3339, or(text, otherwise))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// shipping is the context of a US producer that integrates and resells in late 2026.
func shipping(t testing.TB) policy.Context {
	return policy.Context{AsOf: date(t, "", "2026-11-23T00:00:00Z"), Acts: []string{"integrate", "resell"}, Nexus: []string{"us"}}
}
