// Package draft writes SBOMs from one definition: seven forms that tell the same
// story, the same bytes every time.
//
// A [Document] holds what CycloneDX 1.6, SPDX 2.3 and SPDX 3.0 can all express,
// and what only CycloneDX can, which SPDX leaves out:
//
//	Document, Component  CycloneDX                    SPDX 2.3                     SPDX 3.0
//	ID                   serialNumber                 documentNamespace            SpdxDocument; before all other ids
//	Author               metadata.manufacturer        Creator: Organization        createdBy
//	Root                 metadata.component           what the document DESCRIBES  rootElement
//	Ref                  bom-ref                      SPDXID, after "SPDXRef-"     spdxId, after "#"
//	Type                 type                         primaryPackagePurpose        primaryPurpose
//	Supplier             supplier.name                supplier                     suppliedBy
//	Publisher            publisher                    originator                   originatedBy
//	Hash                 hashes                       checksums                    verifiedUsing
//	Licence              licenses                     licenseDeclared              hasDeclaredLicense
//	PURL, CPE            purl, cpe                    externalRefs                 packageUrl, externalIdentifier
//	SWID                 swid.tagId                   externalRefs                 externalIdentifier
//	Website, Download    externalReferences           homepage, downloadLocation   homePage, downloadLocation
//	Nested               components of the component  CONTAINS                     contains
//	DependsOn            dependencies                 DEPENDS_ON                   dependsOn
//	Section              services, metadata.tools, …  -                            -
//	Ancestors, …         pedigree                     -                            -
//
// The writers stream: a document of a million components never stands in memory.
package draft

import (
	"encoding/xml"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Document is the definition of an SBOM.
type Document struct {
	ID         string // a URN: "urn:uuid:…"
	Created    string // RFC 3339, in UTC, without a fraction
	Author     string // the organization that wrote the SBOM
	Root       Component
	Components iter.Seq[Component] // iterated once for each section; the same every time
	Aside      []Component         // what is not among the components: see [Section]
}

// Component is the definition of a component. All but Ref, Type and Name may be empty.
type Component struct {
	Ref       string // unique; letters, digits, "." and "-", as SPDX 2.3 clause 7.2 wants it
	Type      string // "application", "framework", "library", "container", "operating-system", "device", "firmware", "file"
	Name      string
	Version   string
	Supplier  string // an organization
	Publisher string // an organization
	PURL      string
	CPE       string // 2.3 formatted string
	SWID      string // tagId
	Hash      string // algorithm, as SPDX 3 spells it, and hex: "sha256:…"
	Licence   string // SPDX identifier or expression
	Copyright string
	Website   string // URL
	Download  string // URL
	Nested    []Component
	DependsOn []string // Refs

	// What CycloneDX alone can express.
	Section                          Section
	Ancestors, Descendants, Variants []Component
	Committer                        string // author of a commit in the pedigree
}

// Section is where in a document a component is listed.
type Section uint8

// The sections. Those aside are in CycloneDX alone.
const (
	Components  Section = iota
	Services            // the supplier is the provider, the download location the endpoint
	Tools               // that wrote the document
	Formulation         // what built the product
)

// Plain tells whether all forms can express the component.
func (c Component) Plain() bool {
	return c.Section == Components && c.Ancestors == nil && c.Descendants == nil && c.Variants == nil && c.Committer == ""
}

// Form is a way to write a document.
type Form struct {
	Name  string // "CycloneDX JSON"
	Ext   string // of a file's name: ".cdx.json"
	Write func(Document, io.Writer) error
}

// Forms returns all forms.
func Forms() []Form {
	return []Form{
		{"CycloneDX JSON", ".cdx.json", Document.WriteCycloneDXJSON},
		{"CycloneDX XML", ".cdx.xml", Document.WriteCycloneDXXML},
		{"SPDX JSON", ".spdx.json", Document.WriteSPDXJSON},
		{"SPDX tag-value", ".spdx", Document.WriteSPDXTagValue},
		{"SPDX YAML", ".spdx.yaml", Document.WriteSPDXYAML},
		{"SPDX RDF", ".spdx.rdf", Document.WriteSPDXRDF},
		{"SPDX 3", ".spdx3.json", Document.WriteSPDX3JSON},
	}
}

// List returns the name that the components stand under, each of them in
// tag-value and RDF.
func (f Form) List() string {
	switch f.Name {
	case "CycloneDX JSON", "CycloneDX XML":
		return "components"
	case "SPDX tag-value":
		return "PackageName"
	case "SPDX RDF":
		return "spdx:Package"
	case "SPDX 3":
		return "@graph"
	}
	return "packages"
}

// Expresses tells whether the form can say all that a component says.
func (f Form) Expresses(c Component) bool { return c.Plain() || strings.HasPrefix(f.Name, "CycloneDX") }

// in returns what is aside in a section.
func (d Document) in(s Section) []Component {
	return slices.DeleteFunc(slices.Clone(d.Aside), func(c Component) bool { return c.Section != s })
}

// all yields the root and every component, those that contain before those that are nested.
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

// stream is an array of a document, written while it is iterated.
type stream[T any] struct {
	element string // an item's element in XML
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

// each applies f to what the sequence yields.
func each[T, U any](items iter.Seq[T], f func(T) U) iter.Seq[U] {
	return func(yield func(U) bool) {
		for item := range items {
			if !yield(f(item)) {
				return
			}
		}
	}
}
