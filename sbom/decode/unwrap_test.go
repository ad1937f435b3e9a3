package decode

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/bomgate/bomgate/sbom"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// form is a kind of text. A wrapper can contain some and is one itself.
type form int

const (
	jsonText form = iota // an object
	otherText
	noText
)

// wrapping wraps a document.
type wrapping struct {
	name  string
	holds form // the last form that the wrapper can contain
	is    form
	kinds []sbom.WrapperKind
	wrap  func(string) string
}

var wrappings = []wrapping{
	{"gzip", noText, noText, []sbom.WrapperKind{sbom.WrapperGzip}, gzipped},
	{"zstd", noText, noText, []sbom.WrapperKind{sbom.WrapperZstd}, zstandard},
	{"xz", noText, noText, []sbom.WrapperKind{sbom.WrapperXZ}, xzCompressed},
	{"UTF-32", otherText, noText, []sbom.WrapperKind{"utf-32le"}, func(s string) string { return inUTF32(binary.LittleEndian, byteOrderMark+s) }},
	{"UTF-32 big-endian without a byte order mark", otherText, noText, []sbom.WrapperKind{"utf-32be"}, func(s string) string { return inUTF32(binary.BigEndian, s) }},
	{"array", jsonText, jsonText, []sbom.WrapperKind{sbom.WrapperJSON}, func(s string) string { return `[{"a": 1}, ` + s + "]\n" }},
	{"object with names", jsonText, jsonText, []sbom.WrapperKind{sbom.WrapperJSON}, func(s string) string { return `{"linux/amd64": {"SPDX": ` + s + "}}\n" }},
	{"UTF-8 with a byte order mark", otherText, noText, nil, func(s string) string { return byteOrderMark + s }},
	{"UTF-16", otherText, noText, []sbom.WrapperKind{"utf-16le"}, func(s string) string { return inUTF16(binary.LittleEndian, byteOrderMark+s) }},
	{"UTF-16 big-endian", otherText, noText, []sbom.WrapperKind{"utf-16be"}, func(s string) string { return inUTF16(binary.BigEndian, byteOrderMark+s) }},
	{"UTF-16 without a byte order mark", otherText, noText, []sbom.WrapperKind{"utf-16le"}, func(s string) string { return inUTF16(binary.LittleEndian, s) }},
	{"UTF-16 big-endian without a byte order mark", otherText, noText, []sbom.WrapperKind{"utf-16be"}, func(s string) string { return inUTF16(binary.BigEndian, s) }},
	{"GitHub export", jsonText, jsonText, []sbom.WrapperKind{sbom.WrapperGitHub}, func(s string) string { return `{"sbom": ` + s + "}\n" }},
	{"statement", jsonText, jsonText, []sbom.WrapperKind{sbom.WrapperInToto}, func(s string) string { return attestation("v1", "https://spdx.dev/Document/v2.3", s) }},
	{"statement of cosign 1", jsonText, jsonText, []sbom.WrapperKind{sbom.WrapperInToto}, func(s string) string {
		return attestation("v0.1", "https://cyclonedx.org/bom", `{"Data": `+s+`, "Timestamp": "2026-01-01T00:00:00Z"}`)
	}},
	{"statement with a string", otherText, jsonText, []sbom.WrapperKind{sbom.WrapperInToto}, func(s string) string { return attestation("v1", "https://spdx.dev/Document", quoted(s)) }},
	{"envelope", noText, jsonText, []sbom.WrapperKind{sbom.WrapperDSSE}, func(s string) string { return envelope("text/plain", s, []byte("?")) }},
	{"bundle", noText, jsonText, []sbom.WrapperKind{sbom.WrapperSigstoreBundle, sbom.WrapperDSSE}, func(s string) string {
		return `{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "verificationMaterial": {}, "dsseEnvelope": ` + envelope("text/plain", s, []byte("?")) + `}`
	}},
}

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func zstandard(s string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	return string(w.EncodeAll([]byte(s), nil))
}

