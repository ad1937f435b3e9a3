# METADATA
# title: Components without a supplier
# description: |
#   Some components in the SBOM name no supplier, manufacturer, publisher, author,
#   originator or provider. They were evaluated by other evidence, such as a package
#   URL, or not at all. The SBOM may also state that it is incomplete; the parts that
#   it leaves out were not evaluated.
# related_resources:
#   - ref: https://github.com/bomgate/bomgate/blob/main/docs/rules/unattributed.md
#     description: Documentation of the rule
#   - ref: https://www.ntia.gov/report/2021/minimum-elements-software-bill-materials-sbom
#     description: The Minimum Elements for a Software Bill of Materials, supplier name
# custom:
#   name: UnattributedComponents
#   judges: evidence
#   level: note
#   help: |
#     Configure the SBOM generator to include the supplier of each component, or ask
#     the supplier of the SBOM for it. A package URL, a CPE or a hash helps as well.
#
#     If the SBOM states that it or a component is incomplete, or that this is
#     unknown, ask for a complete SBOM. Components that are not listed cannot be
#     evaluated.
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
			$"{unattributed} of {n.components} components name no supplier: ",
			$"{n.identity} judged by package identity, {n.hash} by hash only, {n.name} by name only, {n.nothing} with no name",
		]),
		"remedy": "Configure the SBOM generator to include the supplier of each component.",
	}
}

_gaps[2] := gap if {
	incomplete := input.coverage.incomplete
	incomplete > 0
	gap := {
		"message": $"incomplete assemblies according to the SBOM: {incomplete} (parts that it does not list were not evaluated)",
		"remedy": "Ask for a complete SBOM.",
	}
}
