# METADATA
# title: Refers to bracket
# custom:
#   level: error
package rules.refers_bracket

deny contains {"message": "x"} if {
	some component in input.components
	component["supplier"] == "x"
}
