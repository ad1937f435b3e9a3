# METADATA
# title: Refers to typo
# custom:
#   level: error
package rules.refers_typo

deny contains {"message": "x"} if {
	some component in input.components
	component.nmae == "x"
}
