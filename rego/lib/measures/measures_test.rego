package lib.measures_test

import data.lib.measures

_measure := {
	"title": "The Ban",
	"nexus": ["us"],
	"reach": [
		{"relation": "subsidiary-of", "reverse": false},
		{"relation": "subsidiary-of", "reverse": true},
		{"relation": "impersonates", "reverse": false, "counts_as": "impersonation"},
	],
	"acts": {
		"sell": {"from": "2024-09-29T04:00:00Z"},
		"sign": {"from": "2024-07-20T04:00:00Z"},
		"use": {"allowed": "continued-use"},
	},
	"scope": {"shield": "security-product", "ui": "not-security", "news": "excluded"},
	"levels": {
		"maker": {"level": "error", "because": "a maker field names it", "remedy": "Replace it."},
		"registry": {"level": "error"},
		"domain": {"level": "warning", "because": "a host of theirs serves it", "remedy": "Ask."},
		"lookalike": {"level": "warning"},
		"impersonation": {"level": "note"},
		"mention": {"level": "note"},
		"security-product": {"level": "error", "because": "it is security software"},
		"unknown-category": {"level": "error", "because": "its category is unknown"},
		"not-security": {"level": "warning", "because": "it is no security software", "remedy": "Decide."},
		"excluded": {"level": "note"},
		"unconfirmed": {"level": "warning"},
		"conflict": {"level": "warning"},
		"not-shipped": {"level": "note"},
		"build": {"level": "warning"},
		"no-nexus": {"level": "note"},
		"not-in-force": {"level": "note"},
		"continued-use": {"level": "note"},
	},
}

_index := {
	"keys": {},
	"brands": {"acme": "acme", "neighbour": "neighbour"},
	"beginnings": {"acme": true, "neighbour": true, "toolkit": true, "toolkit ui": true, "shield": true, "gazette": true},
	"products": {"acme": {
		"toolkit ui": [{"category": "ui"}],
		"shield": [{"category": "shield"}],
		"toolkit": [{"category": "shield"}],
		"gazette": [{"category": "news"}],
	}},
	"targets": {"acme": {"ban": true}},
	"relations": {
		"acme": [],
		"acme_holding": [_tie("subsidiary-of", {"reverse": true})],
		"acme_inc": [_tie("subsidiary-of", {})],
		"acme_ru": [_tie("subsidiary-of", {"confidence": "unconfirmed"})],
		"acrne": [_tie("impersonates", {})],
	},
}

_tie(type, more) := object.union(
	{"entity": "acme", "type": type, "reverse": false, "share": 0, "since": "", "until": "", "confidence": "confirmed"},
	more,
)

_entities := {
	"acme": {"name": "Acme", "kind": "group"},
	"acme_holding": {"name": "Acme Holding", "kind": "company"},
	"acme_inc": {"name": "Acme, Inc.", "kind": "company"},
	"acme_ru": {"name": "OOO Acme", "kind": "company"},
	"acrne": {"name": "Acrne", "kind": "account"},
}

_context := {"as_of": "2026-01-01T00:00:00Z", "acts": ["sell"], "nexus": ["us"]}

_component := {"origin": "component", "name": "thing", "version": "1.0", "name_words": "thing", "shipped": true}

# _match is a claim of a supplier that names Acme, of unknown product, with changes.
_match(id, class, claim, hit) := {
	"claim": object.union({"kind": "organization", "role": "supplier", "value": "Acme"}, claim),
	"matches": [{"class": class, "hit": object.union(
		{"entity": "acme", "product": "", "category": "unknown", "confidence": "confirmed", "value": "Acme"},
		hit,
	)}],
	"components": {"1": id},
}

_maker := _match(1, "maker", {}, {})

_package(category) := _match(
	3, "registry",
	{"kind": "package", "role": "identity", "value": "pkg:npm/acme-x"},
	{"product": "x", "category": category, "value": "npm/acme-x"},
)

_namespace := _match(2, "registry", {"kind": "purl", "role": "identity", "value": "pkg:npm/acme-x"}, {"value": "npm/acme"})

