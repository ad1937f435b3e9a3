package jsondata

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy/suggest"
)

// inWords describes an error of the JSON packages to the author of the data, who does
// not know Go: where it is, and what was expected.
func inWords(text []byte, err error) error {
	var syntactic *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case err == io.EOF:
		return errors.New("empty: expected a value")
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntactic):
		return at(syntactic.JSONPointer.Parent(), fmt.Errorf("duplicate member %q", syntactic.JSONPointer.LastToken()))
	case errors.As(err, &syntactic):
		return fmt.Errorf("line %d: invalid JSON: %w", lineAt(text, syntactic.ByteOffset), syntactic.Err)
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &semantic):
		name := semantic.JSONPointer.LastToken()
		return at(semantic.JSONPointer, fmt.Errorf("unknown member: expected %s", suggest.Expected(name, memberNames(semantic.GoType))))
	case errors.As(err, &semantic) && semantic.GoType != nil:
		return at(semantic.JSONPointer, fmt.Errorf("expected %s, found %s", typeName(semantic.GoType), kindName(semantic.JSONKind)))
	}
	return err
}

// lineAt returns the number of the line with the byte at an offset.
func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n"))
}

// at adds the place of a value to an error.
func at(pointer jsontext.Pointer, err error) error {
	return At(err, slices.Collect(pointer.Tokens())...)
}

// memberNames returns the names of the members that a struct has in JSON, sorted.
func memberNames(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name := memberName(f); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// memberName returns the name that a field has in JSON, or "".
func memberName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// typeName describes the JSON values that a type has.
func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "a number"
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return k.String()
	case '"':
		return "a string"
	case '[':
		return "a list"
	case '{':
		return "an object"
	}
	return "a number"
}
