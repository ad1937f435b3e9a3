package config_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
)

func TestLargeFileIsNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), config.FileName)
	for size, want := range map[int64]string{config.MaxBytes: "", config.MaxBytes + 1: "larger than 64 KiB", 100 << 30: "larger than 64 KiB"} {
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
			t.Skip(err) // a file system without sparse files
		}
		if _, err := config.Read("configuration", path, config.MaxBytes); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d bytes: error %v, want %q", size, err, want)
		}
	}
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
			got, err := config.Find(config.FileName)
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
			if got, err := config.Find(config.FileName); err == nil {
				t.Errorf("got %q, want an error", got)
			}
		})
	}
}

// TestReadErrorNamesTheFileOnce checks that the error for a file that cannot be read names it
// once, without the system call, and keeps the cause.
func TestReadErrorNamesTheFileOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "missing.yaml")
	_, err := config.Read("waivers", name, 1)
	if want := fmt.Sprintf("read waivers %q: ", name); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Count(err.Error(), "missing.yaml") != 1 {
		t.Errorf("error %v, want one that starts with %s and names the file once", err, want)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v does not keep the cause", err)
	}
}
