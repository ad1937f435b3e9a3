package ci

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/bomgate/bomgate/policy/github"
)

// TestPathIn checks which names are paths in a repository, also if symbolic links lead to or
// out of it.
func TestPathIn(t *testing.T) {
	top := t.TempDir()
	t.Chdir(top)
	for _, name := range []string{"repo/boms/a.json", "repo/..b.json", "other/c.json"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cases := map[string]string{
		"repo/boms/a.json":                     "boms/a.json",
		"repo/x/../boms/a.json":                "boms/a.json",
		"repo/..b.json":                        "..b.json",
		filepath.Join(top, "repo/boms/a.json"): "boms/a.json",
		"other/c.json":                         "",
		"repo/boms":                            "",
		"repo/missing.json":                    "",
		"repo/boms/a.json/member.json":         "",
		"oci://example.com/a:1":                "",
		"-":                                    "",
	}
	roots := []string{"repo", filepath.Join(top, "repo")}
	if os.Symlink("repo", "link") == nil && os.Symlink("../other", "repo/out") == nil {
		roots = append(roots, "link")
		cases["link/boms/a.json"] = "boms/a.json"
		cases["repo/out/c.json"] = ""
	}
	for _, root := range roots {
		path := pathIn(root)
		for name, want := range cases {
			if got := path(name); got != want {
				t.Errorf("in %q, the path of %q is %q, want %q", root, name, got, want)
			}
		}
	}
	if got := pathIn("")("repo/boms/a.json"); got != "repo/boms/a.json" {
		t.Errorf("in the working directory, the path is %q", got)
	}
	if got := pathIn("missing")("repo/boms/a.json"); got != "" {
		t.Errorf("in a missing folder, the path is %q", got)
	}
}

// TestFilesOf checks that the outputs name the first file of each kind, and no standard
// output.
func TestFilesOf(t *testing.T) {
	top := t.TempDir()
	t.Chdir(top)
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	got := filesOf([]File{
		{Format: "json"}, {Format: "json", Name: "a.json"}, {Format: "json", Name: "b.json"},
		{Format: "sarif", Name: filepath.Join("out", "bomgate.sarif"), InFolder: true}, {Format: "text", Name: "a.txt"},
	})
	if want := (github.Files{SARIFDir: filepath.Join(top, "out"), JSON: filepath.Join(top, "a.json")}); got != want {
		t.Errorf("files %+v, want %+v", got, want)
	}
	if got, want := filesOf([]File{{Format: "sarif", Name: "a.sarif"}}), (github.Files{SARIF: filepath.Join(top, "a.sarif")}); got != want {
		t.Errorf("files %+v, want %+v", got, want)
	}
}
