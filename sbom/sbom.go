package sbom

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrNotSBOM is matched by the error that [Decode] returns for what does not
// look like an SBOM at all, as against an SBOM that cannot be read.
var ErrNotSBOM = errors.New("not an SBOM")

// notSBOM is a fault that makes the error match [ErrNotSBOM].
type notSBOM struct{ fault }

func (n *notSBOM) Unwrap() error { return ErrNotSBOM }

// The limits of a [Decoder] that sets none.
const (
	DefaultMaxBytes      = 1 << 30  // 1 GiB
	DefaultMaxYAMLBytes  = 64 << 20 // 64 MiB
	DefaultMaxValueBytes = 1 << 20  // 1 MiB
	DefaultMaxDepth      = 1024     // real documents need about twelve
)

// Decoder reads the SBOMs of a file. The zero value has the default limits and
// verifies no signature.
type Decoder struct {
	// MaxBytes is how long a file may be, and the text of each wrapper that is
	// decompressed; 0 is DefaultMaxBytes.
	MaxBytes int64

	// MaxYAMLBytes is how long a document of YAML may be, whose nodes all stand in
	// memory and take about twenty times as much; 0 is DefaultMaxYAMLBytes.
	MaxYAMLBytes int64

	// MaxValueBytes is how long a value may be that says who made something: a name,
	// a package URL, a copyright text; 0 is DefaultMaxValueBytes.
	MaxValueBytes int

	// MaxDepth is how deep a document may be nested, counted in objects and arrays
	// of JSON, mappings and sequences of YAML, and in those elements of XML and RDF
	// that are read; 0 is DefaultMaxDepth.
	MaxDepth int

	// Wants returns the claims that somebody may ask for; the others are left out of
	// the document, which then takes a fraction of the time and memory. Nil, as a
	// function or a result, is all. What the document covers is not affected. It is
	// called when a document has been read and is about to be taken apart, and may
	// take its time.
	Wants func() *identity.KeySet

	// Keys are whose signatures count. If there are any, all documents must be
	// in a DSSE envelope that one of them has signed: an envelope whose
	// signatures are others' is refused, and so is a document in none.
	Keys []Key
}

// Decode reads all SBOMs in a file of any supported format and in any wrapper
// from r, to the end. There is at least one if the error is nil. The name is kept
// for messages; nothing is concluded from it.
//
// The error is an [*Error] with the place of the fault unless r itself failed;
// it matches [ErrNotSBOM] if nothing in the file looks like an SBOM.
func (d Decoder) Decode(name string, r io.Reader) ([]*Document, error) {
	f := d.file(name)
	if err := f.read(r, nil); err != nil {
		return nil, err
	}
	return f.docs, nil
}

// DecodeBytes is Decode of a file that is in memory. The documents refer to the data,
// which must not change as long as they are in use.
func (d Decoder) DecodeBytes(name string, data []byte) ([]*Document, error) {
	f := d.file(name)
	if err := f.take(unsafe.String(unsafe.SliceData(data), len(data)), nil); err != nil {
		return nil, err
	}
	return f.docs, nil
}

// file returns a file with nothing in it yet, and the limits that are set or not.
func (d Decoder) file(name string) *file {
	d.MaxBytes = cmp.Or(d.MaxBytes, DefaultMaxBytes)
	d.MaxYAMLBytes = cmp.Or(d.MaxYAMLBytes, DefaultMaxYAMLBytes)
	d.MaxValueBytes = cmp.Or(d.MaxValueBytes, DefaultMaxValueBytes)
	d.MaxDepth = cmp.Or(d.MaxDepth, DefaultMaxDepth)
	return &file{Decoder: d, name: name}
}

// Decode reads the one SBOM in a file as the zero [Decoder] does. Several are an error.
func Decode(name string, r io.Reader) (*Document, error) {
	docs, err := Decoder{}.Decode(name, r)
	switch {
	case err != nil:
		return nil, err
	case len(docs) > 1:
		return nil, &Error{
			Name:     name,
			Location: docs[1].Locate(Place{})[0],
			Message:  fmt.Sprintf("the second of %d SBOMs in one file: expected one", len(docs)),
		}
	}
	return docs[0], nil
}

