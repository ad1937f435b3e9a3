package decode

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

func TestOneRefusesSeveralDocuments(t *testing.T) {
	const bom = `{"bomFormat": "CycloneDX", "specVersion": "1.6"}`
	_, err := One("bom", strings.NewReader(bom+bom))
	if want := `decode "bom": line 1, column 49: 2 SBOMs in one file: expected one`; err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// TestDecoderRefusesLongValues checks that values longer than the limit are refused and
// not skipped.
func TestDecoderRefusesLongValues(t *testing.T) {
	long := strings.Repeat("a", 101)
	d := Decoder{MaxValueBytes: 100}
	for _, c := range []struct{ name, text, path string }{
		{"JSON", `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"` + long + `"}]}`, "/components/0/name"},
		{"XML", `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component><purl>` + long + `</purl></component></components></bom>`, "/bom/components/component[1]/purl"},
		{"tag-value", "SPDXVersion: SPDX-2.3\nPackageName: a\nPackageCopyrightText: <text>" + long + "</text>\n", "PackageCopyrightText"},
	} {
		_, err := d.All("-", strings.NewReader(c.text))
		if want := c.path + ": value of 101 bytes: expected at most 100"; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got error %v, want %s", c.name, err, want)
		}
		if _, err := d.All("-", strings.NewReader(strings.ReplaceAll(c.text, long, long[1:]))); err != nil {
			t.Errorf("%s: got error %v, want none at the limit", c.name, err)
		}
	}
}

func TestDecoderLimitsYAML(t *testing.T) {
	d := Decoder{MaxYAMLBytes: int64(len(routerYAML))}
	if _, err := d.All("-", strings.NewReader(routerYAML)); err != nil {
		t.Errorf("got error %v, want none at the limit", err)
	}
	_, err := d.All("-", strings.NewReader(routerYAML+"\n"))
	want := fmt.Sprintf(`decode "-": line 1, column 1: %d bytes of YAML: expected at most %d`, len(routerYAML)+1, len(routerYAML))
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// failing is a reader that fails after its text.
type failing struct{ *strings.Reader }

func (f failing) Read(p []byte) (int, error) {
	if f.Len() == 0 {
		return 0, errors.New("connection reset")
	}
	return f.Reader.Read(p)
}

// TestDecodeReportsReadErrors checks that an error of the reader is reported instead of
// the faults that it causes in the text.
func TestDecodeReportsReadErrors(t *testing.T) {
	for _, text := range []string{"{", gzipped("{}")[:20]} {
		_, err := One("bom", failing{strings.NewReader(text)})
		if e, ok := errors.AsType[*sbom.Error](err); ok || err == nil || err.Error() != `read "bom": connection reset` {
			t.Errorf("got error %v, *sbom.Error %v, want the error of the reader", err, e)
		}
	}
}
