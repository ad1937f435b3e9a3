// Package identity turns the names, package URLs, CPEs, hosts, hashes and file
// names that documents write into keys that can be compared.
//
// A caller that looks for an organization normalizes its names with the same
// functions and compares keys: [NameKey], [Skeleton], [PURLKeys], [CPEKeys],
// [DomainKeys] and so on. Two spellings of one fact have the same key. A [Reader]
// applies the functions to a value as a whole, as bomgate does for every value of a
// document.
//
// The package knows no SBOM format, no policy and no particular organization. It
// does no input or output and never panics on any input.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package. A key is
// stable within one version only: do not store keys, store the values that they are
// made of.
package identity
