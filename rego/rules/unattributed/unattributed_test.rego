package rules.unattributed_test

import data.rules.unattributed

_deny(coverage) := deny if {
	deny := unattributed.deny with input.coverage as coverage
}

_unattributed := {"components": 10, "maker": 4, "identity": 3, "name": 2, "nothing": 1, "incomplete": 0}

_complete := {"components": 2, "maker": 2, "identity": 0, "name": 0, "nothing": 0, "incomplete": 0}

test_counted_in_one_finding if {
	{f.message | some f in _deny(_unattributed)} == {concat("", [
		"6 of 10 components name no maker: ",
		"3 were judged by their identity, 2 have a name only, 1 not even that",
	])}
}

test_what_the_document_leaves_out_is_in_the_same_finding if {
	some f in _deny(object.union(_unattributed, {"incomplete": 3}))
	startswith(f.message, "6 of 10 components name no maker: ")
	endswith(f.message, "; assemblies that the document calls incomplete, so that nobody could judge what they leave out: 3")
	f.remedy == "Have the generator write the supplier of each component. Ask for an SBOM that is complete."
}

test_what_the_document_leaves_out_is_said_even_if_all_name_a_maker if {
	{f.message | some f in _deny(object.union(_complete, {"incomplete": 1}))} == {
		"assemblies that the document calls incomplete, so that nobody could judge what they leave out: 1",
	}
}

test_nothing_to_say_if_all_name_a_maker if {
	_deny(_complete) == set()
}
