package manpage

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

const want = `.TH "TOOL" "1" "2026-11-30" "tool 1.0\-rc" "User Commands"
.SH "NAME"
tool \- Do it
.SH "SYNOPSIS"
\fBtool make\fR [flags] FILE
.SH "DESCRIPTION"
Tool does it.
.PP
\&.config is not a macro.
.PP
A backslash is \e, a hyphen is \-.
.SH "COMMANDS"
.SS "tool make [flags] FILE"
Make reads \(dqFILE\(dq:
.PP
.RS "4"
.nf
a  a table
.sp
\&.  its last line
.fi
.RE
.TP
\fB\-n\fR, \fB\-\-number\fR \fIN\fR
repeat N times (default 3)
.TP
\fB\-\-wet\fR
it\(aqs wet
.PP
Examples:
.PP
.RS "4"
.nf
  tool make \-\-wet x
.fi
.RE
.SH "EXIT STATUS"
.TP
\fB0\fR
success
.SH "EXAMPLES"
.RS "4"
.nf
  tool make x
.fi
.RE
.SH "SEE ALSO"
https://tool.example
`

func TestPage(t *testing.T) {
	root := &cobra.Command{Use: "tool", Short: "Do it", Example: "  tool make x",
		Long: "Tool does it.\n\n.config is not a macro.\n\nA backslash is \\, a hyphen is -."}
	sub := &cobra.Command{Use: "make [flags] FILE", Short: "Make it", Example: "  tool make --wet x",
		Long: "Make reads \"FILE\":\n\n  a  a table\n\n  .  its last line", Run: func(*cobra.Command, []string) {}}
	sub.Flags().IntP("number", "n", 3, "repeat `N` times")
	sub.Flags().Bool("wet", false, "it's wet")
	sub.Flags().Bool("secret", false, "not in help")
	if err := sub.Flags().MarkHidden("secret"); err != nil {
		t.Fatal(err)
	}
	root.AddCommand(sub, &cobra.Command{Use: "internal", Hidden: true, Run: func(*cobra.Command, []string) {}})
	page := Page{Root: root, Version: "1.0-rc", Date: time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC),
		ExitStatus: []Entry{{"0", "success"}}, SeeAlso: "https://tool.example"}
	var b strings.Builder
	if err := page.Write(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
