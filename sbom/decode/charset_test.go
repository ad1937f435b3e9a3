package decode

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/bomgate/bomgate/sbom"
)

// TestDecodeReadsDeclaredCharsets checks the values of an XML document in the charset
// that it declares, and their locations, which are those in the file.
func TestDecodeReadsDeclaredCharsets(t *testing.T) {
	declared := func(declaration, publisher string) string {
		return declaration + `<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component>` + "\n<name>a</name><publisher>" + publisher + "</publisher></component></components></bom>"
	}
	for _, c := range []struct {
		name, text string
		publisher  string
		kind       sbom.WrapperKind
	}{
		{"UTF-8", declared(`<?xml version="1.0" encoding="UTF-8"?>`, "Müller"), "Müller", ""},
		{"UTF-8 with another name", declared(`<?xml version="1.0" encoding="utf8"?>`, "Müller"), "Müller", ""},
		{"ISO-8859-1", declared(`<?xml version="1.0" encoding="ISO-8859-1"?>`, "M\xfcller"), "Müller", "iso-8859-1"},
		{"ISO-8859-1 with only ASCII", declared(`<?xml version="1.0" encoding="ISO-8859-1"?>`, "Mueller"), "Mueller", ""},
		{"windows-1252", declared(`<?xml version='1.0' encoding='windows-1252' standalone='yes' ?>`, "M\xfcller \x80"), "Müller €", "windows-1252"},
		{"windows-1251", declared(`<?xml version="1.0" encoding="windows-1251"?>`, "\xcb\xe0\xe1\xee\xf0\xe0\xf2\xee\xf0\xe8\xff"), "Лаборатория", "windows-1251"},
		{"US-ASCII", declared(`<?xml version="1.0" encoding="US-ASCII"?>`, "Mueller"), "Mueller", ""},
		{"Shift_JIS", declared(`<?xml version="1.0" encoding="Shift_JIS"?>`, "\x83J\x83X\x83y\x83\x8b\x83X\x83L\x81["), "カスペルスキー", "shift_jis"},
		{"GB2312", declared(`<?xml version="1.0" encoding="GB2312"?>`, "\xbf\xa8\xb0\xcd\xcb\xb9\xbb\xf9"), "卡巴斯基", "gb2312"},
		{"UTF-16", inUTF16(binary.LittleEndian, byteOrderMark+declared(`<?xml version="1.0" encoding="UTF-16"?>`, "Müller")), "Müller", "utf-16le"},
		{"UTF-16 with byte order in the declaration", inUTF16(binary.BigEndian, declared(`<?xml version="1.0" encoding="UTF-16BE"?>`, "Müller")), "Müller", "utf-16be"},
		{"UTF-16 with a declaration of UTF-8", inUTF16(binary.LittleEndian, byteOrderMark+declared(`<?xml version="1.0" encoding="utf-8"?>`, "Müller")), "Müller", "utf-16le"},
		{"XML 1.1", declared(`<?xml version="1.1" encoding="UTF-8"?>`, "Müller"), "Müller", ""},
		{"XML 1.1 without a charset", declared(`<?xml version="1.1"?>`, "Müller"), "Müller", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc, err := One("bom", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			publisher := claimsOf(doc)[slices.IndexFunc(claimsOf(doc), func(c sbom.Claim) bool { return c.Role == sbom.RolePublisher })]
			if publisher.Value != c.publisher {
				t.Errorf("got publisher %q, want %q", publisher.Value, c.publisher)
			}
			at := sbom.Location{Line: 2, Column: 26, EndLine: 2, EndColumn: 26 + lengthInUTF16(c.publisher), Path: "/bom/components/component[1]/publisher"}
			if got := doc.Locate(publisher.Place)[0]; got != at {
				t.Errorf("got location %+v, want %+v", got, at)
			}
			var kind sbom.WrapperKind
			if len(doc.Wrappers) > 0 {
				kind = doc.Wrappers[0].Kind
			}
			if kind != c.kind {
				t.Errorf("got wrapper %q, want %q", kind, c.kind)
			}
		})
	}
}

// TestDecodeRefusesWrongCharsets checks documents in which other parsers could read
// other names.
func TestDecodeRefusesWrongCharsets(t *testing.T) {
	const bom = `<bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>`
	for _, c := range []struct{ name, text, want string }{
		{"unknown charset", `<?xml version="1.0" encoding="x-own"?>` + bom, `line 1, column 1: declared encoding "x-own" is not supported: expected an encoding registered with IANA`},
		{"charset that is not supported", `<?xml version="1.0" encoding="UTF-7"?>` + bom, `line 1, column 1: declared encoding "utf-7" is not supported: expected an encoding registered with IANA`},
		{"UTF-8 with a declaration of UTF-16", `<?xml version="1.0" encoding="UTF-16"?>` + bom, `line 1, column 1: declared encoding "utf-16" does not match the content`},
		{"another charset in UTF-16", inUTF16(binary.LittleEndian, byteOrderMark+`<?xml version="1.0" encoding="windows-1252"?>`+bom), `line 1, column 1: declared encoding "windows-1252" does not match the content`},
		{"another charset after a byte order mark", byteOrderMark + `<?xml version="1.0" encoding="windows-1252"?>` + bom, `line 1, column 1: declared encoding "windows-1252" does not match the content`},
		{"bytes without a character", "<?xml version=\"1.0\" encoding=\"US-ASCII\"?>\n<!-- \xfc -->" + bom, `line 2, column 6: invalid us-ascii: undefined byte sequence`},
		{"invalid UTF-8", "<?xml version=\"1.0\"?>\n<!-- \xfc -->" + bom, `line 2, column 6: invalid UTF-8: byte 0xfc`},
		{"another version of XML", `<?xml version="1.2" encoding="UTF-8"?>` + bom, `line 1, column 39: /bom: unsupported version "1.2"; only version 1.0 is supported`},
		{"second declaration", `<?xml version="1.0"?><?xml version="1.0" encoding="windows-1252"?>` + bom, `line 1, column 1: declared encoding "windows-1252": expected UTF-8`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := One("bom", strings.NewReader(c.text))
			if err == nil || err.Error() != `decode "bom": `+c.want {
				t.Errorf("got error\n%v\nwant\n%s", err, `decode "bom": `+c.want)
			}
		})
	}
}

func lengthInUTF16(s string) int { return len(utf16.Encode([]rune(s))) }
