// Package jsonreport writes reports as one JSON object for programs to read. [Schema]
// describes the object. Every member is always present; an absent value is "", 0, [] or
// null. The same reports give the same bytes. [Read] reads them for a comparison.
//
// # Compatibility
//
// The schema has version 1, which its $id and the member schema end with. Within a version
//
//   - no member is removed, renamed, or given another type or meaning;
//   - members may be added, so readers should ignore members that they do not know, and
//     should validate only with the schema of the bomgate that wrote the report;
//   - strings that are not enumerated in the schema, such as rules, kinds of claims,
//     classes of evidence and reasons, may get new values;
//   - messages and other text may be reworded. Use rule, level, entity, measure and
//     fingerprint to identify a finding.
package jsonreport

import (
	"cmp"
	_ "embed"
	"errors"
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Schema is the JSON schema (draft 2020-12) of the object that [Write] writes.
//
//go:embed schema.json
var Schema []byte

// SchemaID is the $id of [Schema]. A report names it in its member schema.
const SchemaID = "https://github.com/bomgate/bomgate/policy/jsonreport/v1"

type report struct {
	Document document       `json:"document"`
	Verdict  policy.Verdict `json:"verdict"`
	Coverage coverage       `json:"coverage"`
	Links    []link         `json:"links"`
	Counts   counts         `json:"counts"`
	Findings []finding      `json:"findings"`
	Warnings []warning      `json:"warnings"`
	Fault    *fault         `json:"fault"`
}

type coverage struct {
	sbom.Coverage
	Share     float64 `json:"share"`
	NameShare float64 `json:"nameShare"`
	Missing   int     `json:"missing"`
}

type link struct {
	Document  string         `json:"document"`
	Version   string         `json:"version"`
	Component *component     `json:"component"`
	Location  location       `json:"location"`
	Given     string         `json:"given"`
	Verdict   policy.Verdict `json:"verdict"`
}

type counts struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Note    int `json:"note"`
}

type document struct {
	Name           string        `json:"name"`
	Format         sbom.Format   `json:"format"`
	SpecVersion    string        `json:"spec_version"`
	Encoding       sbom.Encoding `json:"encoding"`
	ID             string        `json:"id"`
	Title          string        `json:"title"`
	Product        string        `json:"product"`
	Digest         string        `json:"sha256"`
	TextDigest     string        `json:"text_sha256"`
	ComponentCount int           `json:"component_count"`
	WarningCount   int           `json:"warning_count"`
	Wrappers       []wrapper     `json:"wrappers"`
}

type wrapper struct {
	Kind     sbom.WrapperKind `json:"kind"`
	Decoded  bool             `json:"decoded"`
	Verified bool             `json:"verified"`
	Signer   string           `json:"signer"`
}

type finding struct {
	Rule        string        `json:"rule"`
	Level       policy.Level  `json:"level"`
	Message     string        `json:"message"`
	Component   *component    `json:"component"`
	Location    location      `json:"location"`
	Evidence    []evidence    `json:"evidence"`
	Entity      *entity       `json:"entity"`
	Chain       []relation    `json:"chain"`
	Measure     *measure      `json:"measure"`
	Act         *act          `json:"act"`
	Why         string        `json:"why"`
	Reasons     []string      `json:"reasons"`
	Remedy      string        `json:"remedy"`
	Path        []string      `json:"path"`
	Via         []string      `json:"via"`
	Waiver      *waiver       `json:"waiver"`
	Change      policy.Change `json:"change"`
	Fingerprint string        `json:"fingerprint"`
}

type component struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Group   string      `json:"group"`
	Type    string      `json:"type"`
	Ref     string      `json:"ref"`
	PURL    string      `json:"purl"`
	Origin  sbom.Origin `json:"origin"`
}

type evidence struct {
	Class    string        `json:"class"`
	Kind     identity.Kind `json:"kind"`
	Key      string        `json:"key"`
	Value    string        `json:"value"`
	Role     sbom.Role     `json:"role"`
	Location location      `json:"location"`
}

type location struct {
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Path      string `json:"path"`
}

type entity struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type relation struct {
	From       entity  `json:"from"`
	To         entity  `json:"to"`
	Type       string  `json:"type"`
	Share      float64 `json:"share"`
	Since      string  `json:"since"`
	Confidence string  `json:"confidence"`
}

type measure struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Citation string `json:"citation"`
	URL      string `json:"url"`
}

