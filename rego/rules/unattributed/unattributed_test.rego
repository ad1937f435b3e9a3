package rules.unattributed_test

import data.rules.unattributed

_deny(counts, required) := deny if {
	deny := unattributed.deny with input.coverage as counts
		with input.context as {"min_coverage": required, "allow_empty": true}
}

_counts := {"components": 10, "maker": 4, "identity": 2, "hash": 1, "name": 2, "nothing": 1, "incomplete": 0, "root_maker": false}

test_a_share_below_the_required_one_is_a_finding if {
	{f.message | some f in _deny(_counts, 61)} == {concat("", [
		"60 % of 10 components are judged on a maker or a package identity, and 61 % are required: ",
		"1 have a hash only, 2 a name only, 1 no name",
	])}
}

test_the_required_share_is_no_finding if {
	_deny(_counts, 60) == set()
}

test_no_share_is_required_by_default if {
	_deny(object.union(_counts, {"maker": 0, "identity": 0}), 0) == set()
}

test_a_product_without_components_is_no_finding if {
	_deny({"components": 0, "maker": 0, "identity": 0, "hash": 0, "name": 0, "nothing": 0, "incomplete": 0, "root_maker": true}, 90) == set()
}
