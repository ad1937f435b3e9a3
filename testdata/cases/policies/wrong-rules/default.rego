# METADATA
# title: Default
# custom:
#   level: error
package rules.by_default

default deny := false

deny := true if input.coverage.components > 0
