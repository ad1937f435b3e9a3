package policy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"golang.org/x/sync/errgroup"
)

// Bundle is Rego and data that belong together: a folder or an OPA bundle. Of a
// folder it holds the files; what is wrong in them is said by [Compile].
type Bundle struct {
	name    string
	modules map[string]module // by path
	files   []file            // with data
	data    map[string]any    // besides that in the files
	checked bool
}

// module is a file of Rego.
type module struct {
	source []byte
	parsed *ast.Module // nil until it is parsed
}

// file is a file with data.
type file struct {
	path string
	text []byte
}

// ReadFolder reads a folder laid out as an OPA bundle: *.rego anywhere, data in
// files named data.yaml or data.json whose folder is their path. Tests
// (*_test.rego) are left out. A YAML or JSON file of any other name is an error
// since OPA would pass it over.
func ReadFolder(name string, folder fs.FS) (*Bundle, error) {
	b := &Bundle{name: name, modules: map[string]module{}}
	err := fs.WalkDir(folder, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		base, ext := path.Base(p), path.Ext(p)
		isData := base == "data.yaml" || base == "data.json"
		switch {
		case isData, ext == ".rego" && !strings.HasSuffix(base, "_test.rego"):
			text, err := fs.ReadFile(folder, p)
			if isData {
				b.files = append(b.files, file{p, text})
			} else {
				b.modules[p] = module{source: text}
			}
			return err
		case ext == ".yaml", ext == ".yml", ext == ".json":
			return fmt.Errorf("%q would not be read: expected data.yaml or data.json, as in %q", p, path.Join(path.Dir(p), strings.TrimSuffix(base, ext), "data.yaml"))
		}
		return nil
	})
	if err == nil && len(b.modules)+len(b.files) == 0 {
		err = errNothing
	}
	if err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	return b, nil
}

var errNothing = errors.New("neither *.rego nor data.yaml or data.json in it")

// ReadBundle reads an OPA bundle, a gzipped tar archive. Signatures are not verified.
func ReadBundle(name string, r io.Reader) (*Bundle, error) {
	read, err := bundle.NewReader(r).
		WithBundleName(name).
		WithSkipBundleVerification(true).
		WithProcessAnnotations(true).
		WithCapabilities(capabilities()).
		WithRegoVersion(ast.RegoV1).
		Read()
	switch {
	case err != nil:
	case read.Type() != bundle.SnapshotBundleType:
		err = errors.New("a delta bundle: expected a snapshot bundle")
	case len(read.Modules)+len(read.Data) == 0:
		err = errNothing
	}
	if err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	b := &Bundle{name: name, modules: map[string]module{}, data: read.Data}
	for _, m := range read.Modules {
		b.modules[strings.TrimPrefix(m.RelativePath, "/")] = module{m.Raw, m.Parsed}
	}
	return b, nil
}

// Checked declares that tests have compiled the bundle's Rego as it is, with the
// expressions of all bodies in an order that is safe. If there is no other Rego,
// [Compile] skips its checks. The data files are replaced by data, one JSON text with
// the same content, which is faster to read.
func (b *Bundle) Checked(data []byte) {
	b.checked = true
	b.files = []file{{"data.json", data}}
}

// HasRego tells whether the bundle holds policies, as against data alone.
func (b *Bundle) HasRego() bool { return len(b.modules) > 0 }

// parse returns the bundle's modules, parsed on all cores.
func (b *Bundle) parse() (map[string]module, error) {
	options := ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1, Capabilities: capabilities()}
	paths := slices.Sorted(maps.Keys(b.modules))
	modules, errs := make([]module, len(paths)), make([]error, len(paths))
	var parsers errgroup.Group
	parsers.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range paths {
		parsers.Go(func() error {
			modules[i] = b.modules[p]
			if modules[i].parsed == nil {
				modules[i].parsed, errs[i] = ast.ParseModuleWithOpts(p, string(modules[i].source), options)
			}
			return nil
		})
	}
	_ = parsers.Wait() // errs has the errors, in the order of the paths
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("read policies %q: %w", b.name, err)
	}
	parsed := make(map[string]module, len(paths))
	for i, p := range paths {
		parsed[p] = modules[i]
	}
	return parsed, nil
}

// mergeModules unites the bundles' Rego. Two that define the same package are
// refused: the second would silently change what the first says.
func mergeModules(bundles []*Bundle) (map[string]module, error) {
	modules, packages := map[string]module{}, map[string]string{}
	for i, b := range bundles {
		parsed, err := b.parse()
		if err != nil {
			return nil, err
		}
		for p, m := range parsed {
			pkg := m.parsed.Package.Path.String()
			if other, ok := packages[pkg]; ok && other != b.name {
				return nil, fmt.Errorf("merge %q: %s is defined in %q already: expected another package name", b.name, m.parsed.Package, other)
			}
			packages[pkg] = b.name
			if i > 0 { // files of two bundles may be called the same
				p = path.Join(strconv.Itoa(i), p)
			}
			modules[p] = m
		}
	}
	return modules, nil
}

// mergeBundles unites the bundles' data. Two that define the same value are
// refused, as with Rego.
func mergeBundles(bundles []*Bundle) (map[string]any, error) {
	data := map[string]any{}
	for _, b := range bundles {
		own := clone(b.data).(map[string]any)
		for _, f := range b.files {
			value, err := f.read()
			if err == nil {
				err = mergeData(own, value, nil)
			}
			if err != nil {
				return nil, fmt.Errorf("read policies %q: %s: %w", b.name, f.path, err)
			}
		}
		delete(own, indexKey) // of a bundle that WriteBundle wrote; Compile makes it anew
		if err := mergeData(data, own, nil); err != nil {
			return nil, fmt.Errorf("merge %q: %w", b.name, err)
		}
	}
	return data, nil
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
