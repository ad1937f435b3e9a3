package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/flags"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/progress"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/terminal"
	"github.com/bomgate/bomgate/cmd/bomgate/internal/text"
)

// displayFlags are the flags for what a command shows on a terminal.
type displayFlags struct{ color flags.Choice }

func (d *displayFlags) register(cmd *cobra.Command) {
	chooseFrom(cmd, &d.color, "color", "", "color text that is not written to a file: auto, always or never; auto is on a terminal", "WHEN",
		string(terminal.Auto), string(terminal.Always), string(terminal.Never))
}

// view returns how text is shown on w.
func (d *displayFlags) view(w io.Writer) text.Options {
	return text.Options{Color: terminal.Colors(w, terminal.When(d.color.Word)), Width: terminal.Width(w)}
}

// newBar returns a progress bar on w, or nil if w is not a suitable terminal.
func newBar(w io.Writer) *progress.Bar {
	if width := terminal.Width(w); width > 0 && terminal.CanRewrite(w) {
		return progress.New(w, width)
	}
	return nil
}
