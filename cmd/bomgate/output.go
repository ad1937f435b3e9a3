package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/cmd/bomgate/internal/ci"
	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/htmlreport"
	"github.com/bomgate/bomgate/policy/jsonreport"
	"github.com/bomgate/bomgate/policy/ledger"
	"github.com/bomgate/bomgate/policy/markdown"
	"github.com/bomgate/bomgate/policy/suggest"
)

// reportFormat is a kind of report, as in --output.
type reportFormat struct {
	name      string
	extension string                           // of example files
	detailed  bool                             // needs details of the documents
	write     func(io.Writer, *gate.Run) error // nil if it depends on flags of check
}

// The formats of other commands too, those that depend on flags of check, and the one that
// appends to the files of a workflow.
const (
	formatText  = "text"
	formatSARIF = "sarif"
	formatJSON  = "json"

	formatGitHub = "github"
)

var formats = []reportFormat{
	{name: formatText, extension: "txt"},
	{name: formatSARIF, extension: "sarif"},
	{name: formatJSON, extension: "json", write: jsonreport.Write},
	{name: "markdown", extension: "md", write: markdown.Write},
	{name: "html", extension: "html", detailed: true, write: htmlreport.Write},
	{name: "ledger", extension: "csv", detailed: true, write: ledger.Write},
	{name: formatGitHub, extension: "txt", write: ci.WriteGitHub},
	{name: "gitlab", extension: "json", write: ci.WriteGitLab},
	{name: "azure", extension: "txt", write: ci.WriteAzure},
	{name: "junit", extension: "xml", write: ci.WriteJUnit},
}

// formatNamed returns the format with a name, and reports whether there is one.
func formatNamed(name string) (reportFormat, bool) {
	i := slices.IndexFunc(formats, func(f reportFormat) bool { return f.name == name })
	if i < 0 {
		return reportFormat{}, false
	}
	return formats[i], true
}

// formatNames returns the names of all formats.
func formatNames() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// output is one -o FORMAT[=FILE].
type output struct {
	reportFormat
	file     string // "" for standard output
	inFolder bool   // the user named the folder of the file, not the file
}

// toStdout reports whether the output goes to standard output.
func (o output) toStdout() bool { return o.file == "" }

// sarifFile is the name of the SARIF file in a directory.
const sarifFile = "bomgate.sarif"

// parseOutputs parses the values of --output. Two outputs must not have the same destination.
// An error begins with the value.
func parseOutputs(values []string) ([]output, error) {
	var outputs []output
	for _, v := range values {
		name, file, named := strings.Cut(v, "=")
		format, ok := formatNamed(name)
		if !ok {
			return nil, fmt.Errorf("%q: expected %s, or one of them with a file as in sarif=bomgate.sarif", v, suggest.List(formatNames()))
		}
		if named && file == "" {
			return nil, fmt.Errorf("%q: expected a file after the =", v)
		}
		if file == "-" {
			file = ""
		}
		inFolder := isFolder(file)
		if inFolder && format.name != formatSARIF {
			return nil, fmt.Errorf("%q: %q is a directory: expected a file, as in %s", v, file, format.example())
		}
		if inFolder {
			file = filepath.Join(file, sarifFile)
		}
		if slices.ContainsFunc(outputs, func(o output) bool { return samePath(o.file, file) }) {
			where := "standard output"
			if file != "" {
				where = fmt.Sprintf("%q", file)
			}
			return nil, fmt.Errorf("%q: another output already goes to %s: write this one to a different file, as in %s", v, where, format.example())
		}
		outputs = append(outputs, output{format, file, inFolder})
	}
	return outputs, nil
}

// example returns an example of an output to a file.
func (f reportFormat) example() string { return f.name + "=report." + f.extension }

// checkInputs returns an error if an output would replace a file that was read as an SBOM.
// The error begins with the value of --output.
func checkInputs(outputs []output, reports []*policy.Report) error {
	for _, o := range outputs {
		info, err := os.Stat(o.file)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if slices.ContainsFunc(reports, func(r *policy.Report) bool { return isIn(r.Name, info) }) {
			return fmt.Errorf("%q: the file %q is one of the SBOMs: write the report to a different file, as in %s", o.name+"="+o.file, o.file, o.example())
		}
	}
	return nil
}

// isIn reports whether a document is in a file: the document has the name of the file, with
// its path in an archive after it.
func isIn(document string, file os.FileInfo) bool {
	for name := document; name != path.Dir(name); name = path.Dir(name) {
		if info, err := os.Stat(filepath.FromSlash(name)); err == nil {
			return os.SameFile(info, file)
		}
	}
	return false
}

// isFolder reports whether a name is a directory, or ends like one.
func isFolder(name string) bool {
	if name != "" && os.IsPathSeparator(name[len(name)-1]) {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func samePath(a, b string) bool {
	return a == b || a != "" && b != "" && filepath.Clean(a) == filepath.Clean(b)
}

// writeJSON writes a value as indented JSON, with <, > and & as they are.
func writeJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}
