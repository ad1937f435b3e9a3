package sbomtest

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The JSON names are those of the SPDX 2.3 JSON schema.
type (
	spdxDocument struct {
		SPDXID            string                   `json:"SPDXID"`
		SPDXVersion       string                   `json:"spdxVersion"`
		DataLicense       string                   `json:"dataLicense"`
		Name              string                   `json:"name"`
		DocumentNamespace string                   `json:"documentNamespace"`
		CreationInfo      spdxCreationInfo         `json:"creationInfo"`
		Packages          stream[spdxPackage]      `json:"packages"`
		Relationships     stream[spdxRelationship] `json:"relationships"`
	}
	spdxCreationInfo struct {
		Created  string   `json:"created"`
		Creators []string `json:"creators"`
	}
	spdxPackage struct {
		SPDXID           string            `json:"SPDXID"`
		Name             string            `json:"name"`
		VersionInfo      string            `json:"versionInfo,omitempty"`
		Purpose          string            `json:"primaryPackagePurpose"`
		Supplier         string            `json:"supplier,omitempty"`
		Originator       string            `json:"originator,omitempty"`
		DownloadLocation string            `json:"downloadLocation"`
		FilesAnalyzed    bool              `json:"filesAnalyzed"`
		Checksums        []spdxChecksum    `json:"checksums,omitempty"`
		Homepage         string            `json:"homepage,omitempty"`
		LicenseConcluded string            `json:"licenseConcluded"`
		LicenseDeclared  string            `json:"licenseDeclared"`
		CopyrightText    string            `json:"copyrightText"`
		ExternalRefs     []spdxExternalRef `json:"externalRefs,omitempty"`
	}
	spdxChecksum struct {
		Algorithm string `json:"algorithm"`
		Value     string `json:"checksumValue"`
	}
	spdxExternalRef struct {
		Category string `json:"referenceCategory"`
		Type     string `json:"referenceType"`
		Locator  string `json:"referenceLocator"`
	}
	spdxRelationship struct {
		Element string `json:"spdxElementId"`
		Type    string `json:"relationshipType"`
		Related string `json:"relatedSpdxElement"`
	}
)

const noAssertion = "NOASSERTION"

// WriteSPDXJSON writes the document as SPDX 2.3 JSON, indented.
func (d Document) WriteSPDXJSON(w io.Writer) error {
	return json.MarshalEncode(jsontext.NewEncoder(w, jsontext.WithIndent("  ")), d.spdx())
}

// WriteSPDXTagValue writes the document as SPDX 2.3 tag-value.
func (d Document) WriteSPDXTagValue(w io.Writer) error {
	b, doc := bufio.NewWriter(w), d.spdx()
	tag := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s: %s\n", name, value)
		}
	}
	tag("SPDXVersion", doc.SPDXVersion)
	tag("DataLicense", doc.DataLicense)
	tag("SPDXID", doc.SPDXID)
	tag("DocumentName", doc.Name)
	tag("DocumentNamespace", doc.DocumentNamespace)
	for _, c := range doc.CreationInfo.Creators {
		tag("Creator", c)
	}
	tag("Created", doc.CreationInfo.Created)
	for p := range doc.Packages.items {
		// A failed write sticks to b, so that one check a package ends the loop.
		if _, err := fmt.Fprintf(b, "\n##### Package: %s\n\n", p.Name); err != nil {
			return err
		}
		tag("PackageName", p.Name)
		tag("SPDXID", p.SPDXID)
		tag("PackageVersion", p.VersionInfo)
		tag("PackageSupplier", p.Supplier)
		tag("PackageOriginator", p.Originator)
		tag("PackageDownloadLocation", p.DownloadLocation)
		tag("PrimaryPackagePurpose", strings.ReplaceAll(p.Purpose, "_", "-")) // as clause 7.24 spells it; the JSON schema has "_"
		tag("FilesAnalyzed", fmt.Sprint(p.FilesAnalyzed))
		for _, c := range p.Checksums {
			tag("PackageChecksum", c.Algorithm+": "+c.Value)
		}
		tag("PackageHomePage", p.Homepage)
		tag("PackageLicenseConcluded", p.LicenseConcluded)
		tag("PackageLicenseDeclared", p.LicenseDeclared)
		tag("PackageCopyrightText", p.CopyrightText)
		for _, r := range p.ExternalRefs {
			tag("ExternalRef", r.Category+" "+r.Type+" "+r.Locator)
		}
	}
	fmt.Fprint(b, "\n##### Relationships\n\n")
	for r := range doc.Relationships.items {
		if _, err := fmt.Fprintf(b, "Relationship: %s %s %s\n", r.Element, r.Type, r.Related); err != nil {
			return err
		}
	}
	return b.Flush()
}

func (d Document) spdx() spdxDocument {
	return spdxDocument{
		SPDXID:            "SPDXRef-DOCUMENT",
		SPDXVersion:       "SPDX-2.3",
		DataLicense:       "CC0-1.0",
		Name:              d.Root.Name + "-" + d.Root.Version,
		DocumentNamespace: d.ID,
		CreationInfo:      spdxCreationInfo{Created: d.Created, Creators: []string{"Organization: " + d.Author}},
		Packages:          stream[spdxPackage]{items: each(d.all(), newSPDXPackage)},
		Relationships:     stream[spdxRelationship]{items: d.relationships()},
	}
}

func newSPDXPackage(c Component) spdxPackage {
	p := spdxPackage{
		SPDXID:           spdxID(c.Ref),
		Name:             c.Name,
		VersionInfo:      c.Version,
		Purpose:          strings.ToUpper(strings.ReplaceAll(c.Type, "-", "_")),
		DownloadLocation: orNoAssertion(c.Download),
		Homepage:         c.Website,
		LicenseConcluded: noAssertion,
		LicenseDeclared:  orNoAssertion(c.Licence),
		CopyrightText:    orNoAssertion(c.Copyright),
	}
	if c.Supplier != "" {
		p.Supplier = "Organization: " + c.Supplier
	}
	if c.Publisher != "" {
		p.Originator = "Organization: " + c.Publisher
	}
	if c.SHA256 != "" {
		p.Checksums = []spdxChecksum{{"SHA256", c.SHA256}}
	}
	if c.CPE != "" {
		p.ExternalRefs = append(p.ExternalRefs, spdxExternalRef{"SECURITY", "cpe23Type", c.CPE})
	}
	if c.PURL != "" {
		p.ExternalRefs = append(p.ExternalRefs, spdxExternalRef{"PACKAGE-MANAGER", "purl", c.PURL})
	}
	return p
}

func (d Document) relationships() iter.Seq[spdxRelationship] {
	return func(yield func(spdxRelationship) bool) {
		if !yield(spdxRelationship{"SPDXRef-DOCUMENT", "DESCRIBES", spdxID(d.Root.Ref)}) {
			return
		}
		for c := range d.all() {
			for _, n := range c.Nested {
				if !yield(spdxRelationship{spdxID(c.Ref), "CONTAINS", spdxID(n.Ref)}) {
					return
				}
			}
			for _, ref := range c.DependsOn {
				if !yield(spdxRelationship{spdxID(c.Ref), "DEPENDS_ON", spdxID(ref)}) {
					return
				}
			}
		}
	}
}

func spdxID(ref string) string { return "SPDXRef-" + ref }

func orNoAssertion(s string) string {
	if s == "" {
		return noAssertion
	}
	return s
}
