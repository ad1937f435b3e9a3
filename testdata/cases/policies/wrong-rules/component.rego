# METADATA
# title: Component
# custom:
#   level: error
package rules.component

deny contains {"message": "x", "componnet": "1"} if input.coverage.components > 0
