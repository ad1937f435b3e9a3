# METADATA
# title: Refers to entity
# custom:
#   level: error
package rules.refers_entity

deny contains {"message": "x"} if {
	data.entities.kasperksy.name == input.document.name
}
