package sbom_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// TestDecodeText: a text in memory is read as one that comes from a reader.
func TestDecodeText(t *testing.T) {
	texts := map[string]string{
		"nothing":               "",
		"binary":                "\x00\x01\x02",
		"no SBOM":               "{}",
		"two documents":         `{"bomFormat": "CycloneDX", "specVersion": "1.6"} {"bomFormat": "CycloneDX", "specVersion": "1.5"}`,
		"more than is taken":    `{"bomFormat": "CycloneDX", "specVersion": "1.6"}` + strings.Repeat(" ", 1<<20),
		"other charset":         "\xff\xfe" + strings.Join(strings.Split(`{"bomFormat": "CycloneDX", "specVersion": "1.6"}`, ""), "\x00") + "\x00",
		"a byte that is none":   `{"bomFormat": "CycloneDX", "specVersion": "1.` + "\xff" + `"}`,
		"the document is cut":   `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`,
		"what gzip is, cut off": "\x1f\x8b\x08",
	}
	for _, form := range draft.Forms() {
		texts[form.Name] = string(generated(t, form, 20))
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	fmt.Fprint(z, texts[draft.Forms()[0].Name])
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	texts["gzip"] = zipped.String()
	d := sbom.Decoder{MaxBytes: 1 << 20}
	for what, text := range texts {
		t.Run(what, func(t *testing.T) {
			got := told(t)(d.DecodeText("name", text, nil))
			if want := told(t)(d.Decode("name", strings.NewReader(text))); got != want {
				t.Errorf("in memory\n%s\nread\n%s", got, want)
			}
		})
	}
}

// told spells out documents, or what is wrong with them.
func told(t *testing.T) func(docs []*sbom.Document, err error) string {
	return func(docs []*sbom.Document, err error) string {
		var b strings.Builder
		for _, doc := range docs {
			text, err := json.Marshal(doc.Input())
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s %v\n", text, doc.Warnings)
		}
		return fmt.Sprint(b.String(), err)
	}
}

// TestRelease: of a long text nearly all is given back while it is read, once more
// while its components are looked at, and once more when places are found in it.
func TestRelease(t *testing.T) {
	const chunk = 1 << 20
	for _, form := range draft.Forms() {
		if form.Name == "SPDX YAML" {
			continue // all of its nodes stand in memory
		}
		t.Run(form.Name, func(t *testing.T) {
			var written bytes.Buffer
			for n := 4_000; written.Len() < 24*chunk; n *= 2 {
				written.Reset()
				if err := form.Write(sbomtest.Generate(n), &written); err != nil {
					t.Fatal(err)
				}
			}
			text := written.String()
			var mu sync.Mutex
			released := make([]int, len(text)/chunk)
			count := 0
			release := func(part string) {
				start := int(uintptr(unsafe.Pointer(unsafe.StringData(part))) - uintptr(unsafe.Pointer(unsafe.StringData(text))))
				if start < 0 || start+len(part) > len(text) {
					t.Errorf("%d bytes at %d are no part of the text", len(part), start)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				count++
				for i := start / chunk; i < min((start+len(part))/chunk, len(released)); i++ {
					released[i]++
				}
			}
			nearlyAll := func(when string) {
				t.Helper()
				given := 0
				for i, n := range released {
					if n > 0 {
						given++
					}
					released[i] = 0
				}
				if given < len(released)*3/4 {
					t.Errorf("%s: %d of %d chunks are given back", when, given, len(released))
				}
			}
			docs, err := sbom.Decoder{Wants: func() *sbom.Wanted { return someWanted }}.DecodeText("name", text, release)
			if err != nil {
				t.Fatal(err)
			}
			nearlyAll("read")
			var places []sbom.Place
			for _, c := range docs[0].Components() {
				places = append(places, c.Place)
			}
			nearlyAll("looked at")
			docs[0].Locate(places...)
			nearlyAll("located")
			docs[0].Locate(places[len(places)-1])
			nearlyAll("located, the last alone")
			if most := 100 * len(released); count > most {
				t.Errorf("%d times something is given back, want at most %d", count, most)
			}
		})
	}
}
