# METADATA
# title: Name that resembles a banned supplier's name
# description: |
#   A name in the SBOM resembles the name of a measure's target or its affiliate,
#   but differs from it: it has letters of another script, it sounds alike when it is
#   read aloud, it is a known misspelling, or it is an account that impersonates the
#   entity. It may be the entity with a typing error or in another language, a
#   disguise, or an unrelated party.
# related_resources:
#   - ref: https://github.com/bomgate/bomgate/blob/main/docs/rules/lookalike.md
#     description: Documentation of the rule
#   - ref: https://www.unicode.org/reports/tr39/
#     description: Unicode Security Mechanisms, confusable detection
# custom:
#   name: LookalikeName
#   judges: evidence
#   level: warning
#   measures: true
#   help: |
#     Find out which party the name refers to. If it is the supplier that the name
#     resembles, treat the component as a component of that supplier. If it is an
#     unrelated party, have the name corrected.
package rules.lookalike

import data.lib.measures

deny contains finding if {
	some measure, components in measures.evidence.imitation
	some component, items in components
	finding := measures.finding(measure, component, items)
	not _identified(measure, component, finding.level)
}

# A component with strong evidence is reported by the rule prohibited, unless this rule
# is more severe.
_identified(measure, component, level) if {
	items := measures.evidence.identity[measure][component]
	some [_, item] in items
	item.level == "error"
	measures.outranks(measures.finding(measure, component, items).level, level)
}
