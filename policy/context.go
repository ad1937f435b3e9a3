package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/sbom"
)

// Context is the question that the policies answer about a document.
type Context struct {
	AsOf  time.Time // the date of the act
	Acts  []string  // acts of the producer: "integrate", "resell", or other names in the measures
	Nexus []string  // jurisdictions that bind the producer: "us", or other names in the measures

	// MinCoverage is the percentage of components that must be judged on a maker or a
	// package identity, from 0 to 100. A document with fewer is undetermined.
	MinCoverage float64

	// AllowEmpty means that a document without components is judged if its root names its
	// maker. Otherwise it is undetermined.
	AllowEmpty bool
}

// Input returns the input of the policies for a document and a context, as described
// by [sbom.Schema]. It marshals to JSON. It returns an error if [sbom.Document.Input]
// does.
func Input(doc *sbom.Document, c Context) (map[string]any, error) {
	in, err := doc.Input()
	if err != nil {
		return nil, err
	}
	in["context"] = c.input()
	return in, nil
}

func (c Context) input() map[string]any {
	return map[string]any{
		"as_of": c.AsOf.UTC().Format(time.RFC3339),
		"acts":  anys(c.Acts),
		"nexus": anys(c.Nexus),

		"min_coverage": c.MinCoverage,
		"allow_empty":  c.AllowEmpty,
	}
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// ParseTime parses a date and time of RFC 3339. Unlike [time.Parse] it refuses an offset
// of 24 hours, which RFC 3339 does not have.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err == nil {
		_, err = t.MarshalText() // refuses the offset
	}
	return t, err
}

// Idle returns the measures that have none of the acts in a context, by ID, with their
// acts, sorted. Such a measure finds nothing.
func (e *Engine) Idle(c Context) map[string][]string {
	idle := map[string][]string{}
	for id, acts := range e.acts {
		if !slices.ContainsFunc(c.Acts, func(a string) bool { _, ok := acts[a]; return ok }) {
			idle[id] = slices.Sorted(maps.Keys(acts))
		}
	}
	return idle
}

// Check returns an error if the context lacks a date, an act or a nexus, or names one
// that no measure has: a misspelled act would find nothing.
func (e *Engine) Check(c Context) error {
	if c.AsOf.IsZero() || len(c.Acts) == 0 || len(c.Nexus) == 0 {
		return errors.New("expected a date, at least one act and at least one nexus")
	}
	if !(c.MinCoverage >= 0 && c.MinCoverage <= 100) {
		return fmt.Errorf("coverage of %v %%: expected a percentage from 0 to 100", c.MinCoverage)
	}
	for _, a := range c.Acts {
		if known := e.Acts(); !slices.Contains(known, a) {
			return fmt.Errorf("act %q: expected one of %s", a, strings.Join(known, ", "))
		}
	}
	for _, n := range c.Nexus {
		if known := e.Nexus(); !slices.Contains(known, n) {
			return fmt.Errorf("nexus %q: expected one of %s", n, strings.Join(known, ", "))
		}
	}
	return nil
}
