package outfile

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplace checks that a file is written completely or not at all, and that no
// temporary file remains.
func TestReplace(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for _, tc := range []struct {
		name  string
		write func(cancel func(), w io.Writer) error
		want  string
	}{
		{"written", func(_ func(), w io.Writer) error { _, err := io.WriteString(w, "new"); return err }, "new"},
		{"failed", func(_ func(), w io.Writer) error { io.WriteString(w, long); return errors.New("no more") }, "old"},
		{"interrupted", func(cancel func(), w io.Writer) error { cancel(); _, err := io.WriteString(w, long); return err }, "old"},
		{"interrupted after the last write", func(cancel func(), w io.Writer) error { io.WriteString(w, "new"); cancel(); return nil }, "old"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			name := filepath.Join(dir, "report.json")
			if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := Replace(ctx, name, func(w io.Writer) error { return tc.write(cancel, w) })
			if (err == nil) != (tc.want == "new") {
				t.Errorf("error %v, want success to be %t", err, tc.want == "new")
			}
			got, err := os.ReadFile(name)
			if err != nil || string(got) != tc.want {
				t.Errorf("content %.10q, error %v, want %q", got, err, tc.want)
			}
			if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
				t.Errorf("directory has %v, error %v, want one file", entries, err)
			}
		})
	}
}
