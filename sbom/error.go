package sbom

import (
	"errors"
	"fmt"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// ErrNotSBOM is matched by an [Error] about content that does not look like an SBOM at
// all.
var ErrNotSBOM = errors.New("not an SBOM")

// Error says why a document cannot be read, and where.
type Error struct {
	Name     string   // of the document, as given to Decode
	Location Location // of the fault; zero where the fault is the document as a whole
	Message  string   // what is wrong and what was expected: lower case, no period
	Hint     string   // what the user can do; "" if there is nothing to say
	NotSBOM  bool     // the document does not look like an SBOM at all, as against an SBOM that cannot be read
}

// Is reports whether the target is [ErrNotSBOM] and the error says so.
func (e *Error) Is(target error) bool { return target == ErrNotSBOM && e.NotSBOM }

// Error gives the message with the document's name and the place, without the hint.
func (e *Error) Error() string {
	at := ""
	if e.Location.Line > 0 {
		at = fmt.Sprintf("line %d, column %d: ", e.Location.Line, e.Location.Column)
	}
	if e.Location.Path != "" {
		at += e.Location.Path + ": "
	}
	return fmt.Sprintf("decode %s: %s%s", scan.Quote(e.Name), at, e.Message)
}
