package lib.affiliation_test

import data.lib.affiliation

# The target is maker. It belongs to holding, which owns most of sister. Maker owns
# unit, most of office, and perhaps rumor. It owned former until 2020, and owns later
# since March 2025.
_relations := {
	"maker": [
		_tie("holding", "subsidiary-of", false, {}),
		_tie("unit", "subsidiary-of", true, {}),
		_tie("rumor", "subsidiary-of", true, {"confidence": "unconfirmed"}),
		_tie("former", "subsidiary-of", true, {"until": "2020"}),
		_tie("later", "subsidiary-of", true, {"since": "2025-03"}),
		_tie("office", "majority-owned-by", true, {"share": 70}),
		_tie("offshoot", "offshoot-of", true, {}),
	],
	"holding": [_tie("maker", "subsidiary-of", true, {}), _tie("sister", "majority-owned-by", true, {"share": 60})],
	"sister": [_tie("holding", "majority-owned-by", false, {"share": 60})],
	"unit": [_tie("maker", "subsidiary-of", false, {}), _tie("maker", "subsidiary-of", false, {"confidence": "unconfirmed"})],
	"rumor": [
		_tie("maker", "subsidiary-of", false, {"confidence": "unconfirmed"}),
		_tie("unit", "subsidiary-of", false, {}),
	],
	"former": [_tie("maker", "subsidiary-of", false, {"until": "2020"})],
	"later": [_tie("maker", "subsidiary-of", false, {"since": "2025-03"})],
	"office": [_tie("maker", "majority-owned-by", false, {"share": 70})],
	"offshoot": [_tie("maker", "offshoot-of", false, {})],
}

_tie(entity, type, reverse, more) := object.union(
	{"entity": entity, "type": type, "reverse": reverse, "share": 0, "since": "", "until": "", "confidence": "confirmed"},
	more,
)

_targets := {"maker": {"ban": true}}

_measures := {"ban": {
	"reach": [
		{"relation": "subsidiary-of", "reverse": false},
		{"relation": "subsidiary-of", "reverse": true},
		{"relation": "majority-owned-by", "reverse": false},
	],
}}

_chain(entity, as_of) := chain if {
	chain := affiliation.chain("ban", entity) with input.context.as_of as as_of
		with data.index.relations as _relations
		with data.index.targets as _targets
		with data.measures as _measures
}

_link(from, to, type, share, since) := {"from": from, "to": to, "type": type, "share": share, "since": since, "confidence": "confirmed"}

test_a_target_needs_no_relation if _chain("maker", "2026-01-01T00:00:00Z") == []

test_a_subsidiary_is_reached_by_its_confirmed_relation if {
	_chain("unit", "2026-01-01T00:00:00Z") == [_link("unit", "maker", "subsidiary-of", 0, "")]
}

test_a_parent_is_reached_against_the_relation if {
	_chain("holding", "2026-01-01T00:00:00Z") == [_link("maker", "holding", "subsidiary-of", 0, "")]
}

test_a_sister_is_reached_through_the_parent if {
	_chain("sister", "2026-01-01T00:00:00Z") == [
		_link("sister", "holding", "majority-owned-by", 60, ""),
		_link("maker", "holding", "subsidiary-of", 0, ""),
	]
}

test_a_path_ends_at_the_first_target if {
	_chain("office", "2026-01-01T00:00:00Z") == [_link("office", "maker", "majority-owned-by", 70, "")]
}

test_a_longer_confirmed_path_is_preferred_to_an_unconfirmed_one if {
	[link.to | some link in _chain("rumor", "2026-01-01T00:00:00Z")] == ["unit", "maker"]
}

test_relations_hold_from_their_first_day_to_their_last if {
	_chain("former", "2020-12-31T23:59:59Z")
	not _chain("former", "2021-01-01T00:00:00Z")
	not _chain("later", "2025-02-28T00:00:00Z")
	_chain("later", "2025-03-01T00:00:00Z") == [_link("later", "maker", "subsidiary-of", 0, "2025-03")]
}

test_other_relations_do_not_lead_to_the_target if {
	not _chain("offshoot", "2026-01-01T00:00:00Z")
	not _chain("stranger", "2026-01-01T00:00:00Z")
}

test_targets_and_entities_with_relations_are_tied if {
	affiliation.tied("unit") with data.index.relations as _relations
	affiliation.tied("maker") with data.index.relations as {} with data.index.targets as _targets
	not affiliation.tied("stranger") with data.index.relations as _relations with data.index.targets as _targets
}
