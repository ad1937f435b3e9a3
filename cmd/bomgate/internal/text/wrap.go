package text

import (
	"regexp"
	"strings"

	"github.com/rivo/uniseg"
)

// noBreak is a space at which a line is not broken. Text from documents never has one,
// because [clean] escapes it.
const noBreak = "\u00a0"

// unbroken returns a text whose spaces do not break a line.
func unbroken(s string) string { return strings.ReplaceAll(s, " ", noBreak) }

// minText is the least number of columns that an indented line leaves for text.
const minText = 20

// wrap breaks a line at spaces so that it fits into width columns. A word that does not fit
// gets a line of its own. All lines but the first are indented by hang columns. If width is
// 0, the line is not broken.
func wrap(line string, width, hang int) string {
	if width == 0 || columns(line) <= width {
		return strings.ReplaceAll(line, noBreak, " ")
	}
	hang = min(hang, max(width-minText, 0))
	text := strings.TrimLeft(line, " ")
	var b strings.Builder
	at, spaces := 0, len(line)-len(text) // the column, and the spaces before the next word
	for i, word := range strings.Split(text, " ") {
		if i > 0 {
			spaces++
		}
		if word == "" {
			continue
		}
		n := columns(word)
		if i > 0 && at > hang && at+spaces+n > width {
			b.WriteByte('\n')
			at, spaces = 0, hang
		}
		b.WriteString(strings.Repeat(" ", spaces) + word)
		at, spaces = at+spaces+n, 0
	}
	return strings.ReplaceAll(b.String(), noBreak, " ")
}

// escapes matches the escape sequences that [printer.paint] writes.
var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// columns returns the number of columns of a text on a terminal, on which some characters
// are two columns wide.
func columns(s string) int { return uniseg.StringWidth(escapes.ReplaceAllString(s, "")) }
