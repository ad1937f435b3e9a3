package policy

import (
	"bytes"
	jsonv1 "encoding/json"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/util"
	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"
)

// yamlToJSON converts YAML as OPA does. A long mapping of plain YAML, as lists of
// entities are, takes a fraction of the time that OPA takes, and of the memory; but a
// name that is there twice stays so, for whoever reads the JSON to refuse it.
func yamlToJSON(text []byte) ([]byte, error) {
	if converted, err := plainYAML(text); err == nil {
		return converted, nil
	}
	var raw jsonv1.RawMessage
	err := util.Unmarshal(text, &raw) // which says what is wrong, if something is
	return raw, err
}

// errNotPlain is why [plainYAML] leaves a text to OPA.
var errNotPlain = errors.New("not plain")

// plainYAML converts a block mapping without anchors, aliases, tags and whatever else
// the versions of YAML differ in. It parses parts of it on all cores.
func plainYAML(text []byte) ([]byte, error) {
	parts := entries(text)
	if len(parts) == 0 {
		return nil, errNotPlain
	}
	converted := make([][]byte, len(parts))
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i, part := range parts {
		workers.Go(func() (err error) {
			converted[i], err = plainPart(part)
			return err
		})
	}
	if err := workers.Wait(); err != nil {
		return nil, err
	}
	return slices.Concat([]byte("{"), bytes.Join(converted, []byte(",")), []byte("}")), nil
}

// entries cuts a text into parts of some length before lines that begin an entry of the
// outermost mapping. Where they do not, as within a quoted text, a part is no YAML.
func entries(text []byte) (parts [][]byte) {
	const least = 1 << 17 // bytes
	for len(text) > 0 {
		cut := min(least, len(text))
		for cut < len(text) && (text[cut-1] != '\n' || !isLetter(text[cut]) && !isDigit(text[cut])) {
			cut++
		}
		parts, text = append(parts, text[:cut]), text[cut:]
	}
	return parts
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// plainPart converts the entries of a mapping, without braces around them.
func plainPart(text []byte) ([]byte, error) {
	d := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	if err := d.Decode(&document); err != nil {
		return nil, err
	}
	if err := d.Decode(&second); err != io.EOF {
		return nil, errNotPlain
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode || root.Style&yaml.FlowStyle != 0 {
		return nil, errNotPlain
	}
	object, err := appendPlain(make([]byte, 0, len(text)*5/4), root)
	if err != nil {
		return nil, err
	}
	return object[1 : len(object)-1], nil
}

// appendPlain appends a value as JSON has it.
func appendPlain(out []byte, n *yaml.Node) (_ []byte, err error) {
	switch {
	case n.Anchor != "" || n.Style&yaml.TaggedStyle != 0:
		return nil, errNotPlain
	case n.Kind == yaml.MappingNode:
		out = append(out, '{')
		for i := 0; i < len(n.Content); i += 2 {
			if i > 0 {
				out = append(out, ',')
			}
			name, value := n.Content[i], n.Content[i+1]
			if !isText(name) {
				return nil, errNotPlain
			}
			if out, err = appendPlain(out, name); err != nil {
				return nil, err
			}
			if out, err = appendPlain(append(out, ':'), value); err != nil {
				return nil, err
			}
		}
		return append(out, '}'), nil
	case n.Kind == yaml.SequenceNode:
		out = append(out, '[')
		for i, element := range n.Content {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = appendPlain(out, element); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	case isText(n):
		return jsontext.AppendQuote(out, n.Value)
	case n.Kind == yaml.ScalarNode: // what it is, OPA knows, if it does not take it for JSON
		var list []jsonv1.RawMessage
		if err := util.Unmarshal([]byte("- "+n.Value), &list); err != nil || len(list) != 1 {
			return nil, errNotPlain
		}
		return append(out, list[0]...), nil
	}
	return nil, errNotPlain
}

// isText tells whether a node without a tag is a text in all versions of YAML.
func isText(n *yaml.Node) bool {
	switch {
	case n.Kind != yaml.ScalarNode:
		return false
	case n.Style != 0: // quoted
		return true
	case n.Tag != "!!str" || n.Value == "":
		return false
	}
	switch strings.ToLower(n.Value) {
	case "y", "n", "yes", "no", "on", "off":
		return false
	}
	return isLetter(n.Value[0])
}