// document reads an SBOM, which is all of the text or what stands at a place.
func (f *file) document(doc Document, at Place) error {
	whole := doc.text
	doc.text = at.alone(whole)
	err := f.decode(&doc)
	doc.text = whole
	signed := slices.ContainsFunc(doc.Wrappers, func(w Wrapper) bool { return w.Verified })
	switch {
	case err != nil:
	case len(f.Keys) > 0 && !signed:
		err = &fault{offset: at.Start, message: "the document is not signed: expected a DSSE envelope, as keys are given", hint: "leave --key out to judge what nobody vouches for"}
	case len(f.docs) == maxDocuments:
		err = &fault{offset: at.Start, message: fmt.Sprintf("more than %d SBOMs in one file", maxDocuments)}
	}
	if err != nil {
		return locate(&doc, at.Start, err)
	}
	f.docs = append(f.docs, &doc)
	return nil
}

// locate makes an Error of what a reader returned who began at an offset.
func locate(doc *Document, start int, err error) error {
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
	e.Message, e.Hint = contentOf(doc.Wrappers)+f.message, f.hint
	offset := min(max(f.offset, start), len(doc.text))
	e.Location = doc.Locate(Place{Start: offset, End: offset})[0]
	return e
}

// contentOf says that what follows is about the text that the wrappers decode to.
func contentOf(wrappers []Wrapper) string {
	var kinds []string
	for _, w := range wrappers {
		if w.Decoded {
			kinds = append(kinds, string(w.Kind))
		}
	}
	if kinds == nil {
		return ""
	}
	return "in the content of " + strings.Join(kinds, ", ") + ": "
}

// decode tells the format by the content and hands the document to its reader.
func (d Decoder) decode(doc *Document) error {
	body := strings.TrimLeft(doc.text, " \t\r\n")
	var read func(*builder) error
	var names func() vocabulary // of members, if the document has such
	var err error
	switch {
	case body == "":
		return &notSBOM{fault{message: "the document is empty: expected a CycloneDX or SPDX document"}}
	case body[0] == '{' || body[0] == '[':
		doc.Encoding = JSON
		doc.Format, err = detectJSON(doc.text)
		read, names = (*builder).cycloneDXJSON, cycloneDXMembers
		switch doc.Format {
		case SPDX:
			read, names = (*builder).spdxJSON, spdxMembers
		case spdxGraph:
			doc.Format, read, names = SPDX, (*builder).spdx3JSON, nil
		}
	case body[0] == '<':
		doc.Encoding, err = detectXML(doc.text, len(doc.text)-len(body))
		doc.Format, read = CycloneDX, (*builder).cycloneDXXML
		if doc.Encoding == RDF {
			doc.Format, read = SPDX, (*builder).spdxRDF
		}
	default:
		doc.Encoding, err = detectText(doc.text, d.MaxYAMLBytes)
		doc.Format, read = SPDX, (*builder).spdxTagValue
		if doc.Encoding == YAML {
			read, names = (*builder).spdxYAML, spdxMembers
		}
	}
	if err != nil {
		return err
	}
	b := newBuilder(doc)
	b.maxDepth, b.maxValue = d.MaxDepth, d.MaxValueBytes
	if names != nil {
		b.names = names().clone()
	}
	if d.Wants != nil {
		b.keys.Keys = d.Wants()
	}
	if err := read(b); err != nil {
		return err
	}
	if b.refused != nil {
		return b.refused
	}
	b.finish()
	return nil
}

