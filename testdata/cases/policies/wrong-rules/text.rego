# METADATA
# title: Text
# custom:
#   level: error
package rules.text

deny := "too many components"
