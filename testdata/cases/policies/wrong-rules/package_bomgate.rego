# METADATA
# title: Ours
# custom:
#   level: error
package bomgate.rules.ours

deny contains {"message": "x"} if input.coverage.components > 0
