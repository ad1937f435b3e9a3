# METADATA
# title: Boolean
# custom:
#   level: error
package rules.boolean

deny if input.coverage.components > 0
