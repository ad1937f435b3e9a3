# METADATA
# title: Warn
# custom:
#   level: error
package rules.warn

deny contains {"message": "x"} if input.coverage.components < 0

warn contains {"message": "x"} if input.coverage.components > 0
