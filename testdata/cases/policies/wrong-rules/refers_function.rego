# METADATA
# title: Refers in a function
# custom:
#   level: error
package rules.refers_function

deny contains {"message": "x"} if {
	some component in input.components
	_is_banned(component)
}

_is_banned(component) if component.vendor == "x"
