# METADATA
# title: bomgate
# description: |
#   The entry point: the findings of all rules, and the verdict on the document.
#
#   A rule describes a finding either in a message or in a template. A template has
#   slots for text: {component}, {value}, {entity} and {measure}. The command bomgate
#   evaluates facts and verdict, and fills the slots itself. Other programs evaluate
#   findings, in which every finding has its message.
# entrypoint: true
package bomgate

import data.lib.coverage

# facts completes the findings of all rules. A rule may leave out every member but
# the message or the template.
facts contains object.union_n([_defaults, {"level": _level(rule)}, _object(found), {"rule": rule}]) if {
	some rule
	some found in data.rules[rule].deny
}

# findings are the facts with their templates filled.
findings contains _filled(fact) if some fact in facts

# verdict is the outcome for the document. A document with too little evidence never passes.
verdict := "fail" if {
	"error" in _levels
} else := "undetermined" if {
	not coverage.sufficient
} else := "review" if {
	"warning" in _levels
} else := "pass"

_levels := {fact.level | some fact in facts}

# _object returns a finding. Anything else in a set deny, such as a text, is a mistake
# that must not be lost.
_object(found) := found if {
	is_object(found)
} else := {"message": "the rule is wrong: its findings have to be objects", "not_a_finding": found}

_defaults := {
	"component": "0",
	"claims": [],
	"entity": "",
	"chain": [],
	"measure": "",
	"act": "",
	"reasons": [],
	"why": "",
	"remedy": "",
}

# _level is the level in the METADATA of a rule.
default _level(_) := "error"

_level(rule) := data.index.levels[rule]

_filled(fact) := object.union(object.remove(fact, {"template"}), {"message": message}) if {
	# All slots are filled in one pass, so that text with the name of a slot in it stays as it is.
	message := strings.replace_n(
		{
			"{component}": _component(input.components[fact.component]),
			"{value}": object.get(_values, object.get(fact, ["claims", 0, "id"], -1), ""),
			"{entity}": _entity(fact.entity),
			"{measure}": _measure(fact.measure),
		},
		fact.template,
	)
} else := fact

_component(component) := "the document" if {
	component.origin == "document"
} else := trim_space($"{component.name} {component.version}")

default _entity(_) := ""

_entity(id) := data.entities[id].name

default _measure(_) := ""

_measure(id) := data.measures[id].title

# _values are the values of all claims by the identifier of the claim.
_values := {id: claim.value |
	some keys in input.claims
	some claims in keys
	some claim in claims
	some id in claim.components
}
