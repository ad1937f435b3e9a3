package sbom

import (
	"strconv"
)

// fault is an error at an offset, before the document's name and lines are known.
// The readers return it; Decode makes an Error of it.
type fault struct {
	offset  int
	message string
	hint    string
	notSBOM bool // the text does not look like an SBOM at all
}

func (f *fault) Error() string { return f.message }

// quote quotes what a document says for an error or a warning; a long text is cut.
func quote(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}
