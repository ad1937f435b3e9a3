package policy

import (
	"bytes"
	jsonv1 "encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/open-policy-agent/opa/v1/util"
	"go.yaml.in/yaml/v3"
)

// yamlToJSON converts YAML with the function that OPA itself uses, so that OPA reads
// the same data. It parses the text twice, since OPA uses the last of several members
// with the same name, and they are an error here.
func yamlToJSON(text []byte) ([]byte, error) {
	if !jsonv1.Valid(text) { // JSON is returned as it is, and its reader looks for duplicates
		document, err := onlyDocument(text)
		if err != nil {
			return nil, err
		}
		if err := checkNames(document); err != nil {
			return nil, err
		}
	}
	var converted jsonv1.RawMessage
	err := util.Unmarshal(text, &converted)
	return converted, err
}

// onlyDocument parses YAML, and returns an error if the text has several documents, of
// which OPA would read the first one. The document of an empty text is the zero Node.
func onlyDocument(text []byte) (*yaml.Node, error) {
	d := yaml.NewDecoder(bytes.NewReader(text))
	var first, second yaml.Node
	if err := d.Decode(&first); err != nil && err != io.EOF {
		return nil, err
	}
	switch err := d.Decode(&second); err {
	case io.EOF:
		return &first, nil
	case nil:
		return nil, fmt.Errorf("line %d: expected one YAML document; found a second one, so write it to a file of its own", second.Line)
	default:
		return nil, err
	}
}

// checkNames returns an error if a mapping in a node has two members with the same name.
func checkNames(n *yaml.Node) error {
	if n.Kind == yaml.MappingNode {
		seen := make(map[string]bool, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			name, err := jsonName(n.Content[i])
			if err != nil {
				return err
			}
			if seen[name] {
				return fmt.Errorf("line %d: duplicate member %q", n.Content[i].Line, name)
			}
			seen[name] = true
		}
	}
	for _, child := range n.Content { // an alias has no content
		if err := checkNames(child); err != nil {
			return err
		}
	}
	return nil
}

// jsonName returns the name that a key of a mapping gets in JSON, in which 1, 1.0 and "1"
// are the same.
func jsonName(key *yaml.Node) (string, error) {
	if key.Kind == yaml.AliasNode {
		key = key.Alias
	}
	if key.Kind != yaml.ScalarNode {
		return "", fmt.Errorf("line %d: expected the name of a member", key.Line)
	}
	switch key.ShortTag() {
	case "!!int", "!!bool":
		var value any
		err := key.Decode(&value)
		return fmt.Sprint(value), err
	case "!!float":
		var value float64
		err := key.Decode(&value)
		return strconv.FormatFloat(value, 'g', -1, 32), err // as OPA does
	}
	return key.Value, nil
}

// yamlLine does for YAML what [jsondata.Line] does for JSON.
func yamlLine(text []byte, path []string) (found, line int) {
	n, err := onlyDocument(text)
	if err != nil || len(n.Content) == 0 {
		return 0, 1
	}
	for n, line = n.Content[0], 1; found < len(path); found++ {
		next, at := yamlMember(n, path[found])
		if next == nil {
			break
		}
		n, line = next, at
	}
	return found, line
}

// yamlMember returns the member or element of a node with a name, and its line.
func yamlMember(n *yaml.Node, name string) (member *yaml.Node, line int) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(name); err == nil && i < len(n.Content) {
			return n.Content[i], n.Content[i].Line
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key, err := jsonName(n.Content[i]); err == nil && key == name {
				return n.Content[i+1], n.Content[i].Line
			}
		}
	}
	return nil, 0
}
