package sbom

import (
	"errors"
	"fmt"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// ErrNotSBOM is the error that [errors.Is] finds in an [Error] about content that does
// not look like an SBOM.
var ErrNotSBOM = errors.New("not an SBOM")

// Error is the reason why a document cannot be read.
type Error struct {
	Name     string   // the name of the file, as given to the decoder
	Location Location // of the fault; zero if the fault is in the document as a whole
	Message  string   // the problem and the expected content: lower case, no period
	Hint     string   // a suggestion for the user, or ""
	NotSBOM  bool     // the content does not look like an SBOM; false for an SBOM that cannot be read
}

// Is reports whether target is [ErrNotSBOM] and e.NotSBOM is set.
func (e *Error) Is(target error) bool { return target == ErrNotSBOM && e.NotSBOM }

// Error returns the message with the name of the file and the location, without the hint.
func (e *Error) Error() string {
	at := ""
	if e.Location.Line > 0 {
		at = fmt.Sprintf("line %d, column %d: ", e.Location.Line, e.Location.Column)
	}
	if e.Location.Path != "" {
		at += e.Location.Path + ": "
	}
	return fmt.Sprintf("decode %s: %s%s", scan.QuoteName(e.Name), at, e.Message)
}
