package scan

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parseYAML returns the root of the only document in the text.
func ParseYAML(text string) (*yaml.Node, error) {
	d := yaml.NewDecoder(strings.NewReader(text))
	var document, second yaml.Node
	if err := d.Decode(&document); err != nil {
		return nil, yamlFault(text, err)
	}
	switch err := d.Decode(&second); {
	case err == nil:
		c := YAMLCursor{Text: text}
		return nil, &Fault{Offset: c.Offset(&second), Message: "a second YAML document: expected one"}
	case err != io.EOF:
		return nil, yamlFault(text, err)
	}
	return document.Content[0], nil
}

// yamlFault makes a fault of an error that parsing gave. It tells no more than
// the line.
func yamlFault(text string, err error) error {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	at := yaml.Node{Line: 1, Column: 1}
	if _, err := fmt.Sscanf(message, "line %d:", &at.Line); err == nil {
		_, message, _ = strings.Cut(message, ": ")
	}
	c := YAMLCursor{Text: text}
	return &Fault{Offset: c.Offset(&at), Message: "invalid YAML: " + message}
}

// yamlCursor finds where nodes begin. It only goes forward, so they have to be
// asked for in the order of the document.
type YAMLCursor struct {
	Text                string
	passed              int // bytes
	passedLines, column int // line breaks, and characters since the last one
}

// offset returns where a node begins. Lines and columns are counted as the
// library does: the breaks are those of YAML 1.1, columns are characters.
func (c *YAMLCursor) Offset(n *yaml.Node) int {
	for c.passed < len(c.Text) && (c.passedLines < n.Line-1 || c.passedLines == n.Line-1 && c.column < n.Column-1) {
		r, size := utf8.DecodeRuneInString(c.Text[c.passed:])
		c.passed += size
		switch r {
		case '\r':
			if strings.HasPrefix(c.Text[c.passed:], "\n") {
				c.passed++
			}
			fallthrough
		case '\n', '\u0085', '\u2028', '\u2029':
			c.passedLines++
			c.column = 0
		default:
			c.column++
		}
	}
	return c.passed
}
