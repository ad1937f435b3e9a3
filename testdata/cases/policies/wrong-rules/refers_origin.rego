# METADATA
# title: Refers to an origin
# custom:
#   level: error
package rules.refers_origin

deny contains {"message": "x"} if {
	some component in input.components
	component.origin == "library"
}
