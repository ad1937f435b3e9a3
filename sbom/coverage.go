package sbom

// Coverage says on what evidence the listed components of a document can be
// judged. Maker + Identity + Name + Nothing = Components.
type Coverage struct {
	Components int `json:"components"` // listed components, see Origin.Listed, without what the document is about
	Maker      int `json:"maker"`      // somebody is named as maker: see Role.Maker
	Identity   int `json:"identity"`   // no maker, but a package URL, CPE, hash, host or other identity
	Name       int `json:"name"`       // nothing but a name
	Nothing    int `json:"nothing"`    // not even a name

	// Incomplete counts what the document itself calls incomplete, itself
	// included: see Component.Incomplete. What is left out there nobody can judge.
	Incomplete int `json:"incomplete"`
}

// evidence is on what a component can be judged: the strongest that there is.
type evidence uint8

const (
	evidenceNone evidence = iota
	evidenceName
	evidenceIdentity
	evidenceMaker
)

// Judgeable tells whether any component carries evidence beyond a name.
func (c Coverage) Judgeable() bool { return c.Maker+c.Identity > 0 }

// Coverage counts the evidence of the listed components. What the document is
// about is not among them in CycloneDX, so it does not count in SPDX either.
func (d *Document) Coverage() Coverage { return d.coverage }

// cover counts the evidence, and the components, once the document is complete.
func (d *Document) cover() {
	n := &d.coverage
	for i := range d.records {
		c := &d.records[i]
		if o := c.of(); o == OriginComponent || o == OriginPackage {
			d.components++
		}
		if c.incomplete {
			n.Incomplete++
		}
		if !c.of().Listed() || i == d.graph.root {
			continue
		}
		n.Components++
		switch d.evidence[i] {
		case evidenceMaker:
			n.Maker++
		case evidenceIdentity:
			n.Identity++
		case evidenceName:
			n.Name++
		default:
			n.Nothing++
		}
	}
}
