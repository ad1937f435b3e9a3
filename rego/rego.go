// Package rego holds the built-in policies and data as files.
//
//	bomgate/                    the entry point: data.bomgate.findings and data.bomgate.verdict
//	rules/<rule>/<rule>.rego    a rule: package rules.<rule>, its test beside it
//	lib/<name>/<name>.rego      what rules share
//	entities/<id>/data.yaml     who there is: names, identifiers, products, relations
//	measures/<id>/data.yaml     what is prohibited: targets, reach, acts and dates, scope, levels
//
// How a level comes about: lib/identity looks the identifiers of all entities
// up among the document's claims, which gives evidence of a class; lib/affiliation
// finds how the entity is tied to a target of the measure; lib/measures collects
// the names of all that bears on the finding (the class, the product's place in
// the scope, circumstances), and the mildest level that the measure's data give
// to one of these names is the finding's.
//
// # To add an entity
//
// Write entities/<id>/data.yaml with name, kind, description, identifiers,
// products and relations, one fact a line, each with confidence (primary,
// confirmed, verified, inferred, unconfirmed) and its source. What is
// unconfirmed never gives more than a warning. An identifier's kind is
// organization, brand, lookalike, purl, package, cpe, domain, hash, file, app,
// swid or signer.
//
// # To add a measure
//
// Write measures/<id>/data.yaml with the members of the one that is there. Give
// every name under levels a reason: it is what the report says.
//
// # To add a rule
//
// Write rules/<rule>/<rule>.rego with METADATA on the package (title,
// description, custom.level, custom.help) and a set deny of findings; a finding
// needs no more than a message. A file's name must not end in t, for the tests
// to stay out of the binary.
//
// A rule whose findings depend on the claims of one component alone can promise so
// with custom.judges: evidence. Then components with equal evidence are evaluated
// once, and text of the document belongs in the slots of a template, not in a
// message: {component}, {value}, {entity} and {measure}. Without the promise a rule
// sees the whole document.
//
// After a change to the data, run go test ./rego -update.
package rego

import "embed"

// FS holds the policies and their data, without the tests.
//
//go:embed bomgate/*[^t].rego lib/*/*[^t].rego rules/*/*[^t].rego
//go:embed entities/*/data.yaml measures/*/data.yaml
var FS embed.FS

// Data is what all data.yaml files say, as one JSON text: it is read many times as
// fast. A test holds that it says the same.
//
//go:embed data.prepared
var Data []byte
