# METADATA
# title: bomgate
# description: |
#   The entry point: what all rules find in a document, and the verdict on it.
# entrypoint: true
package bomgate

# findings completes what each rule found. A rule need say no more than its message.
findings contains object.union_n([_nothing, {"level": _level(rule)}, found, {"rule": rule}]) if {
	some rule
	some found in data.rules[rule].deny
}

# verdict is the outcome for the document. What could not be judged is no pass.
verdict := "fail" if {
	"error" in _levels
} else := "undetermined" if {
	input.coverage.maker + input.coverage.identity == 0
} else := "review" if {
	"warning" in _levels
} else := "pass"

_levels := {finding.level | some finding in findings}

_nothing := {
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
