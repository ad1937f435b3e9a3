// Package spdx reads SPDX documents into an [sbom.Builder].
//
// There is one function per encoding:
//
//	ReadJSON      SPDX 2.1 to 2.3, JSON
//	ReadYAML      SPDX 2.1 to 2.3, YAML
//	ReadTagValue  SPDX 2.1 to 2.3, tag-value
//	ReadRDF       SPDX 2.1 to 2.3, RDF/XML
//	ReadGraph     SPDX 3.0, JSON-LD
//
// Packages become components with [sbom.OriginPackage], files and the snippets of
// SPDX 3 become components with [sbom.OriginFile], and the tools that created the
// document become components with [sbom.OriginTool]. Suppliers, originators, creators,
// contributors, download locations, home pages, copyright texts, notices, attribution texts,
// checksums, external references and file names become claims about them. The holders in
// the texts of licenses become claims about the document. Relationships become dependencies.
// References to other documents become links. Annotations and verification codes are not
// read.
//
// All encodings of SPDX 2 pass their fields to a collector, which gives a field the same
// meaning in each of them. The comments cite the clauses of the SPDX specification,
// version 2.3, and the profiles of the SPDX 3.0.1 model.
//
// # Strictness
//
// A document is refused, with a [scan.Fault] at the position, if other software could
// read it differently: if a name differs from a known one only in case or in one letter,
// if a member with components or a party is in an object that does not have it,
// if a member, attribute or property has two values where it allows one, if a value has
// the wrong type, or if the document uses indirections that readers overlook, such as
// anchors, aliases and tags in YAML or definitions in a JSON-LD context. Values that are
// unusual but unambiguous are read, with a warning.
//
// # Limits
//
// The limits of the builder's source apply. ReadGraph also bounds how much elements may
// repeat by reference: see graphCollector.charge.
//
// # Concurrency
//
// ReadJSON, ReadTagValue and ReadGraph read long documents on several cores, see
// [sbom.ReadParts]. The caller must not use the builder until they return. Strings of the
// resulting document share the memory of its text.
package spdx
