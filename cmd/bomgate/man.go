package main

import (
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/config"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/manpage"
)

func manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "Print the manual page",
		Long: `Man prints the manual page bomgate(1), which has the help of all commands. Its date is
SOURCE_DATE_EPOCH, or else the date of the commit from which bomgate was built.`,
		Example: `  bomgate man | man -l -
  bomgate man > /usr/local/share/man/man1/bomgate.1`,
		DisableFlagsInUseLine: true,
		Args:                  noArgs,
		ValidArgsFunction:     cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return manPage(cmd.Root()).Write(cmd.OutOrStdout())
		},
	}
}

// manPage returns the manual page of the program.
func manPage(root *cobra.Command) manpage.Page {
	return manpage.Page{
		Root:    root,
		Version: version(),
		Date:    sourceDate(),
		ExitStatus: []manpage.Entry{
			{Term: strconv.Itoa(exitOpen), Text: "success; of check: the gate is open; of diff: no difference; of selftest: nothing was missed; of lint-sarif: GitHub accepts the files"},
			{Term: strconv.Itoa(exitClosed), Text: "of check: findings close the gate; of diff: there are differences; of selftest: a hidden component was missed; of lint-sarif: GitHub refuses a file"},
			{Term: strconv.Itoa(exitNoVerdict), Text: "no verdict, and no result of another command: a usage error, an unreadable input, a policy that does not compile or evaluate, or a report that cannot be written"},
		},
		Environment: []manpage.Entry{
			{Term: "BOMGATE_*", Text: "variables with the names of flags set the flags, as BOMGATE_FAIL_ON sets --fail-on: see bomgate config"},
			{Term: sourceDateEpoch, Text: "the date for which SBOMs are evaluated without --as-of, in seconds since 1970"},
			{Term: "NO_COLOR", Text: "if it is not empty, text is not colored without --color"},
			{Term: "FORCE_COLOR, CLICOLOR_FORCE", Text: "if one of them is set, and not to 0 or false, text is colored, unless NO_COLOR or --color says otherwise"},
		},
		Files: []manpage.Entry{
			{Term: config.FileName, Text: "the configuration: see bomgate config"},
			{Term: waiversFile, Text: "waivers of findings: see bomgate check and bomgate waive"},
		},
		SeeAlso: "https://github.com/bomgate/bomgate",
	}
}

// sourceDate returns the date of [sourceDateEpoch], or else the date of the commit from
// which the program was built, or else the zero time.
func sourceDate() time.Time {
	var d date
	if d.setEpoch(os.Getenv(sourceDateEpoch)) == nil {
		return d.Time
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.time" {
				t, _ := time.Parse(time.RFC3339, s.Value) // the zero time if the Go command changes the format
				return t
			}
		}
	}
	return time.Time{}
}
