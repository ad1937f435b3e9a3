package jsonreport

import (
	_ "embed"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/diff"
	"github.com/bomgate/bomgate/policy/gate"
)

// DiffSchema is the JSON schema (draft 2020-12) of the object that [WriteDiff] writes. It refers
// to [Schema].
//
//go:embed diff.schema.json
var DiffSchema []byte

// DiffSchemaID is the $id of [DiffSchema].
const DiffSchemaID = "https://github.com/bomgate/bomgate/policy/jsonreport/diff/v1"

// WriteDiff writes the differences between two runs. The path of a finding that was read
// from a report is [].
func WriteDiff(w io.Writer, d *diff.Diff) error {
	enc := jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	return json.MarshalEncode(enc, comparison{
		Schema: DiffSchemaID,
		Old:    newSide(d.Old), New: newSide(d.New),
		Counts:    diffCounts{d.Count(diff.Appeared), d.Count(diff.Level), d.Count(diff.Disappeared), d.OmittedOld, d.OmittedNew},
		Context:   each(d.Context, newCause),
		Documents: each(d.Documents, func(d diff.Document) documentDiff { return documentDiff(d) }),
		Findings:  each(d.Findings, newFindingDiff),
	})
}

type comparison struct {
	Schema    string         `json:"schema"`
	Old       side           `json:"old"`
	New       side           `json:"new"`
	Counts    diffCounts     `json:"counts"`
	Context   []cause        `json:"context"`
	Documents []documentDiff `json:"documents"`
	Findings  []findingDiff  `json:"findings"`
}

// side describes one of the runs.
type side struct {
	Tool     tool     `json:"tool"`
	Context  question `json:"context"`
	Policies []bundle `json:"policies"`
}

type diffCounts struct {
	Appeared    int `json:"appeared"`
	Level       int `json:"level"`
	Disappeared int `json:"disappeared"`
	OmittedOld  int `json:"omitted_old"`
	OmittedNew  int `json:"omitted_new"`
}

type documentDiff struct {
	Kind       diff.Kind      `json:"kind"`
	Product    string         `json:"product"`
	Name       string         `json:"document"`
	Old        policy.Verdict `json:"old"`
	New        policy.Verdict `json:"new"`
	Why        string         `json:"why"`
	Unreadable bool           `json:"unreadable"`
}

type findingDiff struct {
	Kind    diff.Kind `json:"kind"`
	Product string    `json:"product"`
	Name    string    `json:"document"`
	Old     *finding  `json:"old"`
	New     *finding  `json:"new"`
	Causes  []cause   `json:"causes"`
}

type cause struct {
	Fact     diff.Fact `json:"fact"`
	Side     diff.Side `json:"side"`
	Text     string    `json:"text"`
	Document string    `json:"document"`
	Evidence *evidence `json:"evidence"`
}

func newSide(r *gate.Run) side {
	return side{tool{"bomgate", r.Version}, newQuestion(r), each(r.Bundles, newBundle)}
}

func newFindingDiff(d diff.Finding) findingDiff {
	one := func(f *policy.Finding) *finding {
		if f == nil {
			return nil
		}
		out := newFinding(*f)
		return &out
	}
	return findingDiff{d.Kind, d.Product, d.Name, one(d.Old), one(d.New), each(d.Causes, newCause)}
}

func newCause(c diff.Cause) cause {
	out := cause{Fact: c.Fact, Side: c.Side, Text: c.Text, Document: c.Document}
	if c.Evidence != nil {
		e := newEvidence(*c.Evidence)
		out.Evidence = &e
	}
	return out
}
