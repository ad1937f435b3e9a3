package policy

import (
	"bytes"
	jsonv1 "encoding/json"
	"errors"
	"io"
	"runtime"
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
	size := 0
	for _, c := range converted {
		size += len(c) + 1
	}
	out := append(make([]byte, 0, size+1), '{')
	for i, c := range converted {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, c...)
	}
	return append(out, '}'), nil
}

// entries cuts a text into parts of some length before lines that begin an entry of the
// outermost mapping. Where they do not, as within a quoted text, a part is no YAML.
func entries(text []byte) (parts [][]byte) {
	const least = 1 << 17 // bytes
	for len(text) > least {
		cut := len(text)
		for at := least; ; {
			line := bytes.IndexByte(text[at:], '\n')
			if line < 0 || at+line+1 == len(text) {
				break
			}
			at += line + 1
			if c := text[at] | 0x20; 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
				cut = at
				break
			}
		}
		parts, text = append(parts, text[:cut]), text[cut:]
	}
	if len(text) > 0 {
		parts = append(parts, text)
	}
	return parts
}

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
	return appendMembers(make([]byte, 0, len(text)*5/4), root)
}

// appendMembers appends the members of a mapping as JSON has them.
func appendMembers(out []byte, n *yaml.Node) ([]byte, error) {
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return nil, errNotPlain
	}
	for i := 0; i < len(n.Content); i += 2 {
		if i > 0 {
			out = append(out, ',')
		}
		key := n.Content[i]
		if !isText(key) {
			return nil, errNotPlain
		}
		out, _ = jsontext.AppendQuote(out, key.Value)
		var err error
		if out, err = appendPlain(append(out, ':'), n.Content[i+1]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// appendPlain appends a value as JSON has it.
func appendPlain(out []byte, n *yaml.Node) ([]byte, error) {
	switch {
	case n.Anchor != "" || n.Style&yaml.TaggedStyle != 0:
		return nil, errNotPlain
	case n.Kind == yaml.MappingNode:
		out, err := appendMembers(append(out, '{'), n)
		return append(out, '}'), err
	case n.Kind == yaml.SequenceNode:
		out = append(out, '[')
		for i, element := range n.Content {
			if i > 0 {
				out = append(out, ',')
			}
			var err error
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

// isText tells whether a scalar is a text in all versions of YAML.
func isText(n *yaml.Node) bool {
	switch {
	case n.Kind != yaml.ScalarNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0:
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
	c := n.Value[0] | 0x20
	return 'a' <= c && c <= 'z'
}
