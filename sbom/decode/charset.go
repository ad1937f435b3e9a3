package decode

import (
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom/internal/scan"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

const byteOrderMark = "\ufeff"

// toUTF8 returns a text in UTF-8 without byte order mark, and the name of the charset
// from which it was converted, in lower case, or "" if it did not change. It detects
// UTF-16 and UTF-32 by the byte order mark or the first characters, and other charsets by the XML
// declaration. It refuses bytes without a character instead of replacing them, since a
// replacement would change a name. The offset of a fault refers to the returned text.
func toUTF8(text string) (string, string, error) {
	charset, marked := "", strings.HasPrefix(text, byteOrderMark)
	if order := byteOrder(text); order != "" {
		var err error
		if text, err = decodeUnits(text, order); err != nil {
			return text, order, err
		}
		charset = order
	}
	text = strings.TrimPrefix(text, byteOrderMark)
	text, declared, err := convertDeclared(text, charset, marked)
	if declared != "" {
		charset = declared
	}
	return text, charset, err
}

// The charsets that are detected without a declaration.
const (
	utf16LE = "utf-16le"
	utf16BE = "utf-16be"
	utf32LE = "utf-32le"
	utf32BE = "utf-32be"
	ebcdic  = "ibm037" // of an XML declaration in EBCDIC
)

// byteOrder returns the charset of a text that starts with a byte order mark, with two
// characters of ASCII in UTF-16 or UTF-32, or with an XML declaration in EBCDIC. It
// is "" for any other text.
func byteOrder(text string) string {
	isStart := func(bytes ...byte) bool { // all 0 but the last one
		last := len(bytes) - 1
		for _, b := range bytes[:last] {
			if b != 0 {
				return false
			}
		}
		return ' ' <= bytes[last] && bytes[last] < utf8.RuneSelf || strings.IndexByte("\t\r\n", bytes[last]) >= 0
	}
	switch {
	case strings.HasPrefix(text, "\xff\xfe\x00\x00"):
		return utf32LE
	case strings.HasPrefix(text, "\x00\x00\xfe\xff"):
		return utf32BE
	case strings.HasPrefix(text, "\xff\xfe"):
		return utf16LE
	case strings.HasPrefix(text, "\xfe\xff"):
		return utf16BE
	case len(text) < 4:
		return ""
	case text[:4] == "\x4c\x6f\xa7\x94":
		return ebcdic
	}
	switch a, b, c, d := text[0], text[1], text[2], text[3]; {
	case isStart(b, a) && isStart(d, c):
		return utf16LE
	case isStart(a, b) && isStart(c, d):
		return utf16BE
	case isStart(d, c, b, a) && (len(text) < 8 || isStart(text[7], text[6], text[5], text[4])):
		return utf32LE
	case isStart(a, b, c, d) && (len(text) < 8 || isStart(text[4], text[5], text[6], text[7])):
		return utf32BE
	}
	return ""
}

// decodeUnits returns the text in UTF-8 up to the first fault.
func decodeUnits(text, charset string) (string, error) {
	switch charset {
	case ebcdic:
		text, _ = charmap.CodePage037.NewDecoder().String(text) // has a character for each byte
		return text, &scan.Fault{Message: "XML in EBCDIC is not supported: expected UTF-8", Hint: "convert the document to UTF-8"}
	case utf32LE:
		return decodeUTF32(text, binary.LittleEndian)
	case utf32BE:
		return decodeUTF32(text, binary.BigEndian)
	}
	return decodeUTF16(text, charset)
}

func decodeUTF32(text string, order binary.ByteOrder) (string, error) {
	var b strings.Builder
	b.Grow(len(text) / 4) // enough for ASCII
	for i := 0; i < len(text); i += 4 {
		if i+4 > len(text) {
			return b.String(), &scan.Fault{Offset: b.Len(), Message: "the text ends within a UTF-32 character", Hint: scan.HintCutOff}
		}
		r := order.Uint32([]byte(text[i : i+4]))
		if r > unicode.MaxRune || !utf8.ValidRune(rune(r)) {
			return b.String(), &scan.Fault{Offset: b.Len(), Message: fmt.Sprintf("invalid UTF-32: character 0x%08x", r)}
		}
		b.WriteRune(rune(r))
	}
	return b.String(), nil
}

// decodeUTF16 returns the text in UTF-8 up to the first fault.
func decodeUTF16(text, charset string) (string, error) {
	unit := func(i int) rune {
		if charset == utf16LE {
			return rune(text[i]) | rune(text[i+1])<<8
		}
		return rune(text[i])<<8 | rune(text[i+1])
	}
	var b strings.Builder
	b.Grow(len(text) / 2) // enough for ASCII
	for i := 0; i < len(text); i += 2 {
		if i+1 == len(text) {
			return b.String(), &scan.Fault{Offset: b.Len(), Message: "the text ends within a UTF-16 character", Hint: scan.HintCutOff}
		}
		r := unit(i)
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if i+3 < len(text) {
				low = unit(i + 2)
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return b.String(), &scan.Fault{Offset: b.Len(), Message: fmt.Sprintf("invalid UTF-16: unpaired surrogate 0x%04x", unit(i))}
			}
			i += 2
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

// xmlDeclaration is the production XMLDecl of XML 1.0 and 1.1 (section 2.8).
var xmlDeclaration = regexp.MustCompile(strings.ReplaceAll(
	`^<\?xml_+version_*=_*("1\.[01]"|'1\.[01]')`+
		`(?:_+encoding_*=_*("[[:word:].-]+"|'[[:word:].-]+'))?`+
		`(?:_+standalone_*=_*(?:"yes"|"no"|'yes'|'no'))?_*\?>`, "_", `[ \t\r\n]`))

// convertDeclared converts an XML document from the charset that it declares. It
// replaces an XML declaration that encoding/xml does not support by spaces: one with
// another charset, which is no longer true, or with XML 1.1, whose differences do not
// matter in an SBOM. From is the charset from which the text was converted before, or
// "". Marked reports whether the text had a byte order mark of UTF-8.
func convertDeclared(text, from string, marked bool) (string, string, error) {
	m := xmlDeclaration.FindStringSubmatch(text)
	if m == nil {
		return text, "", nil
	}
	declaration, version, charset := m[0], strings.Trim(m[1], `"'`), strings.ToLower(strings.Trim(m[2], `"'`))
	switch {
	case charset == "" || charset == "utf-8" || charset == "utf8":
		if version == "1.0" && charset != "utf8" {
			return text, "", nil
		}
		charset = ""
	case charset == "utf-16" && strings.HasPrefix(from, "utf-16"), charset == "utf-32" && strings.HasPrefix(from, "utf-32"), charset == from:
		charset = ""
	default:
		decoded, err := decodeCharset(text, charset)
		switch {
		case from != "" || marked || !strings.HasPrefix(decoded, declaration):
			return text, "", &scan.Fault{Message: fmt.Sprintf("declared encoding %s does not match the content", scan.Quote(charset)), Hint: "correct the encoding in the XML declaration"}
		case err != nil:
			return decoded, "", err
		case decoded == text:
			charset = ""
		}
		text = decoded
	}
	return strings.Repeat(" ", len(declaration)) + text[len(declaration):], charset, nil
}

// decodeCharset returns the text in UTF-8. The charset is a name registered with IANA or
// an alias of the WHATWG Encoding Standard.
func decodeCharset(text, charset string) (string, error) {
	var e encoding.Encoding
	if e, _ = ianaindex.IANA.Encoding(charset); e == nil {
		if e, _ = htmlindex.Get(charset); e == nil {
			return text, &scan.Fault{Message: fmt.Sprintf("declared encoding %s is not supported: expected an encoding registered with IANA", scan.Quote(charset)), Hint: "convert the document to UTF-8"}
		}
	}
	decoded, err := e.NewDecoder().String(text)
	if err != nil {
		return text, &scan.Fault{Message: fmt.Sprintf("decode %s: %v", charset, err), Hint: "convert the document to UTF-8"}
	}
	if i := strings.IndexRune(decoded, utf8.RuneError); i >= 0 {
		return decoded, &scan.Fault{Offset: i, Message: "invalid " + charset + ": undefined byte sequence", Hint: "correct the encoding in the XML declaration"}
	}
	return decoded, nil
}

// checkUTF8 returns a fault at the first byte of a text that is not valid UTF-8.
func checkUTF8(text string) error {
	if utf8.ValidString(text) {
		return nil
	}
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			return &scan.Fault{Offset: i, Message: fmt.Sprintf("invalid UTF-8: byte 0x%02x", text[i]), Hint: "convert the document to UTF-8"}
		}
	}
	return nil
}
