package jsonreport

import (
	"cmp"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
)

// Write writes the result of a run.
func Write(w io.Writer, r *gate.Run) error {
	// The name of a file need not be valid UTF-8; all other text is.
	enc := jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	d := r.Decide()
	return json.MarshalEncode(enc, run{
		Verdict:  policy.Overall(r.Reports),
		Schema:   SchemaID,
		Decision: decision{d.Open(), d.ExitCode, d.Reason},
		Tool:     tool{"bomgate", r.Version},
		Context:  newQuestion(r),
		FailOn:   cmp.Or(string(r.FailOn), "never"),
		Policies: each(r.Bundles, newBundle),
		Measures: each(r.Measures(), func(m policy.Measure) measure { return newMeasure(&m) }),
		Config:   newConfig(r.Config),
		Waivers:  newWaivers(r.Waivers),
		Baseline: newBaseline(r.Baseline),
		Reports:  r.Reports,
		Skipped:  len(r.Skipped),
	})
}

type run struct {
	Verdict  policy.Verdict `json:"verdict"`
	Schema   string         `json:"schema"`
	Decision decision       `json:"decision"`
	Tool     tool           `json:"tool"`
	Context  question       `json:"context"`
	FailOn   string         `json:"fail_on"`
	Policies []bundle       `json:"policies"`
	Measures []measure      `json:"measures"`
	Config   *config        `json:"config"`
	Waivers  *waivers       `json:"waivers"`
	Baseline *baseline      `json:"baseline"`
	Reports  stream         `json:"reports"`
	Skipped  int            `json:"skipped"`
}

// stream converts the reports one by one while they are written, to save memory.
type stream []*policy.Report

// MarshalJSONTo implements [json.MarshalerTo].
func (s stream) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for _, r := range s {
		if err := json.MarshalEncode(enc, newReport(r)); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndArray)
}

type decision struct {
	Open     bool   `json:"open"`
	ExitCode int    `json:"exit_code"`
	Reason   string `json:"reason"`
}

type tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type question struct {
	AsOf        string   `json:"as_of"`
	AsOfGiven   string   `json:"as_of_given"`
	Acts        []string `json:"acts"`
	Nexus       []string `json:"nexus"`
	MinCoverage float64  `json:"min_coverage"`
	AllowEmpty  bool     `json:"allow_empty"`
}

func newQuestion(r *gate.Run) question {
	return question{
		AsOf: instant(r.Context.AsOf), AsOfGiven: r.AsOf, Acts: list(r.Context.Acts), Nexus: list(r.Context.Nexus),
		MinCoverage: r.Context.MinCoverage, AllowEmpty: r.Context.AllowEmpty,
	}
}

type bundle struct {
	Name   string `json:"name"`
	Digest string `json:"sha256"`
}

func newBundle(b gate.Bundle) bundle { return bundle(b) }

func newMeasure(m *policy.Measure) measure { return measure{m.ID, m.Title, m.Citation, m.URL} }

type config struct {
	File   string `json:"file"`
	Digest string `json:"sha256"`
}

func newConfig(c *gate.Config) *config {
	if c == nil {
		return nil
	}
	return &config{c.File, c.Digest}
}

type waivers struct {
	File     string    `json:"file"`
	Digest   string    `json:"sha256"`
	List     []waiver  `json:"list"`
	Findings []finding `json:"findings"`
}

type waiver struct {
	Location    location     `json:"location"`
	Fingerprint string       `json:"fingerprint"`
	PURL        string       `json:"purl"`
	Entity      string       `json:"entity"`
	Measure     string       `json:"measure"`
	Document    string       `json:"document"`
	Level       policy.Level `json:"level"`
	Evidence    []string     `json:"evidence"`
	Reason      string       `json:"reason"`
	Basis       string       `json:"basis"`
	Approver    string       `json:"approver"`
	Ticket      string       `json:"ticket"`
	Issued      string       `json:"issued"`
	Expires     string       `json:"expires"`
}

func newWaivers(w *gate.Waivers) *waivers {
	if w == nil {
		return nil
	}
	return &waivers{w.File, w.Digest, each(w.List, newWaiver), each(w.Report.Findings, newFinding)}
}

func newWaiver(w *policy.Waiver) waiver {
	return waiver{
		Location:    location(w.Location),
		Fingerprint: w.Fingerprint, PURL: w.PURL, Entity: w.Entity, Measure: w.Measure, Document: w.Document,
		Level: w.Level, Evidence: list(w.Evidence),
		Reason: w.Reason, Basis: w.Basis, Approver: w.Approver, Ticket: w.Ticket,
		Issued: day(w.Issued), Expires: day(w.Expires),
	}
}

type baseline struct {
	File   string    `json:"file"`
	Digest string    `json:"sha256"`
	Gone   []finding `json:"gone"`
}

func newBaseline(b *gate.Baseline) *baseline {
	if b == nil {
		return nil
	}
	return &baseline{b.File, b.Digest, each(b.Gone, newFinding)}
}

// instant formats a time as in RFC 3339, and day a date.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