_findings(sort, matches, component, context, parameters) := findings if {
	findings := {finding |
		some items in measures.evidence[sort].ban
		finding := measures.finding("ban", "1", items)
	} with data.lib.identity.evidence as matches
		with data.measures as {"ban": _measure}
		with data.entities as _entities
		with data.index as _index
		with data.parameters as parameters
		with input as {"context": object.union(_context, context), "components": {"1": object.union(_component, component)}}
}

_one(matches, component, context) := finding if {
	some finding in _findings("identity", matches, component, context, {})
}

_outcome(matches, component, context) := [finding.level, finding.reasons] if {
	finding := _one(matches, component, context)
}

test_everything_in_a_finding if {
	_one({_maker}, {}, {}) == {
		"level": "error",
		"template": concat("", [
			`{component} matches {entity} on supplier "{value}" under {measure}: act "sell" is prohibited since 2024-09-29; `,
			"a maker field names it; its category is unknown",
		]),
		"component": "1",
		"claims": [{"id": 1, "class": "maker"}],
		"entity": "acme",
		"chain": [],
		"measure": "ban",
		"act": "sell",
		"why": "a maker field names it; its category is unknown",
		"reasons": ["maker", "unknown-category"],
		"remedy": "Replace it.",
	}
}

test_the_mildest_name_decides if {
	_outcome({_maker}, {"name_words": "shield 12"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_maker}, {"name_words": "acme shield"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_maker}, {"name_words": "gazette"}, {}) == ["note", ["excluded", "maker"]]
	_outcome({_maker}, {"shipped": false}, {}) == ["note", ["maker", "not-shipped", "unknown-category"]]
	_outcome({_maker}, {"origin": "build"}, {}) == ["warning", ["build", "maker", "unknown-category"]]
	_outcome({_maker}, {}, {"nexus": ["none"]}) == ["note", ["maker", "no-nexus", "unknown-category"]]
	_outcome({_package("ui")}, {}, {}) == ["warning", ["not-security", "registry"]]
}

test_a_product_that_is_identified_counts_more_than_the_name if {
	_outcome({_package("ui"), _namespace}, {"name_words": "shield"}, {}) == ["warning", ["not-security", "registry"]]
}

test_the_strictest_product_counts if {
	_outcome({_maker}, {"name_words": "toolkit ui"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_package("ui"), _package("shield")}, {}, {}) == ["error", ["registry", "security-product"]]
}

test_a_category_without_place_in_the_scope_is_unknown if {
	_outcome({_package("poetry")}, {}, {}) == ["error", ["registry", "unknown-category"]]
}

test_acts if {
	early := {"as_of": "2024-09-01T00:00:00Z"}
	_outcome({_maker}, {}, object.union(early, {"acts": ["sell"]})) == ["note", ["maker", "not-in-force", "unknown-category"]]
	_outcome({_maker}, {}, {"acts": ["use"]}) == ["note", ["continued-use", "maker", "unknown-category"]]

	# The gravest is reported, then the one in force for longest.
	_one({_maker}, {}, object.union(early, {"acts": ["sell", "sign", "use"]})).act == "sign"
	_one({_maker}, {}, {"acts": ["sell", "sign", "use"]}).act == "sign"

	# An act that the measure does not know is none of its business.
	not _one({_maker}, {}, {"acts": ["dance"]})
}

test_the_message_says_when if {
	contains(_one({_maker}, {}, {"as_of": "2024-09-29T03:59:59Z"}).template, "is not prohibited before 2024-09-29")
	contains(_one({_maker}, {}, {"as_of": "2024-09-29T04:00:00Z"}).template, "is prohibited since 2024-09-29")
	contains(_one({_maker}, {}, {"acts": ["use"]}).template, `act "use" is not prohibited;`)
}

test_evidence_is_ordered_and_told_once_a_value if {
	host := _match(4, "domain", {"kind": "domain", "role": "website", "value": "https://acme.example"}, {})
	word := _match(5, "maker", {"kind": "word"}, {})
	finding := _one({host, _namespace, _package("ui"), word, _maker}, {}, {})
	finding.claims == [{"id": 1, "class": "maker"}, {"id": 3, "class": "registry"}, {"id": 4, "class": "domain"}]
	contains(finding.template, `on supplier "{value}" and 2 more under`)
}

