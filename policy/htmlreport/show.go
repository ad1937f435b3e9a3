package htmlreport

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
	"github.com/bomgate/bomgate/sbom"
)

// maxText is the number of characters shown of one value.
const maxText = 500

// show returns a value from a document as one line: without invisible characters, and not
// longer than maxText.
func show(s string) string {
	return printable.Escape(printable.Clip(s, maxText))
}

// showLines returns text of a document with its line ends. Invisible characters are
// escaped, and quotes are not.
func showLines(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r == '\t':
			b.WriteString("  ")
		default:
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		}
	}
	return b.String()
}

// escape describes parts of a report in words that can be shown.
var escape = phrase.Escape(show)

// componentName names a component without its version.
func componentName(c *policy.Component) string {
	if c == nil {
		return "the document"
	}
	named := *c
	named.Version = ""
	return escape.Component(&named)
}

// position names a location in a file.
func position(file string, l sbom.Location) string {
	if l.Line == 0 {
		return show(file)
	}
	return fmt.Sprintf("%s:%d:%d", show(file), l.Line, l.Column)
}

// day formats a date; "" for the zero time.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// count returns a number with a noun, as in "1 finding" or "12,345 findings".
func count(n int, singular string) string { return digits(n) + " " + noun(n, singular) }

// noun returns a noun in the number of n.
func noun(n int, singular string) string {
	if n == 1 {
		return singular
	}
	return singular + "s"
}

// digits returns a number with its digits in groups of three.
func digits(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
