package mapped_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/mapped"
	"github.com/bomgate/bomgate/sbom"
)

// mapText maps a file of some text.
func mapText(t *testing.T, text string) (m *mapped.File, path string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("files are mapped on Linux alone")
	}
	path = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if m, err = mapped.Map(f); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m, path
}

var pages = strings.Repeat("0123456789abcdef", 4096)

// TestRelease: what was let go of is there again, and nothing else is let go of.
func TestRelease(t *testing.T) {
	m, _ := mapText(t, pages)
	text := m.Text()
	other := strings.Clone(pages)
	for _, part := range []string{text, text[1:], text[:len(text)-1], text[5000:30_000], text[10:20], "", other, other[4096:8192]} {
		m.Release(part)
		if text != pages || other != pages {
			t.Fatalf("after %d bytes were released the text is another one", len(part))
		}
	}
	if err := m.Changed(); err != nil {
		t.Error(err)
	}
}

// TestReleaseGivesMemoryBack: of a text that is passed through little is in memory.
func TestReleaseGivesMemoryBack(t *testing.T) {
	const size = 64 << 20
	m, _ := mapText(t, strings.Repeat("x", size))
	resident := func() int {
		status, err := os.ReadFile("/proc/self/smaps")
		if err != nil {
			t.Skipf("nobody says what is in memory: %v", err)
		}
		_, after, ok := bytes.Cut(status, []byte("TestReleaseGivesMemoryBack"))
		_, after, found := bytes.Cut(after, []byte("Rss:"))
		if !ok || !found {
			t.Fatal("the file is not among what is mapped")
		}
		kilobytes := 0
		for _, c := range bytes.TrimLeft(after, " ") {
			if c < '0' || c > '9' {
				break
			}
			kilobytes = 10*kilobytes + int(c-'0')
		}
		return kilobytes << 10
	}
	if n := strings.Count(m.Text(), "x"); n != size {
		t.Fatalf("%d letters, want %d", n, size)
	}
	if got := resident(); got < size/2 {
		t.Fatalf("%d bytes are in memory after all %d were looked at", got, size)
	}
	m.Release(m.Text()[1<<20:])
	if got := resident(); got > 4<<20 {
		t.Errorf("%d bytes are in memory after all but 1 MB were released", got)
	}
}

// TestChanged: whoever writes to the file is noticed, also one who sets back its time.
func TestChanged(t *testing.T) {
	for _, c := range []struct {
		what   string
		change func(path string) error
	}{
		{"longer", func(path string) error { return appendTo(path, "more") }},
		{"shorter", func(path string) error { return os.Truncate(path, 10) }},
		{"other text", func(path string) error {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			err = os.WriteFile(path, bytes.Repeat([]byte("x"), len(pages)), 0o600)
			return errors.Join(err, os.Chtimes(path, time.Time{}, info.ModTime()))
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			m, path := mapText(t, pages)
			time.Sleep(20 * time.Millisecond) // the system's clock of files is a coarse one
			if err := c.change(path); err != nil {
				t.Fatal(err)
			}
			if err := m.Changed(); err == nil {
				t.Error("nothing is said to have changed")
			}
		})
	}
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}

// TestGuard: a text that is gone is an error, and what else goes wrong stays what it is.
func TestGuard(t *testing.T) {
	m, path := mapText(t, pages)
	if err := sbom.Guard(func() error { return io.EOF }); err != io.EOF {
		t.Errorf("error %v, want that of what is guarded", err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	err := sbom.Guard(func() error {
		if strings.Contains(m.Text(), "nothing like it") {
			return io.EOF
		}
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "was cut") {
		t.Errorf("error %v, want one that says that the file was cut", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a nil pointer is taken for a file that was cut")
		}
	}()
	_ = sbom.Guard(func() error {
		var nothing *mapped.File
		return nothing.Changed()
	})
}

// TestMapRefuses: what has no text of a known length is to be read.
func TestMapRefuses(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{empty, filepath.Dir(empty), os.DevNull} {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := mapped.Map(f); !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: error %v, want that it is not supported", path, err)
		}
		f.Close()
	}
}
