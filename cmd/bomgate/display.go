package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/source"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/terminal"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
)

// displayFlags are the flags for the text that a command shows on a terminal.
type displayFlags struct{ color flags.Choice }

func (d *displayFlags) register(cmd *cobra.Command) {
	chooseFrom(cmd, &d.color, "color", "", "color text that is not written to a file: auto, always or never; auto is on a terminal", "WHEN",
		string(terminal.Auto), string(terminal.Always), string(terminal.Never))
}

// view returns how text is shown on w.
func (d *displayFlags) view(w io.Writer) text.Options {
	return text.Options{Color: terminal.Colors(w, terminal.When(d.color.Word)), Width: terminal.Width(w)}
}

// prompt tells the user how to end an SBOM that is typed on a terminal. It reports whether the
// arguments ask for one.
func prompt(cmd *cobra.Command, args []string) bool {
	if !slices.Contains(args, source.Stdin) || !terminal.Is(cmd.InOrStdin()) {
		return false
	}
	end := "Ctrl-D"
	if runtime.GOOS == "windows" {
		end = "Ctrl-Z and Enter"
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "bomgate: reading an SBOM from the terminal: end it with %s\n", end)
	return true
}

// maxListed is the number of SBOMs that [announce] lists.
const maxListed = 5

// announce says which SBOMs a command without PATH has found.
func announce(w io.Writer, reports []*policy.Report) {
	var names []string
	for _, r := range reports {
		if r.Name != "." && !slices.Contains(names, r.Name) { // else the directory has none
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		return
	}
	list := strings.Join(names[:min(len(names), maxListed)], ", ")
	if more := len(names) - maxListed; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	fmt.Fprintf(w, "bomgate: without PATH, check uses %s: %s\n", phrase.Count(len(names), "file in this directory", "files in this directory"), text.Message(list))
}

// newBar returns a progress bar on w, or nil if w is not a suitable terminal.
func newBar(w io.Writer) *progress.Bar {
	if width := terminal.Width(w); width > 0 && terminal.CanRewrite(w) {
		return progress.New(w, width)
	}
	return nil
}
