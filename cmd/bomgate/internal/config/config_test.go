package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
)

func TestParse(t *testing.T) {
	file, err := config.Parse("c.yaml", []byte("# settings\nact: [integrate, 'resell']\n\"as-of\": 2026-11-23\nallow-empty: true\nmax-depth: 0x10\noutput:\n- text\n"))
	if err != nil {
		t.Fatal(err)
	}
	at := func(line, column int) config.Position {
		return config.Position{File: "c.yaml", Line: line, Column: column}
	}
	want := []config.Setting{
		{Key: "act", At: at(2, 1), IsList: true, Values: []config.Value{{Text: "integrate", At: at(2, 7)}, {Text: "resell", At: at(2, 18)}}},
		{Key: "as-of", At: at(3, 1), Values: []config.Value{{Text: "2026-11-23", At: at(3, 10)}}},
		{Key: "allow-empty", At: at(4, 1), Values: []config.Value{{Text: "true", IsBool: true, At: at(4, 14)}}},
		{Key: "max-depth", At: at(5, 1), Values: []config.Value{{Text: "0x10", At: at(5, 12)}}},
		{Key: "output", At: at(6, 1), IsList: true, Values: []config.Value{{Text: "text", At: at(7, 3)}}},
	}
	if diff := cmp.Diff(want, file.Settings); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestFileWithoutSettings(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "{}"} {
		file, err := config.Parse("c.yaml", []byte(text))
		if err != nil || len(file.Settings) > 0 {
			t.Errorf("%q: error %v, want none and no settings", text, err)
		}
	}
}

// TestHostileFiles checks that files that need much time or memory in other readers are
// refused at once.
func TestHostileFiles(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x]\n")
	for i := 1; i < 1000; i++ {
		n := string(rune('a'+i%26)) + strings.Repeat("z", i/26)
		bomb.WriteString(n + ": &" + n + " [*a0, *a0, *a0]\n")
	}
	for name, text := range map[string]string{
		"aliases":       bomb.String(),
		"nested lists":  "a: " + strings.Repeat("[", config.MaxBytes-10),
		"nested blocks": "a:\n" + strings.Repeat("- ", config.MaxBytes/2-10),
		"nested keys":   strings.Repeat("? ", config.MaxBytes/2),
		"a merge key":   "a: {b: c}\n<<: *a\n",
		"long lines":    "a: " + strings.Repeat("x", config.MaxBytes),
		"binary":        strings.Repeat("\x00", 1000),
		"many aliases":  "a: &a x\nb: [" + strings.Repeat("*a, ", config.MaxBytes/5) + "]",
		"invalid UTF-8": "a: \xff\n",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "c.yaml")
			if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			refusedAtOnce(t, path)
		})
	}
}

func TestLargeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte("fail-on: never\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 100<<20); err != nil {
		t.Fatal(err)
	}
	if err := refusedAtOnce(t, path); err != nil && !strings.Contains(err.Error(), "larger than 64 KiB") {
		t.Errorf("error %v, want one about the size", err)
	}
}

// refusedAtOnce fails the test if a file is not refused in a short time.
func refusedAtOnce(t *testing.T, path string) error {
	t.Helper()
	const limit = 5 * time.Second // on a busy machine
	start := time.Now()
	_, err := config.Read(path)
	if took := time.Since(start); took > limit {
		t.Errorf("took %v, want at most %v", took, limit)
	}
	if err == nil {
		t.Error("no error")
	}
	return err
}

// FuzzParse checks that whatever is accepted has a key and values with positions.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"a: b\n", "a: [b, c]\n", "a:\n- b\n", "{a: b}", "a: &x b", "? [a]\n: b", "a: !!int 1", "--- a\n--- b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := config.Parse("c.yaml", []byte(text))
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, s := range file.Settings {
			if seen[s.Key] || len(s.Values) == 0 || s.At.Line < 1 || s.At.Column < 1 {
				t.Errorf("setting %+v: expected a new key with values and a position", s)
			}
			seen[s.Key] = true
		}
	})
}

func TestFind(t *testing.T) {
	for _, tc := range []struct {
		name  string
		files string // a name that ends in / is a directory
		dir   string // the working directory
		want  string
	}{
		{"in the working directory", ".bomgate.yaml", ".", ".bomgate.yaml"},
		{"above, in the repository", ".git/ .bomgate.yaml a/b/", "a/b", "../../.bomgate.yaml"},
		{"the nearest", ".git/ .bomgate.yaml a/.bomgate.yaml a/b/", "a/b", "../.bomgate.yaml"},
		{"a worktree, in which .git is a file", ".git .bomgate.yaml a/", "a", "../.bomgate.yaml"},
		{"above the root of the repository", ".bomgate.yaml a/.git/ a/b/", "a/b", ""},
		{"above, without a repository", ".bomgate.yaml a/", "a", ""},
		{"none", ".git/ a/", "a", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			root := t.TempDir()
			for _, name := range strings.Fields(tc.files) {
				path := filepath.Join(root, name)
				if strings.HasSuffix(name, "/") {
					path = filepath.Join(path, "x")
				}
				if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, nil, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			t.Chdir(filepath.Join(root, tc.dir))
			got, err := config.FindFile()
			if err != nil || filepath.ToSlash(got) != tc.want {
				t.Errorf("got %q and error %v, want %q", got, err, tc.want)
			}
		})
	}
}

func TestFindRefuses(t *testing.T) {
	for name, place := range map[string]func(path string) error{
		"a directory":       func(path string) error { return os.Mkdir(path, 0o777) },
		"a link to no file": func(path string) error { return os.Symlink("missing", path) },
		"a file with a mistake in its name": func(path string) error {
			return os.WriteFile(strings.Replace(path, "yaml", "yml", 1), nil, 0o666)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := place(config.FileName); err != nil {
				t.Skip(err) // Windows may refuse symbolic links
			}
			if got, err := config.FindFile(); err == nil {
				t.Errorf("got %q, want an error", got)
			}
		})
	}
}
