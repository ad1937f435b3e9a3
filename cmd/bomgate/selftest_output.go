package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/selftest"
	"github.com/bomgate/bomgate/sbom/disguise"
)

// writeText writes a report as text.
func (s *selftestFlags) writeText(buf *bytes.Buffer, evalContext policy.Context, r *selftest.Report) {
	fmt.Fprintf(buf, "%s: %d of %d detected\n", text.Message(r.Name), r.Tried-len(r.Escapes), r.Tried)
	for _, b := range r.Bans {
		fmt.Fprintf(buf, "\n%s, %s\n", text.Message(b.Measure.Title), text.Message(b.Measure.Citation))
		writeIdentifiers(buf, b.Known)
		if s.verbose {
			buf.WriteString("\n")
			writeRows(buf, "disguise", r.Forms, b.Rows)
		} else if n := countSkipped(b.Rows); n > 0 {
			fmt.Fprintf(buf, "  %d of %d disguises skipped: the data have no identifier that they can hide\n", n, len(b.Rows))
		}
	}
	buf.WriteString("\n")
	if s.verbose {
		writeRows(buf, "wrapping", r.Forms, r.Wrappings)
		buf.WriteString("\n")
	}
	writeForms(buf, r)
	if len(r.Escapes) > 0 {
		buf.WriteString("\nmissed:\n")
		s.writeMissed(buf, r)
	}
	for _, rule := range r.Unfired {
		fmt.Fprintf(buf, "\nwarning: rule %s had no finding in any document\n", text.Message(rule.ID))
	}
	fmt.Fprintf(buf, "\n%s\n", text.Context(evalContext, s.asOf.given))
}

// writeIdentifiers writes the best identifier of each kind, and how many more there are.
func writeIdentifiers(buf *bytes.Buffer, known disguise.Known) {
	w := tabwriter.NewWriter(buf, 0, 0, 2, ' ', 0)
	for _, kind := range slices.Sorted(maps.Keys(known)) {
		more := ""
		if n := len(known[kind]); n > 1 {
			more = fmt.Sprintf(" and %d more", n-1)
		}
		fmt.Fprintf(w, "  %s\t%s%s\n", kind, text.Message(known[kind][0]), more)
	}
	w.Flush() // a bytes.Buffer returns no error
}

// writeForms writes how many disguises and wrappings had which outcome, by form.
func writeForms(buf *bytes.Buffer, r *selftest.Report) {
	w := tabwriter.NewWriter(buf, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "format\terror\twarning\tnote\trefused\tmissed\tcomponents\tinserted into\n")
	for i, f := range r.Forms {
		n := map[selftest.Outcome]int{}
		rows := slices.Clone(r.Wrappings)
		for _, b := range r.Bans {
			rows = append(rows, b.Rows...)
		}
		for _, row := range rows {
			if o := row.Outcomes[i]; row.Caught(o) {
				n[o]++
			} else {
				n[selftest.Passed]++
			}
		}
		where := "rewritten text"
		if f.Own {
			where = "original text"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", f.Name, n[selftest.Outcome(policy.LevelError)], n[selftest.Outcome(policy.LevelWarning)],
			n[selftest.Outcome(policy.LevelNote)], n[selftest.Refused], n[selftest.Passed], f.Components, where)
	}
	w.Flush()
}

// writeRows writes a table with the outcome of each row in each form.
func writeRows(buf *bytes.Buffer, first string, forms []selftest.Form, rows []selftest.Row) {
	w := tabwriter.NewWriter(buf, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, first)
	for _, f := range forms {
		fmt.Fprintf(w, "\t%s", f.Name)
	}
	for _, row := range rows {
		fmt.Fprintf(w, "\n%s", row.Name)
		for _, o := range row.Outcomes {
			fmt.Fprintf(w, "\t%s", o)
		}
	}
	fmt.Fprintln(w)
	w.Flush()
}

// countSkipped counts the disguises that were tried in no form.
func countSkipped(rows []selftest.Row) int {
	n := 0
	for _, row := range rows {
		if !slices.ContainsFunc(row.Outcomes, func(o selftest.Outcome) bool { return o != selftest.Unfit }) {
			n++
		}
	}
	return n
}

