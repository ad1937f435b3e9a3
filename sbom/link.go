package sbom

import (
	"net/url"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// Link is a reference of a document to another document, or to a component in it. The
// other document describes what this one does not list. References of vulnerabilities,
// annotations and declarations are not links: they omit nothing.
type Link struct {
	Document  string   // the other document's ID, see [Document.ID]: in SPDX 3 its [Namespace] only; or its URL
	Version   string   // the other document's version, see [Document.Version]; "" for any
	Ref       string   // the component in the other document, see [Component.Ref]; "" for the whole document
	Hashes    []string // digests of the other document's file, see [identity.HashKey]
	Component int      // the component that refers to it; 0 for this document as a whole
	Needs     bool     // the component needs or contains the target of the reference
	Place     Place    // of the reference
}

// AddLink records a reference to another document that a value makes. A link without
// a document is ignored.
func (b *Builder) AddLink(value string, l Link) {
	if l.Document != "" {
		l.Place = b.At(value)
		b.Document.Links = append(b.Document.Links, l)
	}
}

// AddExternalDependency records that the component with the reference from depends on, or
// contains, the target of l. No component may be added afterwards.
func (b *Builder) AddExternalDependency(from string, p Place, l Link) {
	l.Needs, l.Place = true, p
	if components := b.Resolve(from); len(components) > 0 {
		l.Component = components[0]
	}
	b.Document.Links = append(b.Document.Links, l)
}

// AddBOMLink records that component i refers to another document if the value is a
// BOM-Link, and reports whether it is.
func (b *Builder) AddBOMLink(i int, value string, needs bool) bool {
	l := ParseBOMLink(value)
	l.Component, l.Needs = i, needs
	b.AddLink(value, l)
	return l.Document != ""
}

const bomLinkScheme = "urn:cdx:"

func isBOMLink(uri string) bool { return scan.HasPrefixFold(uri, bomLinkScheme) }

// ParseBOMLink parses a BOM-Link of CycloneDX, urn:cdx:serial/version#bom-ref. Version
// and bom-ref are optional. It returns the zero Link for any other URI.
func ParseBOMLink(uri string) Link {
	if !isBOMLink(uri) {
		return Link{}
	}
	document, ref, _ := strings.Cut(uri[len(bomLinkScheme):], "#")
	serial, version, _ := strings.Cut(document, "/")
	if unescaped, err := url.PathUnescape(ref); err == nil {
		ref = unescaped
	}
	return Link{Document: "urn:uuid:" + strings.ToLower(serial), Version: version, Ref: ref}
}

// bomLinked is a dependency, or an incomplete list of parts, with a BOM-Link as one or
// both of its references.
type bomLinked struct {
	from, to string
	needs    bool // it is a dependency
}

// linkExternal makes links of the BOM-Links in dependencies and in incomplete lists.
func (b *Builder) linkExternal() {
	for _, needs := range []bool{false, true} {
		for _, d := range b.external {
			if d.needs == needs {
				b.addBOMLinked(d)
			}
		}
	}
}

func (b *Builder) addBOMLinked(d bomLinked) {
	l := ParseBOMLink(d.to)
	switch {
	case l.Document == "": // only from is a BOM-Link
		b.AddBOMLink(0, d.from, false)
	case d.needs:
		b.AddExternalDependency(d.from, b.At(d.to), l)
	default:
		b.AddLink(d.to, l)
	}
}

// Namespace returns an IRI without the name at its end, which follows the last slash or
// number sign.
func Namespace(iri string) string { return iri[:strings.LastIndexAny(iri, "/#")+1] }
