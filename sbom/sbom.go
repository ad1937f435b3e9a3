package sbom

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// ErrNotSBOM is matched by the error that [Decode] returns for what does not
// look like an SBOM at all, as against an SBOM that cannot be read.
var ErrNotSBOM = errors.New("not an SBOM")

// notSBOM is a fault that makes the error match [ErrNotSBOM].
type notSBOM struct{ fault }

func (n *notSBOM) Unwrap() error { return ErrNotSBOM }

// Decode reads one SBOM with the zero [Decoder].
func Decode(name string, r io.Reader) (*Document, error) { return Decoder{}.Decode(name, r) }

// Decoder reads SBOMs. Its zero value reads whatever it is given.
type Decoder struct {
	// Wants tells whether anybody may ask for the claims of a kind and key; the
	// others are left out of the document, which then takes a fraction of the
	// memory. Nil keeps all. What the document covers is not affected.
	Wants func(kind Kind, key string) bool
}

// Decode reads one SBOM of any supported format from r, to the end. The name is
// kept for messages; nothing is concluded from it.
//
// The error is an [*Error] with the place of the fault unless r itself failed;
// it matches [ErrNotSBOM] if the content does not look like an SBOM.
func (d Decoder) Decode(name string, r io.Reader) (*Document, error) {
	text, err := readText(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", quote(name), err)
	}
	doc := &Document{Name: name, text: text}
	if err := d.decode(doc); err != nil {
		return nil, locate(doc, err)
	}
	return doc, nil
}

// headSize is how much of a file is looked at to tell that it is no text.
const headSize = 8000

// readText reads r to the end, in one piece if it can tell its size; of what is
// no text it reads the head only.
func readText(r io.Reader) (string, error) {
	var buf bytes.Buffer
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			buf.Grow(int(info.Size()) + bytes.MinRead)
		}
	}
	if _, err := io.CopyN(&buf, r, headSize); err != nil && err != io.EOF {
		return "", err
	}
	if _, binary := looksLike(buf.String()); !binary {
		if _, err := buf.ReadFrom(r); err != nil {
			return "", err
		}
	}
	// The buffer is not written to again, so its bytes may serve as a string.
	return unsafe.String(unsafe.SliceData(buf.Bytes()), buf.Len()), nil
}

// locate makes an Error of what a reader returned.
func locate(doc *Document, err error) error {
	e := &Error{Name: doc.Name, Message: err.Error()}
	var f *fault
	var n *notSBOM
	switch {
	case errors.As(err, &n):
		f = &n.fault
		e.kind = ErrNotSBOM
	case !errors.As(err, &f):
		return e
	}
	e.Message, e.Hint = f.message, f.hint
	offset := min(max(f.offset, 0), len(doc.text))
	e.Location = doc.Locate(Place{Start: offset, End: offset})[0]
	return e
}

// decode tells the format by the content and hands the document to its reader.
func (d Decoder) decode(doc *Document) error {
	doc.text = strings.TrimPrefix(doc.text, "\ufeff")
	if looks, ok := looksLike(doc.text); ok {
		return &notSBOM{fault{message: "this is " + looks + ": expected a CycloneDX or SPDX document"}}
	}
	if err := checkUTF8(doc.text); err != nil {
		return err
	}
	body := strings.TrimLeft(doc.text, " \t\r\n")
	var read func(*builder) error
	var err error
	switch {
	case body == "":
		return &notSBOM{fault{message: "the document is empty: expected a CycloneDX or SPDX document"}}
	case body[0] == '{' || body[0] == '[':
		doc.Encoding = JSON
		doc.Format, err = detectJSON(doc.text)
		read = (*builder).cycloneDXJSON
		if doc.Format == SPDX {
			read = (*builder).spdxJSON
		}
	case body[0] == '<':
		doc.Encoding, doc.Format = XML, CycloneDX
		err = detectXML(doc.text, len(doc.text)-len(body))
		read = (*builder).cycloneDXXML
	default:
		doc.Encoding, doc.Format = TagValue, SPDX
		err = detectTagValue(doc.text)
		read = (*builder).spdxTagValue
	}
	if err != nil {
		return err
	}
	b := newBuilder(doc)
	b.wanted = d.Wants
	if err := read(b); err != nil {
		return err
	}
	b.finish()
	return nil
}

// looksLike names the kind of a file that is no text, by its first bytes.
func looksLike(text string) (string, bool) {
	for _, m := range []struct{ magic, name string }{
		{"%PDF-", "a PDF file"},
		{"PK\x03\x04", "a zip archive"},
		{"\x1f\x8b", "a gzip file"},
		{"\x28\xb5\x2f\xfd", "a zstd file"},
		{"BZh", "a bzip2 file"},
		{"\xfd7zXZ\x00", "an xz file"},
		{"\x7fELF", "an ELF binary"},
		{"MZ", "a Windows binary"},
		{"\x89PNG", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"\xff\xfe", "text in UTF-16, which has to be converted to UTF-8"},
		{"\xfe\xff", "text in UTF-16, which has to be converted to UTF-8"},
		{"{\x00", "text in UTF-16, which has to be converted to UTF-8"},
		{"<\x00", "text in UTF-16, which has to be converted to UTF-8"},
		{"SQLite format 3\x00", "an SQLite database"},
		{"#!", "a script"},
	} {
		if strings.HasPrefix(text, m.magic) {
			return m.name, true
		}
	}
	if strings.IndexByte(text[:min(len(text), headSize)], 0) >= 0 {
		return "a binary file", true
	}
	return "", false
}