test_the_entity_is_the_one_whose_name_is_written_out_else_the_family if {
	group := _match(1, "maker", {"value": "Acme Inc"}, {})
	company := _match(1, "maker", {"value": "ACME, Inc."}, {"entity": "acme_inc", "value": "Acme, Inc."})
	_one({group, company}, {}, {}).entity == "acme_inc"
	_one({group, object.union(company, {"claim": {"value": "Acme Inc"}})}, {}, {}).entity == "acme"
}

test_an_affiliate_is_told_with_its_chain if {
	finding := _one({_match(1, "maker", {}, {"entity": "acme_inc"})}, {"name_words": "shield"}, {})
	finding.level == "error"
	finding.chain == [{"from": "acme_inc", "to": "acme", "type": "subsidiary-of", "share": 0, "since": "", "confidence": "confirmed"}]
	contains(finding.template, "matches {entity} (subsidiary of Acme) on")
	"security-product" in finding.reasons
}

test_a_parent_is_told_as_the_relation_is_stated if {
	finding := _one({_match(1, "maker", {}, {"entity": "acme_holding"})}, {}, {})
	contains(finding.template, "matches {entity} (Acme subsidiary of Acme Holding) on")
}

test_a_fact_that_is_not_confirmed_warns if {
	doubt := ["warning", ["maker", "unconfirmed", "unknown-category"]]
	_outcome({_match(1, "maker", {}, {"confidence": "unconfirmed"})}, {}, {}) == doubt
	_outcome({_match(1, "maker", {}, {"entity": "acme_ru"})}, {}, {}) == doubt
	_outcome({_match(1, "maker", {}, {"confidence": "unconfirmed"}), _package("shield")}, {}, {}) == ["error", ["registry", "security-product"]]
}

test_a_component_named_after_somebody_else_is_a_conflict if {
	_outcome({_maker}, {"name_words": "neighbour mail"}, {}) == ["warning", ["conflict", "maker", "unknown-category"]]
	_outcome({_maker, _package("shield")}, {"name_words": "neighbour mail"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_maker}, {"name_words": "acme mail"}, {}) == ["error", ["maker", "unknown-category"]]
}

test_who_is_not_reached_is_not_found if not _one({_match(1, "maker", {}, {"entity": "neighbour"})}, {}, {})

test_some_ties_weaken_all_evidence if {
	impersonator := _match(1, "maker", {}, {"entity": "acrne"})
	not _one({impersonator}, {}, {})
	findings := _findings("imitation", {impersonator}, {}, {}, {})
	{[f.level, f.claims[0].class] | some f in findings} == {["note", "impersonation"]}
}

test_a_parameter_takes_the_place_of_a_level if {
	findings := _findings("identity", {_package("ui")}, {}, {}, {"ban": {"levels": {"not-security": "error"}}})
	{[f.level, f.why] | some f in findings} == {["error", "it is no security software; by data.parameters not-security counts as error"]}
}

test_a_parameter_is_seen_even_where_other_evidence_is_stronger_by_it if {
	host := _match(2, "domain", {}, {})
	findings := _findings("identity", {_maker, host}, {}, {}, {"ban": {"levels": {"maker": "note"}}})
	{[f.level, f.why] | some f in findings} == {["warning", "a host of theirs serves it; by data.parameters maker counts as note"]}
}

test_what_has_no_level_is_no_excuse if {
	_outcome({_match(1, "hearsay", {}, {})}, {}, {}) == ["error", ["hearsay", "unknown-category"]]
	misspelt := _findings("identity", {_package("ui")}, {}, {}, {"ban": {"levels": {"not-security": "ignore"}}})
	{f.level | some f in misspelt} == {"error"}
}

test_the_value_is_named_by_what_it_is if {
	contains(_one({_package("ui")}, {}, {}).template, `on package URL "{value}"`)
	contains(_one({_match(1, "registry", {"kind": "file", "role": "identity"}, {})}, {}, {}).template, `on file "{value}"`)
}
