package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/selftest"
	"github.com/bomgate/bomgate/sbom/disguise"
)

// proof is the command selftest.
type proof struct {
	profile
	bundles
	reading
	format        string
	keep          string
	all, detailed bool
}

func selftestCommand() *cobra.Command {
	var p proof
	cmd := &cobra.Command{
		Use:   "selftest [flags] SBOM",
		Short: "Prove that the gate bites: hide banned components in an SBOM",
		Long: fmt.Sprintf(`Selftest proves that check bites, with your own SBOM, policies and question. It plants
components that are known to be banned in the SBOM, disguises them in every way that
it knows, asks the policies about each, and says what was not caught. SBOM is a file,
or - for standard input, with one document in it.

Whom it plants comes from the data: for each measure the identifiers (names, package
URLs, CPEs, hosts, hashes, file names, SWID tags, names of products) by which a
component that has nothing else is an error or a warning.

A disguise moves the component (into others, a pedigree, services, the tools), drops
its supplier so that one identifier must do, or spells it in another way: in other
scripts, with what nobody sees, encoded, misspelt by a letter. Each is tried in every
form of CycloneDX and SPDX, and all of them together in each form wrapped: compressed,
in envelopes, in other charsets, escaped, with lists named twice or wrongly.

In the SBOM's own form the components are planted in its own text, so that your bytes
surround them; for the other forms, and where the text has no place for them (YAML,
RDF, wrapped documents), at most %d components of it are written again. The output
says which. Wrapped are at most so many components too.

Caught is what is an error, a warning or refused, since the gate does not pass what
it cannot read. A note will do for what is not shipped, as tools, and for the author
of a commit. A rule that found nothing in any of the documents is named: it may wait
for something that never comes.

With --key the SBOM must be signed with that key; what is planted is not.

The exit code is

  0  everything was caught
  1  something was not caught
  2  the test could not be made: an SBOM that cannot be read, policies that do not
     compile or evaluate, a measure by which nobody in the data would be caught`, disguise.MaxComponents),
		Example: `  bomgate selftest bom.json
  bomgate selftest --policy ./policies --keep escaped bom.json
  bomgate selftest -v --as-of 2026-11-23 testdata/clean.cdx.json`,
		Args: exactly(1, "one SBOM"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if p.format != formatText && p.format != formatJSON {
				return usage(cmd, fmt.Errorf("--output %q: expected text or json", p.format))
			}
			if p.all && p.keep == "" {
				return usage(cmd, errors.New("--keep-all without --keep: expected a directory to keep them in"))
			}
			question, err := p.profile.context(time.Now())
			if err != nil {
				return usage(cmd, err)
			}
			report, err := p.run(cmd.Context(), question, args[0], cmd.InOrStdin())
			if cmd.Context().Err() != nil {
				return errors.New("interrupted: no result")
			}
			if err != nil {
				return fmt.Errorf("selftest: %w", err)
			}
			var buf bytes.Buffer
			if p.format == formatJSON {
				err = proofJSON(&buf, question, report)
			} else {
				err = p.text(&buf, question, report)
			}
			if err != nil {
				return err
			}
			if _, err := buf.WriteTo(cmd.OutOrStdout()); err != nil {
				return fmt.Errorf("write %s: %w", p.format, err)
			}
			if len(report.Escapes) > 0 {
				return exit(exitClosed)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVarP(&p.format, "output", "o", formatText, "write `FORMAT`: text or json")
	f.StringVar(&p.keep, "keep", "", "write the documents that something passed in to `DIR`")
	f.BoolVar(&p.all, "keep-all", false, "with --keep: write those too in which everything was caught")
	f.BoolVarP(&p.detailed, "verbose", "v", false, "say what became of each disguise in each form")
	p.profile.register(cmd, &p.bundles)
	p.bundles.register(cmd)
	p.reading.register(cmd)
	complete(cmd, "output", cobra.FixedCompletions([]cobra.Completion{formatText, formatJSON}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (p *proof) run(ctx context.Context, question policy.Context, path string, stdin io.Reader) (*selftest.Report, error) {
	engine, err := p.bundles.compile(ctx)
	if err != nil {
		return nil, err
	}
	decoder, err := p.reading.decoder()
	if err != nil {
		return nil, err
	}
	name, in := stdinName, interruptible(ctx, stdin)
	if path != stdinName {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		name, in = reportName(path), f
	}
	document, err := io.ReadAll(io.LimitReader(in, decoder.MaxBytes+1)) // one more is refused
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	test := selftest.Test{Engine: engine, Question: question, Decoder: decoder, All: p.all}
	if p.keep != "" {
		if err := os.MkdirAll(p.keep, 0o777); err != nil {
			return nil, err
		}
		test.Keep = func(name string, text []byte) error {
			return writeFile(ctx, filepath.Join(p.keep, name), func(w io.Writer) error { _, err := w.Write(text); return err })
		}
	}
	return test.Run(ctx, name, document)
}

// text writes a report for a person.
func (p *proof) text(buf *bytes.Buffer, question policy.Context, r *selftest.Report) error {
	fmt.Fprintf(buf, "%s: %d of %d caught\n", text.Message(r.Name), r.Tried-len(r.Escapes), r.Tried)
	for _, b := range r.Bans {
		fmt.Fprintf(buf, "\n%s, %s\n", text.Message(b.Measure.Title), text.Message(b.Measure.Citation))
		w := tabwriter.NewWriter(buf, 0, 0, 2, ' ', 0)
		for _, kind := range slices.Sorted(maps.Keys(b.Known)) {
			more := ""
			if n := len(b.Known[kind]); n > 1 {
				more = fmt.Sprintf(" and %d more", n-1)
			}
			fmt.Fprintf(w, "  %s\t%s%s\n", kind, text.Message(b.Known[kind][0]), more)
		}
		w.Flush()
		if p.detailed {
			buf.WriteString("\n")
			p.rows(buf, "disguise", r.Forms, b.Rows)
		} else if n := untried(b.Rows); n > 0 {
			fmt.Fprintf(buf, "  %d of %d disguises not tried, as nothing is known that they could hide\n", n, len(b.Rows))
		}
	}
	buf.WriteString("\n")
	if p.detailed {
		p.rows(buf, "wrapping", r.Forms, r.Wrappings)
		buf.WriteString("\n")
	}
	w := tabwriter.NewWriter(buf, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "form\terror\twarning\tnote\trefused\tnot caught\tcomponents\tplanted in\n")
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
		where := "written again"
		if f.Own {
			where = "its own text"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", f.Name, n[selftest.Outcome(policy.LevelError)], n[selftest.Outcome(policy.LevelWarning)],
			n[selftest.Outcome(policy.LevelNote)], n[selftest.Refused], n[selftest.Passed], f.Components, where)
	}
	w.Flush()
	if len(r.Escapes) > 0 {
		buf.WriteString("\nnot caught:\n")
		p.escapes(buf, r)
	}
	for _, rule := range r.Unfired {
		fmt.Fprintf(buf, "\nwarning: rule %s never fired\n", text.Message(rule.ID))
	}
	fmt.Fprintf(buf, "\n%s\n", text.Question(question))
	return nil
}

// rows writes what became of each row in each form.
func (p *proof) rows(buf *bytes.Buffer, first string, forms []selftest.Form, rows []selftest.Row) {
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

// untried counts the disguises that nothing known suits.
func untried(rows []selftest.Row) int {
	n := 0
	for _, row := range rows {
		if !slices.ContainsFunc(row.Outcomes, func(o selftest.Outcome) bool { return o != selftest.Unfit }) {
			n++
		}
	}
	return n
}

// escapes writes what was not caught, a line for each disguise or wrapping.
func (p *proof) escapes(buf *bytes.Buffer, r *selftest.Report) {
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
	if p.keep == "" {
		buf.WriteString("  --keep DIR writes the documents, for check to be tried on\n")
	} else {
		fmt.Fprintf(buf, "  the documents are in %s\n", text.Message(p.keep))
	}
}

// proofJSON writes a report for programs.
func proofJSON(buf *bytes.Buffer, question policy.Context, r *selftest.Report) error {
	type row struct {
		Name     string                      `json:"name"`
		Slight   bool                        `json:"slight"`
		Outcomes map[string]selftest.Outcome `json:"outcomes"`
	}
	type form struct {
		Name       string `json:"name"`
		Own        bool   `json:"own"`
		Components int    `json:"components"`
	}
	type measure struct {
		ID        string         `json:"id"`
		Known     disguise.Known `json:"known"`
		Disguises []row          `json:"disguises"`
	}
	type escape struct {
		Measure string           `json:"measure"`
		Row     string           `json:"row"`
		Form    string           `json:"form"`
		Outcome selftest.Outcome `json:"outcome"`
		Fault   string           `json:"fault,omitempty"`
		File    string           `json:"file"`
	}
	out := struct {
		Document  string    `json:"document"`
		AsOf      string    `json:"as_of"`
		Acts      []string  `json:"acts"`
		Nexus     []string  `json:"nexus"`
		Tried     int       `json:"tried"`
		Forms     []form    `json:"forms"`
		Measures  []measure `json:"measures"`
		Wrappings []row     `json:"wrappings"`
		Escapes   []escape  `json:"escapes"`
		Unfired   []string  `json:"unfired"`
	}{
		Document: r.Name, AsOf: question.AsOf.UTC().Format(time.RFC3339), Acts: question.Acts, Nexus: question.Nexus, Tried: r.Tried,
		Forms: []form{}, Measures: []measure{}, Escapes: []escape{}, Unfired: []string{},
	}
	rows := func(list []selftest.Row) []row {
		rows := make([]row, len(list))
		for i, x := range list {
			rows[i] = row{x.Name, x.Slight, map[string]selftest.Outcome{}}
			for j, o := range x.Outcomes {
				if o != selftest.Unfit {
					rows[i].Outcomes[r.Forms[j].Name] = o
				}
			}
		}
		return rows
	}
	for _, f := range r.Forms {
		out.Forms = append(out.Forms, form(f))
	}
	for _, b := range r.Bans {
		out.Measures = append(out.Measures, measure{b.Measure.ID, b.Known, rows(b.Rows)})
	}
	out.Wrappings = rows(r.Wrappings)
	for _, e := range r.Escapes {
		out.Escapes = append(out.Escapes, escape(e))
	}
	for _, rule := range r.Unfired {
		out.Unfired = append(out.Unfired, rule.ID)
	}
	e := json.NewEncoder(buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
