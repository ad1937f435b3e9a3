package decode

import (
	"fmt"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// members has selected members of a JSON object.
type members struct {
	text   string
	places map[string]sbom.Place // of the values, by name
}

// readMembers returns the members with the given names of the object that is a text. It
// validates the whole object and refuses names that differ from a given one only in case.
func readMembers(text string, names ...string) (members, error) {
	m := members{text: text, places: map[string]sbom.Place{}}
	r := scan.NewJSON(text, 0)
	err := r.Object(func(name string) error {
		start := r.NextOffset()
		if err := r.SkipValue(); err != nil {
			return err
		}
		for _, n := range names {
			switch {
			case name == n:
				m.places[n] = sbom.Place{Start: start, End: r.EndOffset()}
			case scan.FoldCase(name) == scan.FoldCase(n):
				return &scan.Fault{Offset: start, Message: fmt.Sprintf("member %s differs from %q only in case", scan.Quote(name), n)}
			}
		}
		return nil
	})
	if err == nil {
		err = r.End()
	}
	if err != nil {
		return m, r.AsFault(err)
	}
	return m, nil
}

// string returns the value of a member, which must be a string.
func (m members) string(name string) (string, error) {
	p, ok := m.places[name]
	if !ok {
		return "", &scan.Fault{Message: fmt.Sprintf("member %q is missing", name)}
	}
	return scan.StringAt(m.text, p)
}
