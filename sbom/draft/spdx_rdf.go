package draft

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

const rdfHead = `<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#" xmlns:doap="http://usefulinc.com/ns/doap#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
`

// writeSPDXRDF writes the document as SPDX 2.3 RDF/XML. Each relationship is in a
// description of its own, after the packages.
func (d Document) writeSPDXRDF(w io.Writer) error {
	b, doc := bufio.NewWriter(w), d.spdx()
	about := func(id string) string { return escaped(doc.DocumentNamespace + "#" + id) }
	text := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "  <%s>%s</%[1]s>\n", name, escaped(value))
		}
	}
	term := func(name, value string) string {
		return fmt.Sprintf(`<spdx:%s rdf:resource="http://spdx.org/rdf/terms#%s"/>`, name, value)
	}
	fmt.Fprintf(b, "%s%s<spdx:SpdxDocument rdf:about=%q>\n", xml.Header, rdfHead, about(doc.SPDXID))
	text("spdx:specVersion", doc.SPDXVersion)
	text("spdx:name", doc.Name)
	fmt.Fprintf(b, "  <spdx:creationInfo><spdx:CreationInfo>\n")
	text("spdx:created", doc.CreationInfo.Created)
	for _, c := range doc.CreationInfo.Creators {
		text("spdx:creator", c)
	}
	fmt.Fprintf(b, "  </spdx:CreationInfo></spdx:creationInfo>\n</spdx:SpdxDocument>\n")
	for p := range doc.Packages.items {
		// A bufio.Writer returns its first error from every later write, so one check per package is enough.
		if _, err := fmt.Fprintf(b, "<spdx:Package rdf:about=%q>\n", about(p.SPDXID)); err != nil {
			return err
		}
		text("spdx:name", p.Name)
		text("spdx:versionInfo", p.VersionInfo)
		text("spdx:supplier", p.Supplier)
		text("spdx:originator", p.Originator)
		text("spdx:downloadLocation", p.DownloadLocation)
		fmt.Fprintf(b, "  %s\n", term("primaryPackagePurpose", camelCase("purpose_"+p.Purpose)))
		text("spdx:filesAnalyzed", fmt.Sprint(p.FilesAnalyzed))
		for _, c := range p.Checksums {
			fmt.Fprintf(b, "  <spdx:checksum><spdx:Checksum>%s<spdx:checksumValue>%s</spdx:checksumValue></spdx:Checksum></spdx:checksum>\n",
				term("algorithm", "checksumAlgorithm_"+strings.ToLower(c.Algorithm)), c.Value)
		}
		text("doap:homepage", p.Homepage)
		text("spdx:licenseConcluded", p.LicenseConcluded)
		text("spdx:licenseDeclared", p.LicenseDeclared)
		text("spdx:copyrightText", p.CopyrightText)
		for _, r := range p.ExternalRefs {
			fmt.Fprintf(b, "  <spdx:externalRef><spdx:ExternalRef>%s<spdx:referenceType rdf:resource=\"http://spdx.org/rdf/references/%s\"/><spdx:referenceLocator>%s</spdx:referenceLocator></spdx:ExternalRef></spdx:externalRef>\n",
				term("referenceCategory", camelCase("referenceCategory_"+strings.ReplaceAll(r.Category, "-", "_"))), r.Type, escaped(r.Locator))
		}
		fmt.Fprint(b, "</spdx:Package>\n")
	}
	for r := range doc.Relationships.items {
		if _, err := fmt.Fprintf(b, "<rdf:Description rdf:about=%q><spdx:relationship><spdx:Relationship>%s<spdx:relatedSpdxElement rdf:resource=%q/></spdx:Relationship></spdx:relationship></rdf:Description>\n",
			about(r.Element), term("relationshipType", camelCase("relationshipType_"+r.Type)), about(r.Related)); err != nil {
			return err
		}
	}
	fmt.Fprint(b, "</rdf:RDF>\n")
	return b.Flush()
}

// escaped escapes a text for use in XML elements and attributes.
func escaped(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // writing to a strings.Builder cannot fail
	return b.String()
}

// camelCase converts a term to the spelling of RDF: "relationshipType_DEPENDS_ON"
// becomes "relationshipType_dependsOn".
func camelCase(term string) string {
	kind, name, _ := strings.Cut(term, "_")
	words := strings.Split(strings.ToLower(name), "_")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return kind + "_" + strings.Join(words, "")
}
