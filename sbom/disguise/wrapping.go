package disguise

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/bomgate/bomgate/sbom/draft"
)

// Wrapping is a way to write a whole document so that a careless decoder misses
// some or all of its components.
type Wrapping struct {
	Name string
	// Invalid reports whether the result violates the specification of its form. A
	// decoder may then refuse it, but only at the text that the wrapping changed.
	// All other results must be decoded.
	Invalid bool
	wrap    wrapper
}

// wrapper wraps a text in a form. It returns nil for forms that it does not support.
type wrapper func(form draft.Form, text []byte) []byte

// Wrap wraps a text in the given form. It returns nil if the wrapping does not exist
// for the form.
func (w Wrapping) Wrap(form draft.Form, text []byte) []byte { return w.wrap(form, text) }

// Wrappings returns the wrappings of whole documents.
func Wrappings() []Wrapping {
	return []Wrapping{
		{Name: "gzip", wrap: compressed},
		{Name: "zstd", wrap: compressedZstd},
		{Name: "xz", wrap: compressedXZ},
		{Name: "tar archive in gzip", wrap: func(form draft.Form, text []byte) []byte { return compressed(form, inTar(form, text)) }},
		{Name: "zip archive", wrap: inZip},
		{Name: "DSSE envelope", wrap: func(_ draft.Form, text []byte) []byte { return envelope("application/octet-stream", text) }},
		{Name: "in-toto statement in a DSSE envelope", wrap: ofJSON(func(text []byte) []byte {
			return envelope("application/vnd.in-toto+json", statement(text))
		})},
		{Name: "DSSE envelope in a Sigstore bundle", wrap: ofJSON(func(text []byte) []byte {
			return fmt.Appendf(nil, `{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{},"dsseEnvelope":%s}`,
				envelope("application/vnd.in-toto+json", statement(text)))
		})},
		{Name: "SBOM export of GitHub", wrap: ofJSON(func(text []byte) []byte { return fmt.Appendf(nil, `{"sbom":%s}`, text) })},
		{Name: "array of documents", wrap: ofJSON(func(text []byte) []byte { return fmt.Appendf(nil, "[%s]", text) })},
		{Name: "object with the document of each platform", wrap: ofJSON(func(text []byte) []byte { return fmt.Appendf(nil, `{"linux/amd64":{"SPDX":%s}}`, text) })},
		{Name: "array of DSSE envelopes", wrap: func(_ draft.Form, text []byte) []byte {
			return fmt.Appendf(nil, "[%s]", envelope("application/octet-stream", text))
		}},
		{Name: "custom predicate in an in-toto statement", wrap: func(_ draft.Form, text []byte) []byte {
			return fmt.Appendf(nil, `{"_type":"https://in-toto.io/Statement/v0.1","subject":[],"predicateType":"https://cosign.sigstore.dev/attestation/v1","predicate":{"Data":%s,"Timestamp":""}}`, asJSON(text))
		}},
		{Name: "UTF-16", wrap: inUTF16},
		{Name: "UTF-32", wrap: inUTF32},
		{Name: "UTF-8 with a byte order mark", wrap: func(_ draft.Form, text []byte) []byte { return slices.Concat([]byte("\xef\xbb\xbf"), text) }},
		{Name: "every letter escaped", wrap: escaped},
		{Name: "line after another document", wrap: ofJSON(afterDocument)},
		{Name: "second, empty list of components", Invalid: true, wrap: secondList},
		{Name: "second name for each component", Invalid: true, wrap: secondName},
		{Name: "list of components with a name in capitals", Invalid: true, wrap: renamed(strings.ToUpper)},
		{Name: "list of components with a misspelled name", Invalid: true, wrap: renamed(func(name string) string { return name[:len(name)-2] + name[len(name)-1:] })},
	}
}

func ofJSON(wrap func(text []byte) []byte) wrapper {
	return func(form draft.Form, text []byte) []byte {
		if !form.IsJSON() {
			return nil
		}
		return wrap(text)
	}
}

func compressed(_ draft.Form, text []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(text) // writing to a bytes.Buffer cannot fail
	w.Close()
	return b.Bytes()
}

func compressedZstd(_ draft.Form, text []byte) []byte {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // only options can be invalid
	}
	return w.EncodeAll(text, nil)
}

func compressedXZ(_ draft.Form, text []byte) []byte {
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	if err != nil {
		panic(err) // only options can be invalid
	}
	w.Write(text) // writing to a bytes.Buffer cannot fail
	w.Close()
	return b.Bytes()
}