// checkUTF8 refuses invalid UTF-8 at its first byte: a replacement character in
// its place would make another name of it.
func checkUTF8(text string) error {
	if utf8.ValidString(text) {
		return nil
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && n == 1 {
			return &fault{offset: i, message: fmt.Sprintf("invalid UTF-8: byte 0x%02x", text[i]), hint: "convert the document to UTF-8"}
		}
		i += n
	}
	return nil
}

// detectJSON reads the names of the top-level object up to the one that tells
// the format. JSON that breaks off before is an SBOM that cannot be read if a
// name in it says so.
func detectJSON(text string) (Format, error) {
	d := jsontext.NewDecoder(strings.NewReader(text))
	if d.PeekKind() != '{' {
		return "", &notSBOM{fault{message: "a JSON array: expected the object of a CycloneDX or SPDX document"}}
	}
	broken := func(err error) error {
		err = jsonFault(err)
		var f *fault
		named := func(word string) bool { return strings.Contains(text, word) }
		if errors.As(err, &f) && !slices.ContainsFunc([]string{"bomFormat", "CycloneDX", "spdxVersion", "SPDXRef-"}, named) {
			return &notSBOM{*f}
		}
		return err
	}
	if _, err := d.ReadToken(); err != nil {
		return "", broken(err)
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return "", broken(err)
		}
		switch name := t.String(); name {
		case "bomFormat":
			return CycloneDX, nil
		case "spdxVersion":
			return SPDX, nil
		case "@context", "@graph":
			return "", &fault{message: "SPDX 3 or another JSON-LD document: expected SPDX 2.2 or 2.3", hint: "have the generator write SPDX 2.3 or CycloneDX"}
		case "sbom":
			return "", &fault{message: `the SBOM is wrapped in a member "sbom": expected the SBOM itself`, hint: "take the value of sbom, as in: jq .sbom FILE"}
		case "payloadType", "predicateType", "dsseEnvelope":
			return "", &fault{message: "an attestation: expected the SBOM itself", hint: "take the predicate out of the attestation"}
		}
		if err := d.SkipValue(); err != nil {
			return "", broken(err)
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return "", broken(err)
	}
	return "", &notSBOM{fault{message: `a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`}}
}

// detectXML looks at the root element only.
func detectXML(text string, start int) error {
	name := xmlRoot(text)
	switch local := name[strings.IndexByte(name, ':')+1:]; {
	case local == "bom":
		return nil
	case local == "RDF":
		return &fault{offset: start, message: "SPDX in RDF/XML is not supported: expected CycloneDX XML, or SPDX as JSON or tag-value", hint: "convert it with an SPDX tool"}
	case local == "Document":
		return &fault{offset: start, message: "SPDX in XML is not supported: expected CycloneDX XML, or SPDX as JSON or tag-value", hint: "convert it with an SPDX tool"}
	}
	return &notSBOM{fault{offset: start, message: "XML with the root element " + quote(name) + ": expected bom of CycloneDX"}}
}

// xmlRoot returns the root element's name as written, prefix included, or "".
func xmlRoot(text string) string {
	for {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			return ""
		}
		text = text[i+1:]
		end := ""
		switch {
		case strings.HasPrefix(text, "!--"):
			end = "-->"
		case strings.HasPrefix(text, "?"), strings.HasPrefix(text, "!"):
			end = ">"
		default:
			return text[:max(0, strings.IndexAny(text+">", " \t\r\n/>"))]
		}
		i = strings.Index(text, end)
		if i < 0 {
			return ""
		}
		text = text[i+len(end):]
	}
}

// detectTagValue wants the tag SPDXVersion, which the specification puts first,
// before anything else that is no comment. Vendors put it lower, so it is
// looked for at the head of every line.
func detectTagValue(text string) error {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line = strings.TrimLeft(line, " \t")
		if tag, _, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(tag) == "SPDXVersion" {
			return nil
		}
		if strings.HasPrefix(line, "spdxVersion:") || strings.HasPrefix(line, `"spdxVersion"`) {
			return &fault{message: "SPDX in YAML is not supported: expected JSON or tag-value", hint: "convert it with an SPDX tool"}
		}
	}
	return &notSBOM{fault{message: "text that is neither JSON, XML nor SPDX tag-value: expected a CycloneDX or SPDX document"}}
}
