package sbom

import (
	"net/url"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// Link is a reference of a document to another one, which says more of a
// component than this one does, or to something in it.
type Link struct {
	Document  string   // the other's ID, see [Document.ID], of which SPDX 3 tells the [Namespace] only; or where it is to be had
	Version   string   // the other's version, see [Document.Version]; "" if any
	Ref       string   // the component in it, see [Component.Ref]; "" if the document as a whole
	Hashes    []string // digests of the other's file, see [HashKey]
	Component int      // that refers; 0 where it is the document as a whole
	Needs     bool     // what it refers to is part of the component or needed by it
	Place     Place
}

// link notes a reference to another document that a value makes.
func (b *Builder) Link(value string, l Link) {
	if l.Document != "" {
		l.Place = b.At(value)
		b.Document.Links = append(b.Document.Links, l)
	}
}

// need notes that the component of a reference needs something of another document.
func (b *Builder) Need(from string, p Place, l Link) {
	l.Needs, l.Place = true, p
	if from := b.Named(from); len(from) > 0 {
		l.Component = int(from[0])
	}
	b.Document.Links = append(b.Document.Links, l)
}

const bomLinkScheme = "urn:cdx:"

func isBOMLink(uri string) bool { return scan.HasPrefixFold(uri, bomLinkScheme) }

// bomLink reads a BOM-Link of CycloneDX, urn:cdx:serial/version#bom-ref, of which
// the last two may be missing. It returns the zero Link for anything else.
func BomLink(uri string) Link {
	if !isBOMLink(uri) {
		return Link{}
	}
	whole, ref, _ := strings.Cut(uri[len(bomLinkScheme):], "#")
	serial, version, _ := strings.Cut(whole, "/")
	if plain, err := url.PathUnescape(ref); err == nil {
		ref = plain
	}
	return Link{Document: "urn:uuid:" + strings.ToLower(serial), Version: version, Ref: ref}
}

// linkBOM notes that a value refers to another document if it is a BOM-Link, and
// tells whether it is.
func (b *Builder) LinkBOM(i int, value string, needs bool) bool {
	l := BomLink(value)
	l.Component, l.Needs = i, needs
	b.Link(value, l)
	return l.Document != ""
}

// bomLinked is a dependency, or a composition that needs nothing, of which one
// reference or both are BOM-Links.
type bomLinked struct {
	from, to string
	needs    bool
}

// linkRefs notes the references to other documents that compositions and dependencies
// make, which are not to be found in this one.
func (b *Builder) linkRefs() {
	for _, needs := range []bool{false, true} {
		for _, d := range b.linked {
			switch l := BomLink(d.to); {
			case d.needs != needs:
			case l.Document == "":
				b.LinkBOM(0, d.from, false)
			case needs:
				b.Need(d.from, b.At(d.to), l)
			default:
				b.Link(d.to, l)
			}
		}
	}
}

// Namespace returns an IRI without the name at its end.
func Namespace(iri string) string { return iri[:strings.LastIndexAny(iri, "/#")+1] }
