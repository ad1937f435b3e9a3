// Package strictyaml reads YAML files that people write, such as waivers.
//
// Unknown members, duplicate members, aliases and tags are errors. Each error has the
// position of its cause, and all errors in the values of a file are returned at once.
package strictyaml

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/bomgate/bomgate/policy/suggest"
)

// maxErrors is how many errors of a file are returned.
const maxErrors = 20

// file is a file whose values are being read.
type file struct {
	name string
	errs []positioned
}

// positioned is an error at a position.
type positioned struct {
	line, column int
	error
}

// Value is a value in a file. The zero Value, of a member that does not exist, has no
// text, elements and members, and no errors.
type Value struct {
	file *file
	node *yaml.Node
}

// Parse parses a text with one YAML document. Name is the name of the file in errors.
func Parse(name string, text []byte) (Value, error) {
	document, err := Document(text)
	if err != nil {
		return Value{}, inFile(name, err)
	}
	if document.Kind == 0 {
		return Value{}, fmt.Errorf("%s: empty: expected a value", name)
	}
	v := Value{&file{name: name}, document.Content[0]}
	v.check()
	return v, v.Err()
}

// Document parses YAML. It returns an error if the text has several documents. The
// document of an empty text is the zero Node.
func Document(text []byte) (*yaml.Node, error) {
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

var lineOfError = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// inFile puts the name of the file before the line that an error states.
func inFile(name string, err error) error {
	s := err.Error()
	if m := lineOfError.FindStringSubmatch(s); m != nil {
		return fmt.Errorf("%s:%s: invalid YAML: %s", name, m[1], s[len(m[0]):])
	}
	return fmt.Errorf("%s: invalid YAML: %s", name, strings.TrimPrefix(s, "yaml: "))
}

// check reports what is not read in the value and the values in it.
func (v Value) check() {
	n := v.node
	switch {
	case n.Kind == yaml.AliasNode:
		v.Errorf("expected the value itself, found an alias")
		return
	case n.Anchor != "":
		v.Errorf("expected a value without an anchor, found &%s", n.Anchor)
	case n.Style&yaml.TaggedStyle != 0:
		v.Errorf("expected a value without a tag, found %s", n.Tag)
	}
	seen := map[string]bool{}
	for i, child := range n.Content {
		c := Value{v.file, child}
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if child.Kind == yaml.ScalarNode && seen[child.Value] {
				c.Errorf("duplicate member %q", child.Value)
			}
			seen[child.Value] = true
			if child.Kind != yaml.ScalarNode || child.ShortTag() != "!!str" {
				c.Errorf("expected the name of a member, found %s", describe(child))
				continue
			}
		}
		c.check()
	}
}

// Position returns the line and the column at which the value begins, both from 1. The
// column is in characters. They are 0 if the value does not exist.
func (v Value) Position() (line, column int) {
	if !v.Exists() {
		return 0, 0
	}
	return v.node.Line, v.node.Column
}

// Exists reports whether the file has the value.
func (v Value) Exists() bool { return v.node != nil }

// IsObject, IsList, IsText and IsNull report whether the value exists and is an object, a
// list, a string or date, or nothing as after "name:".
func (v Value) IsObject() bool { return v.Exists() && v.node.Kind == yaml.MappingNode }

// IsList is described at [Value.IsObject].
func (v Value) IsList() bool { return v.Exists() && v.node.Kind == yaml.SequenceNode }

// IsText is described at [Value.IsObject].
func (v Value) IsText() bool {
	return v.Exists() && v.node.Kind == yaml.ScalarNode && (v.node.ShortTag() == "!!str" || v.node.ShortTag() == "!!timestamp")
}

// IsNull is described at [Value.IsObject].
func (v Value) IsNull() bool {
	return v.Exists() && v.node.Kind == yaml.ScalarNode && v.node.ShortTag() == "!!null"
}

// Errorf reports an error in the value.
func (v Value) Errorf(format string, args ...any) {
	if v.Exists() {
		v.file.errs = append(v.file.errs, positioned{v.node.Line, v.node.Column, fmt.Errorf(format, args...)})
	}
}

// Err joins the errors in all values of the file, in the order of the file. It is nil if
// there are none.
func (v Value) Err() error {
	if !v.Exists() {
		return nil
	}
	slices.SortStableFunc(v.file.errs, func(a, b positioned) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	var errs []error
	for i, e := range v.file.errs {
		if i == maxErrors {
			errs = append(errs, fmt.Errorf("%s: %d more errors", v.file.name, len(v.file.errs)-i))
			break
		}
		errs = append(errs, fmt.Errorf("%s:%d:%d: %w", v.file.name, e.line, e.column, e.error))
	}
	return errors.Join(errs...)
}

// Object is an object in a file.
type Object struct {
	Value
	members map[string]Value
}

// Object returns the value as an object. A value that is not an object, and a member with
// another name than the given ones, are errors.
func (v Value) Object(names ...string) Object {
	o := Object{v, map[string]Value{}}
	if !v.is(yaml.MappingNode, "an object") {
		return o
	}
	for i := 0; i < len(v.node.Content); i += 2 {
		name := v.node.Content[i].Value
		if !slices.Contains(names, name) {
			Value{v.file, v.node.Content[i]}.Errorf("unknown member %q: expected %s", name, suggest.Expected(name, names))
		}
		o.members[name] = Value{v.file, v.node.Content[i+1]}
	}
	return o
}

// Get returns a member, which may not exist.
func (o Object) Get(name string) Value { return o.members[name] }

// Require returns a member. It is an error if an object does not have it.
func (o Object) Require(name string) Value {
	v := o.members[name]
	if o.IsObject() && !v.Exists() {
		o.Errorf("missing member %q", name)
	}
	return v
}

// List returns the elements of a list. A value that is not a list is an error.
func (v Value) List() []Value {
	if !v.is(yaml.SequenceNode, "a list") {
		return nil
	}
	elements := make([]Value, len(v.node.Content))
	for i, n := range v.node.Content {
		elements[i] = Value{v.file, n}
	}
	return elements
}

// Text returns a string, or a date, as it is written. Another value is an error; the
// empty string is not.
func (v Value) Text() string {
	if v.IsText() {
		return v.node.Value
	}
	if v.is(yaml.ScalarNode, "a string") {
		if v.IsNull() {
			v.Errorf("expected a string, found nothing")
		} else {
			v.Errorf("expected a string, found %s: write %q with the quotes", describe(v.node), v.node.Value)
		}
	}
	return ""
}

// is reports whether the value exists and is of a kind. Another kind is an error.
func (v Value) is(kind yaml.Kind, expected string) bool {
	if v.Exists() && v.node.Kind != kind {
		v.Errorf("expected %s, found %s", expected, describe(v.node))
	}
	return v.Exists() && v.node.Kind == kind
}

// describe says what kind of value a node is.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "an object"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	switch n.ShortTag() {
	case "!!null":
		return "nothing"
	case "!!int", "!!float":
		return "the number " + n.Value
	case "!!bool":
		return n.Value
	case "!!merge":
		return "a merge of objects"
	}
	return "a string"
}
