package text

import (
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
)

// maxValue is the number of characters shown of one value.
const maxValue = 500

// Message returns the message of an error, escaped for a terminal: see [printable.Escape]
// and [inert]. It may have several lines; all but the first are indented.
func Message(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = inert(printable.Escape(strings.ReplaceAll(l, "\t", "  ")))
	}
	return strings.Join(lines, "\n    ")
}

// clean returns a value from a document as one line for a terminal: control characters,
// escape sequences and all other invisible characters are escaped, and so is what could be a
// command of a CI system.
func clean(s string) string { return inert(printable.Escape(cut(s))) }

// escape describes parts of reports with clean values.
var escape phrase.Escape = clean

// quote is like clean for values in quotes, and quoteASCII escapes all but ASCII too.
func quote(s string) string { return inert(strconv.Quote(cut(s))) }

func quoteASCII(s string) string { return inert(strconv.QuoteToASCII(cut(s))) }

// inert escapes the # in a text that could be a command of a CI system. The agent of Azure
// Pipelines runs ##vso[task.setvariable …] anywhere in a line of a log, and the runner of
// GitHub Actions runs ##[stop-commands]. Both may ignore characters between these.
func inert(s string) string {
	if strings.Count(s, "#") < 2 || !strings.Contains(s, "[") {
		return s
	}
	return strings.ReplaceAll(s, "#", `\x23`)
}

// cut shortens a value to maxValue characters.
func cut(s string) string { return printable.Clip(s, maxValue) }
