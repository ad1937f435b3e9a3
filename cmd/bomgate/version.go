package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
)

// revision names the source of a program that is built without a repository. The action sets
// it with -ldflags.
var revision string

// version returns the version of the module as stamped by the Go command, which derives it
// from a tag or a commit. If the program was built without a repository, the version ends
// in -devel, with the revision if it is known.
func version() string {
	unreleased := "0.0.0-devel" // SARIF requires a semantic version
	if revision != "" {
		unreleased += "+" + revision
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "(devel)" {
		return cmp.Or(info.Main.Version, unreleased)
	}
	return unreleased
}

// buildInfo says how the program was built.
type buildInfo struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"` // "" if it is not known
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func build() buildInfo {
	b := buildInfo{Version: version(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// String describes the build in one line.
func (b buildInfo) String() string {
	return fmt.Sprintf("bomgate %s (%s, %s)", b.Version, b.Go, b.Platform)
}

func versionCommand() *cobra.Command {
	var format flags.Choice
	cmd := &cobra.Command{
		Use:   "version [flags]",
		Short: "Print the version",
		Long: `Version prints the version of bomgate, of Go and of the platform. As JSON, it also
prints the commit.`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format.Word == formatJSON {
				return writeJSON(cmd.OutOrStdout(), build())
			}
			_, err := fmt.Fprintln(cmd.OutOrStdout(), build())
			return err
		},
	}
	chooseFrom(cmd, &format, "output", "o", "print text or json", "FORMAT", formatText, formatJSON)
	return cmd
}
