// Package ledger writes a table of the components of a run as CSV (RFC 4180): each component
// of each document with its evidence and its outcome.
//
// The first row names the columns. A cell that starts with =, +, -, @, a tab or a carriage
// return gets an apostrophe before it, because spreadsheets would run it as a formula
// (OWASP, CSV Injection). Characters that do not print are escaped as in a Go string
// literal, and text is never cut off.
//
// A document without a verdict has a row that says why, with the outcome "no verdict". If a
// document has more than [detail.MaxComponents] components, its last row says how many are
// omitted.
package ledger

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/printable"
)

// Columns are the names of the columns, as in the first row.
var Columns = []string{
	"document", "digest", // the name of the file, and its SHA-256
	"line", "column", // of the component
	"origin", "type", "group", "name", "version", "purl", "ref",
	"maker",        // the first one that the document names, as written
	"evidence",     // the strongest: maker, identity, hash, name or nothing
	"outcome",      // error, warning, note, no finding, not judged, unknown, no verdict or omitted
	"status",       // of the findings: counts, waived or in the baseline
	"entities",     // IDs of the entities in the findings
	"fingerprints", // of the findings
	"remark",       // why there is no verdict, or what is omitted
}

// Write writes the ledger of a run.
func Write(w io.Writer, run *gate.Run) error {
	t := &table{Writer: csv.NewWriter(w)}
	t.UseCRLF = true // as RFC 4180 requires
	t.row(Columns...)
	for _, r := range run.Reports {
		t.report(r, run.Details[r])
	}
	t.Flush()
	return t.Error()
}

type table struct{ *csv.Writer }

// row writes a row. [csv.Writer.Error] returns an error of an earlier row.
func (t *table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = cell(c)
	}
	_ = t.Writer.Write(cells)
}

func (t *table) report(r *policy.Report, d *detail.Detail) {
	if r.Verdict == policy.Undetermined {
		t.remark(r, "no verdict", r.WhyUndetermined())
	}
	if d == nil {
		return
	}
	for c, o := range d.Outcomes(r) {
		var entities, fingerprints []string
		for _, f := range o.Findings {
			if f.Entity != nil && !slices.Contains(entities, f.Entity.ID) {
				entities = append(entities, f.Entity.ID)
			}
			fingerprints = append(fingerprints, f.Fingerprint)
		}
		t.row(
			r.Name, r.Digest, number(c.Line), number(c.Column),
			string(c.Origin), c.Type, c.Group, c.Name, c.Version, c.PURL, c.Ref, c.Maker, string(c.Evidence),
			string(o.Result), string(o.Status), strings.Join(entities, " "), strings.Join(fingerprints, " "), "",
		)
	}
	if d.Omitted > 0 {
		t.remark(r, "omitted", fmt.Sprintf("%d more components are omitted", d.Omitted))
	}
}

// remark writes a row that is not about a component.
func (t *table) remark(r *policy.Report, outcome, remark string) {
	row := make([]string, len(Columns))
	row[0], row[1] = r.Name, r.Digest
	row[slices.Index(Columns, "outcome")], row[len(row)-1] = outcome, remark
	t.row(row...)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// cell returns a cell that spreadsheets show as text.
func cell(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + printable.Escape(s)
	}
	return printable.Escape(s)
}
