package scan

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// YAML reads the documents in a text one by one.
type YAML struct {
	decoder *yaml.Decoder
	text    *yamlText
}

// NewYAML returns a reader of the documents in a text that has at most a number of
// values; 0 means no limit. The parser refuses the directive of a version later than YAML
// 1.1, although the versions do not differ in the structure of documents. NewYAML
// therefore makes it a comment.
func NewYAML(text string, maxValues int) *YAML {
	if m := yamlVersion.FindStringIndex(text); m != nil {
		percent := m[1] - len("%YAML 1.")
		text = text[:percent] + "#" + text[percent+1:]
	}
	t := &yamlText{text: text, max: maxValues}
	return &YAML{yaml.NewDecoder(t), t}
}

var yamlVersion = regexp.MustCompile(`^(?:[ \t]*(?:#[^\r\n]*)?[\r\n]|%[^Y][^\r\n]*[\r\n])*%YAML 1\.`)

// Next returns the next document, or [io.EOF] at the end.
func (y *YAML) Next() (*yaml.Node, error) {
	var document yaml.Node
	switch err := y.decoder.Decode(&document); {
	case err == nil:
		return &document, nil
	case err == io.EOF:
		return nil, err
	case y.TooMany():
		return nil, &Fault{Offset: y.text.pos, Message: fmt.Sprintf("YAML with more values than %d: expected fewer", y.text.max), Hint: hintMaxYAML}
	default:
		return nil, yamlFault(y.text.text, err)
	}
}

// TooMany reports whether the latest error of Next is that the text has too many values.
func (y *YAML) TooMany() bool { return y.text.tooMany() }

// yamlText passes a text to the parser, up to a number of values. The parser keeps a node of
// more than 200 bytes for each value, which may be a single character.
type yamlText struct {
	text       string
	pos        int  // the end of the text that has been passed
	values     int  // an upper bound of the number of values before pos
	max        int  // of values, or 0
	collection bool // a bracket or brace precedes pos
}

func (t *yamlText) tooMany() bool { return t.max > 0 && t.values > t.max }

// Read implements [io.Reader].
func (t *yamlText) Read(p []byte) (int, error) {
	n := copy(p, t.text[t.pos:])
	for range n {
		t.values += t.valuesAt(t.pos)
		t.pos++
	}
	switch {
	case t.tooMany():
		return 0, errors.New("too many values")
	case n == 0 && len(p) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// valuesAt returns how many values, including the names of members, the character at an
// offset may begin or separate: the nodes that the parser makes because of it. A comment is
// counted too, since the parser keeps it.
func (t *yamlText) valuesAt(i int) int {
	switch c := t.text[i]; {
	case c == '[' || c == '{':
		t.collection = true
		return 3 // [a: b] has a mapping, a name and a value
	case c == ',' && t.collection:
		return 3
	case (c == ':' || c == '?') && t.spaceAt(i+1), c == '#' && t.spaceAt(i-1):
		return 2
	case c == '-' && t.spaceAt(i+1):
		return 1
	}
	return 0
}

// spaceAt reports whether there may be white space or a line break at an offset. It is true
// outside the text.
func (t *yamlText) spaceAt(i int) bool {
	return i < 0 || i >= len(t.text) || strings.IndexByte(" \t\r\n\xc2\xe2", t.text[i]) >= 0 // the last two begin other line breaks
}

// ParseYAML returns the root of the only document in a text, which has at most a number of
// values; 0 means no limit.
func ParseYAML(text string, maxValues int) (*yaml.Node, error) {
	d := NewYAML(text, maxValues)
	document, err := d.Next()
	if err == io.EOF {
		return nil, yamlFault(text, err)
	}
	if err != nil {
		return nil, err
	}
	switch second, err := d.Next(); {
	case err == nil:
		c := YAMLCursor{Text: text}
		return nil, &Fault{Offset: c.Offset(second), Message: "second YAML document: expected one"}
	case err != io.EOF:
		return nil, err
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
