package rules.lookalike_test

import data.rules.lookalike

_finding(measure, component, items) := [measure, component, items]

_deny(identity) := findings if {
	findings := lookalike.deny with data.lib.measures.finding as _finding
		with data.lib.measures.evidence as {"identity": identity, "imitation": {"a": {"1": "x"}}}
}

test_an_imitation_is_reported if _deny({}) == {["a", "1", "x"]}

test_not_beside_strong_evidence if _deny({"a": {"1": {[0, [], 7, 0]: true}}}) == set()

test_beside_weak_evidence_under_another_measure_or_elsewhere if {
	_deny({"a": {"1": {[1, [], 7, 0]: true}}}) == {["a", "1", "x"]}
	_deny({"b": {"1": {[0, [], 7, 0]: true}}}) == {["a", "1", "x"]}
	_deny({"a": {"2": {[0, [], 7, 0]: true}}}) == {["a", "1", "x"]}
}
