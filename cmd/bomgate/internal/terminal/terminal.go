// Package terminal finds the abilities of a writer: whether it shows colors and rewrites lines,
// and its width.
package terminal

import (
	"io"
	"os"

	"golang.org/x/term"
)

// When says when text is colored.
type When string

// The zero value means [Auto].
const (
	Auto   When = "auto"   // as [Colors] describes
	Always When = "always" // also in files and pipes
	Never  When = "never"
)

// Is reports whether a reader or a writer is a terminal.
func Is(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// CanRewrite reports whether w is a terminal that interprets escape sequences.
func CanRewrite(w io.Writer) bool { return Is(w) && os.Getenv("TERM") != "dumb" }

// Colors reports whether text on w is colored. With [Auto], it is colored on a terminal that
// interprets escape sequences. The environment variable NO_COLOR turns that off (see
// no-color.org). Otherwise, FORCE_COLOR or CLICOLOR_FORCE turns colors on everywhere, as in
// the logs of build systems, unless its value is 0 or false. An empty variable has no effect.
func Colors(w io.Writer, when When) bool {
	switch when {
	case Always:
		return true
	case Never:
		return false
	}
	return os.Getenv("NO_COLOR") == "" && (isOn("FORCE_COLOR") || isOn("CLICOLOR_FORCE") || CanRewrite(w))
}

func isOn(variable string) bool {
	value := os.Getenv(variable)
	return value != "" && value != "0" && value != "false"
}

// Width returns the number of columns of a terminal, or 0 if w is not a terminal.
func Width(w io.Writer) int {
	if !Is(w) {
		return 0
	}
	width, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return max(width, 0)
}
