package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
)

func inputCommand() *cobra.Command {
	var p profile
	var r reading
	cmd := &cobra.Command{
		Use:   "input [flags] PATH",
		Short: "Print a document as the policies see it",
		Long: `Input prints the input document of the policies as JSON: the components of an
SBOM, the claims that it makes about who stands behind them, by kind and
normalised key, and the context that the question is asked in. It is what to
write a rule against, and what stock OPA takes with --input. PATH is as
for check, with one SBOM in it.`,
		Example: `  bomgate input bom.json > input.json
  bomgate bundle -o bundle.tar.gz
  opa eval -b bundle.tar.gz -i input.json data.bomgate.findings`,
		Args: exactly(1, "one PATH"),
		RunE: func(cmd *cobra.Command, args []string) error {
			question, err := p.context(time.Now())
			if err != nil {
				return usage(cmd, err)
			}
			decoder, err := r.decoder()
			if err != nil {
				return err
			}
			doc, err := await(cmd.Context(), func() (*sbom.Document, error) {
				return only(cmd.Context(), args[0], decoder, cmd.InOrStdin())
			})
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
	r.register(cmd)
	return cmd
}

// only returns the document that an argument names, or the only one in it.
func only(ctx context.Context, arg string, decoder decode.Decoder, stdin io.Reader) (*sbom.Document, error) {
	sources, places := find(ctx, []string{arg})
	var found []*sbom.Document
	for _, s := range sources {
		docs, err := s.decode(ctx, decoder, stdin, nil)
		if err != nil && (s.named || !errors.Is(err, sbom.ErrNotSBOM)) {
			return nil, err
		}
		found = append(found, docs...)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && len(places) == 1:
		return nil, places[0].empty
	}
	return nil, fmt.Errorf("%d SBOMs in %q: expected one", len(found), arg)
}
