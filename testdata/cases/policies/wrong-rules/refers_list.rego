# METADATA
# title: Refers to list
# custom:
#   level: error
package rules.refers_list

deny contains {"message": "x"} if {
	vendors := {component.vendor | some component in input.components}
	count(vendors) > 0
}
