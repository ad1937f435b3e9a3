package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/outfile"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/terminal"
)

func bundleCommand() *cobra.Command {
	var p policyFlags
	var c configFlags
	var file string
	cmd := &cobra.Command{
		Use:   "bundle [flags] -o FILE",
		Short: "Write the policies and their data as an OPA bundle",
		Long: `Bundle writes the built-in policies and data, together with those that --policy and
--data add, as a standard OPA bundle (a gzipped tar archive). The same policies and data
give the same bytes.

With the bundle, data.bomgate.findings has the same findings in stock OPA as in check.
The message of a rule may be a template with the slots {component}, {value}, {entity}
and {measure}; data.bomgate.findings has the slots filled, data.bomgate.facts does not.`,
		Example: `  bomgate bundle -o bundle.tar.gz
  bomgate input bom.json > input.json
  opa eval -b bundle.tar.gz -i input.json data.bomgate.findings`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			stdout := cmd.OutOrStdout()
			switch {
			case file == "":
				return usageError(cmd, errors.New("no --output: expected a file, or - for standard output"))
			case file == "-" && terminal.Is(stdout):
				return usageError(cmd, errors.New("--output -: standard output is a terminal and the bundle is binary: expected a file"))
			}
			engine, err := p.compile()
			if err != nil {
				return err
			}
			if file == "-" {
				err = outfile.Copy(cmd.Context(), stdout, engine.WriteBundle)
			} else {
				err = outfile.Replace(cmd.Context(), file, engine.WriteBundle)
			}
			if err != nil {
				return fmt.Errorf("write bundle: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this file; - is standard output")
	placeholder(cmd, "output", "FILE")
	p.register(cmd)
	c.register(cmd)
	return cmd
}
