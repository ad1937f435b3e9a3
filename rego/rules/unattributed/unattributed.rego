# METADATA
# title: Fewer components with evidence than required
# description: |
#   You require that a share of the components is judged on a maker or on a package
#   identity, such as a package URL. In this SBOM, fewer components state one. The
#   others have only a hash or a name, which does not identify their makers.
# related_resources:
#   - ref: https://github.com/bomgate/bomgate/blob/main/docs/rules/unattributed.md
#     description: Documentation of the rule
#   - ref: https://www.ntia.gov/report/2021/minimum-elements-software-bill-materials-sbom
#     description: The Minimum Elements for a Software Bill of Materials, supplier name
# custom:
#   name: UnattributedComponents
#   judges: evidence
#   level: warning
#   help: |
#     Configure the SBOM generator to include the supplier or the package URL of each
#     component, or ask the supplier of the SBOM for it. If that is not possible, require
#     a smaller share.
package rules.unattributed

import data.lib.coverage

deny contains finding if {
	coverage.required > 0
	not coverage.sufficient
	n := input.coverage
	finding := {
		"message": concat("", [
			$"{coverage.percent} % of {n.components} components are judged on a maker or a package identity, and {coverage.required} % are required: ",
			$"{n.hash} have a hash only, {n.name} a name only, {n.nothing} no name",
		]),
		"remedy": "Configure the SBOM generator to include the supplier or the package URL of each component, or require a smaller share.",
	}
}
