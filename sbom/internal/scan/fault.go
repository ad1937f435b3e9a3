package scan

import "strconv"

// Fault is an error at an offset of a text. Package decode converts it to an error with
// the name of the file and a location.
type Fault struct {
	Offset  int
	Message string
	Hint    string
	NotSBOM bool // the text does not look like an SBOM
}

// Error returns the message.
func (f *Fault) Error() string { return f.Message }

// The hints of faults that several packages report, or that a limit causes.
const (
	HintCutOff   = "the document has been cut off: get it again"
	HintMaxBytes = "--max-bytes sets the limit"
	hintMaxValue = "--max-value-bytes sets the limit"
	hintMaxYAML  = "have the generator write JSON, or convert it with yq -o json; --max-yaml-values sets the limit"
	HintMaxDepth = "--max-depth sets the limit"
)

// Quote quotes a string of a document for an error or a warning. It shortens long strings.
func Quote(s string) string { return quote(s, 80) }

// QuoteName quotes the name of a file. It keeps every name that a system accepts as a path,
// because users look for the file.
func QuoteName(s string) string { return quote(s, 4096) }

func quote(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}
