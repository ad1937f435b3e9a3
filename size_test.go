package bomgate_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Limits on the size of code other than tests, in lines.
const (
	maxPackageLines  = 3500
	maxFileLines     = 500
	maxFunctionLines = 60
)

// exempt lists what may be longer, with the reason: files as file, and tables in functions
// as file:function. The lines of an exempt file do not count for its package. Generated
// files need no exemption.
var exempt = map[string]string{}

// TestSizes checks that packages, files and functions are short enough to read.
func TestSizes(t *testing.T) {
	packages := map[string]int{}
	unused := maps.Clone(exempt)
	for _, path := range goFiles(t) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.HasPrefix(text, []byte("// Code generated ")) {
			continue
		}
		name, lines := filepath.ToSlash(path), bytes.Count(text, []byte("\n"))
		if exempt[name] == "" {
			packages[filepath.ToSlash(filepath.Dir(path))] += lines
		}
		check := func(name, what string, lines, limit int) {
			if lines <= limit {
				return
			}
			delete(unused, name)
			if exempt[name] == "" {
				t.Errorf("%s has %d lines, want at most %d", what, lines, limit)
			}
		}
		check(name, name, lines, maxFileLines)
		for function, lines := range functions(t, path, text) {
			check(name+":"+function, name+": function "+function, lines, maxFunctionLines)
		}
	}
	for dir, lines := range packages {
		if lines > maxPackageLines {
			t.Errorf("package %s has %d lines, want at most %d", dir, lines, maxPackageLines)
		}
	}
	for name := range unused {
		t.Errorf("%s is short enough: delete its exemption", name)
	}
}

// goFiles returns the paths of all Go files except tests.
func goFiles(t *testing.T) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata"):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < 50 {
		t.Fatalf("%d Go files, want the whole module", len(paths))
	}
	return paths
}

// functions returns the number of lines of each function in a file. Functions with
// receivers are called T.f.
func functions(t *testing.T, path string, text []byte) map[string]int {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		name := f.Name.Name
		if f.Recv != nil {
			name = receiver(f.Recv.List[0].Type) + "." + name
		}
		lines[name] = 1 + set.Position(f.End()).Line - set.Position(f.Pos()).Line
	}
	return lines
}

// receiver returns the name of a receiver's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
