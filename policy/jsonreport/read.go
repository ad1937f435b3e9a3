package jsonreport

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf16"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/sbom"
)

// MaxBytes is the size of the largest report that [Read] accepts.
const MaxBytes = 256 << 20

// Read reads what [Write] has written, and returns the parts that a comparison of two runs
// needs: the context, the policies, the measures, and of each document its identity, verdict
// and findings. The findings have no Path.
//
// Read refuses a report of another schema, other JSON, a member that is missing, has another type or appears twice,
// and text after the report. An error starts with the name of the file, line and column.
func Read(name string, data []byte) (*gate.Run, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%s: larger than %d MiB: expected a report, as bomgate check -o json=FILE writes it", name, MaxBytes>>20)
	}
	var in earlier
	offset, problem := describe(json.Unmarshal(data, &in))
	if problem == "" {
		problem = in.check()
	}
	if problem != "" {
		line, column := position(data, offset)
		return nil, fmt.Errorf("%s:%d:%d: %s: expected a complete report, as bomgate check -o json=FILE writes it", name, line, column, problem)
	}
	return in.run(), nil
}

// earlier is the part of a run that [Read] reads.
type earlier struct {
	Schema   schemaID        `json:"schema"`
	Tool     tool            `json:"tool"`
	Context  *question       `json:"context"`
	Policies []bundle        `json:"policies"`
	Measures []measure       `json:"measures"`
	Reports  []earlierReport `json:"reports"`
}

// schemaID is the schema of a report. It comes early in a report, so that the error about
// another schema comes before errors about members that the other schema has.
type schemaID string

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (s *schemaID) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	return readThen(dec, (*string)(s), func() string {
		if *s == SchemaID {
			return ""
		}
		return fmt.Sprintf("schema %q instead of %q", *s, SchemaID)
	})
}

// earlierReport is the part of a report that [Read] reads.
type earlierReport struct {
	Document *document      `json:"document"`
	Verdict  policy.Verdict `json:"verdict"`
	Counts   *counts        `json:"counts"`
	Findings []finding      `json:"findings"`
	Fault    *fault         `json:"fault"`
}

// check returns the problem of what was read, or "".
func (e *earlier) check() string {
	switch {
	case e.Schema == "" && e.Reports != nil && e.Context != nil:
		return `no member "schema", so an earlier version of bomgate wrote this`
	case e.Schema == "":
		return `no member "schema"`
	case e.Context == nil:
		return missing("context")
	case e.Policies == nil:
		return missing("policies")
	case e.Measures == nil:
		return missing("measures")
	case e.Reports == nil:
		return missing("reports")
	}
	if _, err := time.Parse(time.RFC3339, e.Context.AsOf); err != nil {
		return fmt.Sprintf("as_of %q is not a date as in RFC 3339", e.Context.AsOf)
	}
	return ""
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (r *earlierReport) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type plain earlierReport
	return readThen(dec, (*plain)(r), r.check)
}

func (r *earlierReport) check() string {
	switch {
	case r.Document == nil:
		return missing("document")
	case r.Counts == nil:
		return missing("counts")
	case r.Findings == nil:
		return missing("findings")
	case !slices.Contains([]policy.Verdict{policy.Fail, policy.Undetermined, policy.Review, policy.Pass}, r.Verdict):
		return fmt.Sprintf("unknown verdict %q", r.Verdict)
	}
	total := 0
	for level, n := range r.counts() {
		listed := 0
		for _, f := range r.Findings {
			if f.Level == level {
				listed++
			}
		}
		if total += n; listed > n {
			return fmt.Sprintf("the document %q has %d findings of the level %q and counts %d", r.Document.Name, listed, level, n)
		}
	}
	if want := min(total, policy.MaxFindings); len(r.Findings) != want {
		return fmt.Sprintf("the document %q has %d findings and counts %d", r.Document.Name, len(r.Findings), total)
	}
	return ""
}

func (r *earlierReport) counts() map[policy.Level]int {
	return map[policy.Level]int{policy.LevelError: r.Counts.Error, policy.LevelWarning: r.Counts.Warning, policy.LevelNote: r.Counts.Note}
}

var fingerprint = regexp.MustCompile(`^[0-9a-f]{64}$`)

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (f *finding) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type plain finding
	return readThen(dec, (*plain)(f), f.check)
}

func (f *finding) check() string {
	switch {
	case f.Rule == "":
		return missing("rule")
	case !slices.Contains(policy.Levels(), f.Level):
		return fmt.Sprintf("unknown level %q", f.Level)
	case !fingerprint.MatchString(f.Fingerprint):
		return fmt.Sprintf("fingerprint %q does not have 64 hexadecimal digits", f.Fingerprint)
	case f.Evidence == nil:
		return missing("evidence")
	case f.Chain == nil:
		return missing("chain")
	case f.Reasons == nil:
		return missing("reasons")
	}
	return ""
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (e *evidence) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	type plain evidence
	return readThen(dec, (*plain)(e), e.check)
}

func (e *evidence) check() string {
	switch "" {
	case e.Class:
		return missing("class")
	case string(e.Kind):
		return missing("kind")
	case e.Key:
		return missing("key")
	}
	return ""
}

func missing(member string) string { return fmt.Sprintf("missing member %q", member) }

// readThen reads a value and checks it. The offset of a problem is where the value starts.
func readThen(dec *jsontext.Decoder, value any, check func() string) error {
	start := dec.InputOffset()
	if err := json.UnmarshalDecode(dec, value); err != nil {
		return err
	}
	if problem := check(); problem != "" {
		return &json.SemanticError{ByteOffset: start, Err: errors.New(problem)}
	}
	return nil
}

