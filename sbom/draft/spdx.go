package draft

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v3"
)

// The JSON names come from the SPDX 2.3 JSON schema.
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

// writeSPDXJSON writes the document as SPDX 2.3 JSON, indented.
func (d Document) writeSPDXJSON(w io.Writer) error {
	return json.MarshalEncode(jsontext.NewEncoder(w, jsontext.WithIndent("  ")), d.spdx())
}

// writeSPDXTagValue writes the document as SPDX 2.3 tag-value.
func (d Document) writeSPDXTagValue(w io.Writer) error {
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
		// A bufio.Writer returns its first error from every later write, so one check per package is enough.
		if _, err := fmt.Fprintf(b, "\n##### Package: %s\n\n", p.Name); err != nil {
			return err
		}
		tag("PackageName", p.Name)
		tag("SPDXID", p.SPDXID)
		tag("PackageVersion", p.VersionInfo)
		tag("PackageSupplier", p.Supplier)
		tag("PackageOriginator", p.Originator)
		tag("PackageDownloadLocation", p.DownloadLocation)
		tag("PrimaryPackagePurpose", strings.ReplaceAll(p.Purpose, "_", "-")) // clause 7.24 requires "-", the JSON schema "_"
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

// writeSPDXYAML writes the document as SPDX 2.3 YAML, which has the same members as JSON.
func (d Document) writeSPDXYAML(w io.Writer) error {
	doc := d.spdx()
	packages, relationships := doc.Packages.items, doc.Relationships.items
	doc.Packages.items, doc.Relationships.items = none[spdxPackage], none[spdxRelationship]
	head, err := yamlNode(doc)
	if err != nil {
		return err
	}
	// Drop the two lists, which come last and are empty here.
	head.Content = head.Content[:len(head.Content)-4]
	b := bufio.NewWriter(w)
	if err := writeYAML(b, head); err != nil {
		return err
	}
	if err := writeYAMLList(b, "packages", packages); err != nil {
		return err
	}
	if err := writeYAMLList(b, "relationships", relationships); err != nil {
		return err
	}
	return b.Flush()
}

func none[T any](func(T) bool) {}

// writeYAMLList writes the list named name, item by item.
func writeYAMLList[T any](w io.Writer, name string, items iter.Seq[T]) error {
	if _, err := fmt.Fprintf(w, "%s:\n", name); err != nil {
		return err
	}
	for item := range items {
		n, err := yamlNode([]T{item})
		if err != nil {
			return err
		}
		if err := writeYAML(w, n); err != nil {
			return err
		}
	}
	return nil
}

// yamlNode converts a value to YAML in block style. JSON is YAML in flow style.
func yamlNode(v any) (*yaml.Node, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	var block func(n *yaml.Node)
	block = func(n *yaml.Node) {
		n.Style = 0
		for _, child := range n.Content {
			block(child)
		}
	}
	block(document.Content[0])
	return document.Content[0], nil
}

func writeYAML(w io.Writer, n *yaml.Node) error {
	var text bytes.Buffer
	e := yaml.NewEncoder(&text)
	e.SetIndent(2)
	if err := e.Encode(n); err != nil {
		return err
	}
	_, err := text.WriteTo(w)
	return err
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
		LicenseDeclared:  orNoAssertion(c.License),
		CopyrightText:    orNoAssertion(c.Copyright),
	}
	if c.Supplier != "" {
		p.Supplier = "Organization: " + c.Supplier
	}
	if c.Publisher != "" {
		p.Originator = "Organization: " + c.Publisher
	}
	if alg, hex, ok := strings.Cut(c.Hash, ":"); ok {
		p.Checksums = []spdxChecksum{{strings.ToUpper(alg), hex}}
	}
	if c.CPE != "" {
		p.ExternalRefs = append(p.ExternalRefs, spdxExternalRef{"SECURITY", "cpe23Type", c.CPE})
	}
	if c.PURL != "" {
		p.ExternalRefs = append(p.ExternalRefs, spdxExternalRef{"PACKAGE-MANAGER", "purl", c.PURL})
	}
	if c.SWID != "" {
		p.ExternalRefs = append(p.ExternalRefs, spdxExternalRef{"SECURITY", "swid", "swid:" + c.SWID})
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
