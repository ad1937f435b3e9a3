// Package sbomtest defines SBOMs for tests and benchmarks: an appliance, and a
// document of as many components as are wanted.
package sbomtest

import "github.com/bomgate/bomgate/sbom/draft"

// Document and Component are what the definitions are made of.
type (
	Document  = draft.Document
	Component = draft.Component
)
