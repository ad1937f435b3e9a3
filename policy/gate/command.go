package gate

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CommandLine returns the command that makes the same check again, quoted for a shell, with
// a report in one format on standard output.
func (r *Run) CommandLine(format string) string {
	arguments := append(slices.Clone(r.Command), "-o", format)
	if slices.ContainsFunc(r.Paths, func(path string) bool { return strings.HasPrefix(path, "-") && path != "-" }) {
		arguments = append(arguments, "--")
	}
	return quoteArguments(append(arguments, r.Paths...))
}

// quoteArguments joins the quoted arguments of a command.
func quoteArguments(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		quoted[i] = quoteArgument(arg)
	}
	return strings.Join(quoted, " ")
}

// quoteArgument quotes an argument for a shell: POSIX sh, or POSIX.1-2024 and bash if it has
// invisible characters, which are then escaped.
func quoteArgument(arg string) string {
	bare, printable := arg != "", true
	for _, r := range arg {
		bare = bare && (r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || strings.ContainsRune("-_./:=,@%+", r))
		printable = printable && unicode.IsPrint(r) && r != utf8.RuneError
	}
	switch {
	case bare:
		return arg
	case printable:
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := range len(arg) {
		switch c := arg[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
