# METADATA
# title: Refers by a constant
# custom:
#   level: error
package rules.refers_constant

deny contains {"message": "x"} if {
	some component in input.components
	name := "supplier"
	component[name] == "x"
}
