# METADATA
# title: Refers to a member of an entity
# custom:
#   level: error
package rules.refers_entity_member

deny contains {"message": "x"} if {
	some entity in data.entities
	entity.nmae == input.document.name
}