// writeMissed writes a line for each disguise or wrapping that was missed.
func (s *selftestFlags) writeMissed(buf *bytes.Buffer, r *selftest.Report) {
	type key struct{ measure, row string }
	var order []key
	forms := map[key][]string{}
	for _, e := range r.Escapes {
		k := key{e.Measure, e.Row}
		if forms[k] == nil {
			order = append(order, k)
		}
		outcome := string(e.Outcome)
		if e.Fault != "" {
			outcome += ": " + text.Message(e.Fault)
		}
		if where := fmt.Sprintf("%s (%s)", e.Form, outcome); !slices.Contains(forms[k], where) {
			forms[k] = append(forms[k], where)
		}
	}
	for _, k := range order {
		fmt.Fprintf(buf, "  %s", k.row)
		if len(r.Bans) > 1 && k.measure != "" {
			fmt.Fprintf(buf, ", %s", text.Message(k.measure))
		}
		fmt.Fprintf(buf, ": %s\n", strings.Join(forms[k], ", "))
	}
	if s.keep == "" {
		buf.WriteString("  --keep DIR saves these documents, so that you can run check on them\n")
	} else {
		fmt.Fprintf(buf, "  documents saved to %s\n", text.Message(s.keep))
	}
}

// The result as JSON. Names of the data are kept as they are.
type (
	selftestJSON struct {
		Document  string            `json:"document"`
		AsOf      string            `json:"as_of"`
		Acts      []string          `json:"acts"`
		Nexus     []string          `json:"nexus"`
		Tried     int               `json:"tried"`
		Forms     []selftestForm    `json:"forms"`
		Measures  []selftestMeasure `json:"measures"`
		Wrappings []selftestRow     `json:"wrappings"`
		Escapes   []selftestEscape  `json:"escapes"`
		Unfired   []string          `json:"unfired"`
	}
	selftestForm struct {
		Name       string `json:"name"`
		Own        bool   `json:"own"`
		Components int    `json:"components"`
	}
	selftestMeasure struct {
		ID        string         `json:"id"`
		Known     disguise.Known `json:"known"`
		Disguises []selftestRow  `json:"disguises"`
	}
	selftestRow struct {
		Name     string                      `json:"name"`
		Slight   bool                        `json:"slight"`
		Outcomes map[string]selftest.Outcome `json:"outcomes"`
	}
	selftestEscape struct {
		Measure string           `json:"measure"`
		Row     string           `json:"row"`
		Form    string           `json:"form"`
		Outcome selftest.Outcome `json:"outcome"`
		Fault   string           `json:"fault,omitempty"`
		File    string           `json:"file"`
	}
)

// writeSelftestJSON writes a report as JSON.
func writeSelftestJSON(buf *bytes.Buffer, evalContext policy.Context, r *selftest.Report) error {
	out := selftestJSON{
		Document: r.Name, AsOf: evalContext.AsOf.UTC().Format(time.RFC3339), Acts: evalContext.Acts, Nexus: evalContext.Nexus, Tried: r.Tried,
		Forms: []selftestForm{}, Measures: []selftestMeasure{}, Escapes: []selftestEscape{}, Unfired: []string{},
	}
	for _, f := range r.Forms {
		out.Forms = append(out.Forms, selftestForm(f))
	}
	for _, b := range r.Bans {
		out.Measures = append(out.Measures, selftestMeasure{b.Measure.ID, b.Known, rowsJSON(r.Forms, b.Rows)})
	}
	out.Wrappings = rowsJSON(r.Forms, r.Wrappings)
	for _, e := range r.Escapes {
		out.Escapes = append(out.Escapes, selftestEscape(e))
	}
	for _, rule := range r.Unfired {
		out.Unfired = append(out.Unfired, rule.ID)
	}
	return writeJSON(buf, out)
}

func rowsJSON(forms []selftest.Form, rows []selftest.Row) []selftestRow {
	out := make([]selftestRow, len(rows))
	for i, row := range rows {
		out[i] = selftestRow{row.Name, row.Slight, map[string]selftest.Outcome{}}
		for j, o := range row.Outcomes {
			if o != selftest.Unfit {
				out[i].Outcomes[forms[j].Name] = o
			}
		}
	}
	return out
}
