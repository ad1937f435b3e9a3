package scan

// Encoding is the syntax of a document.
type Encoding string

// The encodings.
const (
	JSONEncoding     Encoding = "json"
	XMLEncoding      Encoding = "xml"
	TagValueEncoding Encoding = "tag-value"
	YAMLEncoding     Encoding = "yaml"
	RDFEncoding      Encoding = "rdf" // RDF/XML
)

// Place is a half-open range of bytes in a text. It contains one value as written, in
// JSON and YAML with its quotes.
type Place struct {
	Start, End int
}

// Location is a place as shown to people and read by viewers.
type Location struct {
	Line, Column       int    // of the first character; 1-based, columns in UTF-16 code units as in SARIF
	EndLine, EndColumn int    // of the character after the last one
	Path               string // JSON pointer (RFC 6901) in JSON and YAML, XPath in XML and RDF, or the tag in tag-value; "" if unknown
}

// Warning is about a value that was read although it violates the specification, or that
// was ignored.
type Warning struct {
	Place   Place
	Message string
}
