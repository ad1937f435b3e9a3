# METADATA
# title: Refers by a computed name
# custom:
#   level: error
package rules.refers_computed

deny contains {"message": "x"} if {
	some component in input.components
	component[concat("", ["sup", "plier"])] == "x"
}
