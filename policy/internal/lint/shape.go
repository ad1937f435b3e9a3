package lint

import (
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/bomgate/bomgate/policy/suggest"
)

// shape describes the members and elements that a value can have. A nil shape belongs to a
// value that the inference has not reached yet.
type shape struct {
	name    string            // of the value, for messages
	members map[string]*shape // of an object with these members and no others
	element *shape            // of arrays, sets, and objects with any members
	indexed bool              // an array, which has no named members
	scalar  bool              // a value without members
	enum    []string          // the strings that a scalar can be, or nil if it can be others
	texts   []string          // the strings in the Rego or the data that a scalar is, or nil
}

// unknown is the shape of values about which nothing is known.
var unknown = &shape{}

// schemaShape returns the shape of the values that a JSON schema describes.
func schemaShape(name string, schema any) *shape {
	object, _ := schema.(map[string]any)
	s := &shape{name: name}
	switch object["type"] {
	case "object":
		if properties, ok := object["properties"].(map[string]any); ok {
			s.members = map[string]*shape{}
			for _, member := range slices.Sorted(maps.Keys(properties)) {
				s.members[member] = schemaShape(name+"."+member, properties[member])
			}
			return s
		}
		s.element = schemaShape(name+"[_]", object["additionalProperties"])
		return s
	case "array":
		s.indexed = true
		s.element = schemaShape(name+"[_]", object["items"])
		return s
	case nil:
		return unknown
	}
	s.scalar = true
	values, _ := object["enum"].([]any)
	for _, v := range values {
		text, _ := v.(string)
		s.enum = append(s.enum, text)
	}
	return s
}

// join returns the shape of a value that has one of two shapes.
func join(a, b *shape) *shape {
	switch {
	case a == nil:
		return b
	case b == nil || a == b:
		return a
	case a.scalar && b.scalar:
		return joinScalars(a, b)
	case a.element != nil && b.element != nil && a.indexed == b.indexed:
		if element := join(a.element, b.element); element != a.element {
			return &shape{name: a.name, element: element, indexed: a.indexed}
		}
		return a
	case a.members != nil && b.members != nil && slices.Equal(slices.Sorted(maps.Keys(a.members)), slices.Sorted(maps.Keys(b.members))):
		return a // of the same type, such as a claim of one kind and of another
	}
	return unknown
}

// joinScalars is join for scalars.
func joinScalars(a, b *shape) *shape {
	s := &shape{name: a.name, scalar: true}
	if slices.Equal(a.enum, b.enum) {
		s.enum = a.enum
	}
	if a.texts != nil && b.texts != nil {
		s.texts = slices.Compact(slices.Sorted(slices.Values(slices.Concat(a.texts, b.texts))))
	}
	if slices.Equal(s.enum, a.enum) && slices.Equal(s.texts, a.texts) {
		return a
	}
	return s
}

// textsOf returns the shape of a value that is one of some strings.
func textsOf(texts ...string) *shape { return &shape{name: "a text", scalar: true, texts: texts} }

// valueShape returns the shape of a value in the data: a text, or a list of texts.
func valueShape(value any) *shape {
	if text, ok := value.(string); ok {
		return textsOf(text)
	}
	elements, _ := value.([]any)
	var texts []string
	for _, e := range elements {
		text, ok := e.(string)
		if !ok {
			return unknown
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 || len(texts) > maxTexts {
		return unknown
	}
	return list(textsOf(texts...), true)
}

// maxTexts is the maximum length of a list of texts whose elements are followed.
const maxTexts = 1000

// compare returns an error if the value is never equal to a text.
func (s *shape) compare(text *ast.Term) error {
	word, isText := text.Value.(ast.String)
	if s == nil || s.enum == nil || !isText || slices.Contains(s.enum, string(word)) {
		return nil
	}
	return fmt.Errorf("%s is never %s: expected %s", s.name, text, suggest.Expected(string(word), s.enum))
}

// keys returns the shape of the names of the members of a value.
func (s *shape) keys() *shape {
	switch {
	case s == nil:
		return nil
	case s.members != nil:
		return textsOf(slices.Sorted(maps.Keys(s.members))...)
	}
	return unknown
}

// computed returns the shape of a member whose name is not written in the Rego, given the
// shape of the name, and an error if there is none with one of the names that it can be.
func (s *shape) computed(name *shape) (*shape, error) {
	if s == nil || s == unknown || s.members == nil || name == nil {
		return s.member(ast.VarTerm("_"))
	}
	if name.texts == nil && name.enum == nil {
		return unknown, fmt.Errorf("the name of a member of %s is computed and cannot be checked: expected a constant, or a list of constants", s.name)
	}
	var all *shape
	for _, text := range slices.Concat(name.texts, name.enum) {
		member, err := s.member(ast.StringTerm(text))
		if err != nil {
			return unknown, err
		}
		all = join(all, member)
	}
	return all, nil
}

// member returns the shape of a member, and an error if there is none with that name.
func (s *shape) member(key *ast.Term) (*shape, error) {
	if s == nil || s == unknown {
		return s, nil
	}
	name, isName := key.Value.(ast.String)
	switch {
	case s.scalar, s.indexed && isName:
		return unknown, fmt.Errorf("%s has no members, so %s is undefined", s.name, key)
	case s.element != nil:
		return s.element, nil
	case !isName:
		var all *shape
		for _, member := range s.members {
			all = join(all, member)
		}
		return all, nil
	case s.members[string(name)] == nil:
		known := slices.Sorted(maps.Keys(s.members))
		return unknown, fmt.Errorf("unknown member %s of %s: expected %s", key, s.name, suggest.Expected(string(name), known))
	}
	return s.members[string(name)], nil
}
