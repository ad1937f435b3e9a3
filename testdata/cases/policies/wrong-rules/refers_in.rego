# METADATA
# title: Refers to in
# custom:
#   level: error
package rules.refers_in

deny contains {"message": "x"} if {
	some component in input.components
	component.supplier == "x"
}
