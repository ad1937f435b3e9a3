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

// Bundle is the Rego and the data of a folder or an OPA bundle. [Compile] parses the
// files of a folder, and returns the errors in them.
type Bundle struct {
	name    string
	modules map[string]module // by path
	files   []file            // of data
	data    map[string]any    // of an OPA bundle, which has no files
	checked bool
}

// module is a file of Rego.
type module struct {
	source []byte
	parsed *ast.Module // nil until it is parsed
}

// ReadFolder reads a folder laid out as an OPA bundle: *.rego in any folder, and data
// in files named data.yaml or data.json. The folder of a data file is the path of its
// content in data. Tests (*_test.rego) are skipped. A YAML or JSON file with another
// name is an error, since OPA would ignore it.
//
// Long lists should be JSON, which is read many times as fast as YAML.
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
			return fmt.Errorf("%q would be ignored: expected data.yaml or data.json, as in %q", p, path.Join(path.Dir(p), strings.TrimSuffix(base, ext), "data.yaml"))
		}
		return nil
	})
	if err == nil && len(b.modules)+len(b.files) == 0 {
		err = errEmpty
	}
	if err != nil {
		return nil, fmt.Errorf("read policies %q: %w", name, err)
	}
	return b, nil
}

var errEmpty = errors.New("expected at least one file named *.rego, data.yaml or data.json")

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
		err = errors.New("found a delta bundle: expected a snapshot bundle")
	case len(read.Modules)+len(read.Data) == 0:
		err = errEmpty
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
// expressions of all bodies in a safe order. If there is no other Rego, [Compile] skips
// its checks. The data files are replaced by data, one JSON text with the same content,
// which is faster to read.
func (b *Bundle) Checked(data []byte) {
	b.checked = true
	b.files = []file{{"data.json", data}}
}

// HasRego reports whether the bundle contains policies, not only data.
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

// mergeModules merges the Rego of bundles. A package that two bundles define is an
// error, since the second would silently change the first.
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
			if i > 0 { // files of two bundles may have the same path
				p = path.Join(strconv.Itoa(i), p)
			}
			modules[p] = m
		}
	}
	return modules, nil
}

// WriteBundle writes the policies and data of the engine, including data.index, as
// one OPA bundle, with which stock OPA returns the same findings. Equal engines write
// equal bytes.
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
