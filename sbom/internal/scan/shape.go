package scan

import (
	"reflect"
	"strings"
)

// Shapes describes the JSON values of a format, by the types into which they are decoded.
type Shapes struct {
	root   *Shape
	byType map[reflect.Type]*Shape
	format Notation
}

// Shape describes the JSON values that are decoded into one type. A value that is not
// decoded has no shape.
type Shape struct {
	names    Vocabulary        // of the members of objects; the zero Vocabulary if the content is not read
	members  map[string]*Shape // the shapes of the members that are in names
	elements *Shape            // of arrays; nil for the shape itself
}

// Notation describes what the struct tags of a format do not.
type Notation struct {
	// Objects and Arrays are for the types whose struct tags do not describe their JSON.
	// Objects maps a type to types whose tags do: the object has the members of all of
	// them, and if several have a member, the last one applies. Arrays maps a type to the
	// type of the elements.
	Objects map[reflect.Type][]reflect.Type
	Arrays  map[reflect.Type]reflect.Type

	// Unread has, by type, the names of members that no field has, with spaces between.
	Unread map[reflect.Type]string

	// Significant is the set of the members that contain components or name a party. They
	// are refused in objects that do not have them.
	Significant map[string]bool
}

// NewShapes returns the shapes of a document that is decoded into root, and of the types
// in it.
func NewShapes(root reflect.Type, format Notation) *Shapes {
	s := &Shapes{byType: map[reflect.Type]*Shape{}, format: format}
	s.root = s.add(root)
	for t := range format.Objects {
		s.add(t)
	}
	return s
}

// Root returns the shape of a document, nil if there are no shapes.
func (s *Shapes) Root() *Shape {
	if s == nil {
		return nil
	}
	return s.root
}

// Of returns the shape of a type. It is nil if the type has none.
func (s *Shapes) Of(t reflect.Type) *Shape {
	if s == nil {
		return nil
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return s.byType[t]
}

// add returns the shape of a type, which it adds if it is new.
func (s *Shapes) add(t reflect.Type) *Shape {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if known, ok := s.byType[t]; ok {
		return known
	}
	x := &Shape{}
	s.byType[t] = x
	if elements, ok := s.format.Arrays[t]; ok {
		x.elements = s.add(elements)
	}
	objects, ok := s.format.Objects[t]
	if !ok {
		objects = []reflect.Type{t}
	}
	for _, t := range objects {
		if t.Kind() == reflect.Struct {
			s.addMembers(x, t)
		}
	}
	for name := range strings.FieldsSeq(s.format.Unread[t]) {
		x.names.Ignore(name)
	}
	return x
}

// addMembers adds the members of a struct type to a shape.
func (s *Shapes) addMembers(x *Shape, t reflect.Type) {
	if x.members == nil {
		x.names, x.members = NewVocabulary(), map[string]*Shape{}
	}
	for f := range t.Fields() {
		switch name, _, _ := strings.Cut(f.Tag.Get("json"), ","); {
		case name == "-":
		case name == "" && f.Anonymous:
			s.addMembers(x, f.Type)
		case name != "":
			x.names.add(name)
			x.members[name] = s.add(f.Type)
		}
	}
}

// unread is the shape of a value whose content is not read, although its member is known.
var unread = &Shape{}

// Member returns the shape of the value of a member, nil if the object does not have it.
func (x *Shape) Member(name string) *Shape {
	switch {
	case x == nil:
		return nil
	case x.members[name] != nil:
		return x.members[name]
	case x.names.accepts(name):
		return unread
	}
	return nil
}

// Element returns the shape of the elements of an array.
func (x *Shape) Element() *Shape {
	if x == nil || x.elements == nil {
		return x
	}
	return x.elements
}

// open reports whether an object of the shape may have any members: its content is not
// read.
func (x *Shape) open() bool { return x == nil || !x.names.any() }

// Content is what a value contains.
type Content uint8

// The contents of values.
const (
	Nothing   Content = iota // null, or an empty string, object or array
	Scalar                   // a string, number or boolean
	Structure                // members or elements
)

// contentAt returns what the JSON value after a name or colon at an offset contains.
func contentAt(text string, i int) Content {
	next := func() byte {
		for ; i < len(text); i++ {
			switch c := text[i]; c {
			case ' ', '\t', '\r', '\n', ':':
			default:
				i++
				return c
			}
		}
		return 0
	}
	switch next() {
	case 'n':
		return Nothing
	case '"':
		if strings.HasPrefix(text[i:], `"`) {
			return Nothing
		}
	case '{', '[':
		if closing := next(); closing == '}' || closing == ']' {
			return Nothing
		}
		return Structure
	}
	return Scalar
}
