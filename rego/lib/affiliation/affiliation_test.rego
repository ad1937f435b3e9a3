package lib.affiliation_test

import data.lib.affiliation

# Unit has belonged to maker since March 2020; before, it belonged to rival.
_index := {
	"tied": {"maker": true, "unit": true},
	"days": {"ban": ["", "2020-03"]},
	"chains": {"ban": {
		"": {"maker": []},
		"2020-03": {"maker": [], "unit": [{"from": "unit", "to": "maker", "type": "subsidiary-of"}]},
	}},
}

_chain(entity, as_of) := chain if {
	chain := affiliation.chain("ban", entity) with input.context.as_of as as_of
		with data.index as _index
		with data.measures as {"ban": {}}
}

test_a_target_needs_no_relation if _chain("maker", "2019-01-01T00:00:00Z") == []

test_relations_hold_from_their_first_day if {
	not _chain("unit", "2020-02-29T23:59:59Z")
	count(_chain("unit", "2020-03-01T00:00:00Z")) == 1
	count(_chain("unit", "2026-01-01T00:00:00Z")) == 1
}

test_strangers_have_no_chain if not _chain("stranger", "2026-01-01T00:00:00Z")

test_targets_and_entities_with_relations_are_tied if {
	affiliation.tied("unit") with data.index as _index
	not affiliation.tied("stranger") with data.index as _index
}
