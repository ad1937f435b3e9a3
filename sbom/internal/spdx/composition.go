package spdx

import "strings"

// composition is the meaning of a relationship between A and B for the question of
// which of them is delivered with the other.
type composition int

const (
	unrelated       composition = iota // neither brings the other in
	dependsOn                          // A contains B, depends on it, or is made from it
	dependencyOf                       // B contains A, depends on it, or is made from it
	devDependsOn                       // B helps to make, test or document A and is not delivered with it
	devDependencyOf                    // A helps to make, test or document B and is not delivered with it
)

// forDevelopment returns the composition of a relationship that applies to development
// or tests only.
func (c composition) forDevelopment() composition {
	switch c {
	case dependsOn:
		return devDependsOn
	case dependencyOf:
		return devDependencyOf
	}
	return c
}

// compositions maps the relationship types of SPDX 2.3 (clause 11.1, table 68) to their
// meaning. BUILD_DEPENDENCY_OF is not a development dependency: the example in the table
// is the compile scope of Maven, which is delivered. Ancestry and changes (ANCESTOR_OF,
// VARIANT_OF, FILE_MODIFIED, …) do not bring anything in.
var compositions = map[string]composition{
	"DESCRIBES":             dependsOn,
	"DESCRIBE":              dependsOn, // not in the table; some generators write it
	"CONTAINS":              dependsOn,
	"DEPENDS_ON":            dependsOn,
	"HAS_PREREQUISITE":      dependsOn,
	"DYNAMIC_LINK":          dependsOn,
	"STATIC_LINK":           dependsOn,
	"GENERATED_FROM":        dependsOn,
	"EXPANDED_FROM_ARCHIVE": dependsOn,
	"COPY_OF":               dependsOn,
	"DISTRIBUTION_ARTIFACT": dependsOn,

	"DESCRIBED_BY":           dependencyOf,
	"CONTAINED_BY":           dependencyOf,
	"DEPENDENCY_OF":          dependencyOf,
	"BUILD_DEPENDENCY_OF":    dependencyOf,
	"RUNTIME_DEPENDENCY_OF":  dependencyOf,
	"OPTIONAL_DEPENDENCY_OF": dependencyOf,
	"PROVIDED_DEPENDENCY_OF": dependencyOf,
	"OPTIONAL_COMPONENT_OF":  dependencyOf,
	"PREREQUISITE_FOR":       dependencyOf,
	"GENERATES":              dependencyOf,
	"PACKAGE_OF":             dependencyOf,
	"DATA_FILE_OF":           dependencyOf,
	"FILE_ADDED":             dependencyOf,
	"PATCH_APPLIED":          dependencyOf,

	"TEST_DEPENDENCY_OF":          devDependencyOf,
	"TEST_CASE_OF":                devDependencyOf,
	"TESTCASE_OF":                 devDependencyOf, // the spelling of the RDF terms
	"TEST_OF":                     devDependencyOf,
	"TEST_TOOL_OF":                devDependencyOf,
	"DEV_DEPENDENCY_OF":           devDependencyOf,
	"DEV_TOOL_OF":                 devDependencyOf,
	"BUILD_TOOL_OF":               devDependencyOf,
	"DOCUMENTATION_OF":            devDependencyOf,
	"EXAMPLE_OF":                  devDependencyOf,
	"METAFILE_OF":                 devDependencyOf,
	"DEPENDENCY_MANIFEST_OF":      devDependencyOf,
	"REQUIREMENT_DESCRIPTION_FOR": devDependencyOf,
	"SPECIFICATION_FOR":           devDependencyOf,

	"ANCESTOR_OF":   unrelated,
	"DESCENDANT_OF": unrelated,
	"VARIANT_OF":    unrelated,
	"PATCH_FOR":     unrelated,
	"FILE_DELETED":  unrelated,
	"FILE_MODIFIED": unrelated,
	"AMENDS":        unrelated,
	"OTHER":         unrelated,
}

// compositionOf returns the meaning of a relationship type of SPDX 2.3, in any case. It
// reports whether the type is known: see unknownComposition.
func compositionOf(typ string) (c composition, ok bool) {
	if c, ok = compositions[strings.ToUpper(typ)]; ok {
		return c, true
	}
	return unknownComposition(typ), false
}

