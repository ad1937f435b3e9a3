package decode

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/cyclonedx"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/bomgate/bomgate/sbom/internal/spdx"
)

// format is a format in one encoding, with its reader.
type format struct {
	format   sbom.Format
	encoding sbom.Encoding
	read     func(*sbom.Builder) error
	shapes   func() *scan.Shapes // of values, or nil if read checks the names of members itself
}

// The formats.
var (
	formatCycloneDXJSON = format{sbom.CycloneDX, sbom.JSON, cyclonedx.ReadJSON, cyclonedx.Shapes}
	formatCycloneDXXML  = format{sbom.CycloneDX, sbom.XML, cyclonedx.ReadXML, nil}
	formatSPDXJSON      = format{sbom.SPDX, sbom.JSON, spdx.ReadJSON, spdx.Shapes}
	formatSPDXYAML      = format{sbom.SPDX, sbom.YAML, spdx.ReadYAML, spdx.Shapes}
	formatSPDXTagValue  = format{sbom.SPDX, sbom.TagValue, spdx.ReadTagValue, nil}
	formatSPDXRDF       = format{sbom.SPDX, sbom.RDF, spdx.ReadRDF, nil}
	formatSPDX3         = format{sbom.SPDX, sbom.JSON, spdx.ReadGraph, nil}
)

// detect returns the format of a document. If there is an error, the format has only
// the encoding, as far as it is known.
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

// formatMarks are words of which every SBOM in JSON contains at least one.
var formatMarks = []string{"bomFormat", "CycloneDX", "spdxVersion", "SPDXRef-", "spdx.org/rdf/"}

// detectJSON looks for a member of the top-level object that identifies the format. JSON
// that is invalid before such a member is a damaged SBOM if it contains a format mark.
func detectJSON(text string) (format, error) {
	unknown := format{encoding: sbom.JSON}
	d := scan.NewJSON(text, 0)
	if d.PeekKind() != '{' {
		return unknown, &scan.Fault{Message: "a JSON array: expected the object of a CycloneDX or SPDX document", NotSBOM: true}
	}
	invalid := func(err error) (format, error) {
		err = d.AsFault(err)
		if f, ok := errors.AsType[*scan.Fault](err); ok {
			f.NotSBOM = !slices.ContainsFunc(formatMarks, func(mark string) bool { return strings.Contains(text, mark) })
		}
		return unknown, err
	}
	if _, err := d.ReadToken(); err != nil {
		return invalid(err)
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			return invalid(err)
		}
		switch t.String() {
		case "bomFormat":
			return formatCycloneDXJSON, nil
		case "spdxVersion":
			return formatSPDXJSON, nil
		case "@context", "@graph":
			return formatSPDX3, nil
		}
		if err := d.SkipValue(); err != nil {
			return invalid(err)
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return invalid(err)
	}
	return unknown, &scan.Fault{Message: `a JSON object without bomFormat and spdxVersion: expected a CycloneDX or SPDX document`, NotSBOM: true}
}

// detectXML returns the format that the root element identifies. The document starts at
// an offset.
func detectXML(text string, start int) (format, error) {
	name := rootElement(text)
	unknown := format{encoding: sbom.XML}
	switch local := name[strings.IndexByte(name, ':')+1:]; local {
	case "bom":
		return formatCycloneDXXML, nil
	case "RDF":
		return formatSPDXRDF, nil
	case "Document":
		return unknown, &scan.Fault{Offset: start, Message: "SPDX in XML is not supported: expected CycloneDX XML, or SPDX as JSON, tag-value, YAML or RDF", Hint: "convert it with an SPDX tool"}
	}
	return unknown, &scan.Fault{Offset: start, Message: "XML with the root element " + scan.Quote(name) + ": expected bom of CycloneDX or RDF of SPDX", NotSBOM: true}
}

// rootElement returns the name of the root element of an XML document with its prefix,
// or "".
func rootElement(text string) string {
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

// detectText looks for a line with the tag SPDXVersion of tag-value or the member
// spdxVersion of YAML. The specification requires the tag on the first line, but some
// generators write it later. YAML that is too long has no encoding, so it is not parsed
// for the location of the fault.
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

// checkText returns an error if a file with the given start is not a text.
func checkText(head string) error {
	if kind := binaryKind(head); kind != "" {
		return &scan.Fault{Message: "this is " + kind + ": expected a CycloneDX or SPDX document", NotSBOM: true}
	}
	return nil
}

// binaryKind returns a description of a file that is not a text with an SBOM, or "". The
// head is the start of the file.
func binaryKind(head string) string {
	for _, m := range []struct{ magic, kind string }{
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
		if strings.HasPrefix(head, m.magic) {
			return m.kind
		}
	}
	const ustar = 257 // offset of the magic of a tar archive in POSIX.1
	if len(head) > ustar && strings.HasPrefix(head[ustar:], "ustar") {
		return "a tar archive"
	}
	if _, ok := utf16Order(head); strings.IndexByte(head, 0) >= 0 && !ok {
		return "a binary file"
	}
	return ""
}
