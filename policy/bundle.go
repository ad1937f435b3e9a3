package policy

import (
	"errors"
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
	name    string
	data    map[string]any    // what is no object may be JSON still
	modules map[string]module // by path
}

// module is a file of Rego.
type module struct {
	parsed *ast.Module
	source []byte
}

// ReadFolder reads a folder laid out as an OPA bundle: *.rego anywhere, data in
// files named data.yaml or data.json whose folder is their path. Tests
// (*_test.rego) are left out. A YAML or JSON file of any other name is an error
// since OPA would pass it over.
func ReadFolder(name string, folder fs.FS) (*Bundle, error) {
	b := &Bundle{name: name, data: map[string]any{}, modules: map[string]module{}}
	err := fs.WalkDir(folder, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch base := path.Base(p); {
		case base == "data.yaml" || base == "data.json":
			return b.readData(folder, p)
		case strings.HasSuffix(base, "_test.rego"):
		case path.Ext(base) == ".rego":
			return b.readRego(folder, p)
		case slices.Contains([]string{".yaml", ".yml", ".json"}, path.Ext(base)):
			stem := strings.TrimSuffix(base, path.Ext(base))
			return fmt.Errorf("%q would not be read: expected data.yaml or data.json, as in %q", p, path.Join(path.Dir(p), stem, "data.yaml"))
		}
		return nil
	})
	if err == nil {
		err = b.check()
	}
	if err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	return b, nil
}

func (b *Bundle) readRego(folder fs.FS, p string) error {
	source, err := fs.ReadFile(folder, p)
	if err != nil {
		return err
	}
	parsed, err := ast.ParseModuleWithOpts(p, string(source), ast.ParserOptions{
		ProcessAnnotation: true,
		RegoVersion:       ast.RegoV1,
		Capabilities:      capabilities(),
	})
	b.modules[p] = module{parsed, source}
	return err
}

func (b *Bundle) readData(folder fs.FS, p string) error {
	file, err := fs.ReadFile(folder, p)
	if err != nil {
		return err
	}
	var folders []string
	if dir := path.Dir(p); dir != "." {
		folders = strings.Split(dir, "/")
	}
	value, err := readData(file, len(folders), path.Ext(p) == ".yaml")
	if err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	for _, name := range slices.Backward(folders) {
		value = map[string]any{name: value}
	}
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: expected an object", p)
	}
	if err := mergeData(b.data, object, nil); err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	return nil
}

// ReadBundle reads an OPA bundle, a gzipped tar archive. Signatures are not verified.
func ReadBundle(name string, r io.Reader) (*Bundle, error) {
	read, err := bundle.NewReader(r).
		WithBundleName(name).
		WithSkipBundleVerification(true).
		WithProcessAnnotations(true).
		WithCapabilities(capabilities()).
		WithRegoVersion(ast.RegoV1).
		Read()
	b := &Bundle{name: name, data: read.Data, modules: map[string]module{}}
	for _, m := range read.Modules {
		b.modules[strings.TrimPrefix(m.RelativePath, "/")] = module{m.Parsed, m.Raw}
	}
	if err == nil && read.Type() != bundle.SnapshotBundleType {
		err = errors.New("a delta bundle: expected a snapshot bundle")
	}
	if err == nil {
		err = b.check()
	}
	if err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	return b, nil
}

// check refuses a bundle with nothing in it.
func (b *Bundle) check() error {
	if len(b.modules) == 0 && len(b.data) == 0 {
		return errors.New("neither *.rego nor data.yaml or data.json in it")
	}
	delete(b.data, indexKey) // of a bundle that WriteBundle wrote; Compile makes it anew
	return nil
}

// HasRego tells whether the bundle holds policies, as against data alone.
func (b *Bundle) HasRego() bool { return len(b.modules) > 0 }

// merge unites the bundles. Two that define the same package or the same value
// are refused: the second would silently change what the first says.
func merge(bundles []*Bundle) (data map[string]any, modules map[string]module, err error) {
	data, modules = map[string]any{}, map[string]module{}
	packages := map[string]string{}
	for i, b := range bundles {
		if err := mergeData(data, b.data, nil); err != nil {
			return nil, nil, fmt.Errorf("merge %q: %w", b.name, err)
		}
		for name, m := range b.modules {
			pkg := m.parsed.Package.Path.String()
			if other, ok := packages[pkg]; ok && other != b.name {
				return nil, nil, fmt.Errorf("merge %q: %s is defined in %q already: expected another package name", b.name, m.parsed.Package, other)
			}
			packages[pkg] = b.name
			if i > 0 { // files of two bundles may be called the same
				name = path.Join(strconv.Itoa(i), name)
			}
			modules[name] = m
		}
	}
	return data, modules, nil
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
		m := e.modules[name]
		out.Modules = append(out.Modules, bundle.ModuleFile{URL: name, Path: name, Raw: m.source, Parsed: m.parsed})
	}
	if err := bundle.NewWriter(w).DisableFormat(true).Write(out); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return nil
}
