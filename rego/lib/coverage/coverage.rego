# METADATA
# title: Coverage
# description: |
#   Determines whether enough is known about the components of a document to judge it.
package lib.coverage

# judged counts the components that are judged on a maker or on a package identity.
judged := input.coverage.maker + input.coverage.identity

# required is the percentage of components that must be judged.
required := input.context.min_coverage

# percent is the percentage of components that are judged, rounded down.
percent := floor((100 * judged) / input.coverage.components) if {
	input.coverage.components > 0
} else := 0

# sufficient reports whether the document can be judged.
sufficient if {
	judged > 0
	100 * judged >= required * input.coverage.components
}

sufficient if accepted_empty

# accepted_empty reports whether the document describes a product without dependencies
# whose root names its maker, and the context accepts that.
accepted_empty if {
	input.coverage.components == 0
	input.coverage.root_maker
	input.context.allow_empty
}
