package sbom

import (
	"net/url"
	"strings"
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
func (b *builder) link(value string, l Link) {
	if l.Document != "" {
		l.Place = b.at(value)
		b.doc.Links = append(b.doc.Links, l)
	}
}

// need notes that the component of a reference needs something of another document.
func (b *builder) need(from string, p Place, l Link) {
	l.Needs, l.Place = true, p
	if from := b.named(from); len(from) > 0 {
		l.Component = int(from[0])
	}
	b.doc.Links = append(b.doc.Links, l)
}

const bomLinkScheme = "urn:cdx:"

func isBOMLink(uri string) bool { return hasPrefixFold(uri, bomLinkScheme) }

// bomLink reads a BOM-Link of CycloneDX, urn:cdx:serial/version#bom-ref, of which
// the last two may be missing. It returns the zero Link for anything else.
func bomLink(uri string) Link {
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
func (b *builder) linkBOM(i int, value string, needs bool) bool {
	l := bomLink(value)
	l.Component, l.Needs = i, needs
	b.link(value, l)
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
func (b *builder) linkRefs() {
	for _, needs := range []bool{false, true} {
		for _, d := range b.linked {
			switch l := bomLink(d.to); {
			case d.needs != needs:
			case l.Document == "":
				b.linkBOM(0, d.from, false)
			case needs:
				b.need(d.from, b.at(d.to), l)
			default:
				b.link(d.to, l)
			}
		}
	}
}

// Namespace returns an IRI without the name at its end.
func Namespace(iri string) string { return iri[:strings.LastIndexAny(iri, "/#")+1] }
