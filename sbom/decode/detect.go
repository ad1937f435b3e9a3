package decode

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/cyclonedx"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/bomgate/bomgate/sbom/internal/spdx"
	"github.com/go-json-experiment/json/jsontext"
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

// A file is an SBOM if it has a mark of a format where the parsers of that format look for
// it: a member of the top-level object, the root element, a tag at the start. Names are
// compared without case, as some parsers do, and a document that lacks the mark is
// recognized by other members, so that its reader can say what is missing. A mark elsewhere,
// such as in source code or in a schema, is not a mark.

// notSBOM returns a fault about a text that does not look like an SBOM.
func notSBOM(what string) error {
	return &scan.Fault{Message: what + ": expected a CycloneDX or SPDX document", NotSBOM: true}
}

// isNotSBOM reports whether an error says that a text does not look like an SBOM.
func isNotSBOM(err error) bool {
	f, ok := errors.AsType[*scan.Fault](err)
	return ok && f.NotSBOM || errors.Is(err, sbom.ErrNotSBOM)
}

// refused returns the error for a text that is an SBOM but cannot be read.
func refused(err error) error {
	if f, ok := errors.AsType[*scan.Fault](err); ok {
		f.NotSBOM = false
	}
	if e, ok := errors.AsType[*sbom.Error](err); ok {
		e.NotSBOM = false
	}
	return err
}

