// Package github writes a run for GitHub Actions: as workflow commands, which become
// annotations, and as a job summary.
//
// # Mapping
//
//	Verdict undetermined      error annotation at the fault, before the findings
//	Finding                   annotation with the level error, warning or notice
//	Finding.Evidence[0]       its file, lines and columns
//	Finding.Waiver, Change    a finding that does not count for the gate has no annotation
//	Decision                  last line, which is not a command
//
// # Limits
//
// GitHub shows at most 10 errors and 10 warnings of a step, and 4,096 characters of a
// message. [Write] therefore annotates the most severe findings, and says how many others
// there are. GitHub discards a summary of more than 1 MiB. [Summary] is complete Markdown of
// at most the size that its caller gives, and says what it leaves out.
//
// Text from documents is escaped: it can be neither another command nor Markdown.
package github

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/policy/printable"
	"github.com/bomgate/bomgate/sbom"
)

// The limits of annotations: see the package documentation.
const (
	MaxAnnotations = 10

	maxMessage = 4000 // characters
	maxTitle   = 200
	maxValue   = 500 // characters of one text from a document
)

// Options describe the repository, which is not part of a run.
type Options struct {
	// Path returns the path of a document in the repository, with slashes, or "" if the file
	// is not in it. Without Path, no file is in it.
	Path func(name string) string

	// Files is the address below which GitHub shows the files of the repository, without a
	// slash at the end, as in https://github.com/owner/name/blob/COMMIT. It is "" if there is none.
	Files string
}

func (o Options) path(name string) string {
	if o.Path == nil {
		return ""
	}
	return o.Path(name)
}

// Write writes workflow commands, and then the decision in one line.
func Write(w io.Writer, run *gate.Run, o Options) error {
	var b bytes.Buffer
	list := run.Shortlist(MaxAnnotations)
	for _, r := range list.Undetermined {
		o.annotate(&b, "error", gate.PlaceOf(r), printable.Clip(clean(r.Name), maxTitle), clean.NoVerdict(r))
	}
	for _, f := range list.Findings {
		title := printable.Clip(clean.About(f.Report.Name, f.Finding), maxTitle) + " [" + clean(f.Rule) + "]"
		o.annotate(&b, commands[f.Level], f.Place(), title, clean.Finding(f.Report.Name, f.Finding))
	}
	b.WriteString(run.Decide().String())
	if more := list.More(); more != "" {
		b.WriteString("; not annotated: " + more)
	}
	b.WriteByte('\n')
	_, err := b.WriteTo(w)
	return err
}

// commands are the workflow commands of the levels.
var commands = map[policy.Level]string{policy.LevelError: "error", policy.LevelWarning: "warning", policy.LevelNote: "notice"}

// clean returns a text from a document as one line.
var clean = phrase.OneLine(maxValue)

// annotate writes the command for an annotation. The message starts with the position if the
// properties do not have it.
func (o Options) annotate(b *bytes.Buffer, command string, place gate.Place, title, message string) {
	var properties []string
	file, inLine := o.path(place.File), place.Location.Line > 0
	if file != "" {
		properties = append(properties, "file="+propertyEscapes.Replace(printable.Escape(file)))
	}
	if file != "" && inLine && !place.Decoded {
		properties = append(properties, region(place.Location)...)
	} else if file == "" || inLine {
		message = clean(place.String()) + ": " + message
	}
	properties = append(properties, "title="+propertyEscapes.Replace(title))
	fmt.Fprintf(b, "::%s %s::%s\n", command, strings.Join(properties, ","), dataEscapes.Replace(printable.Clip(message, maxMessage)))
}

// region returns the properties of a place in a file. GitHub accepts columns only in one line.
func region(at sbom.Location) []string {
	properties := []string{fmt.Sprintf("line=%d", at.Line)}
	if at.EndLine > at.Line {
		return append(properties, fmt.Sprintf("endLine=%d", at.EndLine))
	}
	properties = append(properties, fmt.Sprintf("endLine=%d", at.Line), fmt.Sprintf("col=%d", max(at.Column, 1)))
	if at.EndLine == at.Line && at.EndColumn > at.Column {
		properties = append(properties, fmt.Sprintf("endColumn=%d", at.EndColumn))
	}
	return properties
}

// The escapes of the message of a workflow command, and of the values of its properties.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
