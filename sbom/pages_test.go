package sbom_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/identity"
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
			docs, err := sbom.Decoder{Wants: func() *identity.KeySet { return someWanted }}.DecodeText("name", text, release)
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

// TestLocateInLongTexts: lines and columns are those that counting from the beginning
// gives, wherever the chunks of a text begin.
func TestLocateInLongTexts(t *testing.T) {
	for what, between := range map[string]string{"in one line": "", "in a line each": "\n", "in few lines": strings.Repeat(" ", 1<<20) + "\n\n "} {
		t.Run(what, func(t *testing.T) {
			var b strings.Builder
			b.WriteString("\n \n" + `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`)
			for i := 0; b.Len() < 6<<20; i++ {
				if i > 0 {
					b.WriteString("," + between)
				}
				fmt.Fprintf(&b, `{"type": "library", "name": "%s%d"}`, strings.Repeat("é漢😀", 1+i%1009), i)
			}
			b.WriteString("]}")
			text := b.String()
			doc, err := sbom.Decode("name", strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			var places []sbom.Place
			for _, c := range doc.Components() {
				places = append(places, c.Place)
			}
			line, column, at := 1, 1, 0
			for i, l := range doc.Locate(places...) {
				for _, r := range text[at:places[i].Start] {
					switch {
					case r == '\n':
						line, column = line+1, 1
					case r > 0xffff:
						column += 2
					default:
						column++
					}
				}
				at = places[i].Start
				if l.Line != line || l.Column != column {
					t.Fatalf("component %d of %d: %d:%d, want %d:%d", i, len(places), l.Line, l.Column, line, column)
				}
			}
		})
	}
}

// TestInvalidUTF8InLongTexts: a byte that is no character is found wherever it stands.
func TestInvalidUTF8InLongTexts(t *testing.T) {
	const chunk = 1 << 20
	text := []byte(`SPDXVersion: SPDX-2.3` + strings.Repeat("\nPackageComment: é漢", 3*chunk/20) + "\n")
	for _, offset := range []int{0, 1, chunk - 1, chunk, chunk + 1, chunk + 2, chunk + 3, 2 * chunk, len(text) - 2, len(text)} {
		for _, bad := range []string{"\x80", "\x80\x80\x80\x80", "\xff", "\xc3"} {
			at := offset
			for at < len(text) && text[at]&0xc0 == 0x80 {
				at++
			}
			broken := string(text[:at]) + bad + string(text[at:])
			_, err := sbom.Decode("name", strings.NewReader(broken))
			line := 1 + strings.Count(broken[:at], "\n")
			e, ok := errors.AsType[*sbom.Error](err)
			if !ok || e.Location.Line != line || !strings.Contains(e.Message, "invalid UTF-8") {
				t.Errorf("%q at %d: error %v, want invalid UTF-8 in line %d", bad, at, err, line)
			}
		}
	}
}
