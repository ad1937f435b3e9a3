package draft

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// bom mirrors cyclonedx-go's BOM, with arrays that stream.
type bom struct {
	XMLName      xml.Name               `json:"-" xml:"http://cyclonedx.org/schema/bom/1.6 bom"`
	Schema       string                 `json:"$schema" xml:"-"`
	BOMFormat    string                 `json:"bomFormat" xml:"-"`
	SpecVersion  string                 `json:"specVersion" xml:"-"`
	SerialNumber string                 `json:"serialNumber" xml:"serialNumber,attr"`
	Version      int                    `json:"version" xml:"version,attr"`
	Metadata     cdx.Metadata           `json:"metadata" xml:"metadata"`
	Components   stream[cdx.Component]  `json:"components" xml:"components"`
	Services     *[]cdx.Service         `json:"services,omitempty" xml:"services>service,omitempty"`
	Dependencies stream[cdx.Dependency] `json:"dependencies" xml:"dependencies"`
	Formulation  *[]cdx.Formula         `json:"formulation,omitempty" xml:"formulation>formula,omitempty"`
}

// WriteCycloneDXJSON writes the document as CycloneDX 1.6 JSON, indented.
func (d Document) WriteCycloneDXJSON(w io.Writer) error {
	return json.MarshalEncode(jsontext.NewEncoder(w, jsontext.WithIndent("  ")), d.bom())
}

// writeCycloneDXXML writes the document as CycloneDX 1.6 XML, indented.
func (d Document) writeCycloneDXXML(w io.Writer) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(d.bom()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (d Document) bom() bom {
	root := cdxComponent(d.Root)
	b := bom{
		Schema:       "http://cyclonedx.org/schema/bom-1.6.schema.json",
		BOMFormat:    "CycloneDX",
		SpecVersion:  "1.6",
		SerialNumber: d.ID,
		Version:      1,
		Metadata: cdx.Metadata{
			Timestamp:    d.Created,
			Component:    &root,
			Manufacturer: &cdx.OrganizationalEntity{Name: d.Author},
		},
		Components: stream[cdx.Component]{"component", each(d.Components, cdxComponent)},
		Services:   optional(slices.Collect(each(slices.Values(d.in(Services)), cdxService))),
		Dependencies: stream[cdx.Dependency]{"dependency", each(d.all(), func(c Component) cdx.Dependency {
			return cdx.Dependency{Ref: c.Ref, Dependencies: optional(c.DependsOn)}
		})},
	}
	if tools := cdxComponents(d.in(Tools)); tools != nil {
		b.Metadata.Tools = &cdx.ToolsChoice{Components: tools}
	}
	if built := cdxComponents(d.in(Formulation)); built != nil {
		b.Formulation = &[]cdx.Formula{{Components: built}}
	}
	return b
}

func cdxService(c Component) cdx.Service {
	out := cdx.Service{BOMRef: c.Ref, Name: c.Name, Version: c.Version}
	if c.Supplier != "" {
		out.Provider = &cdx.OrganizationalEntity{Name: c.Supplier}
	}
	if c.Download != "" {
		out.Endpoints = &[]string{c.Download}
	}
	return out
}

func cdxComponents(list []Component) *[]cdx.Component {
	return optional(slices.Collect(each(slices.Values(list), cdxComponent)))
}

func cdxComponent(c Component) cdx.Component {
	out := cdx.Component{
		BOMRef:     c.Ref,
		Type:       cdx.ComponentType(c.Type),
		Publisher:  c.Publisher,
		Name:       c.Name,
		Version:    c.Version,
		Copyright:  c.Copyright,
		CPE:        c.CPE,
		PackageURL: c.PURL,
		Components: cdxComponents(c.Nested),
	}
	if c.Supplier != "" {
		out.Supplier = &cdx.OrganizationalEntity{Name: c.Supplier}
	}
	if alg, hex, ok := strings.Cut(c.Hash, ":"); ok {
		alg = strings.Replace(strings.ToUpper(alg), "SHA", "SHA-", 1)
		out.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgorithm(alg), Value: hex}}
	}
	if c.SWID != "" {
		out.SWID = &cdx.SWID{TagID: c.SWID, Name: c.Name}
	}
	if c.Ancestors != nil || c.Descendants != nil || c.Variants != nil || c.Committer != "" {
		out.Pedigree = &cdx.Pedigree{
			Ancestors: cdxComponents(c.Ancestors), Descendants: cdxComponents(c.Descendants), Variants: cdxComponents(c.Variants),
		}
	}
	if c.Committer != "" {
		out.Pedigree.Commits = &[]cdx.Commit{{Author: &cdx.IdentifiableAction{Name: c.Committer}}}
	}
	switch {
	case c.License == "":
	case strings.Contains(c.License, " "):
		out.Licenses = &cdx.Licenses{{Expression: c.License}}
	default:
		out.Licenses = &cdx.Licenses{{License: &cdx.License{ID: c.License}}}
	}
	var refs []cdx.ExternalReference
	if c.Website != "" {
		refs = append(refs, cdx.ExternalReference{Type: cdx.ERTypeWebsite, URL: c.Website})
	}
	if c.Download != "" {
		refs = append(refs, cdx.ExternalReference{Type: cdx.ERTypeDistribution, URL: c.Download})
	}
	out.ExternalReferences = optional(refs)
	return out
}

// optional returns nil if list is empty, as cyclonedx-go requires for absent members.
func optional[T any](list []T) *[]T {
	if len(list) == 0 {
		return nil
	}
	return &list
}
