package rules.lookalike_test

import data.rules.lookalike

_finding(measure, component, values) := [measure, component, values]

_deny(identity) := findings if {
	findings := lookalike.deny with data.lib.measures.finding as _finding
		with data.lib.measures.evidence as {"identity": identity, "imitation": {"a": {"1": "x"}}}
}

test_an_imitation_is_reported if _deny({}) == {["a", "1", "x"]}

test_not_beside_strong_evidence if _deny({"a": {"1": {"supplier": {[0, [], 7, {}]: true}}}}) == set()

test_beside_weak_evidence_under_another_measure_or_elsewhere if {
	_deny({"a": {"1": {"website": {[1, [], 7, {}]: true}}}}) == {["a", "1", "x"]}
	_deny({"b": {"1": {"supplier": {[0, [], 7, {}]: true}}}}) == {["a", "1", "x"]}
	_deny({"a": {"2": {"supplier": {[0, [], 7, {}]: true}}}}) == {["a", "1", "x"]}
}
