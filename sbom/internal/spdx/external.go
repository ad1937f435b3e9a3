package spdx

import (
	"cmp"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// externalPrefix starts every reference to an element of another document: "DocumentRef-"
// and, after a colon, the SPDXID in that document (clause 6.6).
const externalPrefix = "DocumentRef-"

// isExternal reports whether a reference names an element of another document.
func isExternal(ref string) bool { return strings.HasPrefix(ref, externalPrefix) }

// externalDependency is a dependency on an element of another document.
type externalDependency struct {
	from, to string
	place    sbom.Place
}

// addExternalDocument records ExternalDocumentRef (clause 6.6): the reference of another
// document, its namespace, and a checksum of its file.
func (c *collector) addExternalDocument(ref, namespace, algorithm, hex string) {
	l := sbom.Link{Document: namespace}
	if key, ok := identity.HashKey(algorithm, hex); ok {
		l.Hashes = []string{key}
	}
	c.deferred.setExternalDocument(ref, l)
	c.b.AddLink(namespace, l)
}

// dependOnExternal defers a dependency on an element of another document to
// [collector.linkExternal].
func (c *collector) dependOnExternal(from, to string, p sbom.Place) {
	c.deferred.externalDependencies = append(c.deferred.externalDependencies, externalDependency{from, to, cmp.Or(c.b.At(to), p)})
}

// linkExternal links components to the elements of other documents on which they depend.
func (c *collector) linkExternal() {
	for _, d := range c.deferred.externalDependencies {
		document, ref := d.to, ""
		if i := strings.LastIndexByte(d.to, ':'); i >= 0 {
			document, ref = d.to[:i], d.to[i+1:]
		}
		l, ok := c.deferred.externalDocuments[document]
		if !ok {
			l.Document = document
			if iri := strings.TrimPrefix(document, externalPrefix); strings.Contains(iri, ":") { // RDF refers by IRI
				l.Document = iri
			} else {
				c.b.Warn(d.place, "reference to "+scan.Quote(d.to)+": expected an external document reference of that name")
			}
		}
		if ref != documentRef {
			l.Ref = ref
		}
		c.b.AddExternalDependency(d.from, d.place, l)
	}
}
