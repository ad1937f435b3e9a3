package rules.prohibited_test

import data.rules.prohibited

_finding(measure, component, items) := [measure, component, items]

test_one_finding_for_each_measure_and_component if {
	findings := prohibited.deny with data.lib.measures.finding as _finding
		with data.lib.measures.evidence as {"identity": {"a": {"1": "x", "2": "y"}, "b": {"1": "z"}}, "imitation": {"a": {"3": "w"}}}
	findings == {["a", "1", "x"], ["a", "2", "y"], ["b", "1", "z"]}
}

test_no_finding_without_evidence if {
	prohibited.deny == set() with data.lib.measures.evidence as {}
}
