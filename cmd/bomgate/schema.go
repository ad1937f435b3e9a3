package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/policy/jsonreport"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/policy/waiver"
	"github.com/bomgate/bomgate/sbom"
)

// schemaNames are the files that have a JSON schema.
var schemaNames = []string{"config", "diff", "input", "report", "waivers"}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema NAME",
		Short: "Print a JSON schema",
		Long: `Schema prints the JSON schema of a file that bomgate reads or writes: config is the
configuration file .bomgate.yaml, waivers is the file of waivers, diff is the JSON output
of diff, input is the input of policies, and report is the JSON report of check.`,
		Example: `  bomgate schema report > bomgate-report.schema.json
  bomgate schema config > .bomgate.schema.json`,
		Args:      oneArg("NAME"),
		ValidArgs: schemaNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			var buf bytes.Buffer
			switch args[0] {
			case "config":
				if err := writeJSON(&buf, config.Schema(cmd.Root())); err != nil {
					return err
				}
			case "diff":
				buf.Write(jsonreport.DiffSchema)
			case "input":
				buf.Write(sbom.Schema)
			case "report":
				buf.Write(jsonreport.Schema)
			case "waivers":
				buf.Write(waiver.Schema)
			default:
				return usageError(cmd, fmt.Errorf("unknown schema %q: expected %s", args[0], suggest.Expected(args[0], schemaNames)))
			}
			_, err := buf.WriteTo(cmd.OutOrStdout())
			return err
		},
	}
}
