# METADATA
# title: Refers to negated
# custom:
#   level: error
package rules.refers_negated

deny contains {"message": "x"} if {
	some component in input.components
	not component.licenses
}
