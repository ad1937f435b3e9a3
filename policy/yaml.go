package policy

import (
	jsonv1 "encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/util"
	"go.yaml.in/yaml/v3"

	"github.com/bomgate/bomgate/policy/strictyaml"
)

// yamlToJSON converts YAML to the same JSON as OPA does, except that OPA uses the last of
// several members with the same name, and they are an error here.
//
// It converts the usual YAML itself: OPA's conversion takes quadratic time for a mapping
// with many members.
func yamlToJSON(text []byte) ([]byte, error) {
	var converted jsonv1.RawMessage
	if jsonv1.Valid(text) { // its reader looks for duplicates
		err := util.Unmarshal(text, &converted)
		return converted, err
	}
	document, err := strictyaml.Document(text) // OPA would read the first of several documents
	if err != nil {
		return nil, err
	}
	unusual, err := checkNodes(document)
	if err != nil {
		return nil, err
	}
	if unusual {
		err := util.Unmarshal(text, &converted)
		return converted, err
	}
	return appendJSON(make([]byte, 0, len(text)), document)
}

// maxUnusual is how many members a mapping may have in YAML that OPA converts.
const maxUnusual = 10_000

// checkNodes returns an error if a mapping in a node has two members with the same name.
// Unusual reports whether the node has aliases or tags that appendJSON does not convert.
func checkNodes(n *yaml.Node) (unusual bool, err error) {
	most := 0 // members in a mapping
	var check func(n *yaml.Node) error
	check = func(n *yaml.Node) error {
		switch n.ShortTag() {
		case "!!map", "!!seq", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!timestamp", "":
			unusual = unusual || n.Kind == yaml.AliasNode
		default:
			unusual = true
		}
		if n.Kind == yaml.MappingNode {
			most = max(most, len(n.Content)/2)
			if err := checkNames(n); err != nil {
				return err
			}
		}
		for _, child := range n.Content { // an alias has no content
			if err := check(child); err != nil {
				return err
			}
		}
		return nil
	}
	err = check(n)
	if err == nil && unusual && most > maxUnusual {
		err = fmt.Errorf("a mapping with %d members in YAML with aliases or special tags: expected at most %d: write the values out", most, maxUnusual)
	}
	return unusual, err
}

// checkNames returns an error if a mapping has two members with the same name.
func checkNames(mapping *yaml.Node) error {
	seen := make(map[string]bool, len(mapping.Content)/2)
	for i := 0; i < len(mapping.Content); i += 2 {
		name, err := jsonName(mapping.Content[i])
		if err != nil {
			return err
		}
		if seen[name] {
			return fmt.Errorf("line %d: duplicate member %q", mapping.Content[i].Line, name)
		}
		seen[name] = true
	}
	return nil
}

// jsonName returns the name that a key of a mapping gets in JSON. The keys 1, 1.0 and "1"
// get the same name.
func jsonName(key *yaml.Node) (string, error) {
	if key.Kind == yaml.AliasNode {
		key = key.Alias
	}
	if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!null" {
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
		name := strconv.FormatFloat(value, 'g', -1, 32) // as OPA does
		return strings.NewReplacer("+Inf", ".inf", "-Inf", "-.inf", "NaN", ".nan").Replace(name), err
	}
	return key.Value, nil
}

// appendJSON appends a node as JSON. Checked nodes have no aliases.
func appendJSON(to []byte, n *yaml.Node) (_ []byte, err error) {
	switch n.Kind {
	case 0: // an empty text
		return append(to, "null"...), nil
	case yaml.DocumentNode:
		return appendJSON(to, n.Content[0])
	case yaml.SequenceNode:
		to = append(to, '[')
		for i, child := range n.Content {
			if i > 0 {
				to = append(to, ',')
			}
			if to, err = appendJSON(to, child); err != nil {
				return nil, err
			}
		}
		return append(to, ']'), nil
	case yaml.MappingNode:
		to = append(to, '{')
		for i := 0; i < len(n.Content); i += 2 {
			if i > 0 {
				to = append(to, ',')
			}
			name, err := jsonName(n.Content[i])
			if err != nil {
				return nil, err
			}
			if to, err = appendValue(to, name); err != nil {
				return nil, err
			}
			if to, err = appendJSON(append(to, ':'), n.Content[i+1]); err != nil {
				return nil, err
			}
		}
		return append(to, '}'), nil
	case yaml.ScalarNode:
		switch n.ShortTag() {
		case "!!str":
			return appendValue(to, n.Value)
		case "!!timestamp":
			if n.Style == 0 { // a date that is not tagged is text, as in OPA
				return appendValue(to, n.Value)
			}
		}
		var value any
		if err := n.Decode(&value); err != nil {
			return nil, err
		}
		return appendValue(to, value)
	}
	return nil, errors.New("unexpected alias")
}

// appendValue appends a scalar as JSON.
func appendValue(to []byte, value any) ([]byte, error) {
	text, err := jsonv1.Marshal(value)
	return append(to, text...), err
}

// yamlLine does for YAML what [jsondata.Line] does for JSON.
func yamlLine(n *yaml.Node, path []string) (found, line int) {
	if len(n.Content) == 0 {
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
