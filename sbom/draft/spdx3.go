package draft

import (
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The JSON names come from the SPDX 3.0.1 JSON schema. One type holds the members
// of all classes; an element sets only the members of its own class.
type (
	spdx3Document struct {
		Context string                `json:"@context"`
		Graph   stream[*spdx3Element] `json:"@graph"`
	}
	spdx3Element struct {
		Type         string            `json:"type"`
		BlankID      string            `json:"@id,omitempty"`
		SPDXID       string            `json:"spdxId,omitempty"`
		CreationInfo string            `json:"creationInfo,omitempty"`
		Name         string            `json:"name,omitempty"`
		Version      string            `json:"software_packageVersion,omitempty"`
		Purpose      string            `json:"software_primaryPurpose,omitempty"`
		SuppliedBy   string            `json:"suppliedBy,omitempty"`
		OriginatedBy []string          `json:"originatedBy,omitempty"`
		PackageURL   string            `json:"software_packageUrl,omitempty"`
		Download     string            `json:"software_downloadLocation,omitempty"`
		HomePage     string            `json:"software_homePage,omitempty"`
		Copyright    string            `json:"software_copyrightText,omitempty"`
		Verified     []spdx3Hash       `json:"verifiedUsing,omitempty"`
		Identifiers  []spdx3Identifier `json:"externalIdentifier,omitempty"`

		License      string   `json:"simplelicensing_licenseExpression,omitempty"`
		From         string   `json:"from,omitempty"`
		Relationship string   `json:"relationshipType,omitempty"`
		To           []string `json:"to,omitempty"`

		SpecVersion string   `json:"specVersion,omitempty"`
		Created     string   `json:"created,omitempty"`
		CreatedBy   []string `json:"createdBy,omitempty"`
		Profiles    []string `json:"profileConformance,omitempty"`
		Root        []string `json:"rootElement,omitempty"`
	}
	spdx3Hash struct {
		Type      string `json:"type"`
		Algorithm string `json:"algorithm"`
		Value     string `json:"hashValue"`
	}
	spdx3Identifier struct {
		Type           string `json:"type"`
		IdentifierType string `json:"externalIdentifierType"`
		Identifier     string `json:"identifier"`
	}
)

const creationInfo = "_:creationInfo"

// writeSPDX3JSON writes the document as SPDX 3.0.1 JSON-LD, indented. An agent or
// license precedes the first package that refers to it.
func (d Document) writeSPDX3JSON(w io.Writer) error {
	return json.MarshalEncode(jsontext.NewEncoder(w, jsontext.WithIndent("  ")), spdx3Document{
		Context: "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
		Graph:   stream[*spdx3Element]{items: d.elements},
	})
}

// elements yields the elements of the graph.
func (d Document) elements(yield func(*spdx3Element) bool) {
	g := spdx3Graph{id: d.ID, yield: yield, yielded: map[string]string{}}
	author := g.agent(d.Author)
	g.add(&spdx3Element{Type: "CreationInfo", BlankID: creationInfo, SpecVersion: "3.0.1", Created: d.Created, CreatedBy: []string{author}})
	g.add(&spdx3Element{
		Type: "SpdxDocument", SPDXID: d.ID, CreationInfo: creationInfo, Name: d.Root.Name + "-" + d.Root.Version,
		Profiles: []string{"core", "software", "simpleLicensing"}, Root: []string{g.elementID("sbom")},
	})
	g.add(&spdx3Element{Type: "software_Sbom", SPDXID: g.elementID("sbom"), CreationInfo: creationInfo, Root: []string{g.elementID(d.Root.Ref)}})
	for c := range d.all() {
		if !g.component(c) {
			return
		}
	}
}

// spdx3Graph yields elements until yield returns false.
type spdx3Graph struct {
	id      string // of the document
	yield   func(*spdx3Element) bool
	yielded map[string]string // texts of agents and licenses by id
	done    bool
}

func (g *spdx3Graph) add(e *spdx3Element) {
	g.done = g.done || !g.yield(e)
}

// elementID returns the id of the element with a reference.
func (g *spdx3Graph) elementID(ref string) string { return g.id + "#" + ref }

// shared returns the id of an element that several others may refer to. The first
// call for a text adds the element.
func (g *spdx3Graph) shared(kind, text string, e spdx3Element) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return !('0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z') })
	id := g.elementID(kind + "-" + strings.Join(words, "-"))
	for g.yielded[id] != "" && g.yielded[id] != text { // the texts differ only in characters that are not letters or digits
		id += "-"
	}
	if g.yielded[id] == "" {
		g.yielded[id] = text
		e.SPDXID, e.CreationInfo = id, creationInfo
		g.add(&e)
	}
	return id
}

func (g *spdx3Graph) agent(name string) string {
	return g.shared("agent", name, spdx3Element{Type: "Organization", Name: name})
}

// component adds a package, the agents and license that it refers to, and its
// relationships. It reports whether to continue.
func (g *spdx3Graph) component(c Component) bool {
	p := &spdx3Element{
		Type: "software_Package", SPDXID: g.elementID(c.Ref), CreationInfo: creationInfo, Name: c.Name, Version: c.Version, Purpose: purpose(c.Type),
		PackageURL: c.PURL, Download: c.Download, HomePage: c.Website, Copyright: c.Copyright,
	}
	if c.Supplier != "" {
		p.SuppliedBy = g.agent(c.Supplier)
	}
	if c.Publisher != "" {
		p.OriginatedBy = []string{g.agent(c.Publisher)}
	}
	if alg, hex, ok := strings.Cut(c.Hash, ":"); ok {
		p.Verified = []spdx3Hash{{"Hash", alg, hex}}
	}
	if c.CPE != "" {
		p.Identifiers = append(p.Identifiers, spdx3Identifier{"ExternalIdentifier", "cpe23", c.CPE})
	}
	if c.SWID != "" {
		p.Identifiers = append(p.Identifiers, spdx3Identifier{"ExternalIdentifier", "swid", c.SWID})
	}
	relate := func(kind string, to ...string) {
		if len(to) > 0 {
			g.add(&spdx3Element{
				Type: "Relationship", SPDXID: g.elementID(c.Ref + "-" + kind), CreationInfo: creationInfo,
				From: p.SPDXID, Relationship: kind, To: to,
			})
		}
	}
	var nested, needed []string
	for _, n := range c.Nested {
		nested = append(nested, g.elementID(n.Ref))
	}
	for _, ref := range c.DependsOn {
		needed = append(needed, g.elementID(ref))
	}
	g.add(p)
	relate("contains", nested...)
	relate("dependsOn", needed...)
	if c.License != "" {
		relate("hasDeclaredLicense", g.shared("license", c.License, spdx3Element{Type: "simplelicensing_LicenseExpression", License: c.License}))
	}
	return !g.done
}

// purpose converts a component type to the spelling of SPDX 3.0: "operating-system"
// becomes "operatingSystem".
func purpose(typ string) string {
	first, second, ok := strings.Cut(typ, "-")
	if !ok {
		return typ
	}
	return first + strings.ToUpper(second[:1]) + second[1:]
}
