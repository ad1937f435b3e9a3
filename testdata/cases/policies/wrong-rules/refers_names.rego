# METADATA
# title: Refers by a list
# custom:
#   level: error
package rules.refers_names

deny contains {"message": "x"} if {
	some component in input.components
	some name in ["name", "supplier"]
	component[name] == "x"
}
