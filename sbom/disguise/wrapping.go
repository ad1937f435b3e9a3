package disguise

import (
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

	"github.com/bomgate/bomgate/sbom/draft"
)

// Wrapping is a way to write a whole document so that whoever reads it carelessly
// sees nothing of it, or less.
type Wrapping struct {
	Name string
	wrap func(draft.Form, []byte) []byte
}

// Wrap wraps a text in the form. It returns nil if texts in that form cannot be
// wrapped like this.
func (w Wrapping) Wrap(form draft.Form, text []byte) []byte { return w.wrap(form, text) }

// Wrappings returns the wrappings of whole documents.
func Wrappings() []Wrapping {
	return []Wrapping{
		{"gzip", func(_ draft.Form, text []byte) []byte {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			w.Write(text) // a bytes.Buffer takes everything
			w.Close()
			return b.Bytes()
		}},
		{"zstd", func(_ draft.Form, text []byte) []byte {
			w, err := zstd.NewWriter(nil)
			if err != nil {
				panic(err) // without options there is nothing to be wrong
			}
			return w.EncodeAll(text, nil)
		}},
		{"DSSE envelope", func(_ draft.Form, text []byte) []byte { return envelope("application/octet-stream", text) }},
		{"in-toto statement in a DSSE envelope", ofJSON(func(text []byte) []byte {
			return envelope("application/vnd.in-toto+json", statement(text))
		})},
		{"DSSE envelope in a Sigstore bundle", ofJSON(func(text []byte) []byte {
			return fmt.Appendf(nil, `{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{},"dsseEnvelope":%s}`,
				envelope("application/vnd.in-toto+json", statement(text)))
		})},
		{"GitHub's export", ofJSON(func(text []byte) []byte { return fmt.Appendf(nil, `{"sbom":%s}`, text) })},
		{"UTF-16", func(form draft.Form, text []byte) []byte {
			declared := strings.Replace(string(text), `encoding="UTF-8"`, `encoding="UTF-16"`, 1)
			out := []byte("\xff\xfe")
			for _, unit := range utf16.Encode([]rune(declared)) {
				out = binary.LittleEndian.AppendUint16(out, unit)
			}
			return out
		}},
		{"UTF-8 with a byte order mark", func(_ draft.Form, text []byte) []byte { return slices.Concat([]byte("\xef\xbb\xbf"), text) }},
		{"every letter escaped", func(form draft.Form, text []byte) []byte {
			switch {
			case isJSON(form):
				return quoted.ReplaceAllFunc(text, func(s []byte) []byte { return escapedOrLetter.ReplaceAllFunc(s, escape(`\u%04x`)) })
			case strings.Contains(string(text), "<?xml"):
				return between.ReplaceAllFunc(text, func(s []byte) []byte { return escapedOrLetter.ReplaceAllFunc(s, escape("&#x%x;")) })
			}
			return nil
		}},
		{"a line after that of another document", ofJSON(func(text []byte) []byte {
			line := jsontext.Value(slices.Clone(text))
			if err := line.Compact(); err != nil {
				return nil
			}
			return slices.Concat([]byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"zlib","purl":"pkg:generic/zlib@1"}]}`+"\n"), line)
		})},
		{"the components listed twice, the second time none", func(form draft.Form, text []byte) []byte {
			switch list := form.List(); {
			case isJSON(form):
				end := bytes.LastIndexByte(text, '}')
				return slices.Concat(text[:end], fmt.Appendf(nil, `,%q:[]`, list), text[end:])
			case form.Name == "SPDX YAML":
				return slices.Concat(text, []byte(list+": []\n"))
			case form.Name == "CycloneDX XML":
				end := bytes.LastIndex(text, []byte("</"))
				return slices.Concat(text[:end], []byte("<components></components>"), text[end:])
			}
			return nil
		}},
		{"components named twice, the second time as another", func(form draft.Form, text []byte) []byte {
			switch {
			case isJSON(form):
				return regexp.MustCompile(`"name": ?"agent"`).ReplaceAll(text, []byte(`$0,"name":"zlib"`))
			case form.Name == "SPDX YAML":
				return regexp.MustCompile(`(?m)^( *)name: agent$`).ReplaceAll(text, []byte("$0\n${1}name: zlib"))
			case form.Name == "CycloneDX XML":
				return bytes.ReplaceAll(text, []byte("<name>agent</name>"), []byte("<name>agent</name><name>zlib</name>"))
			}
			return nil
		}},
		{"the components under a name in capitals", renamed(strings.ToUpper)},
		{"the components under a name that is misspelt", renamed(func(name string) string { return name[:len(name)-2] + name[len(name)-1:] })},
	}
}

func isJSON(form draft.Form) bool { return strings.HasSuffix(form.Ext, ".json") }

func ofJSON(wrap func([]byte) []byte) func(draft.Form, []byte) []byte {
	return func(form draft.Form, text []byte) []byte {
		if !isJSON(form) {
			return nil
		}
		return wrap(text)
	}
}

func envelope(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, `{"payloadType":%q,"payload":%q,"signatures":[{"sig":"AAAA"}]}`, payloadType, base64.StdEncoding.EncodeToString(payload))
}

func statement(predicate []byte) []byte {
	return fmt.Appendf(nil, `{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://cyclonedx.org/bom","predicate":%s}`, predicate)
}

var (
	quoted          = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)            // a string of JSON
	between         = regexp.MustCompile(`>[^<]+<`)                      // two tags of XML
	escapedOrLetter = regexp.MustCompile(`\\u....|\\.|&[^;]*;|[A-Za-z]`) // what is escaped already, or a letter
)

// escape writes a letter as a code, and leaves what is escaped already.
func escape(format string) func([]byte) []byte {
	return func(s []byte) []byte {
		if len(s) > 1 {
			return s
		}
		return fmt.Appendf(nil, format, s[0])
	}
}

// renamed lists the components under another name.
func renamed(rename func(string) string) func(draft.Form, []byte) []byte {
	return func(form draft.Form, text []byte) []byte {
		name := regexp.MustCompile(`(?m)(["</]|^)` + form.List() + `([":>])`)
		return name.ReplaceAll(text, []byte("${1}"+rename(form.List())+"${2}"))
	}
}
