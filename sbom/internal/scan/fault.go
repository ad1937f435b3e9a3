package scan

import (
	"strconv"
)

// fault is an error at an offset, before the document's name and lines are known.
// The readers return it; Decode makes an Error of it.
type Fault struct {
	Offset  int
	Message string
	Hint    string
	NotSBOM bool // the text does not look like an SBOM at all
}

func (f *Fault) Error() string { return f.Message }

// quote quotes what a document says for an error or a warning; a long text is cut.
func Quote(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}
