// Package manpage writes the help of a program as one manual page, in the language of
// man(7), which man-db and mandoc render.
//
// The texts of commands are read like Go doc comments: paragraphs are filled, and indented
// lines are kept as they are.
package manpage

import (
	"go/doc/comment"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Entry is a term with its explanation.
type Entry struct{ Term, Text string }

// Page is a manual page of section 1.
type Page struct {
	Root    *cobra.Command
	Version string
	Date    time.Time // the zero time for none

	// Sections of terms, besides the ones that are made from the commands.
	ExitStatus, Environment, Files []Entry

	SeeAlso string
}

// Write writes the page. The same page gives the same bytes.
func (p Page) Write(w io.Writer) error {
	var o printer
	name, date := p.Root.Name(), ""
	if !p.Date.IsZero() {
		date = p.Date.UTC().Format(time.DateOnly)
	}
	o.line("TH", strings.ToUpper(name), "1", date, escape(name+" "+p.Version), "User Commands")
	o.line("SH", "NAME")
	o.text(name + ` \- ` + escape(p.Root.Short))
	o.line("SH", "SYNOPSIS")
	for i, c := range commands(p.Root) {
		if i > 0 {
			o.line("br")
		}
		o.synopsis(c)
	}
	o.line("SH", "DESCRIPTION")
	o.paragraphs(p.Root.Long)
	o.line("SH", "COMMANDS")
	for _, c := range commands(p.Root) {
		o.command(c)
	}
	o.entries("EXIT STATUS", p.ExitStatus)
	o.entries("ENVIRONMENT", p.Environment)
	o.entries("FILES", p.Files)
	o.line("SH", "EXAMPLES")
	o.verbatim(p.Root.Example)
	o.line("SH", "SEE ALSO")
	o.sentence(p.SeeAlso)
	_, err := io.WriteString(w, o.String())
	return err
}

// commands returns the commands of a program that its help lists, in the same order, each
// followed by its own commands.
func commands(parent *cobra.Command) []*cobra.Command {
	var list []*cobra.Command
	for _, c := range parent.Commands() {
		if c.IsAvailableCommand() && c.Runnable() {
			list = append(list, c)
		}
		list = append(list, commands(c)...)
	}
	return list
}

// printer builds the text of a page. No line is empty, because an empty line is a request
// that lint tools refuse.
type printer struct{ strings.Builder }

// line writes a line with a macro. The arguments are already escaped.
func (o *printer) line(macro string, args ...string) {
	o.WriteString("." + macro)
	for _, a := range args {
		o.WriteString(` "` + a + `"`)
	}
	o.WriteString("\n")
}

// text writes lines of text that are already escaped.
func (o *printer) text(s string) {
	for line := range strings.SplitSeq(s, "\n") {
		if strings.HasPrefix(line, ".") { // would be a macro
			line = `\&` + line
		}
		if line != "" {
			o.WriteString(line + "\n")
		}
	}
}

// fill writes a text in short lines, which a reader fills anyway.
func (o *printer) fill(text *comment.Doc) {
	plain := comment.Printer{TextWidth: 66}
	o.text(escape(string(plain.Text(text))))
}

// sentence writes a text of one paragraph.
func (o *printer) sentence(text string) {
	o.fill(&comment.Doc{Content: []comment.Block{&comment.Paragraph{Text: []comment.Text{comment.Plain(text)}}}})
}

// synopsis writes the usage of a command.
func (o *printer) synopsis(c *cobra.Command) {
	path, rest := c.CommandPath(), strings.TrimPrefix(c.UseLine(), c.CommandPath())
	o.text(`\fB` + escape(path) + `\fR` + escape(rest))
}

// command writes the section of a command.
func (o *printer) command(c *cobra.Command) {
	o.line("SS", escape(c.UseLine()))
	o.paragraphs(c.Long)
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			o.flag(f)
		}
	})
	if c.Example != "" {
		o.line("PP")
		o.text("Examples:")
		o.line("PP")
		o.verbatim(c.Example)
	}
}

// flag writes a flag with its value and its default, as help does.
func (o *printer) flag(f *pflag.Flag) {
	value, usage := pflag.UnquoteUsage(f)
	term := ""
	if f.Shorthand != "" {
		term = `\fB\-` + escape(f.Shorthand) + `\fR, `
	}
	term += `\fB\-\-` + escape(f.Name) + `\fR`
	if value != "" {
		term += ` \fI` + escape(value) + `\fR`
	}
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "[]" {
		usage += " (default " + f.DefValue + ")"
	}
	o.line("TP")
	o.text(term)
	o.sentence(usage)
}

// entries writes a section of terms, unless there are none.
func (o *printer) entries(title string, list []Entry) {
	if len(list) == 0 {
		return
	}
	o.line("SH", title)
	for _, e := range list {
		o.line("TP")
		o.text(`\fB` + escape(e.Term) + `\fR`)
		o.sentence(e.Text)
	}
}

// paragraphs writes the text of a command.
func (o *printer) paragraphs(long string) {
	var parser comment.Parser
	for i, block := range parser.Parse(long).Content {
		if i > 0 {
			o.line("PP")
		}
		if code, ok := block.(*comment.Code); ok {
			o.verbatim(code.Text)
		} else {
			o.fill(&comment.Doc{Content: []comment.Block{block}})
		}
	}
}

// verbatim writes indented lines as they are.
func (o *printer) verbatim(s string) {
	o.line("RS", "4")
	o.line("nf")
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		if line == "" {
			o.line("sp")
		}
		o.text(escape(line))
	}
	o.line("fi")
	o.line("RE")
}

// escape returns a text in which no character has a meaning for roff, and hyphens and
// quotation marks are those of ASCII, so that examples can be copied.
func escape(s string) string { return escapes.Replace(s) }

var escapes = strings.NewReplacer(`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `"`, `\(dq`, `^`, `\(ha`, `~`, `\(ti`)
