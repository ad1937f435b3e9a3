package policy_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/format"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/bomgate/bomgate/sbom"
)

// regoFiles returns the Rego files of the built-in policies, including tests, by path.
func regoFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir("../rego", func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".rego" {
			return err
		}
		files[filepath.ToSlash(path)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestRego runs the Rego tests of the built-in policies, as stock OPA does, and checks
// that they cover every line.
func TestRego(t *testing.T) {
	modules := map[string]*ast.Module{}
	for path, source := range regoFiles(t) {
		m, err := ast.ParseModuleWithOpts(path, string(source), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		modules[path] = m
	}
	var schema any
	if err := json.Unmarshal(sbom.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, schema)
	compiler := ast.NewCompiler().WithStrict(true).WithSchemas(schemas).WithUseTypeCheckAnnotations(true)

	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	store := inmem.NewFromObject(dataOf(t, engine))
	ctx := t.Context()
	lines := cover.New()
	err = storage.Txn(ctx, store, storage.TransactionParams{}, func(txn storage.Transaction) error {
		results, err := tester.NewRunner().
			SetCompiler(compiler).
			SetStore(store).
			SetModules(modules).
			SetCoverageQueryTracer(lines).
			RunTests(ctx, txn)
		if err != nil {
			return err
		}
		ran := 0
		for r := range results {
			ran++
			if !r.Pass() {
				t.Errorf("%s: %s.%s: %v", r.Location, r.Package, r.Name, r)
			}
		}
		if ran == 0 {
			t.Error("no Rego test ran")
		}
		t.Logf("%d Rego tests", ran)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, file := range lines.Report(modules).Files {
		if strings.HasSuffix(path, "_test.rego") {
			continue
		}
		for _, r := range file.NotCovered {
			t.Errorf("%s:%d-%d is not covered by a Rego test", path, r.Start.Row, r.End.Row)
		}
	}
}

// TestRegoFormat checks that the policies are formatted with opa fmt.
func TestRegoFormat(t *testing.T) {
	for path, source := range regoFiles(t) {
		formatted, err := format.SourceWithOpts(path, source, format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(formatted, source) {
			t.Errorf("%s is not formatted: run opa fmt", path)
		}
	}
}
