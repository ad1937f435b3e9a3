// Package cyclonedx reads CycloneDX documents into a [sbom.Builder].
//
// [ReadJSON] reads CycloneDX 1.2 to 1.7, [ReadXML] reads CycloneDX 1.0 to 1.7. Both
// decode one element after the other into the types of cyclonedx-go. A collector then
// records what each element states in the builder, so a statement makes the same
// claims in both encodings:
//
//	component.go    components, their pedigree and their data
//	evidence.go     results of an analysis, paths in properties
//	swid.go         SWID tags
//	service.go      services and data flows
//	metadata.go     the product, the creators of the BOM and their tools
//	formulation.go  how the product was built
//	declaration.go  declarations, annotations, patents
//	party.go        organizations and persons, also those in licenses
//	reference.go    external references, links to other BOMs, hashes
//	signature.go    signers, certificates
//	graph.go        dependencies and compositions
//
// # Strictness
//
// The readers refuse whatever another parser may read differently: duplicate members
// and elements, names that differ in case or in one letter from a name that the same
// object has, names of components and parties in objects that do not have them, null as
// an element of an array, text where XML has elements, elements of a foreign namespace
// with a known name, document type declarations. Values of the wrong type are refused as
// well. Vulnerabilities (but not the tools that found them), standards, most properties
// and free text are skipped: they do not state who made a component.
//
// The limits of the builder's source bound how deep a document may be nested and how
// long a value may be.
//
// # Concurrency
//
// ReadJSON decodes long arrays on all cores. The functions keep no state between calls
// and can be called concurrently with different builders.
package cyclonedx
