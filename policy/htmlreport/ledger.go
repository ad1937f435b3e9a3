package htmlreport

import (
	"fmt"
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/gate"
)

// ledger is the table of all components.
type ledger struct {
	Total     int   // components in all documents
	Rows      []row // at most MaxRows
	Static    []row // the ones that can be read without scripts
	Documents []string
	Remarks   []string // what is omitted
	Pages     bool     // scripts show more rows than Static
}

// row is a component. In JSON it is an array of its fields, which the script reads by
// position.
type row struct {
	Document int // in ledger.Documents
	Position string
	Name     string
	Version  string
	Kind     string // type and origin
	PURL     string // or the reference, if it has none
	Maker    string
	Evidence string
	Outcome  string
	Status   string
	Anchor   string // of the first finding on it, if the page has it
}

// values are the fields for the script. The order is the one in script.js.
func (r row) values() []any {
	return []any{r.Document, r.Position, r.Name, r.Version, r.Kind, r.PURL, r.Maker, r.Evidence, r.Outcome, r.Status, r.Anchor}
}

// JSON returns the rows for the script.
func (l ledger) JSON() map[string]any {
	rows := make([][]any, len(l.Rows))
	for i, r := range l.Rows {
		rows[i] = r.values()
	}
	return map[string]any{"documents": l.Documents, "rows": rows}
}

// newLedger returns the ledger of a run. Anchors are the anchors of the findings on the
// page.
func newLedger(run *gate.Run, anchors map[*policy.Finding]string) ledger {
	l := ledger{Documents: []string{}}
	left := 0 // components that the details omit
	for _, r := range run.Reports {
		d := run.Details[r]
		if d == nil {
			continue
		}
		at := len(l.Documents)
		l.Documents = append(l.Documents, show(r.Name))
		left += d.Omitted
		for c, o := range d.Outcomes(r) {
			next := newRow(c, o, anchors)
			next.Document = at
			l.Rows = append(l.Rows, next)
		}
	}
	l.Total = len(l.Rows) + left
	slices.SortStableFunc(l.Rows, func(a, b row) int { return a.rank() - b.rank() })
	if n := len(l.Rows) - MaxRows; n > 0 {
		l.Rows = l.Rows[:MaxRows]
		left += n
	}
	if left > 0 {
		l.Remarks = append(l.Remarks, fmt.Sprintf("This page omits %s. The output ledger, as in -o ledger=ledger.csv, has up to %s of each document.", count(left, "component"), digits(detail.MaxComponents)))
	}
	l.Static = slices.Clone(l.Rows[:min(len(l.Rows), StaticRows)])
	for i, r := range l.Static {
		l.Static[i].Position = l.position(r)
	}
	l.Pages = len(l.Rows) > len(l.Static)
	return l
}

// position returns where a component is: its line in the only document, or its file and line.
func (l ledger) position(r row) string {
	if len(l.Documents) == 1 {
		return "line " + r.Position
	}
	return l.Documents[r.Document] + ":" + r.Position
}

func newRow(c *detail.Component, o detail.Outcome, anchors map[*policy.Finding]string) row {
	out := row{
		Position: fmt.Sprintf("%d:%d", c.Line, c.Column), Name: show(c.Name), Version: show(c.Version), PURL: show(c.PURL), Maker: show(c.Maker),
		Kind: show(c.Type), Evidence: string(c.Evidence), Outcome: string(o.Result),
	}
	if o.Status != detail.StatusCounts {
		out.Status = string(o.Status)
	}
	if c.Group != "" {
		out.Name = show(c.Group + "/" + c.Name)
	}
	switch {
	case out.Kind == "":
		out.Kind = string(c.Origin)
	case !c.Origin.Listed():
		out.Kind += " (" + string(c.Origin) + ")"
	}
	if out.PURL == "" {
		out.PURL = show(c.Ref)
	}
	if out.Name == "" {
		out.Name = "unnamed " + string(c.Origin)
	}
	for _, f := range o.Findings {
		if a := anchors[f]; a != "" {
			out.Anchor = a
			break
		}
	}
	return out
}

// outcomes are all outcomes, the most severe first.
var outcomes = []string{
	string(policy.LevelError), string(policy.LevelWarning), string(policy.LevelNote),
	string(detail.Unknown), string(detail.NotJudged), string(detail.NoFinding),
}

// Outcomes returns the outcomes in the ledger.
func (l ledger) Outcomes() []string {
	return slices.DeleteFunc(slices.Clone(outcomes), func(o string) bool {
		return !slices.ContainsFunc(l.Rows, func(r row) bool { return r.Outcome == o })
	})
}

func (r row) rank() int { return slices.Index(outcomes, r.Outcome) }
