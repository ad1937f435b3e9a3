package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/outfile"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/waiver"
)

// findingHelp describes the arguments FINDING PATH....
const findingHelp = `FINDING is the id of the finding in the text report, or its fingerprint in other reports:
the first 8 or more hexadecimal digits. Each PATH is as in check. Give the same flags as
to check, because the level and the evidence of a finding depend on them.`

const explainHelp = `Explain writes everything that is known about a finding, for people who have to decide
about it: the finding with all its evidence, what its rule looks for, what the measure
prohibits and since when, and the legal questions that are open.

` + findingHelp

// oneFindingArgs checks the arguments FINDING PATH....
func oneFindingArgs(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0 || !findingID.MatchString(args[0]):
		return usageError(cmd, fmt.Errorf("FINDING %q: expected 8 or more hexadecimal digits, the id of a finding in the report of check", strings.Join(args[:min(len(args), 1)], "")))
	case len(args) == 1:
		return usageError(cmd, errors.New("no PATH: expected the SBOMs with the finding"))
	}
	return nil
}

func explainCommand() *cobra.Command {
	var c checkFlags
	cmd := &cobra.Command{
		Use:     "explain [flags] FINDING PATH...",
		Short:   "Explain a finding",
		Long:    explainHelp,
		Example: `  bomgate explain 3f9c2a1b77d0 bom.json`,
		Args:    oneFindingArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.explain(cmd, strings.ToLower(args[0]), args[1:])
		},
	}
	c.registerEvaluation(cmd)
	c.displayFlags.register(cmd)
	return cmd
}

func (c *checkFlags) explain(cmd *cobra.Command, id string, paths []string) error {
	found, err := c.findOne(cmd, id, paths)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	return outfile.Copy(cmd.Context(), out, func(w io.Writer) error {
		view := c.view(out)
		view.Verbose = true
		return text.Explain(w, found.Report, found.Findings[0], view)
	})
}

// findOne evaluates SBOMs, and returns the findings with an id.
func (c *checkFlags) findOne(cmd *cobra.Command, id string, paths []string) (*waiver.Selected, error) {
	evalContext := c.contextFlags.context(time.Now())
	var bar *progress.Bar
	if !prompt(cmd, paths) {
		bar = newBar(cmd.ErrOrStderr())
	}
	result, err := await(cmd.Context(), func() (*gate.Run, error) {
		return c.evaluate(cmd.Context(), evalContext, paths, cmd.InOrStdin(), false, bar)
	})
	bar.Clear()
	if err != nil {
		return nil, asUsage(cmd, err)
	}
	for _, r := range result.Reports {
		if r.Fault != nil {
			printError(cmd.ErrOrStderr(), r.Fault)
		}
	}
	return waiver.Select(result.Reports, id)
}
