# METADATA
# title: Object
# custom:
#   level: error
package rules.object

deny["message"] := "too many"
