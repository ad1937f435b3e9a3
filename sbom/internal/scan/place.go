package scan

// Encoding is how a document is written down.
type Encoding string

// The encodings.
const (
	JSONEncoding     Encoding = "json"
	XMLEncoding      Encoding = "xml"
	TagValueEncoding Encoding = "tag-value"
	YAMLEncoding     Encoding = "yaml"
	RDFEncoding      Encoding = "rdf" // RDF/XML
)

// Place is a range of a document's bytes, half open: the token of one value as
// it is written, with its quotes in JSON and YAML.
type Place struct {
	Start, End int
}

// Location is a place as a person or a viewer finds it.
type Location struct {
	Line, Column       int    // of the first character; 1-based, columns in UTF-16 code units as in SARIF
	EndLine, EndColumn int    // of the character after the last one
	Path               string // JSON pointer (RFC 6901) in JSON and YAML, XPath in XML and RDF, or the tag in tag-value; "" if unknown
}

// Warning is something that was read although it is not as it should be.
type Warning struct {
	Place   Place
	Message string
}
