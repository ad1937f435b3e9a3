package lib.measures

# _judgment is the mildest level of some circumstances, with the reasons and remedies
# of the circumstances that have it. Rank orders levels, the most severe first.
_judgment(measure, circumstances) := {
	"rank": mildest,
	"level": _levels[mildest],
	"why": _why([text | some name in decisive; text := _call(measure, name).because], decisive),
	"remedy": concat(" ", {text | some name in decisive; text := _call(measure, name).remedy}),
	"reasons": sort(circumstances),
} if {
	mildest := max({0} | {_rank(measure, name) | some name in circumstances})
	decisive := [name | some name in sort(circumstances); _rank(measure, name) == mildest]
}

# _why joins the reasons for a level. If there are none, it names the circumstances for
# which the measure gives no reason.
_why(reasons, circumstances) := concat("; ", reasons) if {
	reasons != []
} else := $"the measure gives no reason for {concat(" and ", circumstances)}"

_levels := ["error", "warning", "note"]

# _rank is the rank of the level of a circumstance. Without a known level it is the
# rank of an error.
default _rank(_, _) := 0

_rank(measure, circumstance) := rank if {
	some rank, level in _levels
	level == _level(measure, circumstance)
}

_level(measure, circumstance) := level if {
	level := data.parameters[measure].levels[circumstance]
} else := _call(measure, circumstance).level

# _call is what a measure says about a circumstance. For evidence that is only a name
# there are defaults, so that a measure need not distinguish it from other evidence.
_call(measure, circumstance) := call if {
	call := data.measures[measure].levels[circumstance]
} else := _names_only[circumstance]

_names_only := {
	"maker-part": {
		"level": "warning",
		"because": "a maker field contains the name of the entity, but does not begin with it",
		"remedy": "Find out whether the entity made the component.",
	},
	"product-name": {
		"level": "warning",
		"because": "the component has the name of the entity or of one of its products, and a name alone is weak evidence",
		"remedy": "Find out who made the component, and have the SBOM name its maker.",
	},
	"file-name": {
		"level": "warning",
		"because": "a file of the component has the name of a file or package of the entity",
		"remedy": "Find out who made the component, and have the SBOM name its maker.",
	},
	"directory": {
		"level": "warning",
		"because": "the component was found in a folder with the name of the entity or of its product",
		"remedy": "Find out who made the component, and have the SBOM name its maker.",
	},
	"other-maker": {
		"level": "note",
		"because": "the evidence is only a name, and the component is another maker's package",
		"remedy": "No action is needed.",
	},
}

# _overrides describes the parameters that set the level of a circumstance.
_overrides(measure, circumstances) := [$"by data.parameters {name} counts as {level}" |
	some name in sort(circumstances)
	level := data.parameters[measure].levels[name]
]

# _delivery lists the circumstances of a component that does not ship.
_delivery(component) := {"not-shipped" | not input.components[component].shipped} | {"build" | input.components[component].origin == "build"}

# _act is, by measure, the act in the context with the most severe level; if several have
# it, the one that has been in force for longest.
_act[measure] := act if {
	some measure, m in data.measures
	[_, act] := min({[[_judgment(measure, circumstances).rank, from, name], act] |
		some name in input.context.acts
		from := object.get(m.acts[name], "from", "")
		circumstances := _dormant(m.acts[name]) | {"no-nexus" | not _binds(m.nexus)}
		act := {"name": name, "from": from, "circumstances": circumstances}
	})
}

# _dormant lists the circumstances in which the act is not prohibited.
_dormant(act) := {"not-in-force" | time.parse_rfc3339_ns(input.context.as_of) < time.parse_rfc3339_ns(act.from)} | {name | name := act.allowed}

_binds(nexus) if {
	some jurisdiction in input.context.nexus
	jurisdiction in nexus
}

# _scope is the strictest place of some categories in the scope of the measure. A category
# that the scope does not have is unknown.
default _scope(_, _) := "unknown-category"

_scope(measure, categories) := strictest if {
	[_, strictest] := min({[_rank(measure, place), place] |
		some category in categories
		place := object.get(data.measures[measure].scope, category, "unknown-category")
	})
}
