package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/source"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

func inputCommand() *cobra.Command {
	var c contextFlags
	var d decodeFlags
	var settings configFlags
	cmd := &cobra.Command{
		Use:   "input [flags] PATH",
		Short: "Print the input document of the policies",
		Long: `Input prints the document that policies evaluate, as JSON: the components of an SBOM,
its claims about who made them, by kind and normalized key, and the context of the
evaluation. Use it to write rules, and as --input of stock OPA. PATH is as in check
and must contain exactly one SBOM.`,
		Example: `  bomgate input bom.json > input.json
  bomgate bundle -o bundle.tar.gz
  opa eval -b bundle.tar.gz -i input.json data.bomgate.findings`,
		Args: oneArg("PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			evalContext := c.context(time.Now())
			decoder, err := d.decoder()
			if err != nil {
				return err
			}
			prompt(cmd, args)
			doc, err := await(cmd.Context(), func() (*sbom.Document, error) {
				return only(cmd.Context(), args[0], decoder, cmd.InOrStdin())
			})
			if err != nil {
				return err
			}
			input, err := policy.Input(doc, evalContext)
			if err != nil {
				return fmt.Errorf("input of %q: %w", doc.Name, err)
			}
			if err := writeJSON(cmd.OutOrStdout(), input); err != nil {
				return fmt.Errorf("write input: %w", err)
			}
			return nil
		},
	}
	c.register(cmd, &policyFlags{})
	d.register(cmd)
	settings.register(cmd)
	return cmd
}

// only returns the only document that an argument names or contains.
func only(ctx context.Context, arg string, decoder decode.Decoder, stdin io.Reader) (*sbom.Document, error) {
	in := source.Find(ctx, []string{arg}, source.Selection{})
	var found []*sbom.Document
	for _, s := range in.Sources {
		docs, err := s.Decode(ctx, decoder, stdin)
		if err != nil && (s.Named || !errors.Is(err, sbom.ErrNotSBOM)) {
			return nil, err
		}
		found = append(found, docs...)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && len(in.Containers) == 1:
		return nil, in.Containers[0].Empty
	}
	return nil, fmt.Errorf("%d SBOMs in %q: expected one", len(found), arg)
}