// looksLike names the kind of a file that is no text, by its head.
func looksLike(text string) (string, bool) {
	for _, m := range []struct{ magic, name string }{
		{"%PDF-", "a PDF file"},
		{"PK\x03\x04", "a zip archive"},
		{"BZh", "a bzip2 file"},
		{"\xfd7zXZ\x00", "an xz file"},
		{"\x7fELF", "an ELF binary"},
		{"MZ", "a Windows binary"},
		{"\x89PNG", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"\xff\xfe\x00\x00", "text in UTF-32, which has to be converted to UTF-8"},
		{"\x00\x00\xfe\xff", "text in UTF-32, which has to be converted to UTF-8"},
		{"SQLite format 3\x00", "an SQLite database"},
		{"#!", "a script"},
	} {
		if strings.HasPrefix(text, m.magic) {
			return m.name, true
		}
	}
	const ustar = 257 // where POSIX 1003.1 has the magic of an archive
	switch {
	case len(text) > ustar && strings.HasPrefix(text[ustar:], "ustar"):
		return "a tar archive", true
	case strings.IndexByte(text, 0) < 0:
		return "", false
	}
	_, ok := utf16Order(text)
	return "a binary file", !ok
}

// checkUTF8 refuses invalid UTF-8 at its first byte: a replacement character in its
// place would make another name of it.
func checkUTF8(text string) error {
	if utf8.ValidString(text) {
		return nil
	}
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			return &fault{offset: i, message: fmt.Sprintf("invalid UTF-8: byte 0x%02x", text[i]), hint: "convert the document to UTF-8"}
		}
	}
	return nil
}

// detectJSON reads the names of the top-level object up to the one that tells
// the format. JSON that breaks off before is an SBOM that cannot be read if a
// name in it says so.
func detectJSON(text string) (Format, error) {
	d := jsonReader{Decoder: jsontext.NewDecoder(strings.NewReader(text)), text: text}
	if d.PeekKind() != '{' {
		return "", &notSBOM{fault{message: "a JSON array: expected the object of a CycloneDX or SPDX document"}}
	}
	broken := func(err error) error {
		err = d.fault(err)
		var f *fault
		named := func(word string) bool { return strings.Contains(text, word) }
		if errors.As(err, &f) && !slices.ContainsFunc([]string{"bomFormat", "CycloneDX", "spdxVersion", "SPDXRef-", "spdx.org/rdf/"}, named) {
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
			return spdxGraph, nil
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
func detectXML(text string, start int) (Encoding, error) {
	name := xmlRoot(text)
	switch local := name[strings.IndexByte(name, ':')+1:]; {
	case local == "bom":
		return XML, nil
	case local == "RDF":
		return RDF, nil
	case local == "Document":
		return XML, &fault{offset: start, message: "SPDX in XML is not supported: expected CycloneDX XML, or SPDX as JSON, tag-value, YAML or RDF", hint: "convert it with an SPDX tool"}
	}
	return XML, &notSBOM{fault{offset: start, message: "XML with the root element " + quote(name) + ": expected bom of CycloneDX or RDF of SPDX"}}
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
			if n := strings.IndexAny(text, " \t\r\n/>"); n >= 0 {
				return text[:n]
			}
			return text
		}
		i = strings.Index(text, end)
		if i < 0 {
			return ""
		}
		text = text[i+len(end):]
	}
}

// detectText wants the tag SPDXVersion, which the specification of tag-value puts
// first, before anything else that is no comment, or the member spdxVersion of
// YAML. Vendors put both lower, so they are looked for at the head of every line.
// YAML that is too long has no encoding, so that nobody parses it to find a path.
func detectText(text string, maxYAML int64) (Encoding, error) {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		name, _, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		switch strings.Trim(name, " \t\"'") {
		case "SPDXVersion":
			return TagValue, nil
		case "spdxVersion":
			if int64(len(text)) > maxYAML {
				return "", &fault{message: fmt.Sprintf("%d bytes of YAML: expected at most %d", len(text), maxYAML), hint: hintMaxYAML}
			}
			return YAML, nil
		}
	}
	return "", &notSBOM{fault{message: "text that is neither JSON, XML nor SPDX tag-value or YAML: expected a CycloneDX or SPDX document"}}
}
