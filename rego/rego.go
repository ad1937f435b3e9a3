// Package rego holds the built-in policies and data as files.
//
//	bomgate/                    the entry point: data.bomgate.findings and data.bomgate.verdict
//	rules/<rule>/<rule>.rego    a rule: package rules.<rule>, with a test
//	lib/<name>/<name>.rego      functions that rules share
//	entities/<id>/data.yaml     an entity: names, identifiers, products, relations
//	measures/<id>/data.yaml     a ban: targets, reach, acts and dates, scope, levels
//
// The level of a finding is determined in three steps. lib/identity looks up the
// identifiers of all entities in the claims of the document, and determines the class
// of the evidence. lib/affiliation finds the relations between the entity and a target
// of the measure. lib/measures collects the circumstances (the class, the place of the
// product in the scope, and others), and takes the mildest level that the data of the
// measure give to any of them.
//
// # To add an entity
//
// Write entities/<id>/data.yaml with name, kind, description, identifiers, products
// and relations, one fact a line, each with its source and confidence (primary,
// confirmed, verified, inferred, unconfirmed). An unconfirmed fact is never enough for
// an error. The kind of an identifier is organization, brand, lookalike, name, purl,
// package, cpe, domain, hash, file, app, swid or signer. A name identifies a product by
// the start of a component's name. The names of a product do so only if they start with
// a brand, and otherwise tell the products of its maker apart.
//
// # To add a measure
//
// Write measures/<id>/data.yaml with the same members as the existing one. Give every
// circumstance under levels a reason, which appears in reports.
//
// # To add a rule
//
// Write rules/<rule>/<rule>.rego with METADATA on the package (title,
// description, custom.level, custom.help) and a set deny of findings. The only required
// member of a finding is the message. The name of a file must not end in t, because the
// patterns below exclude tests by that letter.
//
// A rule whose findings depend on the claims of one component alone can promise so
// with custom.judges: evidence. Then components with equal evidence are evaluated
// once, and text of the document belongs in the slots of a template, not in a
// message: {component}, {value}, {entity} and {measure}. Without the promise a rule
// sees the whole document.
//
// After a change to the data, run go test ./rego -update.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package, and the
// policies and data in it. Findings quote the names of rules, entities and measures.
package rego

import "embed"

// FS holds the policies and their data, without the tests.
//
//go:embed bomgate/*[^t].rego lib/*/*[^t].rego rules/*/*[^t].rego
//go:embed entities/*/data.yaml measures/*/data.yaml
var FS embed.FS

// Data is the content of all data.yaml files as one JSON text, which is much faster to
// read. A test checks that it is up to date.
//
//go:embed data.prepared
var Data []byte
