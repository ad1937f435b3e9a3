// Package draft writes an SBOM in seven forms from one definition. Equal
// definitions give equal bytes.
//
// A [Document] has fields for the facts that CycloneDX 1.6, SPDX 2.3 and SPDX 3.0
// can all express, and for some that only CycloneDX can, which the SPDX writers
// ignore:
//
//	Document, Component  CycloneDX                    SPDX 2.3                     SPDX 3.0
//	ID                   serialNumber                 documentNamespace            SpdxDocument, prefix of all other ids
//	Author               metadata.manufacturer        Creator: Organization        createdBy
//	Root                 metadata.component           target of DESCRIBES          rootElement
//	Ref                  bom-ref                      SPDXID, after "SPDXRef-"     spdxId, after "#"
//	Type                 type                         primaryPackagePurpose        primaryPurpose
//	Supplier             supplier.name                supplier                     suppliedBy
//	Publisher            publisher                    originator                   originatedBy
//	Hash                 hashes                       checksums                    verifiedUsing
//	License              licenses                     licenseDeclared              hasDeclaredLicense
//	PURL, CPE            purl, cpe                    externalRefs                 packageUrl, externalIdentifier
//	SWID                 swid.tagId                   externalRefs                 externalIdentifier
//	Website, Download    externalReferences           homepage, downloadLocation   homePage, downloadLocation
//	Nested               components of the component  CONTAINS                     contains
//	DependsOn            dependencies                 DEPENDS_ON                   dependsOn
//	Section              services, metadata.tools, …  -                            -
//	Ancestors, …         pedigree                     -                            -
//
// The writers stream: they never hold all components in memory.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package. Equal
// definitions give equal bytes within one version only.
package draft

import (
	"encoding/xml"
	"io"
	"iter"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Document is the definition of an SBOM.
type Document struct {
	ID         string // a URN: "urn:uuid:…"
	Created    string // RFC 3339, in UTC, without a fraction
	Author     string // the organization that wrote the SBOM
	Root       Component
	Components iter.Seq[Component] // iterated several times; must yield the same components each time
	Other      []Component         // components listed in a section other than Components
}

// Component is the definition of a component. All fields except Ref, Type and
// Name may be empty.
type Component struct {
	Ref       string // unique; letters, digits, "." and "-" only, as required by SPDX 2.3 clause 7.2
	Type      string // "application", "framework", "library", "container", "operating-system", "device", "firmware", "file"
	Name      string
	Version   string
	Supplier  string // an organization
	Publisher string // an organization
	PURL      string
	CPE       string // 2.3 formatted string
	SWID      string // tagId
	Hash      string // algorithm in the spelling of SPDX 3, then the digest in hex: "sha256:…"
	License   string // SPDX identifier or expression
	Copyright string
	Website   string // URL
	Download  string // URL
	Nested    []Component
	DependsOn []string // Refs

	// Only CycloneDX can express these.
	Section                          Section
	Ancestors, Descendants, Variants []Component
	Committer                        string // author of a commit in the pedigree
}

// Section is the list of a document that contains a component.
type Section uint8

// The sections. Only CycloneDX has the last three.
const (
	Components  Section = iota
	Services            // Supplier is the provider, Download the endpoint
	Tools               // tools that wrote the document
	Formulation         // tools that built the product
)

// plain reports whether every form can express the component.
func (c Component) plain() bool {
	return c.Section == Components && c.Ancestors == nil && c.Descendants == nil && c.Variants == nil && c.Committer == ""
}

// FormID identifies a form. The zero value identifies none.
type FormID uint8

// The forms.
const (
	CycloneDXJSON FormID = iota + 1
	CycloneDXXML
	SPDXJSON
	SPDXTagValue
	SPDXYAML
	SPDXRDF
	SPDX3JSON
)

// Form is a format and encoding in which a document can be written.
type Form struct {
	ID    FormID
	Name  string // for people: "CycloneDX JSON"
	Ext   string // file name extension: ".cdx.json"
	Write func(Document, io.Writer) error
}

// Forms returns all forms.
func Forms() []Form {
	return []Form{
		{CycloneDXJSON, "CycloneDX JSON", ".cdx.json", Document.WriteCycloneDXJSON},
		{CycloneDXXML, "CycloneDX XML", ".cdx.xml", Document.writeCycloneDXXML},
		{SPDXJSON, "SPDX JSON", ".spdx.json", Document.writeSPDXJSON},
		{SPDXTagValue, "SPDX tag-value", ".spdx", Document.writeSPDXTagValue},
		{SPDXYAML, "SPDX YAML", ".spdx.yaml", Document.writeSPDXYAML},
		{SPDXRDF, "SPDX RDF", ".spdx.rdf", Document.writeSPDXRDF},
		{SPDX3JSON, "SPDX 3", ".spdx3.json", Document.writeSPDX3JSON},
	}
}

// IsCycloneDX reports whether the form is an encoding of CycloneDX.
func (f Form) IsCycloneDX() bool { return f.ID == CycloneDXJSON || f.ID == CycloneDXXML }

// IsJSON reports whether the form is written in JSON.
func (f Form) IsJSON() bool { return f.ID == CycloneDXJSON || f.ID == SPDXJSON || f.ID == SPDX3JSON }

// List returns the name of the list of components. Tag-value and RDF have no
// list: for them it is the name of each component's tag or element.
func (f Form) List() string {
	switch f.ID {
	case CycloneDXJSON, CycloneDXXML:
		return "components"
	case SPDXTagValue:
		return "PackageName"
	case SPDXRDF:
		return "spdx:Package"
	case SPDX3JSON:
		return "@graph"
	}
	return "packages"
}

// Expresses reports whether the form can express everything that c defines.
func (f Form) Expresses(c Component) bool { return c.plain() || f.IsCycloneDX() }

// in returns the components of d.Other in a section.
func (d Document) in(s Section) []Component {
	return slices.DeleteFunc(slices.Clone(d.Other), func(c Component) bool { return c.Section != s })
}

// all yields the root and every component, each before the components nested in it.
func (d Document) all() iter.Seq[Component] {
	return func(yield func(Component) bool) {
		if !walk(d.Root, yield) {
			return
		}
		for c := range d.Components {
			if !walk(c, yield) {
				return
			}
		}
	}
}

func walk(c Component, yield func(Component) bool) bool {
	return yield(c) && !slices.ContainsFunc(c.Nested, func(n Component) bool { return !walk(n, yield) })
}

// stream is an array that is written while it is iterated.
type stream[T any] struct {
	element string // XML element of each item
	items   iter.Seq[T]
}

func (s stream[T]) MarshalJSONTo(e *jsontext.Encoder) error {
	if err := e.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for item := range s.items {
		if err := json.MarshalEncode(e, item); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndArray)
}

func (s stream[T]) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for item := range s.items {
		if err := e.EncodeElement(item, xml.StartElement{Name: xml.Name{Local: s.element}}); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

// each yields f(item) for each item.
func each[T, U any](items iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for item := range items {
			if !yield(f(item)) {
				return
			}
		}
	}
}
