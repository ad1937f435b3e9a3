package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

func inputCommand() *cobra.Command {
	var p profile
	cmd := &cobra.Command{
		Use:   "input [flags] PATH",
		Short: "Print a document as the policies see it",
		Long: `Input prints the input document of the policies as JSON: the components of an
SBOM, the claims that it makes about who stands behind them, by kind and
normalised key, and the context that the question is asked in. It is what to
write a rule against, and what stock OPA takes with --input. PATH is a file, or
- for standard input.`,
		Example: `  bomgate input bom.json > input.json
  bomgate bundle -o bundle.tar.gz
  opa eval -b bundle.tar.gz -i input.json data.bomgate.findings`,
		Args: exactly(1, "one PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			question, err := p.context(time.Now())
			if err != nil {
				return usage(cmd, err)
			}
			doc, err := argument(args[0]).decode(cmd.Context(), sbom.Decoder{}, cmd.InOrStdin())
			if err != nil {
				return err
			}
			e := json.NewEncoder(cmd.OutOrStdout())
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(policy.Input(doc, question)); err != nil {
				return fmt.Errorf("write input: %w", err)
			}
			return nil
		},
	}
	p.register(cmd, &bundles{})
	return cmd
}
