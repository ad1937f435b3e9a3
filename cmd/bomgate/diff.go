package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/outfile"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy/diff"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/jsonreport"
)

const diffHelp = `Diff compares two runs: which findings appeared, disappeared or changed level, and which
facts caused it: a value in the SBOM, a component, the date from which an act is
prohibited, a relation between entities, a reason for the level, a rule or a measure.

With two arguments, it compares the JSON reports of two runs, as check -o json writes
them. One of them may be - for standard input.

With one argument, it evaluates the SBOMs that PATH names twice, as check does: once with
the flags --as-of, --policy and --data, and once with --old-as-of, --old-policy and
--old-data in place of these. If one of --old-policy and --old-data is given, or
--old-builtin, the old run does not have the policies and data of --policy and --data.
All other flags apply to both runs.

Findings are compared by fingerprint, as for check --baseline. A cause "only in the new
run" is a fact that no finding of the old run states: reports do not list components
without findings. A document with another verdict is a difference
too, and so is one that only one run has.

The exit code is

  0  no difference
  1  differences
  2  no result: a usage error, a report that cannot be read, a document
     that a run could not read or evaluate, a policy that does not
     compile or evaluate`

// The exit codes of diff, as of diff(1).
const (
	exitSame      = 0
	exitDifferent = 1
)

// diffFlags are the flags of the command diff.
type diffFlags struct {
	contextFlags
	policyFlags
	decodeFlags
	configFlags
	displayFlags
	output flags.Choice

	oldAsOf    date
	old        policyFlags
	oldBuiltin bool
}

func diffCommand() *cobra.Command {
	var d diffFlags
	cmd := &cobra.Command{
		Use:   "diff [flags] OLD NEW | PATH",
		Short: "Compare two reports, or one SBOM under two dates or policies",
		Long:  diffHelp,
		Example: `  bomgate diff old.json new.json
  bomgate check -o json bom.json | bomgate diff old.json -
  bomgate diff --old-as-of 2024-09-28 --as-of 2024-09-29 bom.json
  bomgate diff --old-builtin --data ./list bom.json`,
		Args: d.args,
		RunE: func(cmd *cobra.Command, args []string) error { return d.run(cmd, args) },
	}
	f := cmd.Flags()
	chooseFrom(cmd, &d.output, "output", "o", "write the differences as text or json", "FORMAT", formatText, formatJSON)
	f.Var(&d.oldAsOf, "old-as-of", "evaluate the old run as of this date (default as --as-of)")
	f.StringArrayVar(&d.old.policy, "old-policy", nil, "add these policies to the built-in ones in the old run (repeatable)")
	f.StringArrayVar(&d.old.data, "old-data", nil, "add these data to the built-in ones in the old run (repeatable)")
	f.BoolVar(&d.oldBuiltin, "old-builtin", false, "use only the built-in policies and data in the old run")
	placeholder(cmd, "old-as-of", "DATE")
	placeholder(cmd, "old-policy", "PATH")
	placeholder(cmd, "old-data", "PATH")
	complete(cmd, "old-as-of", cobra.NoFileCompletions)
	d.contextFlags.register(cmd, &d.policyFlags)
	d.policyFlags.register(cmd)
	d.decodeFlags.register(cmd)
	d.configFlags.register(cmd)
	d.displayFlags.register(cmd)
	return cmd
}

