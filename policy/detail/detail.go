// Package detail collects the parts of a document that an audit needs in addition to the
// report: all of its components, and the text around the values on which findings rest.
package detail

import (
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
)

// The limits of a [Detail].
const (
	MaxComponents = 250_000 // the first
	MaxExcerpts   = 2_000   // of the most severe findings
)

// Detail is the parts of a document. It shares no memory with the document.
type Detail struct {
	Components []Component // without the document itself, in the order of the document; at most [MaxComponents]
	Omitted    int         // the number of other components

	excerpts map[sbom.Place]Excerpt // by the place of the value
}

// Component is a component of a document.
type Component struct {
	Line, Column int // see [sbom.Location]
	Origin       sbom.Origin
	Type         string
	Ref          string
	Group        string
	Name         string
	Version      string
	PURL         string
	Maker        string // see [sbom.Component]
	Evidence     sbom.Evidence
}

// Collect collects the parts of a document for a report on it.
func Collect(doc *sbom.Document, r *policy.Report) *Detail {
	d := &Detail{Components: components(doc), excerpts: map[sbom.Place]Excerpt{}}
	d.Omitted = doc.Len() - 1 - len(d.Components)
	for _, f := range r.Findings {
		for _, e := range f.Evidence {
			if len(d.excerpts) == MaxExcerpts {
				return d
			}
			if _, ok := d.excerpts[e.Claim.Place]; !ok {
				d.excerpts[e.Claim.Place] = newExcerpt(doc.Text(), e)
			}
		}
	}
	return d
}

func components(doc *sbom.Document) []Component {
	n := min(doc.Len()-1, MaxComponents)
	places := make([]sbom.Place, n)
	for i := range places {
		places[i] = doc.Component(i + 1).Place
	}
	out := make([]Component, n)
	shared := pool{}
	for i, at := range doc.Locate(places...) {
		c := doc.Component(i + 1)
		out[i] = Component{
			Line: at.Line, Column: at.Column, Origin: c.Origin, Evidence: doc.Evidence(i + 1),
			Type: shared.clone(c.Type), Ref: strings.Clone(c.Ref), Group: shared.clone(c.Group), Name: strings.Clone(c.Name),
			Version: shared.clone(c.Version), PURL: strings.Clone(c.PURL), Maker: shared.clone(c.Maker),
		}
	}
	return out
}

// pool holds clones of strings that many components of a document have in common.
type pool map[string]string

func (p pool) clone(s string) string {
	c, ok := p[s]
	if !ok {
		c = strings.Clone(s)
		p[c] = c
	}
	return c
}
