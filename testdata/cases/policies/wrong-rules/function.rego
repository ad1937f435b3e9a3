# METADATA
# title: Function
# custom:
#   level: error
package rules.function

deny(component) := {"message": component.name}
