# METADATA
# title: Refers to data
# custom:
#   level: error
package rules.refers_data

deny contains {"message": "x"} if {
	some component in input.components
	component.name in data.ours.names
}
