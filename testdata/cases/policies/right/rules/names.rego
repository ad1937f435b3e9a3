# METADATA
# title: Banned names
# custom:
#   level: error
package rules.names

import data.lib.tables

deny contains {"message": $"{component.name} is banned", "component": id} if {
	some id, component in input.components
	tables.is_banned(component)
	component.shipped
}
