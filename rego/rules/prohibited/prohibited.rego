# METADATA
# title: Component of a banned supplier or its affiliate
# description: |
#   The SBOM lists a component that was designed, developed, manufactured or
#   supplied, in whole or in part, by the target of a measure or by an entity that
#   is affiliated with it.
# related_resources:
#   - ref: https://github.com/bomgate/bomgate/blob/main/docs/rules/prohibited.md
#     description: Documentation of the rule
#   - ref: https://www.federalregister.gov/d/2024-13532
#     description: Final Determination, Case No. ICTS-2021-002, 89 FR 52434
# custom:
#   name: BannedSupplier
#   judges: evidence
#   level: error
#   measures: true
#   help: |
#     The message names the component, the entity, the value in the SBOM that
#     matched, and the measure.
#
#     1. Check the value. If it is wrong, correct it at the generator or the supplier
#        of the SBOM.
#     2. Find the dependency that brings the component in: the finding shows the path
#        from the root.
#     3. **error**: remove or replace the component before the product ships.
#        **warning**: have a person decide, and record the decision.
#        **note**: no action is needed for this act at this date.
package rules.prohibited

import data.lib.measures

deny contains measures.finding(measure, component, items) if {
	some measure, components in measures.evidence.identity
	some component, items in components
}
