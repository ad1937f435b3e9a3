package decode

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom/internal/scan"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

const byteOrderMark = "\ufeff"

// toUTF8 returns a text in UTF-8 without byte order mark, and the name of the
// charset that it had to be transcoded from, in lower case, or "". UTF-16 is told
// by its byte order mark or its first characters, any other charset by the
// declaration of an XML document. Nothing is replaced: bytes that are no
// character of their charset are refused, since another name would come of it.
// The offset of a fault is one in the text returned.
func toUTF8(text string) (string, string, error) {
	charset, marked := "", strings.HasPrefix(text, byteOrderMark)
	if order, ok := utf16Order(text); ok {
		var err error
		if text, err = decodeUTF16(text, order); err != nil {
			return text, order, err
		}
		charset = order
	}
	text = strings.TrimPrefix(text, byteOrderMark)
	text, declared, err := undeclare(text, charset, marked)
	if declared != "" {
		charset = declared
	}
	return text, charset, err
}

// The charsets that are told by the text itself.
const (
	utf16LE = "utf-16le"
	utf16BE = "utf-16be"
)

// utf16Order tells the byte order of a text in UTF-16 from its first characters:
// a byte order mark, or what an SBOM can begin with.
func utf16Order(text string) (charset string, ok bool) {
	switch {
	case strings.HasPrefix(text, "\xff\xfe"):
		return utf16LE, !strings.HasPrefix(text, "\xff\xfe\x00\x00") // which is UTF-32
	case strings.HasPrefix(text, "\xfe\xff"):
		return utf16BE, true
	case len(text) < 4:
		return "", false
	}
	begins := func(hi, lo, hi2, lo2 byte) bool {
		return hi == 0 && strings.IndexByte("{[<#S \t\r\n", lo) >= 0 && hi2 == 0 && 0 < lo2 && lo2 < utf8.RuneSelf
	}
	switch {
	case begins(text[1], text[0], text[3], text[2]):
		return utf16LE, true
	case begins(text[0], text[1], text[2], text[3]):
		return utf16BE, true
	}
	return "", false
}

// decodeUTF16 returns the text in UTF-8, as far as it could be decoded.
func decodeUTF16(text, charset string) (string, error) {
	unit := func(i int) rune {
		if charset == utf16LE {
			return rune(text[i]) | rune(text[i+1])<<8
		}
		return rune(text[i])<<8 | rune(text[i+1])
	}
	var b strings.Builder
	b.Grow(len(text) / 2) // of ASCII, as most of an SBOM is
	for i := 0; i < len(text); i += 2 {
		if i+1 == len(text) {
			return b.String(), &scan.Fault{Offset: b.Len(), Message: "the text ends within a character of UTF-16", Hint: scan.HintCutOff}
		}
		r := unit(i)
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if i+3 < len(text) {
				low = unit(i + 2)
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return b.String(), &scan.Fault{Offset: b.Len(), Message: fmt.Sprintf("invalid UTF-16: 0x%04x is half a character", unit(i))}
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

// undeclare transcodes an XML document from the charset that it declares. It puts
// spaces in the place of a declaration that encoding/xml does not take: one of
// another charset, which is no longer true, or of XML 1.1, which differs in what
// no SBOM needs. The charset that the text was in before is "" for any that ASCII
// is part of; marked tells that UTF-8 had a byte order mark.
func undeclare(text, from string, marked bool) (string, string, error) {
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
	case charset == "utf-16" && from != "", charset == from:
		charset = ""
	default:
		decoded, err := decodeCharset(text, charset)
		switch {
		case from != "" || marked || !strings.HasPrefix(decoded, declaration):
			return text, "", &scan.Fault{Message: fmt.Sprintf("the document says that its encoding is %s, and it is not", scan.Quote(charset)), Hint: "correct the encoding in the XML declaration"}
		case err != nil:
			return decoded, "", err
		case decoded == text:
			charset = ""
		}
		text = decoded
	}
	return strings.Repeat(" ", len(declaration)) + text[len(declaration):], charset, nil
}

// decodeCharset returns the text in UTF-8. The charset is a name that IANA has
// registered, or an alias of the WHATWG's Encoding Standard.
func decodeCharset(text, charset string) (string, error) {
	var e encoding.Encoding
	if e, _ = ianaindex.IANA.Encoding(charset); e == nil {
		if e, _ = htmlindex.Get(charset); e == nil {
			return text, &scan.Fault{Message: fmt.Sprintf("the document says that its encoding is %s, which is not known here", scan.Quote(charset)), Hint: "convert the document to UTF-8"}
		}
	}
	decoded, err := e.NewDecoder().String(text)
	if err != nil {
		return text, &scan.Fault{Message: fmt.Sprintf("decode %s: %v", charset, err), Hint: "convert the document to UTF-8"}
	}
	if i := strings.IndexRune(decoded, utf8.RuneError); i >= 0 {
		return decoded, &scan.Fault{Offset: i, Message: "invalid " + charset + ": expected a character of it", Hint: "correct the encoding in the XML declaration"}
	}
	return decoded, nil
}
