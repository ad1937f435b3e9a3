package main

import (
	"bytes"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/policy"
)

func rulesCommand() *cobra.Command {
	var p policyFlags
	var c configFlags
	var format flags.Choice
	var verbose bool
	cmd := &cobra.Command{
		Use:   "rules [flags]",
		Short: "List the rules",
		Long: `Rules lists the built-in rules and those that --policy adds, with the default level of
their findings and their titles.`,
		Example: `  bomgate rules -v
  bomgate rules --policy ./policies -o json`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			engine, err := p.compile()
			if err != nil {
				return err
			}
			var buf bytes.Buffer
			if format.Word == formatJSON {
				err = writeRulesJSON(&buf, engine.Rules())
			} else {
				err = writeRulesText(&buf, engine.Rules(), verbose)
			}
			if err != nil {
				return err
			}
			_, err = buf.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
	chooseFrom(cmd, &format, "output", "o", "write the list as text or json", "FORMAT", formatText, formatJSON)
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "show what each rule finds and what to do about a finding")
	p.register(cmd)
	c.register(cmd)
	return cmd
}

func writeRulesText(buf *bytes.Buffer, rules []policy.Rule, verbose bool) error {
	w := tabwriter.NewWriter(buf, 0, 0, 2, ' ', 0)
	for i, r := range rules {
		if verbose && i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Level, r.Title)
		if verbose {
			for _, paragraph := range []string{r.Description, r.Help, r.HelpURI} {
				if paragraph != "" {
					fmt.Fprintf(w, "\n    %s\n", strings.ReplaceAll(strings.TrimSpace(paragraph), "\n", "\n    "))
				}
			}
		}
	}
	return w.Flush()
}

func writeRulesJSON(buf *bytes.Buffer, rules []policy.Rule) error {
	type measure struct {
		ID       string `json:"id"`
		Title    string `json:"title"`
		Citation string `json:"citation"`
		URL      string `json:"url"`
	}
	type rule struct {
		ID          string       `json:"id"`
		Level       policy.Level `json:"level"`
		Title       string       `json:"title"`
		Description string       `json:"description"`
		Help        string       `json:"help"`
		HelpURI     string       `json:"help_uri"`
		Measures    []measure    `json:"measures"`
	}
	out := make([]rule, len(rules))
	for i, r := range rules {
		out[i] = rule{r.ID, r.Level, r.Title, r.Description, r.Help, r.HelpURI, make([]measure, len(r.Measures))}
		for j, m := range r.Measures {
			out[i].Measures[j] = measure{m.ID, m.Title, m.Citation, m.URL}
		}
	}
	return writeJSON(buf, out)
}
