package policy

import (
	"bytes"
	"context"
	jsonv1 "encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// depth is how many objects deep data is taken apart when it is read, so that
// data.entities.<id> and data.measures.<id> are values of their own. Below it
// data stays JSON until a policy looks at it.
const depth = 2

// read reads the file; the folders that lead to it are the path of what is in it.
func (f file) read() (map[string]any, error) {
	var folders []string
	if dir := path.Dir(f.path); dir != "." {
		folders = strings.Split(dir, "/")
	}
	text := f.text
	if path.Ext(f.path) == ".yaml" {
		var err error
		if text, err = yamlToJSON(text); err != nil {
			return nil, err
		}
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	value, err := readValue(d, text, depth-len(folders))
	if err != nil {
		return nil, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("at byte %d: expected nothing after the value", d.InputOffset())
	}
	for _, name := range slices.Backward(folders) {
		value = map[string]any{name: value}
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("expected an object")
	}
	return object, nil
}

// readValue reads the next value of a text. What it does not take apart is a part of the text.
func readValue(d *jsontext.Decoder, text []byte, depth int) (any, error) {
	if depth <= 0 || d.PeekKind() != '{' {
		raw, err := d.ReadValue()
		end := d.InputOffset()
		return jsontext.Value(text[end-int64(len(raw)) : end]), err
	}
	object := map[string]any{}
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() == '"' {
		name, _ := d.ReadToken()
		key := name.String() // before the next read, which takes its memory
		object[key], err = readValue(d, text, depth-1)
	}
	if err == nil {
		_, err = d.ReadToken()
	}
	return object, err
}

// members returns the members of a value of the data if it is an object.
func members(value any) (map[string]any, bool) {
	if raw, ok := value.(jsontext.Value); ok && raw.Kind() == '{' {
		var object map[string]any
		err := into(&object, raw)
		return object, err == nil
	}
	object, ok := value.(map[string]any)
	return object, ok
}

// mergeData adds members that are not there yet. It copies nothing, so that from
// is of no more use.
func mergeData(into, from map[string]any, at []string) error {
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
		a, isObject := members(into[key])
		b, areObjects := members(from[key])
		if !isObject || !areObjects {
			return fmt.Errorf("data.%s is defined already: expected a new name", strings.Join(append(at, key), "."))
		}
		if len(a) < len(b) { // there may be many in one of them
			a, b = b, a
		}
		if err := mergeData(a, b, append(at, key)); err != nil {
			return err
		}
		into[key] = a
	}
	return nil
}

// clone copies the objects of a value, so that merging into it leaves the value as it is.
func clone(value any) any {
	object, ok := value.(map[string]any)
	if !ok {
		return value
	}
	c := make(map[string]any, len(object))
	for k, v := range object {
		c[k] = clone(v)
	}
	return c
}

// into converts a value of the data, or one of OPA's, by way of JSON. Members
// that out does not have are passed over unless options say otherwise.
func into(out, value any, options ...json.Options) error {
	raw, ok := value.(jsontext.Value)
	if !ok {
		var err error
		// It is encoding/json that writes, since OPA's numbers are its json.Number.
		if raw, err = jsonv1.Marshal(value); err != nil {
			return err
		}
	}
	return json.Unmarshal(raw, out, options...)
}

// store is the data as OPA's policies read it: converted where they first look, and
// kept for all documents. Transactions are those of an empty store, since nothing is
// ever written.
type store struct {
	storage.Store
	data      map[string]any
	converted *sync.Map // by path: ast.Value
}

func newStore(data map[string]any) store { return store{inmem.New(), data, new(sync.Map)} }

// Read returns the value at a path.
func (s store) Read(_ context.Context, _ storage.Transaction, path storage.Path) (any, error) {
	var value any = s.data
	way := 0 // down to what is no object of many members
	for way < len(path) {
		found := false
		switch object := value.(type) {
		case map[string]any:
			value, found = object[path[way]]
		case lookup:
			value, found = object.find(path[way])
		default:
			return s.convert(value, path[:way], path[way:])
		}
		if !found {
			return nil, notFound(path)
		}
		way++
	}
	return s.convert(value, path, nil)
}

// convert converts a value that stands at a path, once, and returns what the rest of
// a path leads to in it.
func (s store) convert(value any, at, rest storage.Path) (any, error) {
	key := at.String()
	kept, ok := s.converted.Load(key)
	if !ok {
		converted, err := ast.InterfaceToValue(value)
		if err != nil {
			return nil, fmt.Errorf("data%s: %w", at, err)
		}
		kept, _ = s.converted.LoadOrStore(key, converted)
	}
	found, err := kept.(ast.Value).Find(rest.Ref(ast.DefaultRootDocument)[1:])
	if err != nil {
		return nil, notFound(append(slices.Clip(at), rest...))
	}
	return found, nil
}

func notFound(path storage.Path) error {
	return &storage.Error{Code: storage.NotFoundErr, Message: path.String()}
}
