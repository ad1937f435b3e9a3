# METADATA
# title: Affiliation
# description: |
#   How entities are tied to the ones that a measure names, at the evaluation
#   date and over the relations that the measure reaches.
package lib.affiliation

# tied tells whether a measure could reach an entity at all. The others are
# neighbours, whose names may fill most of a document.
tied(entity) if data.index.relations[entity]

tied(entity) if data.index.targets[entity]

# chain is how an entity comes under a measure: the relations on the way to one
# of its targets, empty if it is a target itself, undefined if there is no way.
# Confirmed ways come before unconfirmed ones, short before long.
chain(measure, entity) := [] if {
	data.index.targets[entity][measure]
} else := min(ways)[2] if {
	ways := {[unconfirmed, count(path), links] |
		some path in graph.reachable_paths(_ties[measure], {entity})
		data.index.targets[path[count(path) - 1]][measure]
		links := [_link(measure, path[i], path[i + 1]) | some i in numbers.range(0, count(path) - 2)]
		unconfirmed := "unconfirmed" in {link.confidence | some link in links}
	}
}

# _ties is the graph of a measure. A way ends at the first target.
_ties[measure] := {from: {tie.entity | not data.index.targets[from][measure]; some tie in around; _reaches(measure, tie)} |
	some from, around in data.index.relations
} if {
	some measure, _ in data.measures
}

_reaches(measure, tie) if {
	[tie.type, tie.reverse] in _reach[measure]
	_valid(tie)
}

_reach[measure] := {[reach.relation, reach.reverse] | some reach in m.reach} if some measure, m in data.measures

# Dates compare as text: a year comes before its months, a month before its days.
_valid(tie) if {
	tie.since <= input.context.as_of
	not _over(tie)
}

_over(tie) if {
	tie.until != ""
	tie.until < substring(input.context.as_of, 0, count(tie.until))
}

# _link is the tie between two neighbours, told in the direction in which the data state it.
_link(measure, from, to) := link if {
	ties := {[tie.confidence == "unconfirmed", tie.type, tie] |
		some tie in data.index.relations[from]
		tie.entity == to
		_reaches(measure, tie)
	}
	tie := min(ties)[2]
	ends := {false: {"from": from, "to": to}, true: {"from": to, "to": from}}[tie.reverse]
	link := object.union(ends, object.filter(tie, {"type", "share", "since", "confidence"}))
}
