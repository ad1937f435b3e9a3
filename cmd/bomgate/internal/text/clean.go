package text

import (
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
)

// maxValue is the number of characters shown of one value.
const maxValue = 500

// Message returns the message of an error, escaped for a terminal: see
// [printable.Escape]. It may have several lines; all but the first are indented.
func Message(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = printable.Escape(strings.ReplaceAll(l, "\t", "  "))
	}
	return strings.Join(lines, "\n    ")
}

// clean returns a value from a document as one line for a terminal: control
// characters, escape sequences and all other invisible characters are escaped.
func clean(s string) string { return printable.Escape(cut(s)) }

// escape describes parts of reports with clean values.
var escape phrase.Escape = clean

// quote is like clean for values in quotes.
func quote(s string) string { return strconv.Quote(cut(s)) }

// cut shortens a value to maxValue characters.
func cut(s string) string { return printable.Clip(s, maxValue) }