// unknownComposition returns the meaning of a relationship type that the specification
// does not have. One element may be delivered with the other, so the relationship is a
// dependency. Types that read from the part to the whole end in a preposition, as in
// CONTAINED_BY, PACKAGE_OF and PREREQUISITE_FOR.
func unknownComposition(typ string) composition {
	typ = strings.ToUpper(typ)
	for _, preposition := range []string{"BY", "OF", "FOR"} {
		if strings.HasSuffix(typ, preposition) {
			return dependencyOf
		}
	}
	return dependsOn
}

// graphCompositions maps the values of RelationshipType (SPDX 3.0, Core) to the meaning
// of a relationship between "from" and "to". It agrees with [compositions] on types that
// both versions have.
var graphCompositions = map[string]composition{
	"contains":                dependsOn,
	"dependsOn":               dependsOn,
	"describes":               dependsOn,
	"hasAddedFile":            dependsOn,
	"hasDataFile":             dependsOn,
	"hasDistributionArtifact": dependsOn,
	"hasDynamicLink":          dependsOn,
	"hasOptionalComponent":    dependsOn,
	"hasOptionalDependency":   dependsOn,
	"hasPrerequisite":         dependsOn,
	"hasProvidedDependency":   dependsOn,
	"hasStaticLink":           dependsOn,
	"patchedBy":               dependsOn,
	"trainedOn":               dependsOn,

	"configures": dependencyOf,
	"copiedTo":   dependencyOf,
	"expandsTo":  dependencyOf,
	"generates":  dependencyOf,
	"packagedBy": dependencyOf,

	"hasDependencyManifest": devDependsOn,
	"hasDocumentation":      devDependsOn,
	"hasEvidence":           devDependsOn,
	"hasExample":            devDependsOn,
	"hasMetadata":           devDependsOn,
	"hasRequirement":        devDependsOn,
	"hasSpecification":      devDependsOn,
	"hasTest":               devDependsOn,
	"hasTestCase":           devDependsOn,
	"testedOn":              devDependsOn,
	"usesTool":              devDependsOn,

	"affects":                    unrelated,
	"amendedBy":                  unrelated,
	"ancestorOf":                 unrelated,
	"availableFrom":              unrelated, // names a supplier, see addRelationship
	"coordinatedBy":              unrelated,
	"delegatedTo":                unrelated, // names another party, see addRelationship
	"descendantOf":               unrelated,
	"doesNotAffect":              unrelated,
	"exploitCreatedBy":           unrelated,
	"fixedBy":                    unrelated,
	"fixedIn":                    unrelated,
	"foundBy":                    unrelated,
	"hasAssessmentFor":           unrelated,
	"hasAssociatedVulnerability": unrelated,
	"hasConcludedLicense":        unrelated,
	"hasDeclaredLicense":         unrelated,
	"hasDeletedFile":             unrelated,
	"hasHost":                    unrelated,
	"hasInput":                   unrelated,
	"hasOutput":                  unrelated,
	"hasVariant":                 unrelated,
	"invokedBy":                  unrelated,
	"modifiedBy":                 unrelated,
	"other":                      unrelated,
	"publishedBy":                unrelated,
	"reportedBy":                 unrelated,
	"republishedBy":              unrelated,
	"serializedInArtifact":       unrelated,
	"underInvestigationFor":      unrelated,
}

// graphCompositionOf returns the meaning of a relationship type of SPDX 3.0. Generators
// carry over types of SPDX 2.3, such as DEPENDS_ON, which it accepts.
func graphCompositionOf(typ string) (c composition, ok bool) {
	if c, ok = graphCompositions[typ]; ok {
		return c, true
	}
	if c, ok = graphCompositions[camelCase(typ)]; ok {
		return c, true
	}
	return compositionOf(typ)
}

// camelCase converts WORDS_LIKE_THIS to wordsLikeThis.
func camelCase(s string) string {
	var b strings.Builder
	for i, word := range strings.Split(strings.ToLower(s), "_") {
		if i > 0 && word != "" {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
	}
	return b.String()
}
