package sbom

import "github.com/bomgate/bomgate/sbom/internal/scan"

// Encoding is the syntax of a document. It is a string, one of the constants below.
type Encoding = scan.Encoding

// The encodings.
const (
	JSON     = scan.JSONEncoding     // "json"
	XML      = scan.XMLEncoding      // "xml"
	TagValue = scan.TagValueEncoding // "tag-value"
	YAML     = scan.YAMLEncoding     // "yaml"
	RDF      = scan.RDFEncoding      // "rdf": RDF/XML
)

// Place is a half-open range of bytes in the text of a document (see [Document.Text]):
//
//	type Place struct {
//		Start, End int
//	}
//
// It contains one value as written, in JSON and YAML with its quotes. The zero Place
// means that a value has no place. [Document.Locate] returns the location of a place.
type Place = scan.Place

// Location is a place as shown to people and read by viewers:
//
//	type Location struct {
//		Line, Column       int    // of the first character
//		EndLine, EndColumn int    // of the character after the last one
//		Path               string // of the value in the document
//	}
//
// Lines and columns start at 1. Columns count UTF-16 code units, as in SARIF. Path is a
// JSON pointer (RFC 6901) in JSON and YAML, an XPath in XML and RDF, the tag in tag-value,
// and "" if it is unknown.
type Location = scan.Location

// Warning is about a value that was read although it violates the specification, or that
// was ignored:
//
//	type Warning struct {
//		Place   Place
//		Message string // lower case, no period
//	}
type Warning = scan.Warning
