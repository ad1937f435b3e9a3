# METADATA
# title: Refers to rule
# custom:
#   level: error
package rules.refers_rule

deny contains {"message": "x"} if {
	data.rules.refers_data.deni
}
