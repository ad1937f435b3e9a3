# METADATA
# title: Affiliation
# description: |
#   Finds how entities are related to the targets of a measure, at the evaluation
#   date and over the relations that the measure reaches.
package lib.affiliation

# tied reports whether a measure can reach an entity. The data have other entities too, so
# that they are not confused with a target; a document may name them often.
tied(entity) if data.index.tied[entity]

# chain lists the relations on the path from an entity to a target of a measure. It is
# empty for a target, and undefined if there is no path. The path with the fewest
# relations that weaken evidence is preferred, then the one with the fewest unconfirmed
# relations, then the shortest. It ends at the first target.
chain(measure, entity) := data.index.chains[measure][_day[measure]][entity]

# _day is, by measure, the last day up to the evaluation date on which a relation began
# or ended. A relation without dates exists from the day "".
_day[measure] := max({day | some day in data.index.days[measure]; day <= input.context.as_of}) if {
	some measure, _ in data.measures
}
