package bomgate_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pagesWithReferences are the pages that name files, tests and identifiers of the code.
var pagesWithReferences = []string{
	"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
	"docs/config.md", "docs/custom.md", "docs/design.md", "docs/glossary.md", "docs/install.md", "docs/internals.md", "docs/performance.md",
	"docs/releasing.md", "docs/stability.md",
}

var (
	codeSpan   = regexp.MustCompile("`([^`\n]+)`")
	fencedCode = regexp.MustCompile("(?sm)^ *```.*?^ *```$")

	testName   = regexp.MustCompile(`^Test[A-Z]\w*$`)
	methodName = regexp.MustCompile(`^([A-Z]\w*)\.(\w+)$`)        // Type.Method or Type.field
	objectName = regexp.MustCompile(`^([a-z]+)\.([A-Z]\w*)$`)     // package.Name
	filePath   = regexp.MustCompile(`^[.\w-]+(/[.\w-]+)+$|\.go$`) // without placeholders
)

// TestReferences checks that the files, tests, methods and functions that the
// documentation names in code spans exist.
func TestReferences(t *testing.T) {
	source := goSource(t)
	found := 0
	for _, page := range pagesWithReferences {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, span := range codeSpan.FindAllSubmatch(fencedCode.ReplaceAll(text, nil), -1) {
			name := string(span[1])
			isReference, err := source.check(name)
			if isReference {
				found++
			}
			if err != nil {
				t.Errorf("%s: %q: %v", page, name, err)
			}
		}
	}
	if found < 50 {
		t.Errorf("%d references, want more", found)
	}
}

func TestReferencesThatDoNotExist(t *testing.T) {
	source := goSource(t)
	for _, name := range []string{"TestNoSuchTest", "Engine.NoSuchMethod", "NoSuchType.Check", "policy.NoSuchFunction", "policy/no_such_file.go", "no_such_file.go", "no/such/folder"} {
		if isReference, err := source.check(name); !isReference || err == nil {
			t.Errorf("check(%q) = %t, %v, want true and an error", name, isReference, err)
		}
	}
	for _, name := range []string{"TestReferences", "Engine.Check", "policy.Compile", "policy/doc.go", "links_test.go", "rego/rules"} {
		if isReference, err := source.check(name); !isReference || err != nil {
			t.Errorf("check(%q) = %t, %v, want true and no error", name, isReference, err)
		}
	}
	for _, name := range []string{"data.index", "error", "go test ./rego -update", "entities/<id>/data.yaml"} {
		if isReference, _ := source.check(name); isReference {
			t.Errorf("check(%q) = true, want false", name)
		}
	}
}

// code is the text of all Go files of the module, by folder.
type code map[string][]byte

// goSource reads all Go files.
func goSource(t *testing.T) code {
	t.Helper()
	source := code{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		text, err := os.ReadFile(file)
		folder := filepath.ToSlash(filepath.Dir(file))
		source[folder] = append(source[folder], text...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// check reports whether a code span refers to a file or to a declaration, and
// returns an error if it does not exist.
func (c code) check(name string) (isReference bool, err error) {
	if m := methodName.FindStringSubmatch(name); m != nil {
		return true, c.declares(`(?m)^func \(\w+ \*?%s(\[\w+\])?\) %s\(`, m[1], m[2])
	}
	if m := objectName.FindStringSubmatch(name); m != nil {
		return true, c.declaresIn(m[1], `(?m)^(func|type|var|const) %s\b`, m[2])
	}
	switch {
	case testName.MatchString(name):
		return true, c.declares(`(?m)^func %s\(t \*testing\.T\)`, name)
	case name == ".bomgate/waivers.yaml": // a file of users
	case filePath.MatchString(name):
		_, err := os.Stat(filepath.FromSlash(name))
		return true, err
	}
	return false, nil
}

// declares returns an error unless the text of some package matches a pattern.
func (c code) declares(pattern string, names ...any) error {
	return c.declaresIn("", pattern, names...)
}

// declaresIn returns an error unless the text of a package with a name matches a pattern.
func (c code) declaresIn(pkg, pattern string, names ...any) error {
	declaration, err := regexp.Compile(fmt.Sprintf(pattern, names...))
	if err != nil {
		return err
	}
	for folder, text := range c {
		if (pkg == "" || path.Base(folder) == pkg) && declaration.Match(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))) {
			return nil
		}
	}
	return fmt.Errorf("no declaration matches %s", strings.TrimPrefix(declaration.String(), "(?m)^"))
}
