package bomgate_test

import data.bomgate

_with_evidence := {"components": 2, "maker": 1, "identity": 0, "hash": 0, "name": 1, "nothing": 0, "root_maker": false}

_without_evidence := {"components": 2, "maker": 0, "identity": 0, "hash": 1, "name": 1, "nothing": 0, "root_maker": false}

_rules(levels) := {"r": {"deny": {{"message": level, "level": level} | some level in levels}}}

_verdict(levels, coverage) := verdict if {
	verdict := bomgate.verdict with data.rules as _rules(levels) with input.coverage as coverage with input.context as {"min_coverage": 0, "allow_empty": false}
}

test_verdicts if {
	_verdict({"error", "warning"}, _with_evidence) == "fail"
	_verdict({"error"}, _without_evidence) == "fail"
	_verdict({"warning"}, _without_evidence) == "undetermined"
	_verdict(set(), _without_evidence) == "undetermined"
	_verdict({"warning", "note"}, _with_evidence) == "review"
	_verdict({"note"}, _with_evidence) == "pass"
	_verdict(set(), _with_evidence) == "pass"
}

test_missing_members_are_added if {
	findings := bomgate.findings with data.rules as {"r": {"deny": {{"message": "m"}}}}
		with data.index.levels as {"r": "note"}
	findings == {{
		"rule": "r",
		"level": "note",
		"message": "m",
		"component": "0",
		"claims": [],
		"entity": "",
		"chain": [],
		"measure": "",
		"act": "",
		"reasons": [],
		"why": "",
		"remedy": "",
	}}
}

test_members_of_a_finding_are_kept if {
	findings := bomgate.findings with data.rules as {"r": {"deny": {{"message": "m", "component": "3", "rule": "other", "level": "warning"}}}}
		with data.index.levels as {"r": "note"}
	{[f.component, f.level, f.rule] | some f in findings} == {["3", "warning", "r"]}
}

test_a_text_is_not_a_finding if {
	findings := bomgate.findings with data.rules as {"r": {"deny": {"too many"}}} with data.index.levels as {"r": "note"}
	{[f.rule, f.not_a_finding] | some f in findings} == {["r", "too many"]}
}

test_findings_of_a_rule_without_level_are_errors if {
	findings := bomgate.findings with data.rules as {"r": {"deny": {{"message": "m"}}}} with data.index.levels as {}
	{f.level | some f in findings} == {"error"}
}

_document := {
	"components": {
		"0": {"origin": "document", "name": "SBOM", "version": "1"},
		"1": {"origin": "component", "name": "{value}", "version": "1.0"},
		"2": {"origin": "component", "name": "thing", "version": ""},
	},
	"claims": {
		"word": {},
		"organization": {"acme": [{"value": "{entity} Ltd", "components": {"1": 7}}]},
	},
}

_message(found) := message if {
	findings := bomgate.findings with data.rules as {"r": {"deny": {found}}}
		with data.entities as {"acme": {"name": "Acme"}}
		with data.measures as {"ban": {"title": "The Ban"}}
		with input as _document
	some finding in findings
	not "template" in object.keys(finding)
	message := finding.message
}

test_slots_are_filled if {
	template := `{component}: "{value}" of {entity} under {measure}, {other}`
	_message({"template": template, "component": "1", "claims": [{"id": 7}], "entity": "acme", "measure": "ban"}) == `{value} 1.0: "{entity} Ltd" of Acme under The Ban, {other}`
	_message({"template": template, "component": "2"}) == `thing: "" of  under , {other}`
	_message({"template": template}) == `the document: "" of  under , {other}`
}

test_a_message_is_not_filled if _message({"message": "{component}", "component": "1"}) == "{component}"
