// Package policy decides: it compiles Rego policies with the data of who is
// banned and by what, asks them about a document, and reports what they find.
//
// A policy sees a document as sbom/schema.json describes it, and the data as
// its bundles give them, plus data.index: the identifiers of all entities,
// normalised by the same functions that normalise the document's claims, so
// that finding a match is a look-up. See [Compile] for what is refused.
//
// # Fail closed
//
// An undefined or failing built-in, a finding of the wrong form, an act or
// nexus that no measure knows: each is an error, never a pass.
package policy
