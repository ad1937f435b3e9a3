// Package sbomtest defines SBOMs for tests and benchmarks: a realistic appliance,
// and documents of any size.
//
// # Compatibility
//
// Until version 1 of the module, a minor version may change this package and the
// SBOMs that it defines.
package sbomtest

import "github.com/bomgate/bomgate/sbom/draft"

// Document and Component are the types of [draft].
type (
	Document  = draft.Document
	Component = draft.Component
)
