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

// TestDecoderLimitsYAML checks that YAML in which there may be too many values is refused
// before it takes memory, even if it is not known yet to be an SBOM.
func TestDecoderLimitsYAML(t *testing.T) {
	block := "spdxVersion: SPDX-2.3\npackages:\n- {name: a, supplier: Acme}\n"
	flow := "{spdxVersion: SPDX-2.3, packages: [{name: a, supplier: Acme}]}\n"
	for _, c := range []struct {
		name, text string
		values     int // that are counted
	}{
		{"block", block, 15},
		{"flow", flow, 23},
	} {
		d := Decoder{MaxYAMLValues: c.values}
		if _, err := d.All("-", strings.NewReader(c.text)); err != nil {
			t.Errorf("%s: got error %v, want none at the limit", c.name, err)
		}
		d.MaxYAMLValues--
		_, err := d.All("-", strings.NewReader(c.text))
		want := fmt.Sprintf("YAML with more values than %d: expected fewer", d.MaxYAMLValues)
		if err == nil || !strings.HasSuffix(err.Error(), want) || errors.Is(err, sbom.ErrNotSBOM) {
			t.Errorf("%s: got error %v, want %s", c.name, err, want)
		}
	}
	dense := block + "x:\n" + strings.Repeat("- a\n", DefaultMaxYAMLValues)
	_, err := Decoder{}.All("-", strings.NewReader(dense))
	if want := "YAML with more values than 600000: expected fewer"; err == nil || !strings.HasSuffix(err.Error(), want) {
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