func xzCompressed(s string) string {
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	if err != nil {
		panic(err)
	}
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func inUTF32(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, r := range s {
		b = order.AppendUint32(b, uint32(r))
	}
	return string(b)
}

func inUTF16(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func attestation(version, predicateType, predicate string) string {
	return fmt.Sprintf(`{"_type": "https://in-toto.io/Statement/%s", "subject": [], "predicateType": %q, "predicate": %s}`, version, predicateType, predicate)
}

func envelope(payloadType, payload string, signatures ...[]byte) string {
	list := make([]string, len(signatures))
	for i, s := range signatures {
		list[i] = fmt.Sprintf(`{"keyid": "", "sig": %q}`, base64.StdEncoding.EncodeToString(s))
	}
	return fmt.Sprintf(`{"payloadType": %q, "payload": %q, "signatures": [%s]}`,
		payloadType, base64.StdEncoding.EncodeToString([]byte(payload)), strings.Join(list, ", "))
}

// TestWrappersDoNotChangeDocuments checks a document in each wrapper, and each wrapper in
// each other wrapper that can contain it.
func TestWrappersDoNotChangeDocuments(t *testing.T) {
	for _, document := range []struct {
		name string
		form form
		text string
	}{
		{jsonCDX, jsonText, forms[jsonCDX]}, {xmlCDX, otherText, forms[xmlCDX]}, {jsonSPDX, jsonText, routerJSON}, {tagSPDX, otherText, routerTagValue},
		{yamlSPDX, otherText, routerYAML}, {rdfSPDX, otherText, routerRDF}, {ldSPDX, jsonText, routerGraph},
	} {
		bare, err := One(document.name, strings.NewReader(document.text))
		if err != nil {
			t.Fatal(err)
		}
		want := stated(bare)
		check := func(name string, kinds []sbom.WrapperKind, wrapped string) {
			t.Helper()
			doc, err := One(document.name, strings.NewReader(wrapped))
			if err != nil {
				t.Errorf("%s of %s: got error %v, want none", name, document.name, err)
				return
			}
			var got []sbom.WrapperKind
			for _, w := range doc.Wrappers {
				got = append(got, w.Kind)
				if w.Verified {
					t.Errorf("%s of %s: got a verified signature without keys", name, document.name)
				}
			}
			if !slices.Equal(got, kinds) {
				t.Errorf("%s of %s: got wrappers %q, want %q", name, document.name, got, kinds)
			}
			if got := stated(doc); !slices.Equal(got, want) {
				t.Errorf("%s of %s: statements differ (-want +got):\n%s", name, document.name, cmp.Diff(want, got))
			}
			checkClaims(t, doc)
		}
		for _, inner := range wrappings {
			if inner.holds < document.form {
				continue
			}
			once := inner.wrap(document.text)
			check(inner.name, inner.kinds, once)
			for _, outer := range wrappings {
				flat := []string{"GitHub export", "array", "object with names"} // one in another is one wrapper
				if outer.holds >= inner.is && !(slices.Contains(flat, outer.name) && slices.Contains(flat, inner.name)) {
					check(outer.name+" of "+inner.name, slices.Concat(outer.kinds, inner.kinds), outer.wrap(once))
				}
			}
		}
	}
}

// stated returns the statements of a document without their places.
func stated(doc *sbom.Document) []string {
	var lines []string
	for _, c := range doc.Claims() {
		lines = append(lines, fmt.Sprintln(c.Kind, c.Role, c.Key, c.Value, doc.Component(c.Component).Name, doc.Path(c.Component)))
	}
	return lines
}

// TestLocationsInWrappers checks that locations refer to the file if the wrapper is text,
// and to the decoded text otherwise.
func TestLocationsInWrappers(t *testing.T) {
	const bom = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": [\n  {\"name\": \"a\", \"publisher\": \"Acme\"}]}"
	const line = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "😀", "publisher": "Acme"}]}`
	for _, c := range []struct {
		name, text string
		want       []sbom.Location // of the publisher in each document
	}{
		{"bare", bom, []sbom.Location{{Line: 2, Column: 30, EndLine: 2, EndColumn: 36, Path: "/components/0/publisher"}}},
		{"export", "{\n\"sbom\":\n" + bom + "}", []sbom.Location{{Line: 4, Column: 30, EndLine: 4, EndColumn: 36, Path: "/sbom/components/0/publisher"}}},
		{"statement in an export", `{"sbom": ` + attestation("v1", "https://cyclonedx.org/bom", `{"Data":`+bom+`}`) + `}`,
			[]sbom.Location{{Line: 2, Column: 30, EndLine: 2, EndColumn: 36, Path: "/sbom/predicate/Data/components/0/publisher"}}},
		{"envelope", envelope("t", "\n\n"+bom, nil), []sbom.Location{{Line: 4, Column: 30, EndLine: 4, EndColumn: 36, Path: "/components/0/publisher"}}},
		{"UTF-16", inUTF16(binary.LittleEndian, byteOrderMark+"\n"+bom), []sbom.Location{{Line: 3, Column: 30, EndLine: 3, EndColumn: 36, Path: "/components/0/publisher"}}},
		{"JSON lines", "\n" + line + "\n\n{\"sbom\": " + line + "}\n" + bom + "\n", []sbom.Location{
			{Line: 2, Column: 93, EndLine: 2, EndColumn: 99, Path: "/components/0/publisher"},
			{Line: 4, Column: 102, EndLine: 4, EndColumn: 108, Path: "/sbom/components/0/publisher"},
			{Line: 6, Column: 30, EndLine: 6, EndColumn: 36, Path: "/components/0/publisher"},
		}},
		{"JSON on one line", line + " " + line, []sbom.Location{{Line: 1, Column: 93, EndLine: 1, EndColumn: 99, Path: "/components/0/publisher"}, {Line: 1, Column: 195, EndLine: 1, EndColumn: 201, Path: "/components/0/publisher"}}},
		{"envelopes on lines", envelope("t", line, nil) + "\n" + envelope("t", bom, nil), []sbom.Location{
			{Line: 1, Column: 93, EndLine: 1, EndColumn: 99, Path: "/components/0/publisher"}, {Line: 2, Column: 30, EndLine: 2, EndColumn: 36, Path: "/components/0/publisher"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, err := Decoder{}.All("bom", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []sbom.Location
			for _, doc := range docs {
				i := slices.IndexFunc(claimsOf(doc), func(c sbom.Claim) bool { return c.Role == sbom.RolePublisher })
				got = append(got, doc.Locate(claimsOf(doc)[i].Place)...)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("locations differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestDecodeRefusesWrappers checks the errors for faulty wrappers, with their locations.
func TestDecodeRefusesWrappers(t *testing.T) {
	const bom = `{"bomFormat": "CycloneDX", "specVersion": "1.6"}`
	nested := bom
	for range maxWrappers + 1 {
		nested = gzipped(nested)
	}
	deep := `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": ` + strings.Repeat(`[{"components":`, 3) + `[]` + strings.Repeat(`}]`, 3) + `}`
	for _, c := range []struct {
		name, text, want string
		isSBOM           bool
	}{
		{"truncated gzip", gzipped(bom)[:30], `line 1, column 1: in the content of gzip: truncated gzip data`, true},
		{"truncated zstd", zstandard(bom)[:30], `line 1, column 1: in the content of zstd: truncated zstd data`, true},
		{"truncated gzip header", "\x1f\x8b\x08", `line 1, column 1: in the content of gzip: truncated gzip data`, true},
		{"gzip with trailing data", gzipped(bom) + "x", `line 1, column 1: in the content of gzip: truncated gzip data`, true},
		{"zstd with a wrong checksum", zstandard(bom)[:len(zstandard(bom))-1] + "\x00", `line 1, column 1: in the content of zstd: invalid zstd data: CRC check failed`, true},
		{"zstd with a large window", "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", `line 1, column 1: in the content of zstd: zstd data with a window of more than 134217728 bytes: expected a smaller window`, true},
		{"gzip bomb", gzipped(strings.Repeat(" ", 5000)), `line 1, column 1: in the content of gzip: larger than 4096 bytes`, true},
		{"zstd bomb", zstandard(strings.Repeat(" ", 5000)), `line 1, column 1: in the content of zstd: larger than 4096 bytes`, true},
		{"file that is too large", strings.Repeat(" ", 5000), `line 1, column 1: larger than 4096 bytes`, true},
		{"xz with a large dictionary", "\xfd7zXZ\x00\x00\x01\x69\x22\xde\x36\x02\x00\x21\x01\x28\x00\x00\x00", `line 1, column 1: in the content of xz: xz data with a window of more than 134217728 bytes: expected a smaller window`, true},
		{"texts in several layers that are too large together", envelope("t", gzipped(bom+strings.Repeat(" ", 3000)), nil) + "\n" + envelope("t", gzipped(bom+strings.Repeat(" ", 3000)), nil),
			`line 1, column 1: in the content of dsse, gzip: larger than 4096 bytes`, true},
		{"document nested too deeply", deep, `line 1, column 95: /components/0/components/0/components/0: nested deeper than 6 objects and arrays`, true},
		{"too many wrappers", nested, `line 1, column 1: in the content of gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip: wrapped more than 8 times`, true},
		{"archive in gzip", gzipped("bom.json" + strings.Repeat("\x00", 249) + "ustar\x0000"), `line 1, column 1: in the content of gzip: this is a binary file: expected a CycloneDX or SPDX document`, false},

		{"unpaired surrogate in UTF-16", inUTF16(binary.LittleEndian, byteOrderMark+`{"bomFormat":`+"\n") + "\x00\xd8\x20\x00", `line 2, column 1: invalid UTF-16: unpaired surrogate 0xd800`, true},
		{"odd number of bytes in UTF-16", inUTF16(binary.LittleEndian, byteOrderMark+`{"bomFormat":`+"\n") + "\x20", `line 2, column 1: the text ends within a UTF-16 character`, true},

		{"wrapper that is also a document", `{"sbom": ` + bom + `, "spdxVersion": "SPDX-2.3"}`, `line 1, column 10: /sbom: member "sbom" in an SBOM: expected either an SBOM or a wrapper of one`, true},
		{"document that is also a wrapper", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "sb\u006fm": {}}`, `line 1, column 63: /sbom: member "sbom" in an SBOM: expected either an SBOM or a wrapper of one`, true},
		{"duplicate wrapped document", `{"sbom": ` + bom + `, "sbom": ` + bom + `}`, `line 1, column 60: /sbom: duplicate member "sbom"`, true},
		{"truncated wrapper", `{"sbom": ` + bom, `line 1, column 58: /sbom: the document ends within a value`, true},
		{"fault in a wrapped document", `{"sbom": {"bomFormat": "CycloneDX", "specVersion": 1}}`, `line 1, column 52: /sbom/specVersion: expected a string, got a number`, true},
		{"wrapper without an object", `{"sbom": true}`, `line 1, column 1: a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, false},
		{"wrapper without an SBOM", `{"sbom": {}}`, `line 1, column 1: a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, false},

		{"another predicate", attestation("v1", "https://slsa.dev/provenance/v1", "{}"),
			`line 1, column 78: /predicateType: in-toto statement with a predicate of type "https://slsa.dev/provenance/v1": expected an SPDX or CycloneDX document`, false},
		{"another statement", attestation("v2", "https://spdx.dev/Document", bom), `line 1, column 11: /_type: in-toto statement of type "https://in-toto.io/Statement/v2": expected https://in-toto.io/Statement/v1 or v0.1`, true},
		{"statement without type", `{"predicateType": "https://spdx.dev/Document", "predicate": {}}`, `line 1, column 1: member "_type" is missing`, true},
		{"another predicate in an envelope", envelope("application/vnd.in-toto+json", attestation("v1", "https://slsa.dev/provenance/v1", "{}"), nil),
			`line 1, column 78: /predicateType: in the content of dsse: in-toto statement with a predicate of type "https://slsa.dev/provenance/v1": expected an SPDX or CycloneDX document`, false},
		{"payload that is not Base64", `{"payloadType": "t", "payload": "?", "signatures": [{"sig": ""}]}`, `line 1, column 33: /payload: payload of the envelope: expected Base64: illegal base64 data at input byte 0`, true},
		{"envelope without signatures", envelope("t", bom), `line 1, column 115: /signatures: signatures of the envelope: expected an array of 1 to 100 objects`, true},
		{"bundle with only a signature", `{"mediaType": "application/vnd.dev.sigstore.bundle+json;version=0.2", "messageSignature": {}}`,
			`line 1, column 91: /messageSignature: a Sigstore bundle without the signed document: expected a dsseEnvelope`, false},
		{"bundle of an unsupported version", `{"mediaType": "application/vnd.dev.sigstore.bundle.v0.9+json", "dsseEnvelope": {}}`,
			`line 1, column 15: /mediaType: media type "application/vnd.dev.sigstore.bundle.v0.9+json" of a Sigstore bundle: expected version 0.1, 0.2 or 0.3`, true},

		{"object after a document", bom + "\n{}", `line 2, column 1: text after the end of the JSON document: expected nothing`, true},
		{"another attestation after a document", bom + "\n" + attestation("v1", "https://slsa.dev/provenance/v1", "{}"),
			`line 2, column 78: /predicateType: in-toto statement with a predicate of type "https://slsa.dev/provenance/v1": expected an SPDX or CycloneDX document`, true},
		{"object before a document", "{}\n" + bom, `line 1, column 1: a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, true},
		{"lines without an SBOM", "{}\n{\"a\": 1}\n", `line 1, column 1: a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, false},
		{"attestation of an SBOM without one, after an object", "{}\n" + attestation("v1", "https://spdx.dev/Document", "{}"),
			`line 2, column 120: /predicate: a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, true},
		{"JSON-LD without a context after an object", "{}\n" + `{"@type": "https://spdx.org/rdf/3.0.1/terms/Core/SpdxDocument"}`,
			`line 2, column 1: SPDX 3 as JSON-LD without the @context of SPDX 3.0 is not supported: expected JSON-LD with that context`, true},
		{"invalid JSON after an object", "{}\n" + `{"bomFormat": "CycloneDX", }`, `line 2, column 26: invalid JSON: invalid character ',' at start of value`, true},
		{"fault in the second line", bom + "\n" + `{"bomFormat": "CycloneDX", "specVersion": 1}`, `line 2, column 43: /specVersion: expected a string, got a number`, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			docs, err := Decoder{MaxBytes: 4096, MaxDepth: 6}.All("bom", strings.NewReader(c.text))
			if err == nil {
				t.Fatalf("got %d documents, want an error", len(docs))
			}
			if got, want := err.Error(), `decode "bom": `+c.want; got != want {
				t.Errorf("got error\n%s\nwant\n%s", got, want)
			}
			if got := !errors.Is(err, sbom.ErrNotSBOM); got != c.isSBOM {
				t.Errorf("the error is about an SBOM: got %v, want %v", got, c.isSBOM)
			}
		})
	}
}

// TestManyValues checks the cost of files with many values that are not SBOMs. Those that look
// like wrappers, or like SBOMs inside other values, are refused if they are too many.
func TestManyValues(t *testing.T) {
	const bom = `{"bomFormat": "CycloneDX", "specVersion": "1.6"}`
	const tooMany, noSBOM = "more than 10000 attestations or SBOMs in one file", "a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document"
	statement := attestation("v1", "https://slsa.dev/provenance/v1", "{}")
	for _, c := range []struct {
		name, value, separator string
		want                   string // the end of the error
		most                   int    // allocations for each value
	}{
		{"statements in lines", statement, "\n", tooMany, 200},
		{"statements in an array", statement, ",", tooMany, 1},
		{"envelopes in lines", envelope("t", "{}", nil), "\n", tooMany, 200},
		{"statements in objects", `{"a": ` + statement + `}`, "\n", tooMany, 200},
		{"objects in lines", "{}", "\n", noSBOM, 1},
		{"objects with a member of SBOMs in lines", `{"sbom":0}`, "\n", noSBOM, 15},
	} {
		const count = maxWrapped + 1
		text := strings.Repeat(c.value+c.separator, count) + bom
		if c.separator == "," {
			text = "[" + text + "]"
		}
		var err error
		allocations := testing.AllocsPerRun(1, func() { _, err = Decoder{}.All("bom", strings.NewReader(text)) })
		if err == nil || !strings.HasSuffix(err.Error(), c.want) || errors.Is(err, sbom.ErrNotSBOM) {
			t.Errorf("%s: got error %v, want %s", c.name, err, c.want)
		}
		if got := int(allocations / count); got > c.most {
			t.Errorf("%s: %d allocations for each value, want at most %d", c.name, got, c.most)
		}
	}
}
