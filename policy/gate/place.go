package gate

import (
	"errors"
	"fmt"
	"slices"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

// Place is a place in a file.
type Place struct {
	File     string        // as in [policy.Report.Name]
	Location sbom.Location // without a line if the place is the whole file
	Decoded  bool          // Location is in a text that was decoded from the file, not in the file itself
}

// Place returns the place that a finding is about: its strongest evidence, its component,
// the waiver, or the document.
func (f Located) Place() Place {
	switch {
	case len(f.Evidence) > 0:
		return f.PlaceOf(f.Evidence[0])
	case f.Report.Document == nil:
		return placeIn(f.Report, f.Location)
	case f.Component != nil && f.Component.Document != f.Report.Name:
		return Place{File: f.Component.Document, Location: f.Component.Location}
	case f.Component != nil:
		return placeIn(f.Report, f.Component.Location)
	}
	return PlaceOf(f.Report)
}

// PlaceOf returns the place of evidence of the finding.
func (f Located) PlaceOf(e policy.Evidence) Place { return placeIn(f.Report, e.Location) }

// PlaceOf returns the place of the fault in a document that cannot be read, or else the start
// of the document.
func PlaceOf(r *policy.Report) Place {
	if e, ok := errors.AsType[*sbom.Error](r.Fault); ok {
		return placeIn(r, e.Location)
	}
	if r.Document == nil {
		return placeIn(r, sbom.Location{})
	}
	return placeIn(r, r.Document.Location)
}

func placeIn(r *policy.Report, at sbom.Location) Place {
	decoded := r.Document != nil && slices.ContainsFunc(r.Document.Wrappers, func(w sbom.Wrapper) bool { return w.Decoded })
	return Place{r.Name, at, decoded}
}

// String returns the place as file:line:column, and says if that is in decoded text.
func (p Place) String() string {
	s := p.File
	if p.Location.Line > 0 {
		s = fmt.Sprintf("%s:%d:%d", s, p.Location.Line, p.Location.Column)
		if p.Decoded {
			s += " of the decoded text"
		}
	}
	return s
}
