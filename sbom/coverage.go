package sbom

// Coverage says on what evidence the listed components of a document can be
// judged. Maker + Identity + Name + Nothing = Components.
type Coverage struct {
	Components int `json:"components"` // listed components, see Origin.Listed, without what the document is about
	Maker      int `json:"maker"`      // somebody is named as maker: see Role.Maker
	Identity   int `json:"identity"`   // no maker, but a package URL, CPE, hash, host or other identity
	Name       int `json:"name"`       // nothing but a name
	Nothing    int `json:"nothing"`    // not even a name
}

// Judgeable tells whether any component carries evidence beyond a name.
func (c Coverage) Judgeable() bool { return c.Maker+c.Identity > 0 }

// Coverage counts the evidence of the listed components. What the document is
// about is not among them in CycloneDX, so it does not count in SPDX either.
func (d *Document) Coverage() Coverage {
	const name, identity, maker = 1, 2, 3
	best := make([]uint8, len(d.Components))
	for i, c := range d.Components {
		if !Absent(c.Name) {
			best[i] = name
		}
	}
	for _, c := range d.Claims {
		strength := uint8(identity)
		switch {
		case c.Role == RoleIdentity && c.Value == d.Components[c.Component].Name, c.Kind == KindWord && c.Role == RoleIdentity:
			strength = name // it only repeats what the component is called
		case c.Kind == KindOrganization && c.Role.Maker():
			strength = maker
		}
		best[c.Component] = max(best[c.Component], strength)
	}
	var n Coverage
	for i, c := range d.Components {
		if !c.Origin.Listed() || i == d.graph.root {
			continue
		}
		n.Components++
		switch best[i] {
		case maker:
			n.Maker++
		case identity:
			n.Identity++
		case name:
			n.Name++
		default:
			n.Nothing++
		}
	}
	return n
}
