package rego_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/rego"
)

// TestFS holds that the binary has every policy and every datum, and no test.
func TestFS(t *testing.T) {
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) == ".go" {
			return err
		}
		_, err = fs.Stat(rego.FS, p)
		if embedded, wanted := err == nil, !strings.HasSuffix(p, "_test.rego"); embedded != wanted {
			t.Errorf("%s: embedded %t, want %t", p, embedded, wanted)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