// args checks the arguments and the flags that depend on their number.
func (d *diffFlags) args(cmd *cobra.Command, args []string) error {
	var given []string // flags of an evaluation on the command line
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if !slices.Contains([]string{"output", "color", config.FileFlag, config.NoFileFlag}, f.Name) {
			given = append(given, "--"+f.Name)
		}
	})
	isOld := func(flag string) bool { return strings.HasPrefix(flag, "--old-") }
	var err error
	switch {
	case len(args) == 0 || len(args) > 2:
		err = fmt.Errorf("%d arguments: expected two reports, or one SBOM", len(args))
	case len(args) == 2 && len(given) > 0:
		err = fmt.Errorf("%s: reports are compared as they are: expected one SBOM with this flag", given[0])
	case len(args) == 2 && args[0] == "-" && args[1] == "-":
		err = errors.New("both reports are standard input: expected a file for one of them")
	case len(args) == 1 && args[0] == "-":
		err = errors.New("standard input can be evaluated only once: expected a file")
	case len(args) == 1 && !slices.ContainsFunc(given, isOld):
		err = errors.New("one argument: expected another report, or an SBOM with --old-as-of, --old-policy, --old-data or --old-builtin")
	case d.oldBuiltin && len(d.old.policy)+len(d.old.data) > 0:
		err = errors.New("--old-builtin: expected no --old-policy and no --old-data with it")
	}
	if err != nil {
		return usageError(cmd, err)
	}
	return nil
}

func (d *diffFlags) run(cmd *cobra.Command, args []string) error {
	result, err := await(cmd.Context(), func() (*diff.Diff, error) {
		if len(args) == 2 {
			return reports(args, cmd.InOrStdin())
		}
		return d.evaluations(cmd.Context(), args[0], cmd.ErrOrStderr())
	})
	if err != nil {
		return asUsage(cmd, err)
	}
	write := func(w io.Writer) error { return text.Diff(w, result, d.view(cmd.OutOrStdout()).Color) }
	if d.output.Word == formatJSON {
		write = func(w io.Writer) error { return jsonreport.WriteDiff(w, result) }
	}
	if err := outfile.Copy(cmd.Context(), cmd.OutOrStdout(), write); err != nil {
		return fmt.Errorf("write %s: %w", d.output.Word, err)
	}
	code := exitSame
	if !result.Empty() {
		code = exitDifferent
	}
	for _, doc := range result.Documents {
		if doc.Unreadable {
			printError(cmd.ErrOrStderr(), fmt.Errorf("no verdict on %q: %s", doc.Name, doc.Why))
			code = exitNoVerdict
		}
	}
	if code != exitSame {
		return exitError(code)
	}
	return nil
}

// reports compares two reports.
func reports(names []string, stdin io.Reader) (*diff.Diff, error) {
	old, err := readReport(names[0], stdin)
	if err != nil {
		return nil, err
	}
	current, err := readReport(names[1], stdin)
	if err != nil {
		return nil, err
	}
	return diff.Runs(old.Run, current.Run), nil
}

// evaluations evaluates the SBOMs that a path names twice, and compares the results.
func (d *diffFlags) evaluations(ctx context.Context, path string, stderr io.Writer) (*diff.Diff, error) {
	current := checkFlags{contextFlags: d.contextFlags, policyFlags: d.policyFlags, decodeFlags: d.decodeFlags}
	old := current
	if !d.oldAsOf.IsZero() {
		old.asOf = d.oldAsOf
	}
	if d.oldBuiltin || len(d.old.policy)+len(d.old.data) > 0 {
		old.policyFlags = d.old
	}
	now := time.Now()
	before, err := old.runOnce(ctx, path, now, stderr)
	if err != nil {
		return nil, fmt.Errorf("old run: %w", err)
	}
	after, err := current.runOnce(ctx, path, now, stderr)
	if err != nil {
		return nil, fmt.Errorf("new run: %w", err)
	}
	return diff.Runs(before, after), nil
}

// runOnce evaluates the SBOMs that a path names. It returns an error if one of them cannot be
// read or evaluated.
func (c *checkFlags) runOnce(ctx context.Context, path string, now time.Time, stderr io.Writer) (*gate.Run, error) {
	evalContext := c.contextFlags.context(now)
	bar := newBar(stderr)
	run, err := c.evaluate(ctx, evalContext, []string{path}, nil, false, bar)
	bar.Clear()
	if err != nil {
		return nil, err
	}
	faults := slices.Collect(func(yield func(error) bool) {
		for _, r := range run.Reports {
			if r.Fault != nil && !yield(r.Fault) {
				return
			}
		}
	})
	return run, cmp.Or(faults...)
}
