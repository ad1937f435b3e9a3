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

	RootMaker bool `json:"root_maker"` // the root of the document names a maker
}

// Evidence is the strongest evidence on which a component can be judged.
type Evidence string

// The evidence, the strongest first.
const (
	EvidenceMaker    Evidence = "maker"    // see [Role.Maker]
	EvidenceIdentity Evidence = "identity" // a package URL, CPE, host or other identity
	EvidenceHash     Evidence = "hash"
	EvidenceName     Evidence = "name"
	EvidenceNothing  Evidence = "nothing"
)

// Evidence returns the strongest evidence of component i.
func (d *Document) Evidence(i int) Evidence {
	switch e := d.evidence[i]; {
	case e&evidenceMaker != 0:
		return EvidenceMaker
	case e&evidenceIdentity != 0:
		return EvidenceIdentity
	case e&evidenceHash != 0:
		return EvidenceHash
	case e&evidenceName != 0:
		return EvidenceName
	}
	return EvidenceNothing
}

// evidence is a set of the kinds of evidence on which a component can be judged.
type evidence uint8

const (
	evidenceName evidence = 1 << iota
	evidenceHash          // no list of hashes is complete, so an unknown hash says nothing
	evidenceIdentity
	evidenceMaker

	evidencePackage  // a package URL, or a name that identifies a package; also evidenceIdentity
	evidenceRegistry // a package of an account at a registry or forge; also evidencePackage
)

// HasMaker reports whether the document names a maker of component i: see [Role.Maker].
func (d *Document) HasMaker(i int) bool { return d.evidence[i]&evidenceMaker != 0 }

// Package is the sort of package that a package URL or the name of a component identifies.
type Package string

// The sorts of packages.
const (
	PackageNone     Package = ""         // none, or a name without an owner, as in pkg:generic/agent
	PackageSystem   Package = "system"   // a name in a collection, such as a distribution; makers outside of it may use the name too
	PackageRegistry Package = "registry" // the package of an account at a registry or forge
)

// Package returns the sort of package that component i is, according to its package URLs and
// its name.
func (d *Document) Package(i int) Package {
	switch e := d.evidence[i]; {
	case e&evidenceRegistry != 0:
		return PackageRegistry
	case e&evidencePackage != 0:
		return PackageSystem
	}
	return PackageNone
}

// Judgeable reports whether any component has evidence beyond a name and a hash.
func (c Coverage) Judgeable() bool { return c.Maker+c.Identity > 0 }

// Share returns the share of the components that are judged on a maker or another
// identity, from 0 to 1. Without components it is 0.
func (c Coverage) Share() float64 {
	if c.Components == 0 {
		return 0
	}
	return float64(c.Maker+c.Identity) / float64(c.Components)
}

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
		if i == d.graph.root {
			n.RootMaker = d.HasMaker(i)
		}
		if !c.origin().Listed() || i == d.graph.root {
			continue
		}
		n.Components++
		switch d.Evidence(i) {
		case EvidenceMaker:
			n.Maker++
		case EvidenceIdentity:
			n.Identity++
		case EvidenceHash:
			n.Hash++
		case EvidenceName:
			n.Name++
		default:
			n.Nothing++
		}
	}
}
