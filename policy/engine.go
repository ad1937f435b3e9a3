package policy

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
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

// resolved is a finding of which only what stands in the document is still
// missing: component and claims are indices.
type resolved struct {
	Finding
	component int // the first of those that are alike in the part
	claims    []evidence
	part      sbom.Part
}

// resolve finds what the identifiers in a finding stand for. One that stands
// for nothing is the policy's error.
func (e *Engine) resolve(doc *sbom.Document, f finding) (resolved, error) {
	out := resolved{
		Finding: Finding{Rule: f.Rule, Level: f.Level, Message: f.Message, Why: f.Why, Reasons: f.Reasons, Remedy: f.Remedy},
		claims:  f.Claims,
	}
	if f.Message == "" {
		return out, errors.New("a finding without message")
	}
	if !f.Level.known() {
		return out, fmt.Errorf("level %q: expected error, warning or note", f.Level)
	}
	var err error
	if out.component, err = strconv.Atoi(f.Component); err != nil || out.component < 0 || out.component >= doc.Len() {
		return out, fmt.Errorf("component %q: expected a member of input.components", f.Component)
	}
	for _, c := range f.Claims {
		if c.ID < 0 || c.ID >= doc.ClaimCount() {
			return out, fmt.Errorf("claim %d: expected the id of a claim in input.claims", c.ID)
		}
	}
	if f.Entity != "" {
		entity, err := e.entity(f.Entity)
		if err != nil {
			return out, err
		}
		out.Entity = &entity
	}
	for _, l := range f.Chain {
		from, err := e.entity(l.From)
		if err != nil {
			return out, err
		}
		to, err := e.entity(l.To)
		if err != nil {
			return out, err
		}
		out.Chain = append(out.Chain, Relation{from, to, l.Type, l.Share, l.Since, l.Confidence})
	}
	if f.Measure != "" {
		m, ok := e.measures[f.Measure]
		if !ok {
			return out, fmt.Errorf("measure %q: expected a member of data.measures", f.Measure)
		}
		out.Measure = &m
		if from, ok := e.acts[f.Measure][f.Act]; ok {
			out.Act = &Act{Name: f.Act, From: from}
		} else if f.Act != "" {
			return out, fmt.Errorf("act %q: expected one of measure %q", f.Act, f.Measure)
		}
	}
	return out, nil
}

func (e *Engine) entity(id string) (Entity, error) {
	i, ok := e.index.entities.find(id)
	if !ok {
		return Entity{}, fmt.Errorf("entity %q: expected a member of data.entities", id)
	}
	return Entity{ID: id, Name: e.index.entities.names[i]}, nil
}

// report makes a report of what was found.
func (e *Engine) report(doc *sbom.Document, c Context, found *found) *Report {
	r := &Report{
		Name:     doc.Name,
		Context:  c,
		Rules:    e.rules,
		Coverage: doc.Coverage(),
		Verdict:  found.verdict,
		Findings: []Finding{},
		Counts:   found.counts,
	}
	found.trim()
	x := excerpt{doc: doc, components: map[int]*Component{0: nil}}
	for _, f := range found.kept {
		r.Findings = append(r.Findings, x.finding(c, f))
	}
	r.Document = x.document()
	x.locate()
	return r
}

// rank orders levels, the gravest first.
func (l Level) rank() int {
	return slices.Index([]Level{LevelError, LevelWarning, LevelNote}, l)
}

// AtLeast tells whether the level is as grave as another, or graver.
func (l Level) AtLeast(other Level) bool { return l.rank() <= other.rank() }

// fingerprint identifies a finding by what it is about: rule, measure, entity,
// the product that the SBOM describes, and the component's identity. Nothing in
// it changes when the same SBOM is generated again.
func fingerprint(doc *sbom.Document, f kept) string {
	parts := []string{"bomgate/v1", f.Rule, "", "", productOf(doc), componentIdentity(doc.Component(f.on))}
	if f.Measure != nil {
		parts[2] = f.Measure.ID
	}
	if f.Entity != nil {
		parts[3] = f.Entity.ID
	}
	return digestOf(parts...)
}

func digestOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// componentIdentity names a component without its version: its package, else its group and name.
func componentIdentity(c sbom.Component) string {
	if _, packages, err := identity.PURLKeys(c.PURL); err == nil && len(packages) > 0 {
		return packages[0]
	}
	return c.Type + "\x00" + identity.Fold(c.Group) + "\x00" + identity.Fold(c.Name)
}

// productOf names what the document describes.
func productOf(doc *sbom.Document) string {
	if root := doc.Root(); root != 0 {
		return componentIdentity(doc.Component(root))
	}
	return identity.Fold(doc.Title)
}

// Faulty returns the report on a document that could not be read or evaluated.
func (e *Engine) Faulty(name string, c Context, err error) *Report {
	return &Report{Name: name, Context: c, Rules: e.rules, Verdict: Undetermined, Findings: []Finding{}, Fault: err}
}

// Overall returns the verdict of a run over several documents: fail if any
// fails, else undetermined if any is, else review if any is to be reviewed.
func Overall(reports []*Report) Verdict {
	if len(reports) == 0 {
		return Undetermined
	}
	return slices.MinFunc(reports, func(a, b *Report) int { return cmp.Compare(a.Verdict.rank(), b.Verdict.rank()) }).Verdict
}

// rank orders verdicts, the gravest first. It is -1 for what is none.
func (v Verdict) rank() int {
	return slices.Index([]Verdict{Fail, Undetermined, Review, Pass}, v)
}