func inTar(form draft.Form, text []byte) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	w.WriteHeader(&tar.Header{Name: "document" + form.Ext, Mode: 0o600, Size: int64(len(text))})
	w.Write(text) // writing to a bytes.Buffer cannot fail
	w.Close()
	return b.Bytes()
}

func inZip(form draft.Form, text []byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("document" + form.Ext)
	if err != nil {
		panic(err) // writing to a bytes.Buffer cannot fail
	}
	f.Write(text)
	w.Close()
	return b.Bytes()
}

// asJSON returns a text as a JSON string.
func asJSON(text []byte) []byte {
	b, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		panic(err) // documents are valid UTF-8
	}
	return b
}

func envelope(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, `{"payloadType":%q,"payload":%q,"signatures":[{"sig":"AAAA"}]}`, payloadType, base64.StdEncoding.EncodeToString(payload))
}

func statement(predicate []byte) []byte {
	return fmt.Appendf(nil, `{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://cyclonedx.org/bom","predicate":%s}`, predicate)
}

func inUTF16(_ draft.Form, text []byte) []byte {
	declared := strings.Replace(string(text), `encoding="UTF-8"`, `encoding="UTF-16"`, 1)
	out := []byte("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(declared)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}

func inUTF32(_ draft.Form, text []byte) []byte {
	declared := strings.Replace(string(text), `encoding="UTF-8"`, `encoding="UTF-32"`, 1)
	out := []byte("\xff\xfe\x00\x00")
	for _, r := range declared {
		out = binary.LittleEndian.AppendUint32(out, uint32(r))
	}
	return out
}

var (
	quoted          = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)            // a JSON string
	betweenTags     = regexp.MustCompile(`>[^<]+<`)                      // the text between two XML tags
	escapedOrLetter = regexp.MustCompile(`\\u....|\\.|&[^;]*;|[A-Za-z]`) // an existing escape sequence, or a letter
)

// escaped replaces every letter by an escape sequence.
func escaped(form draft.Form, text []byte) []byte {
	switch {
	case form.IsJSON():
		return quoted.ReplaceAllFunc(text, func(s []byte) []byte { return escapedOrLetter.ReplaceAllFunc(s, escape(`\u%04x`)) })
	case strings.Contains(string(text), "<?xml"):
		return betweenTags.ReplaceAllFunc(text, func(s []byte) []byte { return escapedOrLetter.ReplaceAllFunc(s, escape("&#x%x;")) })
	}
	return nil
}

// escape formats a letter's code and keeps longer matches, which are escape
// sequences already.
func escape(format string) func([]byte) []byte {
	return func(s []byte) []byte {
		if len(s) > 1 {
			return s
		}
		return fmt.Appendf(nil, format, s[0])
	}
}

// afterDocument returns two lines of JSON: another document, then text.
func afterDocument(text []byte) []byte {
	line := jsontext.Value(slices.Clone(text))
	if err := line.Compact(); err != nil {
		return nil
	}
	return slices.Concat([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"zlib","purl":"pkg:generic/zlib@1"}]}`+"\n"), line)
}

// secondList adds a second list of components, which is empty.
func secondList(form draft.Form, text []byte) []byte {
	switch list := form.List(); {
	case form.IsJSON():
		end := bytes.LastIndexByte(text, '}')
		return slices.Concat(text[:end], fmt.Appendf(nil, `,%q:[]`, list), text[end:])
	case form.ID == draft.SPDXYAML:
		return slices.Concat(text, []byte(list+": []\n"))
	case form.ID == draft.CycloneDXXML:
		end := bytes.LastIndex(text, []byte("</"))
		return slices.Concat(text[:end], []byte("<components></components>"), text[end:])
	}
	return nil
}

// secondName adds a second, different name to each planted component, all of which
// are called "agent".
func secondName(form draft.Form, text []byte) []byte {
	switch {
	case form.IsJSON():
		return regexp.MustCompile(`"name": ?"agent"`).ReplaceAll(text, []byte(`$0,"name":"zlib"`))
	case form.ID == draft.SPDXYAML:
		return regexp.MustCompile(`(?m)^( *)name: agent$`).ReplaceAll(text, []byte("$0\n${1}name: zlib"))
	case form.ID == draft.CycloneDXXML:
		return bytes.ReplaceAll(text, []byte("<name>agent</name>"), []byte("<name>agent</name><name>zlib</name>"))
	}
	return nil
}

// renamed changes the name of the list of components.
func renamed(rename func(string) string) wrapper {
	return func(form draft.Form, text []byte) []byte {
		name := regexp.MustCompile(`(?m)(["</]|^)` + form.List() + `([":> ])`)
		return name.ReplaceAll(text, []byte("${1}"+rename(form.List())+"${2}"))
	}
}