// describe returns the offset of an error in a text, and the problem in words, "" for nil.
func describe(err error) (offset int64, problem string) {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(e.Err, jsontext.ErrDuplicateName) {
			return e.ByteOffset, fmt.Sprintf("duplicate member %q", e.JSONPointer.LastToken())
		}
		return e.ByteOffset, e.Err.Error()
	}
	e, ok := errors.AsType[*json.SemanticError](err)
	switch {
	case err == nil:
		return 0, ""
	case !ok:
		return 0, err.Error()
	case e.JSONPointer == "":
		return e.ByteOffset, "not an object"
	case e.Err != nil:
		return e.ByteOffset, e.Err.Error()
	}
	return e.ByteOffset, fmt.Sprintf("%s has the wrong type", e.JSONPointer)
}

// position returns the line and the column, in UTF-16 units, of the first character of a
// value, at or after an offset.
func position(data []byte, offset int64) (line, column int) {
	at := min(int(offset), len(data))
	if rest := bytes.TrimLeft(data[at:], " \t\r\n,:"); len(rest) > 0 {
		at = len(data) - len(rest)
	}
	before := data[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	for _, r := range string(before[start:]) {
		column += max(1, utf16.RuneLen(r))
	}
	return 1 + bytes.Count(before, []byte("\n")), 1 + column
}

func (e *earlier) run() *gate.Run {
	asOf, _ := time.Parse(time.RFC3339, e.Context.AsOf) // checked
	c := policy.Context{AsOf: asOf, Acts: e.Context.Acts, Nexus: e.Context.Nexus, MinCoverage: e.Context.MinCoverage, AllowEmpty: e.Context.AllowEmpty}
	// The JSON does not say which rule judges by which measure.
	rules := []policy.Rule{{Measures: each(e.Measures, measure.value)}}
	out := &gate.Run{Version: e.Tool.Version, Context: c, AsOf: e.Context.AsOfGiven}
	out.Bundles = each(e.Policies, func(b bundle) gate.Bundle { return gate.Bundle(b) })
	for _, r := range e.Reports {
		report := r.value()
		report.Context, report.Rules = c, rules
		out.Reports = append(out.Reports, report)
	}
	return out
}

func (r *earlierReport) value() *policy.Report {
	d := r.Document
	out := &policy.Report{Name: d.Name, Digest: d.Digest, Verdict: r.Verdict, Counts: r.counts(), Findings: each(r.Findings, finding.value)}
	for _, f := range out.Findings {
		if f.Component != nil {
			f.Component.Document = d.Name
		}
	}
	if r.Fault != nil {
		out.Fault = errors.New(r.Fault.Message)
		return out
	}
	out.Document = &policy.Document{
		Format: d.Format, SpecVersion: d.SpecVersion, Encoding: d.Encoding, ID: d.ID, Title: d.Title,
		Product: d.Product, Digest: d.TextDigest, ComponentCount: d.ComponentCount,
	}
	return out
}

// value returns the finding that the JSON describes, without Path.
func (f finding) value() policy.Finding {
	out := policy.Finding{
		Rule: f.Rule, Level: f.Level, Message: f.Message, Why: f.Why, Reasons: f.Reasons, Remedy: f.Remedy,
		Location:    sbom.Location(f.Location),
		Evidence:    each(f.Evidence, evidence.value),
		Chain:       each(f.Chain, relation.value),
		Fingerprint: f.Fingerprint,
	}
	if c := f.Component; c != nil {
		out.Component = &policy.Component{Origin: c.Origin, Type: c.Type, Ref: c.Ref, Group: c.Group, Name: c.Name, Version: c.Version, PURL: c.PURL}
	}
	if f.Entity != nil {
		out.Entity = &policy.Entity{ID: f.Entity.ID, Name: f.Entity.Name}
	}
	if m := f.Measure; m != nil {
		one := m.value()
		out.Measure = &one
	}
	if a := f.Act; a != nil {
		from, _ := time.Parse(time.RFC3339, a.From) // "" if the measure does not prohibit the act
		out.Act = &policy.Act{Name: a.Name, From: from, InForce: a.InForce}
	}
	if f.Waiver != nil {
		out.Waiver = f.Waiver.value()
	}
	return out
}

func (w waiver) value() *policy.Waiver {
	issued, _ := time.Parse(time.DateOnly, w.Issued) // nothing depends on the dates of an earlier run
	expires, _ := time.Parse(time.DateOnly, w.Expires)
	return &policy.Waiver{
		Location:    sbom.Location(w.Location),
		Fingerprint: w.Fingerprint, PURL: w.PURL, Entity: w.Entity, Measure: w.Measure, Document: w.Document,
		Level: w.Level, Evidence: w.Evidence,
		Reason: w.Reason, Basis: w.Basis, Approver: w.Approver, Ticket: w.Ticket,
		Issued: issued, Expires: expires,
	}
}

func (e evidence) value() policy.Evidence {
	claim := sbom.Claim{Kind: e.Kind, Role: e.Role, Key: e.Key, Value: e.Value}
	return policy.Evidence{Claim: claim, Location: sbom.Location(e.Location), Class: e.Class}
}

func (r relation) value() policy.Relation {
	return policy.Relation{From: policy.Entity(r.From), To: policy.Entity(r.To), Type: r.Type, Share: r.Share, Since: r.Since, Confidence: r.Confidence}
}

func (m measure) value() policy.Measure {
	return policy.Measure{ID: m.ID, Title: m.Title, Citation: m.Citation, URL: m.URL}
}
