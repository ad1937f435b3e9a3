# METADATA
# title: Components that nobody signs for
# description: |
#   Some components of the SBOM name no supplier, manufacturer, publisher, author,
#   originator or provider, so that they could be judged by their identity alone
#   or not at all. What the SBOM itself says that it leaves out was not judged.
# related_resources:
#   - ref: https://www.ntia.gov/report/2021/minimum-elements-software-bill-materials-sbom
#     description: The Minimum Elements for a Software Bill of Materials, supplier name
# custom:
#   judges: evidence
#   level: note
#   help: |
#     Have the generator fill in the supplier of each component, or ask the
#     supplier of the SBOM for it. A package URL, a CPE or a hash helps as well.
#
#     Where the SBOM calls itself or a component incomplete, or does not know,
#     ask for a complete one: nobody can judge what is not listed.
package rules.unattributed

deny contains finding if {
	count(_gaps) > 0
	finding := {
		"message": concat("; ", [gap.message | some gap in _gaps]),
		"remedy": concat(" ", [gap.remedy | some gap in _gaps]),
	}
}

_gaps[1] := gap if {
	n := input.coverage
	unattributed := n.components - n.maker
	unattributed > 0
	gap := {
		"message": concat("", [
			$"{unattributed} of {n.components} components name no maker: ",
			$"{n.identity} were judged by their identity, {n.name} have a name only, {n.nothing} not even that",
		]),
		"remedy": "Have the generator write the supplier of each component.",
	}
}

_gaps[2] := gap if {
	incomplete := input.coverage.incomplete
	incomplete > 0
	gap := {
		"message": $"assemblies that the document calls incomplete, so that nobody could judge what they leave out: {incomplete}",
		"remedy": "Ask for an SBOM that is complete.",
	}
}
