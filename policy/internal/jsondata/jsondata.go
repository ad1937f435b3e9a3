// Package jsondata reads data documents as trees whose lower levels stay JSON until
// they are decoded.
//
// An object of a tree is a map[string]any, any other value a [jsontext.Value].
package jsondata

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Parse parses a JSON text. Of the result, the objects on the first depth levels are
// maps. Values below them are parts of the text. Duplicate names, invalid UTF-8 and
// text after the value are errors.
func Parse(text []byte, depth int) (any, error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	value, err := parseValue(d, text, depth)
	if err != nil {
		return nil, inWords(text, err)
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("line %d: expected nothing after the value", lineAt(text, d.InputOffset()))
	}
	return value, nil
}

func parseValue(d *jsontext.Decoder, text []byte, depth int) (any, error) {
	if depth <= 0 || d.PeekKind() != '{' {
		raw, err := d.ReadValue()
		end := d.InputOffset()
		return jsontext.Value(text[end-int64(len(raw)) : end]), err
	}
	object := map[string]any{}
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() == '"' {
		name, _ := d.ReadToken()
		key := name.String() // before the next read, which invalidates the token
		object[key], err = parseValue(d, text, depth-1)
	}
	if err == nil {
		_, err = d.ReadToken()
	}
	return object, err
}

// Members returns the members of a value, and reports whether it is an object.
func Members(value any) (map[string]any, bool) {
	if raw, ok := value.(jsontext.Value); ok {
		var err error
		if value, err = Parse(raw, 1); err != nil {
			return nil, false
		}
	}
	object, ok := value.(map[string]any)
	return object, ok
}

// Find returns the value at a path, and reports whether there is one.
func Find(value any, path ...string) (any, bool) {
	for _, name := range path {
		object, _ := Members(value)
		var ok bool
		if value, ok = object[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

// Merge adds the members of from to into. A member of both is an [Error], unless it is
// an object in both, whose members are merged. The trees may share objects afterwards.
func Merge(into, from map[string]any) error { return merge(into, from, nil) }

func merge(into, from map[string]any, path []string) error {
	var both []string
	for key, value := range from {
		if _, exists := into[key]; exists {
			both = append(both, key)
		} else {
			into[key] = value
		}
	}
	slices.Sort(both)
	for _, key := range both {
		at := append(slices.Clip(path), key)
		a, isObject := Members(into[key])
		b, areObjects := Members(from[key])
		if !isObject || !areObjects {
			return &Error{at, errors.New("already defined: expected a new name")}
		}
		if len(a) < len(b) { // the loop is over the second
			a, b = b, a
		}
		if err := merge(a, b, at); err != nil {
			return err
		}
		into[key] = a
	}
	return nil
}

// Decode stores a value in the variable that out points to. Unknown members are errors.
func Decode(value, out any) error {
	raw, ok := value.(jsontext.Value)
	if !ok {
		var err error
		if raw, err = json.Marshal(value); err != nil {
			return err
		}
	}
	// Parse has refused duplicate names, so looking for them again would only take time.
	err := json.Unmarshal(raw, out, json.RejectUnknownMembers(true), jsontext.AllowDuplicateNames(true))
	if err != nil {
		return inWords(raw, err)
	}
	return nil
}
