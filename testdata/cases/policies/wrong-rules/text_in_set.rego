# METADATA
# title: Text in a set
# custom:
#   level: error
package rules.text_in_set

deny contains "too many" if input.coverage.components > 0
