package source

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// writeSource writes a file and returns it as a source.
func writeSource(t *testing.T, text []byte) *Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bom")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return &Source{Name: "bom", path: path, Size: int64(len(text)), Named: true}
}

// TestFileChangedWhileItIsRead changes a file after the decoder has read it and before
// it decodes what it has read. Documents and digest are those of the bytes that were read.
func TestFileChangedWhileItIsRead(t *testing.T) {
	const components = 100
	texts := map[string][]byte{}
	for _, form := range draft.Forms() {
		var text bytes.Buffer
		if err := form.Write(sbomtest.Generate(components), &text); err != nil {
			t.Fatal(err)
		}
		texts[form.Name] = text.Bytes()
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write(texts[draft.Forms()[0].Name]) // a bytes.Buffer returns no error
	w.Close()
	texts["gzip"] = zipped.Bytes()
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			s := writeSource(t, text)
			changed := false
			sum := sha256.New()
			decoder := decode.Decoder{Sum: sum, Wants: func() *identity.KeySet {
				changed = true
				if err := os.WriteFile(s.path, bytes.Repeat([]byte("x"), len(text)/2), 0o600); err != nil {
					t.Error(err)
				}
				return nil
			}}
			docs, err := s.Decode(t.Context(), decoder, nil)
			if err != nil || !changed {
				t.Fatalf("file changed: %t; error %v", changed, err)
			}
			if got := docs[0].ComponentCount(); got < components {
				t.Errorf("%d components, want at least %d", got, components)
			}
			whole := sha256.Sum256(text)
			if got, want := hex.EncodeToString(sum.Sum(nil)), hex.EncodeToString(whole[:]); got != want {
				t.Errorf("SHA-256 is %s, want %s, of the bytes that were read", got, want)
			}
		})
	}
}

// TestDigestCoversTheWholeFile decodes a document with white space after it that is
// longer than any buffer.
func TestDigestCoversTheWholeFile(t *testing.T) {
	text := []byte(`{"bomFormat": "CycloneDX", "specVersion": "1.6"}` + strings.Repeat(" ", 1<<20))
	sum := sha256.New()
	if _, err := writeSource(t, text).Decode(t.Context(), decode.Decoder{Sum: sum}, nil); err != nil {
		t.Fatal(err)
	}
	whole := sha256.Sum256(text)
	if got, want := hex.EncodeToString(sum.Sum(nil)), hex.EncodeToString(whole[:]); got != want {
		t.Errorf("SHA-256 is %s, want %s", got, want)
	}
}

func TestDecodeNamesAFileThatCannotBeOpenedOnce(t *testing.T) {
	s := writeSource(t, []byte("{}"))
	if err := os.Remove(s.path); err != nil {
		t.Fatal(err)
	}
	_, err := s.Decode(t.Context(), decode.Decoder{}, nil)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), s.path) || !strings.HasPrefix(err.Error(), `read "bom": `) {
		t.Errorf("error %v, want the reason after the name", err)
	}
}
