package rules.lookalike_test

import data.rules.lookalike

_finding(measure, component, items) := [measure, component, items]

_deny(identity) := findings if {
	findings := lookalike.deny with data.lib.measures.finding as _finding
		with data.lib.measures.evidence as {"identity": identity, "imitation": {"a": {"1": "x"}}}
}

_item(level) := {[[0], {"level": level}]}

test_imitation_is_reported if _deny({}) == {["a", "1", "x"]}

test_imitation_is_not_reported_with_strong_evidence if _deny({"a": {"1": _item("error")}}) == set()

test_imitation_is_reported_with_weak_or_other_evidence if {
	_deny({"a": {"1": _item("warning")}}) == {["a", "1", "x"]}
	_deny({"b": {"1": _item("error")}}) == {["a", "1", "x"]}
	_deny({"a": {"2": _item("error")}}) == {["a", "1", "x"]}
}
