package policy_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/bomgate/bomgate/policy"
)

// tree returns a folder of files given as path, content, …. A content that begins with
// an arrow is the target of a symbolic link.
func tree(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		f := &fstest.MapFile{Data: []byte(files[i+1])}
		if target, ok := strings.CutPrefix(files[i+1], "→ "); ok {
			f = &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink}
		}
		fsys[files[i]] = f
	}
	return fsys
}

// Files that belong to a repository are not read. They are listed instead.
func TestIgnoredFiles(t *testing.T) {
	b, err := policy.ReadFolder("user", tree(
		"ours.rego", "package rules.ours",
		"ours_test.rego", "not Rego",
		"README.md", "", "docs/why.md", "", "LICENSE", "", "NOTICE.txt", "", "Readme.rst", "", "CODEOWNERS", "",
		".gitignore", "", ".git/config", "", ".regal/config.yaml", "", "measures/.DS_Store", "",
	))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{".git", ".gitignore", ".regal", "CODEOWNERS", "LICENSE", "NOTICE.txt", "README.md", "Readme.rst", "docs/why.md", "measures/.DS_Store", "ours_test.rego"}
	if got := b.Ignored(); !slices.Equal(got, want) {
		t.Errorf("ignored %q, want %q", got, want)
	}
}

// Any other file is an error, and all of them are listed.
func TestUnreadFiles(t *testing.T) {
	for file, want := range map[string]string{
		"ours.rego.txt":          `expected "ours.rego"`,
		"rules/Ours.REGO":        `expected "rules/Ours.rego"`,
		"ours.rego~":             `expected *.rego, data.yaml or data.json`,
		"ours.rego.bak":          `expected "ours.rego"`,
		"a/data.YAML":            `expected "a/data.yaml"`,
		"a/Data.yaml":            `expected "a/data.yaml"`,
		"a/data.yml":             `expected "a/data.yaml"`,
		"a/data.JSON":            `expected "a/data.json"`,
		"a/data.yaml.bak":        `expected "a/data.yaml"`,
		"entities/acme.yaml":     `expected data.yaml or data.json, as in "entities/acme/data.yaml"`,
		"entities/acme/more.yml": `expected data.yaml or data.json, as in "entities/acme/more/data.yaml"`,
		"policy.wasm":            `expected policies as Rego`,
		"list.csv":               `expected *.rego, data.yaml or data.json`,
		"Makefile":               `expected *.rego, data.yaml or data.json`,
	} {
		_, err := policy.ReadFolder("user", tree("rules/fine.rego", "package rules.fine", file, "", "another.txt", ""))
		expectError(t, file, err, `"`+file+`" would be ignored: `+want)
		expectError(t, file, err, `"another.txt" would be ignored`)
		_, err = policy.ReadBundle("user.tar.gz", archive(t, "rules/fine.rego", "package rules.fine", file, ""))
		expectError(t, file, err, `read policies "user.tar.gz": "`+file+`" would be ignored: `+want)
	}
	_, err := policy.ReadFolder("user", tree(".hidden/ours.rego", "package rules.ours"))
	expectError(t, "only hidden files", err, "expected at least one file named *.rego, data.yaml or data.json that is not hidden")
}

// Kubernetes mounts each file twice: in a hidden folder, and as a link to it.
func TestLinks(t *testing.T) {
	const rego = "package rules.ours"
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"a volume of Kubernetes", []string{"..2026_11_01/ours.rego", rego, "..data", "→ ..2026_11_01", "ours.rego", "→ ..data/ours.rego"}, ""},
		{"a volume with a folder", []string{"..2026_11_01/rules/ours.rego", rego, "..data", "→ ..2026_11_01", "rules", "→ ..data/rules"}, ""},
		{"a link to a file", []string{"..x/y", rego, "ours.rego", "→ ..x/y"}, ""},
		{"a link to nothing", []string{"ours.rego", "→ gone.rego"}, "file does not exist"},
		{"a link to the folder itself", []string{"rules/ours.rego", rego, "rules/again", "→ ."}, `"rules/again/again" is a link to a folder, in a folder that is reached over a link`},
		{"a link with another name", []string{"..x/ours.rego", rego, "ours.txt", "→ ..x/ours.rego"}, `"ours.txt" would be ignored`},
	} {
		b, err := policy.ReadFolder("user", tree(c.files...))
		if c.want != "" {
			expectError(t, c.name, err, c.want)
		} else if err != nil || !b.HasRego() {
			t.Errorf("%s: error %v, want a bundle with Rego", c.name, err)
		}
	}
}

func TestBundlesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		name string
		text *bytes.Buffer
		want string
	}{
		{"Rego", bytes.NewBufferString("package rules.ours"), "expected a folder or an OPA bundle, which is a gzipped tar archive"},
		{"a file twice", archive(t, "a.rego", "package rules.ours", "./a.rego", "package rules.ours"), `"a.rego" is in the archive twice`},
		{"a link", archive(t, "a.rego", "→ b.rego"), `"a.rego" would be ignored: expected a regular file`},
		{"a delta bundle", archive(t, "patch.json", "{}"), `"patch.json" would be ignored: expected a snapshot bundle, not a delta bundle`},
		{"nothing", archive(t), "expected at least one file"},
	} {
		_, err := policy.ReadBundle("user.tar.gz", c.text)
		expectError(t, c.name, err, c.want)
	}
	whole := archive(t, "a.rego", "package rules.ours").Bytes()
	_, err := policy.ReadBundle("user.tar.gz", bytes.NewReader(whole[:len(whole)/2]))
	expectError(t, "half an archive", err, "unexpected EOF")
}

// archive returns a gzipped tar archive of files given as for tree.
func archive(t *testing.T, files ...string) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	w := tar.NewWriter(zipped)
	for i := 0; i < len(files); i += 2 {
		header := &tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o644, Typeflag: tar.TypeReg}
		if target, ok := strings.CutPrefix(files[i+1], "→ "); ok {
			header = &tar.Header{Name: files[i], Linkname: target, Typeflag: tar.TypeSymlink}
			files[i+1] = ""
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}

func expectError(t *testing.T, name string, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: error %v, want one that contains %s", name, err, want)
	}
}
