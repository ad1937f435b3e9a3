package policy

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"runtime"
	"slices"
	"strconv"

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
	ignored []string          // paths, see Ignored
	refused []error           // files that ReadFolder and ReadBundle report
	checked bool
}

// module is a file of Rego.
type module struct {
	source  []byte
	parsed  *ast.Module
	checked bool // see Bundle.Checked
}

// Checked declares that tests have compiled the bundle's Rego as it is, with the
// expressions of all bodies in a safe order. If there is no other Rego, [Compile] skips
// its checks. The data files are replaced by data, one JSON text with the same content,
// which is faster to read.
func (b *Bundle) Checked(data []byte) {
	b.checked = true
	b.files = []file{{"data.json", data}}
}

// Name returns the name of the bundle.
func (b *Bundle) Name() string { return b.name }

// Ignored returns the paths of the files that the bundle does not read: tests,
// documentation and hidden files.
func (b *Bundle) Ignored() []string { return slices.Clone(b.ignored) }

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
			modules[i].source, modules[i].checked = b.modules[p].source, b.checked
			modules[i].parsed, errs[i] = ast.ParseModuleWithOpts(path.Join(b.name, p), string(modules[i].source), options)
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
