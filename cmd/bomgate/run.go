package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/sbom"
)

// The exit codes. They are an interface: scripts and the action rely on them.
const (
	exitOpen      = 0 // judged, nothing at or above the fail level
	exitClosed    = 1 // findings at or above the fail level
	exitNoVerdict = 2 // usage, unreadable input, a policy that does not compile or evaluate
)

// exit is the error of a command that has already said what there is to say.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// hinted is an error that the user can do something about.
type hinted struct {
	error
	hint string
}

func (h *hinted) Unwrap() error { return h.error }

// run is the program: it returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOpen
	}
	var code exit
	if errors.As(err, &code) {
		return int(code)
	}
	complain(stderr, err)
	return exitNoVerdict
}

// complain says what went wrong, and what the user can do about it.
func complain(w io.Writer, err error) {
	fmt.Fprintf(w, "bomgate: %s\n", text.Message(err.Error()))
	var h *hinted
	var e *sbom.Error
	hint := ""
	switch {
	case errors.As(err, &h):
		hint = h.hint
	case errors.As(err, &e):
		hint = e.Hint
	}
	if hint != "" {
		fmt.Fprintf(w, "  hint: %s\n", text.Message(hint))
	}
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "bomgate",
		Short: "Does anything in this SBOM come from a banned supplier?",
		Long: `Bomgate answers one question and proves the answer: does anything in this SBOM
come from a banned supplier, or from an entity affiliated with it, and if so,
where, under which rule, since when, and what brings it in?

It reads CycloneDX and SPDX, decides with Rego, and speaks SARIF to build
pipelines. The ban that is built in is the Final Determination of the US
Department of Commerce on Kaspersky of June 2024.`,
		Example: `  bomgate check bom.json
  bomgate check -o text -o sarif=bomgate.sarif build/`,
		Version:                    version(),
		Args:                       noCommand,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.Flags().Bool("version", false, "print the version") // cobra's own takes -v, which is --verbose elsewhere
	root.SetVersionTemplate(fmt.Sprintf("bomgate {{.Version}} (%s, %s/%s)\n", runtime.Version(), runtime.GOOS, runtime.GOARCH))
	root.SetUsageTemplate(usageTemplate)
	root.SetFlagErrorFunc(usage)
	root.AddCommand(checkCommand(), inputCommand(), rulesCommand(), bundleCommand(), selftestCommand())
	return root
}

// usage makes an error of the command line point to the command's help.
func usage(cmd *cobra.Command, err error) error {
	return &hinted{err, cmd.CommandPath() + " --help says how it is used"}
}

// noCommand is for what stands where a command should.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := fmt.Errorf("unknown command %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return &hinted{err, "did you mean " + strings.Join(near, " or ") + "?"}
	}
	return usage(cmd, err)
}

// exactly wants n arguments, which are told to the user by their names.
func exactly(n int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return usage(cmd, fmt.Errorf("%d arguments: expected %s", len(args), names))
		}
		return nil
	}
}

// usageTemplate is cobra's with the examples at the end.
const usageTemplate = `Usage:
  {{.UseLine}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND ...

Commands:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}
`

// version is the module's version as the Go command has stamped it.
func version() string {
	const unreleased = "0.0.0-devel" // SARIF wants a version with points in it
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "(devel)" {
		return cmp.Or(info.Main.Version, unreleased)
	}
	return unreleased
}
