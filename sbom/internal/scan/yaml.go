package scan

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// NewYAML returns a decoder of the documents in a text. It makes a comment of the directive
// of a later version than YAML 1.1, which the parser refuses, although the versions do not
// differ in the structure of documents.
func NewYAML(text string) *yaml.Decoder {
	if m := yamlVersion.FindStringIndex(text); m != nil {
		percent := m[1] - len("%YAML 1.")
		text = text[:percent] + "#" + text[percent+1:]
	}
	return yaml.NewDecoder(strings.NewReader(text))
}

var yamlVersion = regexp.MustCompile(`^(?:[ \t]*(?:#[^\r\n]*)?[\r\n]|%[^Y][^\r\n]*[\r\n])*%YAML 1\.`)

// ParseYAML returns the root of the only document in a text.
func ParseYAML(text string) (*yaml.Node, error) {
	d := NewYAML(text)
	var document, second yaml.Node
	if err := d.Decode(&document); err != nil {
		return nil, yamlFault(text, err)
	}
	switch err := d.Decode(&second); {
	case err == nil:
		c := YAMLCursor{Text: text}
		return nil, &Fault{Offset: c.Offset(&second), Message: "second YAML document: expected one"}
	case err != io.EOF:
		return nil, yamlFault(text, err)
	}
	return document.Content[0], nil
}

// yamlFault converts an error in parsing to a [Fault]. It is at the start of a line, because
// the error does not contain a column.
func yamlFault(text string, err error) error {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	at := yaml.Node{Line: 1, Column: 1}
	if _, err := fmt.Sscanf(message, "line %d:", &at.Line); err == nil {
		_, message, _ = strings.Cut(message, ": ")
	}
	c := YAMLCursor{Text: text}
	return &Fault{Offset: c.Offset(&at), Message: "invalid YAML: " + message}
}

// YAMLCursor finds the offsets of nodes. It only moves forward.
type YAMLCursor struct {
	Text string

	pos    int // an offset
	line   int // the number of line breaks before pos
	column int // the number of characters in the line before pos
}

// Offset returns the offset of a node, which must not be before the node of the previous
// call. It counts lines and columns like the parser: line breaks are as in YAML 1.1, columns
// are characters.
func (c *YAMLCursor) Offset(n *yaml.Node) int {
	for c.pos < len(c.Text) && (c.line < n.Line-1 || c.line == n.Line-1 && c.column < n.Column-1) {
		r, size := utf8.DecodeRuneInString(c.Text[c.pos:])
		c.pos += size
		switch r {
		case '\r':
			if strings.HasPrefix(c.Text[c.pos:], "\n") {
				c.pos++
			}
			fallthrough
		case '\n', '\u0085', '\u2028', '\u2029':
			c.line++
			c.column = 0
		default:
			c.column++
		}
	}
	return c.pos
}
