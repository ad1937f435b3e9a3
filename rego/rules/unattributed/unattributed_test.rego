package rules.unattributed_test

import data.rules.unattributed

_deny(coverage) := deny if {
	deny := unattributed.deny with input.coverage as coverage
}

test_counted_in_one_finding if {
	{f.message | some f in _deny({"components": 10, "maker": 4, "identity": 3, "name": 2, "nothing": 1})} == {concat("", [
		"6 of 10 components name no maker: ",
		"3 were judged by their identity, 2 have a name only, 1 not even that",
	])}
}

test_nothing_to_say_if_all_name_a_maker if {
	_deny({"components": 2, "maker": 2, "identity": 0, "name": 0, "nothing": 0}) == set()
}
