// Package azure writes a run as logging commands of Azure Pipelines.
//
// # Mapping
//
//	Verdict undetermined      issue of the type error at the fault, before the findings
//	Finding                   issue of the type error or warning; a note is only counted
//	Finding.Rule              code
//	Finding.Evidence[0]       sourcepath, linenumber and columnnumber
//	Finding.Waiver, Change    a finding that does not count for the gate is not an issue
//	Decision                  a line that is not a command, and the result of the task
//
// Azure Pipelines shows ten issues of each type for a task. [Write] therefore writes the most
// severe findings, and says how many others there are.
//
// The task fails if the gate is closed, even if its script ignores the exit code, as scripts
// of several commands do by default. It succeeds with issues if the gate is open and a finding
// needs a decision. Otherwise the script determines the result.
//
// To show the audit report in the summary of a pipeline run, a script writes it to a file and
// prints ##vso[task.uploadsummary] with the absolute path of the file. [Write] does not,
// because it does not know the other outputs.
//
// Text from documents is escaped: it cannot be another command. The agent finds a command
// anywhere in a line.
package azure

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
)

// MaxIssues is the maximum number of issues of each type.
const MaxIssues = 10

// The limits of texts, in characters.
const (
	maxValue   = 500 // of one text from a document
	maxMessage = 4000
)

// clean returns a text from a document as one line.
var clean = phrase.OneLine(maxValue)

// Write writes the commands. The function pathOf returns the absolute path of a document, or
// "" if it is not a file.
func Write(w io.Writer, run *gate.Run, pathOf func(name string) string) error {
	p := &printer{pathOf: pathOf}
	list := run.Shortlist(MaxIssues)
	for _, r := range list.Undetermined {
		p.issue("error", string(policy.Undetermined), gate.PlaceOf(r), clean.NoVerdict(r))
	}
	for _, f := range list.Findings {
		if f.Level == policy.LevelNote {
			list.MoreFindings++
			continue
		}
		p.issue(string(f.Level), f.Rule, f.Place(), clean.Finding(f.Report.Name, f.Finding))
	}
	decision := run.Decide()
	p.WriteString(decision.String())
	if more := list.More(); more != "" {
		p.WriteString("; not listed: " + more)
	}
	p.WriteByte('\n')
	counting := run.Counting()
	switch {
	case !decision.Open():
		p.complete("Failed", decision)
	case counting[policy.LevelError]+counting[policy.LevelWarning] > 0:
		p.complete("SucceededWithIssues", decision)
	}
	_, err := p.WriteTo(w)
	return err
}

// printer buffers commands.
type printer struct {
	bytes.Buffer
	pathOf func(name string) string
}

// issue writes the command for an issue. The message starts with the place if the properties
// do not have it.
func (p *printer) issue(kind, code string, place gate.Place, message string) {
	properties := []string{"type=" + kind}
	file, at := p.pathOf(place.File), place.Location
	if file != "" {
		properties = append(properties, "sourcepath="+escape(printable.Escape(file)))
	}
	if file != "" && at.Line > 0 && !place.Decoded {
		properties = append(properties, fmt.Sprintf("linenumber=%d;columnnumber=%d", at.Line, max(at.Column, 1)))
	} else if file == "" || at.Line > 0 {
		message = clean(place.String()) + ": " + message
	}
	properties = append(properties, "code="+escape(clean(code)))
	fmt.Fprintf(p, "##vso[task.logissue %s]%s\n", strings.Join(properties, ";"), escape(printable.Clip(message, maxMessage)))
}

// complete writes the command for the result of the task.
func (p *printer) complete(result string, d gate.Decision) {
	fmt.Fprintf(p, "##vso[task.complete result=%s;]%s\n", result, escape(d.String()))
}

var escapes = strings.NewReplacer("%", "%AZP25", ";", "%3B", "]", "%5D", "\r", "%0D", "\n", "%0A")

// escape escapes a property or a message of a command.
func escape(s string) string { return escapes.Replace(s) }
