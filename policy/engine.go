package policy

import (
	"maps"
	"path"
	"slices"
	"time"

	"github.com/bomgate/bomgate/policy/internal/entities"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Engine is a compiled set of policies and data. It may be used by several goroutines
// at the same time.
type Engine struct {
	modules  map[string]module
	rules    []Rule
	grouped  bool // all rules judge by evidence alone
	data     map[string]any
	index    *entities.Index
	measures map[string]Measure
	acts     map[string]map[string]time.Time // by measure and act: since when it is prohibited, zero if it is allowed
	nexus    []string
	keys     *identity.KeySet // see Wants
	query    *query
	bundles  []*Bundle
}

// Ignored returns the names of the files of all bundles that are neither policies nor
// data, in the order of the bundles. See [Bundle.Ignored].
func (e *Engine) Ignored() []string {
	var ignored []string
	for _, b := range e.bundles {
		for _, p := range b.ignored {
			ignored = append(ignored, path.Join(b.name, p))
		}
	}
	return ignored
}

// Bundles returns the bundles from which the engine was compiled.
func (e *Engine) Bundles() []*Bundle { return slices.Clone(e.bundles) }

// Rules returns all rules, sorted by ID.
func (e *Engine) Rules() []Rule { return slices.Clone(e.rules) }

// Measures returns all measures, sorted by ID.
func (e *Engine) Measures() []Measure { return measures{byID: e.measures}.sorted() }

// Acts returns the names of the acts in all measures, sorted.
func (e *Engine) Acts() []string {
	known := map[string]bool{}
	for _, acts := range e.acts {
		for name := range acts {
			known[name] = true
		}
	}
	return slices.Sorted(maps.Keys(known))
}

// NexusNone is the nexus of a producer that is bound by no measure.
const NexusNone = "none"

// Nexus returns the jurisdictions in all measures, sorted, then [NexusNone].
func (e *Engine) Nexus() []string { return append(slices.Clone(e.nexus), NexusNone) }

// Wants returns the keys of claims that a rule may look up, so that a decoder
// can drop other claims. It returns nil, which means all keys, if a rule reads claims
// by itself instead of through data.lib.identity.
func (e *Engine) Wants() *identity.KeySet { return e.keys }
