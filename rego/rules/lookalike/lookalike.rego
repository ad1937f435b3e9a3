# METADATA
# title: Name that imitates a banned supplier's
# description: |
#   Somebody named in the SBOM is spelt like a measure's target or its affiliate,
#   but not quite: with letters of another script, a known misspelling, or as an
#   account that impersonates it. It is the same party with a slip of the pen, a
#   disguise, or a stranger.
# related_resources:
#   - ref: https://www.unicode.org/reports/tr39/
#     description: Unicode Security Mechanisms, confusable detection
# custom:
#   judges: evidence
#   level: warning
#   measures: true
#   help: |
#     Find out who is meant. If it is the supplier that the name resembles,
#     treat the component as that supplier's. If it is a stranger, have the name
#     corrected, and ask why a stranger calls itself so.
package rules.lookalike

import data.lib.measures

deny contains measures.finding(measure, component, items) if {
	some measure, components in measures.evidence.imitation
	some component, items in components
	not _identified(measure, component)
}

# A component that is plainly theirs is reported as such.
_identified(measure, component) if {
	some [rank, _, _, _], _ in measures.evidence.identity[measure][component]
	rank == 0
}
