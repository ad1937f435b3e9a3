package policy

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// lookup is an object in the data that computes a member when a policy asks for it.
type lookup interface {
	Find(key string) (any, bool, error)
}

// store is the data as OPA's policies read it. A value is converted when a policy first
// reads it, and kept for all documents. Transactions are the ones of an empty store,
// since policies only read.
type store struct {
	storage.Store
	data      map[string]any
	converted *sync.Map // by path: ast.Value
}

func newStore(data map[string]any) store { return store{inmem.New(), data, new(sync.Map)} }

// Read returns the value at a path.
func (s store) Read(_ context.Context, _ storage.Transaction, path storage.Path) (any, error) {
	var value any = s.data
	depth := 0 // of value, which is not converted as long as it is a map or a lookup
	for depth < len(path) {
		found := false
		var err error
		switch object := value.(type) {
		case map[string]any:
			value, found = object[path[depth]]
		case lookup:
			value, found, err = object.Find(path[depth])
		default:
			return s.convert(value, path[:depth], path[depth:])
		}
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, notFound(path)
		}
		depth++
	}
	return s.convert(value, path, nil)
}

// convert converts the value at a path, once, and returns the value in it that the
// rest of the path leads to.
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
