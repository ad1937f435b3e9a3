// Package identity normalizes the names, package URLs, CPEs, hosts, hashes and file
// names in documents to keys that can be compared.
//
// Two spellings of the same fact have the same key. To look for an organization,
// normalize its names with the functions that are also applied to the document, and
// compare the keys:
//
//	identity.NameKey("AO «Kaspersky Lab»") == identity.NameKey("Kaspersky Lab, Inc.")
//
// The functions and the kinds of keys that they return are:
//
//	NameKey       organization, signer  names without legal forms
//	SkeletonKeys  skeleton              what names look like
//	NearKeys      near                  what names that differ in one letter have in common
//	Words         word                  single words of names
//	PURLKeys      purl, package         package URLs, with all parent namespaces
//	CPEKeys       cpe                   CPE names
//	DomainKeys    domain                URLs, e-mail addresses and hosts, with all parent domains
//	HashKey       hash                  digests
//	FileKeys      file                  file names, with and without version
//	Fold          app, swid             identifiers
//
// A [Reader] applies them to one value of a document and returns all its keys, including
// the keys of addresses in a name, of the packages to which an address or the coordinates
// of a component lead, and of the owners of namespaces and hosts. bomgate reads every value with a Reader. If it has a
// [KeySet], a Reader returns only the keys that the caller may look up.
//
// The package does not know SBOM formats, policies or particular organizations. It does
// no input or output, and its functions do not panic on any input.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package. A key is
// stable within one version only: do not store keys, store the values from which they
// are derived.
package identity
