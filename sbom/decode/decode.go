package decode

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/cyclonedx"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/bomgate/bomgate/sbom/internal/spdx"
)

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

// All reads all SBOMs in a file of any supported format and in any wrapper
// from r, to the end. There is at least one if the error is nil. The name is kept
// for messages; nothing is concluded from it.
//
// The error is an [*sbom.Error] with the place of the fault unless r itself failed;
// it matches [sbom.ErrNotSBOM] if nothing in the file looks like an SBOM.
func (d Decoder) All(name string, r io.Reader) ([]*sbom.Document, error) {
	f := d.file(name)
	if err := f.read(r, nil); err != nil {
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

// One reads the only SBOM in a file as the zero [Decoder] does. Several are an error.
func One(name string, r io.Reader) (*sbom.Document, error) {
	docs, err := Decoder{}.All(name, r)
	switch {
	case err != nil:
		return nil, err
	case len(docs) > 1:
		return nil, &sbom.Error{
			Name:     name,
			Location: docs[1].Locate(sbom.Place{})[0],
			Message:  fmt.Sprintf("the second of %d SBOMs in one file: expected one", len(docs)),
		}
	}
	return docs[0], nil
}

// content is a text in which the decoder looks for SBOMs.
type content struct {
	text     string
	wrappers []sbom.Wrapper
	encoding sbom.Encoding // JSON if the decoder has seen that it is, else ""
	outline  scan.Outline  // of the JSON value that is the text, or part of it
	start    scan.Cursor   // lines and columns of the file before the text
}

// source returns the source of an SBOM that is the part of the content at a place.
func (c content) source(at sbom.Place, l scan.Limits) *scan.Source {
	return &scan.Source{Text: scan.Isolate(c.text, at), Encoding: c.encoding, Outline: c.outline, Start: c.start, Limits: l}
}

// document reads the SBOM that is the part of the content at a place.
func (f *file) document(c content, at sbom.Place) error {
	doc := &sbom.Document{Name: f.name, Wrappers: c.wrappers}
	src := c.source(at, scan.Limits{MaxDepth: f.MaxDepth, MaxValue: f.MaxValueBytes})
	err := f.decode(doc, src)
	src.Text = c.text
	c.encoding = src.Encoding
	signed := slices.ContainsFunc(doc.Wrappers, func(w sbom.Wrapper) bool { return w.Verified })
	switch {
	case err != nil:
	case len(f.Keys) > 0 && !signed:
		err = &scan.Fault{Offset: at.Start, Message: "the document is not signed: expected a DSSE envelope, as keys are given", Hint: "omit --key to accept unsigned documents"}
	case len(f.docs) == maxDocuments:
		err = &scan.Fault{Offset: at.Start, Message: fmt.Sprintf("more than %d SBOMs in one file", maxDocuments)}
	}
	if err != nil {
		return f.fail(c, at.Start, err)
	}
	f.docs = append(f.docs, doc)
	return nil
}

// fail returns the Error for a fault that a reader reported, which began at an offset
// of the content.
func (f *file) fail(c content, start int, err error) error {
	e := &sbom.Error{Name: f.name, Message: err.Error()}
	found, ok := errors.AsType[*scan.Fault](err)
	if !ok {
		return e
	}
	e.Message, e.Hint, e.NotSBOM = contentOf(c.wrappers)+found.Message, found.Hint, found.NotSBOM
	offset := min(max(found.Offset, start), len(c.text))
	src := c.source(sbom.Place{End: len(c.text)}, scan.Limits{})
	e.Location = src.Locate(sbom.Place{Start: offset, End: offset})[0]
	return e
}

// contentOf says that what follows is about the text that the wrappers decode to.
func contentOf(wrappers []sbom.Wrapper) string {
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

// format is how a document of a format and encoding is read.
type format struct {
	format   sbom.Format
	encoding sbom.Encoding
	read     func(*sbom.Builder) error
	names    func() scan.Vocabulary // of members, nil if the reader checks them itself
}

// The formats.
var (
	formatCycloneDXJSON = format{sbom.CycloneDX, sbom.JSON, cyclonedx.ReadJSON, cyclonedx.Members}
	formatCycloneDXXML  = format{sbom.CycloneDX, sbom.XML, cyclonedx.ReadXML, nil}
	formatSPDXJSON      = format{sbom.SPDX, sbom.JSON, spdx.ReadJSON, spdx.Members}
	formatSPDXYAML      = format{sbom.SPDX, sbom.YAML, spdx.ReadYAML, spdx.Members}
	formatSPDXTagValue  = format{sbom.SPDX, sbom.TagValue, spdx.ReadTagValue, nil}
	formatSPDXRDF       = format{sbom.SPDX, sbom.RDF, spdx.ReadRDF, nil}
	formatSPDX3         = format{sbom.SPDX, sbom.JSON, spdx.ReadGraph, nil}
)

// decode detects the format of a document and reads it.
func (d Decoder) decode(doc *sbom.Document, src *scan.Source) error {
	how, err := detect(src.Text, d.MaxYAMLBytes)
	src.Encoding = how.encoding
	if err != nil {
		return err
	}
	doc.Format, doc.Encoding = how.format, how.encoding
	if how.names != nil {
		src.Names = how.names().Clone()
	}
	var keys *identity.KeySet
	if d.Wants != nil {
		keys = d.Wants()
	}
	b := sbom.NewBuilder(doc, src, keys)
	if err := how.read(b); err != nil {
		return err
	}
	return b.Finish()
}

// detect returns the format of a document by its content. With an error the format
// has the encoding only, as far as it is known.
func detect(text string, maxYAML int64) (format, error) {
	body := strings.TrimLeft(text, scan.JSONSpace)
	switch {
	case body == "":
		return format{}, &scan.Fault{Message: "the document is empty: expected a CycloneDX or SPDX document", NotSBOM: true}
	case body[0] == '{' || body[0] == '[':
		return detectJSON(text)
	case body[0] == '<':
		return detectXML(text, len(text)-len(body))
	}
	return detectText(text, maxYAML)
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
			return &scan.Fault{Offset: i, Message: fmt.Sprintf("invalid UTF-8: byte 0x%02x", text[i]), Hint: "convert the document to UTF-8"}
		}
	}
	return nil
}

// detectJSON reads the names of the top-level object up to one that identifies the
// format. JSON that breaks off before is a damaged SBOM if it mentions a format.
func detectJSON(text string) (format, error) {
	unknown := format{encoding: sbom.JSON}
	d := scan.NewJSON(text, 0)
	if d.PeekKind() != '{' {
		return unknown, &scan.Fault{Message: "a JSON array: expected the object of a CycloneDX or SPDX document", NotSBOM: true}
	}
	broken := func(err error) (format, error) {
		err = d.AsFault(err)
		mentioned := func(word string) bool { return strings.Contains(text, word) }
		if f, ok := errors.AsType[*scan.Fault](err); ok {
			f.NotSBOM = !slices.ContainsFunc([]string{"bomFormat", "CycloneDX", "spdxVersion", "SPDXRef-", "spdx.org/rdf/"}, mentioned)
		}
		return unknown, err
	}
	if _, err := d.ReadToken(); err != nil {
		return broken(err)
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return broken(err)
		}
		switch name := t.String(); name {
		case "bomFormat":
			return formatCycloneDXJSON, nil
		case "spdxVersion":
			return formatSPDXJSON, nil
		case "@context", "@graph":
			return formatSPDX3, nil
		}
		if err := d.SkipValue(); err != nil {
			return broken(err)
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return broken(err)
	}
	return unknown, &scan.Fault{Message: `a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, NotSBOM: true}
}

// detectXML returns the format by the root element.
func detectXML(text string, start int) (format, error) {
	name := xmlRoot(text)
	unknown := format{encoding: sbom.XML}
	switch local := name[strings.IndexByte(name, ':')+1:]; {
	case local == "bom":
		return formatCycloneDXXML, nil
	case local == "RDF":
		return formatSPDXRDF, nil
	case local == "Document":
		return unknown, &scan.Fault{Offset: start, Message: "SPDX in XML is not supported: expected CycloneDX XML, or SPDX as JSON, tag-value, YAML or RDF", Hint: "convert it with an SPDX tool"}
	}
	return unknown, &scan.Fault{Offset: start, Message: "XML with the root element " + scan.Quote(name) + ": expected bom of CycloneDX or RDF of SPDX", NotSBOM: true}
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

// detectText looks for the tag SPDXVersion of tag-value or the member spdxVersion of
// YAML at the start of each line. The specification puts the tag first, but vendors do
// not. YAML that is too long has no encoding, so that no parser looks for a path in it.
func detectText(text string, maxYAML int64) (format, error) {
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		name, _, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		switch strings.Trim(name, " \t\"'") {
		case "SPDXVersion":
			return formatSPDXTagValue, nil
		case "spdxVersion":
			if int64(len(text)) > maxYAML {
				return format{}, &scan.Fault{Message: fmt.Sprintf("%d bytes of YAML: expected at most %d", len(text), maxYAML), Hint: scan.HintMaxYAML}
			}
			return formatSPDXYAML, nil
		}
	}
	return format{}, &scan.Fault{Message: "text that is neither JSON, XML nor SPDX tag-value or YAML: expected a CycloneDX or SPDX document", NotSBOM: true}
}
