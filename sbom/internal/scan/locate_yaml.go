package scan

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// locateYAML sets JSON pointers. A place between the starts of two nodes has the path of
// the first one. A name has the path of its value, as in JSON.
func (s *pathSetter) locateYAML(text string, maxValues int) {
	root, err := ParseYAML(text, maxValues)
	if err != nil {
		return
	}
	w := yamlWalk{pathSetter: *s, cursor: YAMLCursor{Text: text}}
	w.walk(root, 0)
	w.setAll(w.pointer)
}

// yamlWalk walks the nodes of a YAML document.
type yamlWalk struct {
	pathSetter
	cursor YAMLCursor
	path   []string // the reference tokens of the latest node
}

// pointer returns the JSON pointer of the latest node.
func (w *yamlWalk) pointer(int) string {
	p := jsontext.Pointer("")
	for _, token := range w.path {
		p = p.AppendToken(token)
	}
	return string(p)
}

// walk passes a node and its children. Its path is the first depth tokens of w.path,
// followed by token.
func (w *yamlWalk) walk(n *yaml.Node, depth int, token ...string) {
	if _, ok := w.next(); !ok {
		return
	}
	w.setBefore(w.cursor.Offset(n), w.pointer)
	w.path = append(w.path[:depth], token...)
	depth = len(w.path)
	for i, child := range n.Content {
		if n.Kind == yaml.SequenceNode {
			w.walk(child, depth, strconv.Itoa(i))
		} else {
			name := n.Content[i&^1] // children are pairs of a name and a value
			w.walk(child, depth, name.Value)
		}
	}
}
