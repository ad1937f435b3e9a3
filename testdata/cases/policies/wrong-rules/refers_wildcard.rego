# METADATA
# title: Refers to wildcard
# custom:
#   level: error
package rules.refers_wildcard

deny contains {"message": "x"} if {
	input.components[_].supplier.name == "x"
}
