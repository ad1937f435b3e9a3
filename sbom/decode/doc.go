// Package decode finds the SBOMs in a file.
//
// [One] reads a file with one SBOM. A [Decoder] reads all SBOMs of a file, has limits,
// and verifies signatures. The results are documents of package [sbom].
//
// # Formats
//
// The package reads
//
//	CycloneDX 1.2 to 1.7  JSON
//	CycloneDX 1.0 to 1.7  XML
//	SPDX 2.1 to 2.3       JSON, tag-value, YAML, RDF/XML
//	SPDX 3.0              JSON-LD
//
// It detects the format by the content: by the mark that the parsers of a format look for,
// in the place where they look for it. If there is none, and the name of the file does not
// say that it is an SBOM (see [NamesSBOM]), the error matches [sbom.ErrNotSBOM]. It also does
// for a template of a document, and for a file that cannot be read as a document and whose
// name says that it is documentation or source code. Any other error means that the file may
// be an SBOM that cannot be read, so a caller must not skip it.
// It describes SBOMs in encodings that the package does not read, such as CycloneDX in YAML
// or in Protocol Buffers.
//
// # Wrappers
//
// An SBOM may be in wrappers, nested in any order:
//
//	gzip, zstd, bzip2, xz compressed files
//	tar, zip              archives, in which each file may be an SBOM
//	DSSE                  envelopes with signatures
//	in-toto               attestation statements with an SBOM as predicate
//	Sigstore              bundles with a DSSE envelope
//	GitHub                exports of the dependency graph, {"sbom": …}
//	JSON                  arrays and objects with SBOMs or wrappers in them
//	UTF-16, UTF-32, other charsets
//
// [sbom.Document.Wrappers] lists them. A file with several JSON values, such as JSON
// lines, has SBOMs in each. The name of a document in an archive ends with the path of the
// file in the archive. Compressed data and payloads in Base64 are texts of their
// own, and locations refer to the decoded text. All other wrappers keep the lines and
// columns of the file.
//
// # Strictness
//
// The package refuses whatever could hide a component from one parser and not from
// another: duplicate members, names that differ from a known one in case or by one
// letter, null in arrays, invalid UTF-8, elements of foreign namespaces, document type
// declarations, text before or after the document, an SBOM that is also a wrapper, a text
// that is also an archive, a declared charset that does not match the content. The error is an [*sbom.Error] with the
// location of the fault. Harmless mistakes, such as an invalid package URL, are
// warnings: see [sbom.Document.Warnings].
//
// # Limits
//
// A Decoder limits the bytes of a file and of all that is decompressed and decoded from it,
// the bytes of YAML and of single values, and the depth of nesting. More than 64 MiB must
// not be 200 times as large as the file. A document may have 8 wrappers, a file may have
// 1,000 documents.
//
// A Document keeps the text from which it was decoded, and its strings share the memory
// of the text. Clone strings that outlive the document.
//
// # Concurrency
//
// A Decoder can be used by several goroutines at the same time. Long documents in JSON
// and tag-value are read on all cores.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package. The meaning of
// [sbom.ErrNotSBOM] is stable: no version reports it for a file that has an SBOM. The
// texts of errors and warnings are not stable. A version may refuse a document that an
// earlier version read, if it finds that the document could hide a component.
package decode
