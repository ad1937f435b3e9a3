package policy

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
)

// Bundle is Rego and data that belong together: a folder or an OPA bundle.
type Bundle struct {
	name string
	opa  bundle.Bundle
}

// ReadFolder reads a folder laid out as an OPA bundle: *.rego anywhere, data in
// files named data.yaml or data.json whose folder is their path. Tests
// (*_test.rego) are left out. A YAML or JSON file of any other name is an error
// since OPA would pass it over.
func ReadFolder(name string, folder fs.FS) (*Bundle, error) {
	err := fs.WalkDir(folder, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		base := path.Base(p)
		ext := path.Ext(base)
		if stem := strings.TrimSuffix(base, ext); slices.Contains([]string{".yaml", ".yml", ".json"}, ext) && (stem != "data" || ext == ".yml") {
			return fmt.Errorf("%q would not be read: expected data.yaml or data.json, as in %q", p, path.Join(path.Dir(p), stem, "data.yaml"))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	loader := bundle.NewFSLoaderWithRoot(folder, ".").WithFilter(func(p string, info fs.FileInfo, _ int) bool {
		return !info.IsDir() && strings.HasSuffix(p, "_test.rego")
	})
	return read(name, bundle.NewCustomReader(loader))
}

// ReadBundle reads an OPA bundle, a gzipped tar archive. Signatures are not verified.
func ReadBundle(name string, r io.Reader) (*Bundle, error) {
	return read(name, bundle.NewReader(r))
}

func read(name string, r *bundle.Reader) (*Bundle, error) {
	b, err := r.
		WithBundleName(name).
		WithSkipBundleVerification(true).
		WithProcessAnnotations(true).
		WithCapabilities(capabilities()).
		WithRegoVersion(ast.RegoV1).
		Read()
	switch {
	case err != nil:
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	case b.Type() != bundle.SnapshotBundleType:
		return nil, fmt.Errorf("read policies %q: a delta bundle: expected a snapshot bundle", name)
	case len(b.Modules) == 0 && len(b.Data) == 0:
		return nil, fmt.Errorf("read policies %q: neither *.rego nor data.yaml or data.json in it", name)
	}
	delete(b.Data, indexKey) // of a bundle that WriteBundle wrote; Compile makes it anew
	return &Bundle{name: name, opa: b}, nil
}

// HasRego tells whether the bundle holds policies, as against data alone.
func (b *Bundle) HasRego() bool { return len(b.opa.Modules) > 0 }

// merge unites the bundles. Two that define the same package or the same value
// are refused: the second would silently change what the first says.
func merge(bundles []*Bundle) (data map[string]any, modules map[string]*ast.Module, raw map[string][]byte, err error) {
	data, modules, raw = map[string]any{}, map[string]*ast.Module{}, map[string][]byte{}
	packages := map[string]string{}
	for i, b := range bundles {
		if err := mergeData(data, b.opa.Data, nil); err != nil {
			return nil, nil, nil, fmt.Errorf("merge %q: %w", b.name, err)
		}
		for _, m := range b.opa.Modules {
			pkg := m.Parsed.Package.Path.String()
			if other, ok := packages[pkg]; ok && other != b.name {
				return nil, nil, nil, fmt.Errorf("merge %q: %s is defined in %q already: expected another package name", b.name, m.Parsed.Package, other)
			}
			packages[pkg] = b.name
			name := strings.TrimPrefix(m.RelativePath, "/")
			if i > 0 { // files of two bundles may be called the same
				name = path.Join(strconv.Itoa(i), name)
			}
			modules[name], raw[name] = m.Parsed, m.Raw
		}
	}
	return data, modules, raw, nil
}

func mergeData(into, from map[string]any, at []string) error {
	for _, key := range slices.Sorted(maps.Keys(from)) {
		value := from[key]
		old, exists := into[key]
		if !exists {
			into[key] = clone(value)
			continue
		}
		a, isObject := old.(map[string]any)
		b, areObjects := value.(map[string]any)
		if !isObject || !areObjects {
			return fmt.Errorf("data.%s is defined already: expected a new name", strings.Join(append(at, key), "."))
		}
		if err := mergeData(a, b, append(at, key)); err != nil {
			return err
		}
	}
	return nil
}

// clone copies the objects of a value, so that merging into it leaves the bundle as it is.
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

// WriteBundle writes all that the engine was compiled from as one OPA bundle,
// with data.index in it, so that stock OPA gives the same findings. Equal
// engines write equal bytes.
func (e *Engine) WriteBundle(w io.Writer) error {
	roots, version := []string{""}, ast.RegoV1.Int()
	out := bundle.Bundle{
		Manifest: bundle.Manifest{Roots: &roots, RegoVersion: &version},
		Data:     e.data,
	}
	for _, name := range slices.Sorted(maps.Keys(e.modules)) {
		out.Modules = append(out.Modules, bundle.ModuleFile{URL: name, Path: name, Raw: e.raw[name], Parsed: e.modules[name]})
	}
	if err := bundle.NewWriter(w).DisableFormat(true).Write(out); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}
