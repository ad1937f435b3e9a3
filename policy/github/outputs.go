package github

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
)

// Files are the files that a run has written. A name is "" if there is no such file.
type Files struct {
	SARIFDir string // the directory, if the user named one
	SARIF    string // the first file, if the user named it
	JSON     string
}

// Outputs returns the outputs of a step, in the form of the file GITHUB_OUTPUT:
//
//	verdict        the most severe verdict on a document
//	decision       open or closed; open if and only if the exit code is 0
//	exit-code      of the program
//	errors         findings of that level that count for the gate
//	warnings       the same
//	notes          the same
//	documents      all documents
//	undetermined   documents without a verdict
//	coverage       percent of the listed components of all documents that name a maker or have
//	               a package identity, rounded down; 0 without components
//	waived         findings that waivers cover
//	baseline       findings that are in the baseline, and not more severe
//	sarif-dir, sarif-file, json-file   as in Files
func Outputs(run *gate.Run, exitCode int, files Files) []byte {
	var b bytes.Buffer
	decision := "closed"
	if exitCode == gate.ExitOpen {
		decision = "open"
	}
	counting := run.Counting()
	for _, o := range []struct {
		name  string
		value any
	}{
		{"verdict", policy.Overall(run.Reports)},
		{"decision", decision},
		{"exit-code", exitCode},
		{"errors", counting[policy.LevelError]},
		{"warnings", counting[policy.LevelWarning]},
		{"notes", counting[policy.LevelNote]},
		{"documents", len(run.Reports)},
		{"undetermined", len(run.Undetermined())},
		{"coverage", math.Floor(100 * run.Coverage().Share())},
		{"waived", run.Waived()},
		{"baseline", run.Known()},
		{"sarif-dir", files.SARIFDir},
		{"sarif-file", files.SARIF},
		{"json-file", files.JSON},
	} {
		writeOutput(&b, o.name, fmt.Sprint(o.value))
	}
	return b.Bytes()
}

// writeOutput writes an output. A value of several lines is between two lines with a
// delimiter that it does not contain.
func writeOutput(b *bytes.Buffer, name, value string) {
	if !strings.ContainsAny(value, "\r\n") {
		fmt.Fprintf(b, "%s=%s\n", name, value)
		return
	}
	delimiter := "end"
	for strings.Contains(value, delimiter) {
		delimiter += "-end"
	}
	fmt.Fprintf(b, "%s<<%s\n%s\n%s\n", name, delimiter, value, delimiter)
}
