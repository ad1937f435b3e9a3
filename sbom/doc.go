// Package sbom reads software bills of materials into one model: components,
// the dependency graph, and the claims that a document makes about who stands
// behind each component.
//
// # What is read
//
// CycloneDX 1.2 to 1.7 as JSON and 1.0 to 1.7 as XML, SPDX 2.1 to 2.3 as JSON,
// tag-value, YAML and RDF/XML, SPDX 3.0 as JSON-LD. The form is told by the
// content, never by the file's name.
//
// # Wrappers
//
// An SBOM may come in wrappers, see [WrapperKind], nested in each other, and a
// file may hold several SBOMs. What is compressed, or encoded in Base64, is a text
// of its own, and places are places in that text; all other wrappers, and other
// charsets, leave lines and columns as they are in the file. The signature of an
// envelope is verified if a [Decoder] has keys; without keys it means nothing.
//
// # Claims
//
// An SBOM says who made a component in many places: supplier, publisher,
// package URL, CPE, download host, copyright line, certificate. A [Claim] is one
// such statement, normalised to a key by the exported functions of this package
// ([NameKey], [Skeleton], [PURLKeys], [CPEKeys], [DomainKeys], …). Whoever
// looks for an organization normalises its names with the same functions and
// compares keys.
//
// # Links
//
// A document may refer to others for what it does not list itself. A [Link] is one
// such reference; whoever has the other document compares IDs. A vulnerability, an
// annotation or a declaration of another document is no link: what they are about
// is listed there and not left out here.
//
// # Places
//
// A document is kept as its bytes. Each claim remembers the offsets of the very
// value it was read from; [Document.Locate] turns offsets into lines, columns
// and JSON pointers (XPath in XML and RDF, the tag in tag-value) for those that are
// reported.
//
// # Strictness
//
// What could hide a component is refused with a place: duplicate keys, invalid
// UTF-8, a known field in another case or misspelt by a letter, elements of a
// foreign namespace or within a text, trailing data. TestRefused has it all, in
// every form. What is merely sloppy is read (TestAccepted), and said in
// [Document.Warnings]. NOASSERTION, NONE, "unknown" and the empty string are
// absence, not values.
//
// This package does no input or output of its own, knows no policy, and never
// panics on any input.
package sbom
