# METADATA
# title: Ours
# custom:
#   level: error
package rule.ours

deny contains {"message": "x"} if input.coverage.components > 0
