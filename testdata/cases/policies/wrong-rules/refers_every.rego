# METADATA
# title: Refers to every
# custom:
#   level: error
package rules.refers_every

deny contains {"message": "x"} if {
	input.coverage.components > 0
	every component in input.components {
		component.vendor == "x"
	}
}