type act struct {
	Name    string `json:"name"`
	From    string `json:"from"`
	InForce bool   `json:"in_force"`
}

type warning struct {
	Message  string   `json:"message"`
	Location location `json:"location"`
}

type fault struct {
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`
	Location location `json:"location"`
}

func newReport(r *policy.Report) report {
	out := report{
		Document: document{Name: r.Name, Digest: r.Digest, Wrappers: []wrapper{}},
		Verdict:  r.Verdict,
		Coverage: coverage{Coverage: r.Coverage, Share: r.Coverage.Share(), NameShare: r.Coverage.NameShare()},
		Links:    []link{},
		Counts:   counts{r.Counts[policy.LevelError], r.Counts[policy.LevelWarning], r.Counts[policy.LevelNote]},
		Findings: each(r.Findings, newFinding),
		Warnings: []warning{},
		Fault:    newFault(r.Fault),
	}
	if d := r.Document; d != nil {
		out.Coverage.Missing = d.Missing
		out.Links = each(d.References(), newLink)
		wrappers := each(d.Wrappers, func(w sbom.Wrapper) wrapper { return wrapper(w) })
		out.Document = document{
			r.Name, d.Format, d.SpecVersion, d.Encoding, d.ID, d.Title, d.Product, r.Digest, cmp.Or(d.Digest, r.Digest),
			d.ComponentCount, d.WarningCount, wrappers,
		}
		out.Warnings = each(d.Warnings, func(w policy.Warning) warning { return warning{w.Message, location(w.Location)} })
	}
	return out
}

func newLink(l *policy.Link) link {
	out := link{Document: l.Document, Version: l.Version, Component: newComponent(l.Component), Location: location(l.Location)}
	if l.Given != nil {
		out.Given, out.Verdict = l.Given.Name, l.Given.Verdict
	}
	return out
}

func newComponent(c *policy.Component) *component {
	if c == nil {
		return nil
	}
	return &component{c.Name, c.Version, c.Group, c.Type, c.Ref, c.PURL, c.Origin}
}

// via returns the names of the other documents on a path, outermost first.
func via(path []*policy.Component) []string {
	names := []string{}
	for _, c := range path {
		if c != nil && !slices.Contains(names, c.Document) {
			names = append(names, c.Document)
		}
	}
	return names[:max(0, len(names)-1)]
}

func newFinding(f policy.Finding) finding {
	out := finding{
		Rule:        f.Rule,
		Level:       f.Level,
		Message:     f.Message,
		Component:   newComponent(f.Component),
		Location:    location(f.Location),
		Evidence:    each(f.Evidence, newEvidence),
		Chain:       each(f.Chain, newRelation),
		Why:         f.Why,
		Reasons:     list(f.Reasons),
		Remedy:      f.Remedy,
		Path:        each(f.Path, step),
		Via:         via(f.Path),
		Change:      f.Change,
		Fingerprint: f.Fingerprint,
	}
	if f.Waiver != nil {
		w := newWaiver(f.Waiver)
		out.Waiver = &w
	}
	if f.Entity != nil {
		out.Entity = &entity{f.Entity.ID, f.Entity.Name}
	}
	if m := f.Measure; m != nil {
		one := newMeasure(m)
		out.Measure = &one
	}
	if a := f.Act; a != nil {
		out.Act = &act{Name: a.Name, InForce: a.InForce}
		if !a.From.IsZero() {
			out.Act.From = instant(a.From)
		}
	}
	return out
}

func newEvidence(e policy.Evidence) evidence {
	return evidence{e.Class, e.Claim.Kind, e.Claim.Key, e.Claim.Value, e.Claim.Role, location(e.Location)}
}

func newRelation(r policy.Relation) relation {
	return relation{entity(r.From), entity(r.To), r.Type, r.Share, r.Since, r.Confidence}
}

// step returns the name of a component of a path.
func step(c *policy.Component) string {
	if c == nil {
		return "…"
	}
	return c.Name
}

func newFault(err error) *fault {
	if err == nil {
		return nil
	}
	var e *sbom.Error
	if errors.As(err, &e) {
		return &fault{e.Message, e.Hint, location(e.Location)}
	}
	return &fault{Message: err.Error()}
}

// each converts the elements of s. The result is never nil, so that it is written as [].
func each[T, U any](s []T, f func(T) U) []U {
	out := make([]U, len(s))
	for i, v := range s {
		out[i] = f(v)
	}
	return out
}

func list(s []string) []string {
	return each(s, func(v string) string { return v })
}