// detectJSON returns the format of a JSON value; c has its outline. If there is an error,
// only the encoding of the format is set.
func detectJSON(c content) (format, error) {
	o := &c.outline
	unknown := format{encoding: sbom.JSON}
	value := func(name string) string { // the start of the value, and the text after it
		start := o.Names[name]
		return unescape(c.text[start:min(start+maxStart, len(c.text))])
	}
	isSBOM := o.Has("bomFormat") || o.Has("spdxVersion")
	switch {
	case isSBOM && o.Has("sbom") && strings.HasPrefix(value("sbom"), "{"):
		return unknown, &scan.Fault{Offset: o.Names["sbom"], Message: `member "sbom" in an SBOM: expected either an SBOM or a wrapper of one`}
	case (o.Has("@context") || o.Has("@graph")) && isSPDX3(c):
		return formatSPDX3, nil
	case o.Has("spdxVersion") && !(o.Has("bomFormat") && o.Names["bomFormat"] < o.Names["spdxVersion"]):
		return formatSPDXJSON, nil
	case o.Has("bomFormat"):
		return formatCycloneDXJSON, nil
	case o.Has("$schema") && cycloneDXSchema.MatchString(value("$schema")),
		o.Has("specVersion", "components") && cycloneDXVersion.MatchString(value("specVersion")) && value("components")[0] == '[',
		o.Has("specVersion", "serialNumber") && cycloneDXVersion.MatchString(value("specVersion")):
		return formatCycloneDXJSON, nil
	case o.Has("SPDXID") && strings.HasPrefix(value("SPDXID"), `"SPDXRef-`):
		return formatSPDXJSON, nil
	}
	d := jsontext.NewDecoder(strings.NewReader(c.text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err := d.SkipValue(); err != nil {
		err := scan.NewJSON(c.text, 0).AsFault(err)
		if f, ok := errors.AsType[*scan.Fault](err); ok {
			f.NotSBOM = !jsonStart.MatchString(c.text) || !damagedJSON.MatchString(c.text)
		}
		return unknown, err
	}
	switch {
	case spdx3Expanded.MatchString(c.text):
		return unknown, &scan.Fault{Message: "SPDX 3 as JSON-LD without the @context of SPDX 3.0 is not supported: expected JSON-LD with that context", Hint: "compact it with the context"}
	case o.Has("@context"), o.Has("@graph"):
		return unknown, notSBOM("JSON-LD without the @context of SPDX 3.0")
	case c.quiet:
		return unknown, notSBOM("JSON")
	case c.text[strings.IndexAny(c.text, "{[")] == '[':
		return unknown, notSBOM("a JSON array without an SBOM")
	}
	return unknown, otherFormat(c.text)
}

var (
	cycloneDXSchema  = regexp.MustCompile(`^"https?://(www\.)?cyclonedx\.org/schema/bom`)
	cycloneDXVersion = regexp.MustCompile(`^"1\.[0-9]+"`)

	// Invalid JSON is a damaged SBOM if it begins like JSON, not like a template, and has
	// the members of an SBOM anywhere.
	jsonStart   = regexp.MustCompile(`^\s*(\{\s*["'b}]|\[\s*["{\[\]])`)
	damagedJSON = regexp.MustCompile(`(?i:^\s*\{\s*['"]?bomFormat\b|"bomFormat"\s*(?::\s*"CycloneDX|:?\s*$)|"spdxVersion"\s*:\s*"SPDX-|"SPDXID"\s*:\s*"SPDXRef-|"spdxId"\s*:)`)
)

// isSPDX3 reports whether an object is JSON-LD of SPDX 3: its context is the context of
// SPDX, or its elements have ids or types of SPDX. The file that defines the context and
// an ontology of SPDX have neither.
func isSPDX3(c content) bool {
	before, after := c.text, ""
	if start, ok := c.outline.Names["@context"]; ok {
		end := scan.EndOfValue(c.text, start)
		if spdx3Context.MatchString(unescape(c.text[start:end])) {
			return true
		}
		before, after = c.text[:start], c.text[end:]
	}
	return spdx3Element.MatchString(unescape(before)) || spdx3Element.MatchString(unescape(after))
}

// isDescription reports whether a JSON object describes the JSON of others, as a JSON schema
// and the description of an API do: SBOMs inside it are examples.
func isDescription(c content) bool {
	for member, value := range descriptions {
		if start, ok := c.outline.Names[member]; ok && value.MatchString(c.text[start:]) {
			return true
		}
	}
	return false
}

// descriptions are the members, with their values, that identify a JSON schema and the
// description of an API.
var descriptions = map[string]*regexp.Regexp{
	"$schema": regexp.MustCompile(`^"https?://json-schema\.org/`),
	"openapi": regexp.MustCompile(`^"3\.[0-9]`),
	"swagger": regexp.MustCompile(`^"2\.0"`),
}

// unescape replaces the escape sequences of ASCII in JSON.
func unescape(text string) string {
	if !strings.Contains(text, `\u00`) {
		return text
	}
	return escapedASCII.ReplaceAllStringFunc(text, func(s string) string {
		n, _ := strconv.ParseUint(s[2:], 16, 8)
		return string(rune(n))
	})
}

var escapedASCII = regexp.MustCompile(`\\u00[2-7][0-9A-Fa-f]`)

// maxStart is the length of the start of a value that is examined.
const maxStart = 200

var (
	spdx3Context = regexp.MustCompile(`"https?://(www\.)?spdx\.org/rdf/[^"]*\.jsonld"`)
	spdx3Element = regexp.MustCompile(`"(?:[^"]*[:/])?spdxId"\s*:|"@?type"\s*:\s*(?:\[\s*)?"[^"]*(?:SpdxDocument|[sS]oftware[_/]Package)"`)

	// spdx3Expanded matches an object with a class of SPDX. An ontology has classes as ids.
	spdx3Expanded = regexp.MustCompile(`"@type"\s*:\s*(?:\[\s*)?"https?://spdx\.org/rdf/`)
)

// isJSON reports whether a text consists of JSON values.
func isJSON(text string) bool {
	d := jsontext.NewDecoder(strings.NewReader(text), jsontext.AllowDuplicateNames(true))
	for {
		if err := d.SkipValue(); err != nil {
			return err == io.EOF
		}
	}
}

// detectXML returns the format that the root element identifies. It reads the prolog as XML
// does, because comments and document type declarations may contain anything.
func detectXML(text string) (format, error) {
	unknown := format{encoding: sbom.XML}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.Token()
		switch {
		case err == nil:
		case cycloneDXNamespace.MatchString(text):
			return formatCycloneDXXML, nil // the reader reports the fault
		case spdxNamespace.MatchString(text):
			return formatSPDXRDF, nil
		default:
			return unknown, notSBOM("XML without a root element")
		}
		if root, ok := t.(xml.StartElement); ok {
			return detectRoot(text, root.Name)
		}
	}
}

const rdfSyntax = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

// detectRoot returns the format of an XML document with a root element.
func detectRoot(text string, root xml.Name) (format, error) {
	isBOM, isRDF := strings.EqualFold(root.Local, "bom"), strings.EqualFold(root.Local, "RDF")
	switch {
	case strings.Contains(strings.ToLower(root.Space), "cyclonedx"), isBOM && root.Space == "" && cycloneDXElement.MatchString(text):
		return formatCycloneDXXML, nil
	case isRDF && (root.Space == rdfSyntax || strings.Contains(text, "spdx.org/")):
		return formatSPDXRDF, nil
	case strings.Contains(root.Space, "spdx.org/rdf/"), root.Space == rdfSyntax && strings.Contains(text, "spdx.org/rdf/terms#SpdxDocument"):
		return format{encoding: sbom.RDF}, &scan.Fault{Message: "SPDX in RDF with the root element " + scan.Quote(root.Local) + ": expected rdf:RDF", Hint: "put the element into rdf:RDF"}
	case root.Space == "" && spdxElement.MatchString(text):
		return format{encoding: sbom.XML}, &scan.Fault{
			Message: "SPDX in XML is not supported: expected CycloneDX XML, or SPDX as JSON, tag-value, YAML or RDF",
			Hint:    "convert it with an SPDX tool",
		}
	}
	hint := ""
	switch {
	case isBOM && root.Space == "":
		hint = "a bom of CycloneDX has a namespace, as in xmlns=\"http://cyclonedx.org/schema/bom/1.6\""
	case strings.EqualFold(root.Local, "html"):
		hint = "this is a web page, such as the answer of a server to a download that failed"
	}
	return format{encoding: sbom.XML}, &scan.Fault{Message: "XML with the root element " + scan.Quote(root.Local) + ": expected bom of CycloneDX or RDF of SPDX", Hint: hint, NotSBOM: true}
}

var (
	cycloneDXNamespace = regexp.MustCompile(`xmlns(:[\w.-]+)?\s*=\s*["']https?://cyclonedx\.org/schema/bom`)
	spdxNamespace      = regexp.MustCompile(`xmlns(:[\w.-]+)?\s*=\s*["']https?://spdx\.org/rdf/terms`)

	// cycloneDXElement matches elements and attributes of CycloneDX. A list of the parts of
	// a circuit board has none of them.
	cycloneDXElement = regexp.MustCompile(`<(purl|cpe|bom-ref|licenses)>|\b(bom-ref|serialNumber\s*=\s*["']urn:uuid:|type\s*=\s*["'](application|framework|library|container|operating-system|firmware)["'])`)

	// spdxElement matches the start of SPDX in the XML that the Java tools of SPDX write.
	// A message of ISO 20022 has the same root element.
	spdxElement = regexp.MustCompile(`^(?s:.*)<(?i:Document|SpdxDocument)[\s>](?s:.*)<(?i:spdxVersion|specVersion|SPDXID)>\s*SPDX`)
)
