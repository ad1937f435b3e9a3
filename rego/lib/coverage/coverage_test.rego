package lib.coverage_test

import data.lib.coverage

_counts := {"components": 10, "maker": 4, "identity": 3, "root_maker": false}

_empty := {"components": 0, "maker": 0, "identity": 0, "root_maker": true}

_sufficient(counts, context) if {
	coverage.sufficient with input.coverage as counts
		with input.context as object.union({"min_coverage": 0, "allow_empty": false}, context)
}

test_a_document_needs_one_component_with_evidence if {
	_sufficient(_counts, {})
	not _sufficient(object.union(_counts, {"maker": 0, "identity": 0}), {})
}

test_a_share_of_the_components_can_be_required if {
	_sufficient(_counts, {"min_coverage": 70})
	not _sufficient(_counts, {"min_coverage": 70.5})
}

test_an_empty_document_needs_consent_and_a_maker_of_its_root if {
	_sufficient(_empty, {"allow_empty": true})
	_sufficient(_empty, {"allow_empty": true, "min_coverage": 100})
	not _sufficient(_empty, {})
	not _sufficient(object.union(_empty, {"root_maker": false}), {"allow_empty": true})
	not _sufficient(object.union(_counts, {"maker": 0, "identity": 0}), {"allow_empty": true})
}

test_percent_is_rounded_down if {
	coverage.percent == 66 with input.coverage as {"components": 3, "maker": 1, "identity": 1}
	coverage.percent == 0 with input.coverage as _empty
}
