# METADATA
# title: Affiliation
# description: |
#   Finds how entities are related to the targets of a measure, at the evaluation
#   date and over the relations that the measure reaches.
package lib.affiliation

# tied reports whether a measure can reach an entity. Other entities are in the data so
# that they are not confused with a target; a document may name them often.
tied(entity) if data.index.relations[entity]

tied(entity) if data.index.targets[entity]

# chain lists the relations on the path from an entity to a target of a measure. It is
# empty for a target, and undefined if there is no path. Confirmed paths are preferred
# to unconfirmed ones, then short paths to long ones.
chain(measure, entity) := [] if {
	data.index.targets[entity][measure]
} else := links if {
	[_, links] := min({[[unconfirmed, count(path)], links] |
		some path in graph.reachable_paths(_ties[measure], {entity})
		data.index.targets[path[count(path) - 1]][measure]
		links := [_link(measure, path[i], path[i + 1]) | some i in numbers.range(0, count(path) - 2)]
		unconfirmed := "unconfirmed" in {link.confidence | some link in links}
	})
}

# _ties is, by measure, the graph of the ties that it reaches. Paths end at the first
# target.
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

# Dates are compared as text: a year sorts before its months, a month before its days.
_valid(tie) if {
	tie.since <= input.context.as_of
	not _over(tie)
}

_over(tie) if {
	tie.until != ""
	tie.until < substring(input.context.as_of, 0, count(tie.until))
}

# _link is the tie between two entities, in the direction in which the data state it.
_link(measure, from, to) := link if {
	[_, tie] := min({[[tie.confidence == "unconfirmed", tie.type], tie] |
		some tie in data.index.relations[from]
		tie.entity == to
		_reaches(measure, tie)
	})
	ends := {false: {"from": from, "to": to}, true: {"from": to, "to": from}}[tie.reverse]
	link := object.union(ends, object.filter(tie, {"type", "share", "since", "confidence"}))
}
