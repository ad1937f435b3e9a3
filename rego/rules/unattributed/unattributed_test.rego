package rules.unattributed_test

import data.rules.unattributed

_deny(coverage) := deny if {
	deny := unattributed.deny with input.coverage as coverage
}

_unattributed := {"components": 10, "maker": 4, "identity": 2, "hash": 1, "name": 2, "nothing": 1, "incomplete": 0}

_complete := {"components": 2, "maker": 2, "identity": 0, "hash": 0, "name": 0, "nothing": 0, "incomplete": 0}

test_components_are_counted_in_one_finding if {
	{f.message | some f in _deny(_unattributed)} == {concat("", [
		"6 of 10 components name no supplier: ",
		"2 judged by package identity, 1 by hash only, 2 by name only, 1 with no name",
	])}
}

test_incomplete_assemblies_are_in_the_same_finding if {
	some f in _deny(object.union(_unattributed, {"incomplete": 3}))
	startswith(f.message, "6 of 10 components name no supplier: ")
	endswith(f.message, "; incomplete assemblies according to the SBOM: 3 (parts that it does not list were not evaluated)")
	f.remedy == "Configure the SBOM generator to include the supplier of each component. Ask for a complete SBOM."
}

test_incomplete_assemblies_alone_are_a_finding if {
	{f.message | some f in _deny(object.union(_complete, {"incomplete": 1}))} == {
		"incomplete assemblies according to the SBOM: 1 (parts that it does not list were not evaluated)",
	}
}

test_no_finding_if_all_name_a_supplier if {
	_deny(_complete) == set()
}
