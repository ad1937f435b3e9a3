package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func bundleCommand() *cobra.Command {
	var b bundles
	var file string
	cmd := &cobra.Command{
		Use:   "bundle [flags] -o FILE",
		Short: "Write the policies and their data as an OPA bundle",
		Long: `Bundle writes everything built in, with what --policy and --data add, as one
standard OPA bundle, a gzipped tar archive. With it, data.bomgate.findings has the
same findings in OPA as in check. A rule can describe a finding in a template with
the slots {component}, {value}, {entity} and {measure}; data.bomgate.findings has
the slots filled, data.bomgate.facts does not. Equal policies give equal bytes.`,
		Example: `  bomgate bundle -o bundle.tar.gz
  bomgate input bom.json > input.json
  opa eval -b bundle.tar.gz -i input.json data.bomgate.findings`,
		Args: exactly(0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			stdout := cmd.OutOrStdout()
			switch {
			case file == "":
				return usage(cmd, errors.New("no --output: expected a file, or - for standard output"))
			case file == "-" && isTerminal(stdout):
				return usage(cmd, errors.New("--output -: standard output is a terminal, the bundle is binary"))
			}
			engine, err := b.compile(cmd.Context())
			if err != nil {
				return err
			}
			if file == "-" {
				err = writeTo(cmd.Context(), stdout, engine.WriteBundle)
			} else {
				err = writeFile(cmd.Context(), file, engine.WriteBundle)
			}
			if err != nil {
				return fmt.Errorf("write bundle: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to `FILE`; - is standard output")
	b.register(cmd)
	return cmd
}
