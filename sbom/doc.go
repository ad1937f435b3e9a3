// Package sbom is a model of one software bill of materials (SBOM), independent of its
// format.
//
// A [Document] has components, a dependency graph, and claims. Package
// [github.com/bomgate/bomgate/sbom/decode] reads documents from files:
//
//	doc, err := decode.One("bom.json", file)
//
// # Components
//
// A [Component] is a component, service, package, file or tool in the document. The
// document itself is component 0. [Document.DependsOn], [Document.Path] and
// [Document.Root] describe the dependency graph: its edges are dependencies, nesting, and
// the relationships of SPDX that say that one element contains or needs another.
// References may precede the component that has them. If several components have the same
// reference, a dependency applies to all of them.
//
// # Claims
//
// A document says who made a component in many places: supplier, publisher, package URL,
// CPE, download host, copyright line, certificate. A [Claim] is one such statement, with
// its role and a key in a normal form. To find an organization, normalize its names with
// the functions of package [github.com/bomgate/bomgate/sbom/identity] and compare keys.
// NOASSERTION, NONE, "unknown" and the empty string mean that a value is absent; they make
// no claims.
//
// [Coverage] counts the components by their strongest evidence: a maker, another identity,
// or only a name. [Document.Input] returns a document in the form in which policies written
// in Rego read it.
//
// # Places
//
// A document retains its text. Components, claims, links and warnings know the [Place] of
// the value from which they were read. [Document.Locate] returns the lines, the columns
// and the path of places. The strings of a document share the memory of its text; to keep a
// few strings after the document, clone them.
//
// # Links
//
// A document may refer to another document for components that it does not list. A [Link]
// is one such reference. If you have the other document, compare the IDs.
//
// # Building documents
//
// The readers of the formats collect documents with a [Builder]. It reads from a source of
// an internal package, so only packages of this module can use it. References that no
// component has, or that several components share, are not errors: the builder warns of
// them.
//
// # Limits
//
// A document has at most 2^31 components and 2^39 bytes of text. A place is at most 16 MiB
// long; the place of a longer value ends early.
//
// Several goroutines can use a Document at the same time. A Builder must not be used by
// several goroutines, except by [ReadParts]. The package does no input or output, does not
// know policies, and does not panic on any document.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change the API of this package and
// the members of [Schema]. The indices of components and claims depend on the version:
// do not store them, store the location or the reference of a component.
package sbom
