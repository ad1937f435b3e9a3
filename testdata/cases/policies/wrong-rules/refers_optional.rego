# METADATA
# title: Refers to optional
# custom:
#   level: error
package rules.refers_optional

deny contains {"message": "x"} if {
	some component in input.components
	object.get(component, "vendor", "") == "x"
}
