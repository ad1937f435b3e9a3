package rules.lookalike_test

import data.rules.lookalike

# The level of a finding is the level of its first item.
_finding(measure, component, items) := {"at": [measure, component], "level": level} if {
	[_, {"level": level}] := sort(items)[0]
}

# _deny lists where the rule reports an imitation that is a finding of some level, given
# the evidence of identity.
_deny(identity, level) := {finding.at | some finding in findings} if {
	findings := lookalike.deny with data.lib.measures.finding as _finding
		with data.lib.measures.evidence as {"identity": identity, "imitation": {"a": {"1": _items([level])}}}
}

_items(levels) := {[[i], {"level": level}] | some i, level in levels}

test_imitation_is_reported if _deny({}, "warning") == {["a", "1"]}

test_imitation_is_not_reported_with_strong_evidence if {
	_deny({"a": {"1": _items(["error"])}}, "warning") == set()
}

test_imitation_is_reported_with_weak_or_other_evidence if {
	_deny({"a": {"1": _items(["warning"])}}, "warning") == {["a", "1"]}
	_deny({"b": {"1": _items(["error"])}}, "warning") == {["a", "1"]}
	_deny({"a": {"2": _items(["error"])}}, "warning") == {["a", "1"]}
}

# Evidence that is strong by itself can make a mild finding, as for an excluded product.
test_imitation_is_reported_if_it_is_more_severe if {
	_deny({"a": {"1": _items(["note", "error"])}}, "warning") == {["a", "1"]}
}
