package sbom

// Location is a place as a person or a viewer finds it.
type Location struct {
	Line, Column       int    // of the first character; 1-based, columns in UTF-16 code units as in SARIF
	EndLine, EndColumn int    // of the character after the last one
	Path               string // JSON pointer (RFC 6901), XPath, or the tag in tag-value; "" if unknown
}
