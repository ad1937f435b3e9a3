package sbom

// Coverage counts the listed components of a document by the evidence on which they can
// be judged. Maker + Identity + Hash + Name + Nothing = Components.
type Coverage struct {
	Components int `json:"components"` // listed components (see Origin.Listed), without the root of the document
	Maker      int `json:"maker"`      // components with a maker: see Role.Maker
	Identity   int `json:"identity"`   // without a maker, but with a package URL, CPE, host or other identity
	Hash       int `json:"hash"`       // with a hash, and a name or no name
	Name       int `json:"name"`       // with a name only
	Nothing    int `json:"nothing"`    // without a name

	// Incomplete counts the components, including the document, for which
	// Component.Incomplete is set. Nothing is known about the parts that the document
	// omits.
	Incomplete int `json:"incomplete"`
}

// evidence is the strongest evidence on which a component can be judged.
type evidence uint8

const (
	evidenceNone evidence = iota
	evidenceName
	evidenceHash // no list of hashes is complete, so an unknown hash says nothing
	evidenceIdentity
	evidenceMaker
)

// Judgeable reports whether any component has evidence beyond a name and a hash.
func (c Coverage) Judgeable() bool { return c.Maker+c.Identity > 0 }

// NameShare returns the share of the components with a name only, from 0 to 1.
func (c Coverage) NameShare() float64 {
	if c.Components == 0 {
		return 0
	}
	return float64(c.Name) / float64(c.Components)
}

// Coverage returns the evidence of the listed components. The root of the document
// ([Document.Root]) does not count: CycloneDX does not list it among the components, and
// the result must not depend on the format.
func (d *Document) Coverage() Coverage { return d.coverage }

// countCoverage sets d.coverage and d.components, once the document is complete.
func (d *Document) countCoverage() {
	n := &d.coverage
	for i := range d.records {
		c := &d.records[i]
		if o := c.origin(); o == OriginComponent || o == OriginPackage {
			d.components++
		}
		if c.incomplete {
			n.Incomplete++
		}
		if !c.origin().Listed() || i == d.graph.root {
			continue
		}
		n.Components++
		switch d.evidence[i] {
		case evidenceMaker:
			n.Maker++
		case evidenceIdentity:
			n.Identity++
		case evidenceHash:
			n.Hash++
		case evidenceName:
			n.Name++
		default:
			n.Nothing++
		}
	}
}
