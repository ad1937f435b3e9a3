# METADATA
# title: Banned names
# custom:
#   level: error
package rules.names

deny contains {"message": component.name, "component": id} if {
	some id, component in input.components
	component.name in data.rules.names.banned
}
