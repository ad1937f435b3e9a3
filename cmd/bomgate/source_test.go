package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// longText is a realistic document that is long enough to be mapped.
func longText(t *testing.T, form draft.Form) []byte {
	t.Helper()
	var text bytes.Buffer
	for n := 8_000; text.Len() < 4*longFile; n *= 2 {
		text.Reset()
		if err := form.Write(sbomtest.Generate(n), &text); err != nil {
			t.Fatal(err)
		}
	}
	return text.Bytes()
}

// writeLong writes a file, and returns it as what it is judged as.
func writeLong(t *testing.T, text []byte) *source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bom")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return &source{name: "bom", path: path, size: int64(len(text)), named: true}
}

// TestLongFilesSayTheSame: a long file is mapped, and judged as one that is read.
func TestLongFilesSayTheSame(t *testing.T) {
	var b bundles
	engine, err := b.compile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	question := policy.Context{AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Acts: []string{"integrate"}, Nexus: []string{"us"}}
	decoder := sbom.Decoder{Wants: engine.Wants, MaxYAMLBytes: 1 << 30}
	texts := map[string][]byte{"text that is no SBOM": bytes.Repeat([]byte("nothing like it\n"), longFile)}
	for _, form := range draft.Forms() {
		text := longText(t, form)
		texts[form.Name] = text
		texts[form.Name+", cut off"] = text[:len(text)-len(text)/8]
		texts[form.Name+", with a byte that is no UTF-8"] = append(append(bytes.Clone(text[:len(text)/2]), 0xff), text[len(text)/2:]...)
	}
	first := texts[draft.Forms()[0].Name]
	texts["in a wrapper"] = append(append([]byte(`{"sbom": `), first...), '}')
	texts["two documents"] = append(append(bytes.Clone(first), '\n'), first...)
	texts["byte order mark"] = append([]byte("\ufeff"), first...)
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write(first)
	z.Close()
	texts["gzip"] = append(zipped.Bytes(), make([]byte, longFile)...)
	for what, text := range texts {
		t.Run(what, func(t *testing.T) {
			s := writeLong(t, text)
			judge := func(docs []*sbom.Document) (reports []*policy.Report) {
				for _, doc := range docs {
					report, err := engine.Evaluate(t.Context(), doc, question)
					if err != nil {
						t.Fatal(err)
					}
					reports = append(reports, report)
				}
				return reports
			}
			var mapped []*policy.Report
			errMapped := s.visit(t.Context(), decoder, nil, func(docs []*sbom.Document) { mapped = judge(docs) })
			docs, errRead := s.decode(t.Context(), decoder, nil)
			got, want := marshal(t, mapped, errMapped), marshal(t, judge(docs), errRead)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("mapped instead of read:\n%s", diff)
			}
		})
	}
}

// marshal spells out reports, whose document may be gone, or what went wrong.
func marshal(t *testing.T, reports []*policy.Report, err error) string {
	t.Helper()
	if err != nil {
		return err.Error()
	}
	text, err := json.MarshalIndent(reports, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestChangedWhileItIsJudged: nothing that was made of a long file counts if somebody
// writes to it meanwhile. One that is cut has no text any more, which ends no process.
func TestChangedWhileItIsJudged(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("files are mapped on Linux alone")
	}
	rewrite := func(path string) error {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteAt([]byte(" "), 1)
		return errors.Join(err, f.Close())
	}
	cut := func(path string) error { return os.Truncate(path, 100) }
	const apart, judged, after = "before it is taken apart", "before it is judged", "when it was judged"
	for _, form := range draft.Forms() {
		text := longText(t, form)
		for _, c := range []struct {
			what   string
			change func(path string) error
			when   string
		}{
			{"cut", cut, apart},
			{"cut", cut, judged},
			{"cut", cut, after},
			{"written to", rewrite, after},
		} {
			t.Run(form.Name+" "+c.what+" "+c.when, func(t *testing.T) {
				s := writeLong(t, text)
				time.Sleep(20 * time.Millisecond) // the system's clock of files is a coarse one
				change := func(now string) {
					if now == c.when {
						if err := c.change(s.path); err != nil {
							t.Error(err)
						}
					}
				}
				nothing := func(yield func(uint64) bool) {}
				decoder := sbom.Decoder{MaxYAMLBytes: 1 << 30, Wants: func() *identity.KeySet {
					change(apart)
					return identity.NewKeySet(nothing, func(uint64) bool { return false }, nil)
				}}
				err := s.visit(t.Context(), decoder, nil, func(docs []*sbom.Document) {
					change(judged)
					x := 0
					for _, c := range docs[0].Components() {
						x += strings.Count(c.Name, "x")
					}
					change(after)
				})
				if err == nil || !strings.Contains(err.Error(), "changed while it was read") {
					t.Errorf("error %v, want one that says that the file was changed", err)
				}
			})
		}
	}
}
