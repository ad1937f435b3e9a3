# METADATA
# title: Refers by a path
# custom:
#   level: error
package rules.refers_path

deny contains {"message": "x"} if {
	some component in input.components
	object.get(input, ["components", 0, "supplier"], "x") == component.name
}
