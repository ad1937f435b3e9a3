package decode_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/draft"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

// TestProgress checks that the calls of Progress for a long document begin with 0, go up in
// steps much smaller than the document, and end near its end. YAML is parsed as a whole.
func TestProgress(t *testing.T) {
	for _, form := range draft.Forms() {
		if form.Name == "SPDX YAML" {
			continue
		}
		t.Run(form.Name, func(t *testing.T) {
			var text bytes.Buffer
			if err := form.Write(sbomtest.Generate(5000), &text); err != nil {
				t.Fatal(err)
			}
			size := text.Len()
			var calls []int
			d := decode.Decoder{Progress: func(read, length int) {
				if length != size {
					t.Errorf("the length is %d, want %d", length, size)
				}
				calls = append(calls, read)
			}}
			if _, err := d.All("bom", &text); err != nil {
				t.Fatal(err)
			}
			if calls[0] != 0 {
				t.Errorf("the first call is with %d, want 0", calls[0])
			}
			highest := 0
			for _, read := range calls[1:] {
				if read <= 0 || read > size || read-highest > size/3 {
					t.Errorf("a call with %d of %d after %d", read, size, highest)
				}
				highest = max(highest, read)
			}
			if highest < size*2/3 {
				t.Errorf("the calls end with %d of %d", highest, size)
			}
		})
	}
}

// TestProgressOfSeveralDocuments checks that the calls begin again for every document.
func TestProgressOfSeveralDocuments(t *testing.T) {
	one := `{"bomFormat": "CycloneDX", "specVersion": "1.6"}`
	begun := 0
	d := decode.Decoder{Progress: func(read, length int) {
		if read == 0 {
			begun++
		}
		if length > len(one)+1 {
			t.Errorf("the length is %d, want %d of one document", length, len(one))
		}
	}}
	if _, err := d.All("bom.jsonl", strings.NewReader(one+"\n"+one+"\n")); err != nil {
		t.Fatal(err)
	}
	if begun != 2 {
		t.Errorf("%d documents begun, want 2", begun)
	}
}
