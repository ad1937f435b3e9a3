package policy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/sbom"
)

// Input returns what the policies see of a document in a context; sbom.Schema
// describes it. It marshals to JSON.
func Input(doc *sbom.Document, c Context) map[string]any {
	in := doc.Input()
	in["context"] = c.input()
	return in
}

func (c Context) input() map[string]any {
	return map[string]any{
		"as_of": c.AsOf.UTC().Format(time.RFC3339),
		"acts":  anys(c.Acts),
		"nexus": anys(c.Nexus),
	}
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// Evaluate asks the policies about a document. It returns an error if the
// context names an act or nexus that no measure knows, or if a policy fails.
func (e *Engine) Evaluate(ctx context.Context, doc *sbom.Document, c Context) (*Report, error) {
	if err := e.Check(c); err != nil {
		return nil, err
	}
	found, err := e.judge(ctx, doc, c)
	if err != nil {
		return nil, fmt.Errorf("evaluate %q: %w", doc.Name, err)
	}
	return e.report(doc, c, found), nil
}

// Check refuses a context that no measure could answer for: an act or place
// misspelt would find nothing.
func (e *Engine) Check(c Context) error {
	if c.AsOf.IsZero() || len(c.Acts) == 0 || len(c.Nexus) == 0 {
		return errors.New("expected a date, at least one act and at least one nexus")
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

func (e *Engine) entity(id string) (Entity, error) {
	i, ok := e.index.entities.find(id)
	if !ok {
		return Entity{}, fmt.Errorf("entity %q: expected a member of data.entities", id)
	}
	return Entity{ID: id, Name: e.index.entities.names[i]}, nil
}

// Faulty returns the report on a document that could not be read or evaluated.
func (e *Engine) Faulty(name string, c Context, err error) *Report {
	return &Report{Name: name, Context: c, Rules: e.rules, Verdict: Undetermined, Findings: []Finding{}, Fault: err}
}
