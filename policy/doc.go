// Package policy evaluates policies on SBOMs. It compiles Rego policies together with
// the data about bans and entities, evaluates them on a document, and reports the
// findings.
//
// # What policies see
//
// The input of a policy is the document, as described by sbom/schema.json. Its data are
// the data of the bundles and data.index, which lists the identifiers of all entities.
// The same functions normalize the identifiers and the claims of documents, so that a
// match is a lookup.
//
// # Findings
//
// A rule returns a finding with facts: component, claims, entity, measure, level. It has
// either a message or a template. The engine fills the slots of a template ({component},
// {value}, {entity}, {measure}) with text of the document and the data. Text of the
// document never counts as a slot.
//
// # Groups
//
// Components with equal evidence get equal findings from rules that judge by evidence
// alone. If all rule packages promise that in their METADATA (custom.judges: evidence),
// the engine evaluates one component of each group, with its own text, and applies the
// findings to all components of the group. Otherwise it evaluates the document as a
// whole.
//
// # Fail closed
//
// A failing built-in function, a finding with a wrong member, a context with an unknown
// act or nexus: each is an error, never a pass.
//
// # Compatibility
//
// Until version 1 of the module, minor versions may change the API of this package.
// Reports written as JSON or SARIF have versions of their own.
package policy
