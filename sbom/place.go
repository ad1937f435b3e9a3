package sbom

import "github.com/bomgate/bomgate/sbom/internal/scan"

// Encoding is how a document is written down: a string.
type Encoding = scan.Encoding

// The encodings.
const (
	JSON     = scan.JSONEncoding
	XML      = scan.XMLEncoding
	TagValue = scan.TagValueEncoding
	YAML     = scan.YAMLEncoding
	RDF      = scan.RDFEncoding // RDF/XML
)

// Place is a range of a document's bytes, half open, with the fields Start and End: the
// token of one value as it is written, with its quotes in JSON and YAML.
type Place = scan.Place

// Location is a place as people and viewers find it, with the fields
//
//   - Line and Column (int) of the first character: 1-based, columns in UTF-16 code
//     units as in SARIF;
//   - EndLine and EndColumn (int) of the character after the last one;
//   - Path (string): a JSON pointer (RFC 6901) in JSON and YAML, an XPath in XML and
//     RDF, the tag in tag-value, "" if it is unknown.
type Location = scan.Location

// Warning is about a value that was read although it is not as it should be. It has the
// fields Place and Message.
type Warning = scan.Warning
