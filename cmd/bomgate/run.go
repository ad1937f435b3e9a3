package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/terminal"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom"
)

// The exit codes are part of the interface: scripts and the GitHub action rely on them.
const (
	exitOpen      = gate.ExitOpen      // success; of check: no finding at or above the fail level
	exitClosed    = gate.ExitClosed    // findings at or above the fail level; of selftest: a missed disguise
	exitNoVerdict = gate.ExitNoVerdict // usage error, unreadable input, a policy that does not compile or evaluate, a report that cannot be written
)

// exitError is the exit code of a command that has printed everything there is to say.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// hintError is an error with a hint on how to fix it.
type hintError struct {
	error
	hint string
}

func (h *hintError) Unwrap() error { return h.error }

// run runs the program and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if width := terminal.Width(stdout); width > 0 {
		fitHelp(root, width)
	}
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOpen
	}
	if code, ok := errors.AsType[exitError](err); ok {
		return int(code)
	}
	printError(stderr, err)
	return exitNoVerdict
}

// printError prints an error and its hint, if it has one.
func printError(w io.Writer, err error) {
	fmt.Fprintf(w, "bomgate: %s\n", text.Message(err.Error()))
	hint := ""
	if h, ok := errors.AsType[*hintError](err); ok {
		hint = h.hint
	} else if e, ok := errors.AsType[*sbom.Error](err); ok {
		hint = e.Hint
	}
	if hint != "" {
		fmt.Fprintf(w, "  hint: %s\n", text.Message(hint))
	}
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "bomgate",
		Short: "Find components of banned suppliers in SBOMs",
		Long: `Bomgate reads an SBOM and reports whether any component in it comes from a banned
supplier or an affiliated entity: where, under which measure, since when, and which
dependency brings it in.

It reads CycloneDX and SPDX, decides with Rego policies, and writes text, JSON, SARIF
and audit reports. The built-in measure is the Final Determination of the US Department of
Commerce on Kaspersky of June 2024.`,
		Example: `  bomgate check bom.json
  bomgate check -o text -o sarif=bomgate.sarif build/`,
		Version:                    version(),
		Args:                       noSubcommand,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.Flags().Bool("version", false, "print the version") // cobra's own flag would claim -v, which is --verbose in commands
	root.SetVersionTemplate(build().String() + "\n")
	root.SetUsageTemplate(usageTemplate(0))
	root.SetFlagErrorFunc(flagError)
	check := checkCommand()
	root.AddCommand(check, diffCommand(), inputCommand(), rulesCommand(), bundleCommand(), selftestCommand(), waiveCommand(), explainCommand(), configCommand(check), schemaCommand(), lintSARIFCommand(), versionCommand(), manCommand())
	for _, cmd := range root.Commands() {
		cmd.Args = notEmpty(cmd.Args)
	}
	root.SetHelpCommand(helpCommand(root))
	root.InitDefaultCompletionCmd()
	if completion, _, err := root.Find([]string{"completion"}); err == nil {
		completion.Args, completion.RunE, completion.SuggestionsMinimumDistance = noSubcommand, root.RunE, 2
	}
	return root
}

// usageError adds a hint to the help of cmd to a usage error.
func usageError(cmd *cobra.Command, err error) error {
	return &hintError{err, "see " + cmd.CommandPath() + " --help"}
}

// asUsage makes a usage error of a [misuse], and returns other errors as they are.
func asUsage(cmd *cobra.Command, err error) error {
	if _, ok := errors.AsType[misuse](err); ok {
		return usageError(cmd, err)
	}
	return err
}

// flagError adds the nearest flags to the error of an unknown flag, and puts the flag
// first in the error of a value.
func flagError(cmd *cobra.Command, err error) error {
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f := invalid.GetFlag()
		err = fmt.Errorf("--%s %q: %w", f.Name, invalid.GetValue(), config.Describe(f, invalid.Unwrap()))
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok {
		return usageError(cmd, err)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := suggest.Closest(unknown.GetSpecifiedName(), names); near != "" {
		return &hintError{err, "did you mean --" + near + "?"}
	}
	return usageError(cmd, err)
}

// noSubcommand reports an argument of the root command as an unknown command.
func noSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := fmt.Errorf("unknown command %q", args[0])
	if _, statErr := os.Stat(args[0]); statErr == nil {
		return &hintError{err, "to check this file, write bomgate check " + args[0]}
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return &hintError{err, "did you mean " + suggest.List(near) + "?"}
	}
	return usageError(cmd, err)
}

// notEmpty refuses an empty argument, which would otherwise be the working directory or a file
// without a name, before it checks the arguments.
func notEmpty(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if slices.Contains(args, "") {
			return &hintError{errors.New("an argument is empty: expected a name"), "the variable of a script may be unset"}
		}
		if check == nil {
			return nil
		}
		return check(cmd, args)
	}
}

// noArgs and oneArg check the number of arguments. Name is what help calls the argument.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError(cmd, fmt.Errorf("unexpected argument %q: expected none", args[0]))
	}
	return nil
}

func oneArg(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0:
			return usageError(cmd, fmt.Errorf("missing argument: expected one %s", name))
		case len(args) > 1:
			return usageError(cmd, fmt.Errorf("unexpected argument %q: expected one %s", args[1], name))
		}
		return nil
	}
}
