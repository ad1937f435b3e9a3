package sariflint

import (
	"fmt"
	"io"

	"github.com/bomgate/bomgate/policy/printable"
)

// maxShown is the number of characters of a message that the text shows.
const maxShown = 300

// WriteText writes the report on a file as text.
func (r *Report) WriteText(w io.Writer, file string) error {
	file = printable.Escape(file)
	for _, p := range r.Problems {
		message := printable.Escape(printable.Clip(p.Message, maxShown))
		pointer := printable.Escape(printable.Clip(p.Pointer, maxShown))
		if pointer == "" {
			pointer = "the whole file"
		}
		if _, err := fmt.Fprintf(w, "%s:%d:%d: %s: %s [%s]\n  at   %s\n  why  %s\n  fix  %s\n", file, p.Line, p.Column, p.Level, message, p.Rule, pointer, p.Effect, p.Fix); err != nil {
			return err
		}
		if p.More > 0 {
			if _, err := fmt.Fprintf(w, "  and %d more like it\n", p.More); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(w, "%s: %s, %s; %s, %s, %d bytes, %d after gzip\n", file,
		number(r.Errors, "error"), number(r.Warnings, "warning"), number(r.Runs, "run"), number(r.Results, "result"), r.Size, r.Zipped)
	return err
}

// number returns a number of things.
func number(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
