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
	"scope": {"shield": "security-product", "ui": "not-security", "news": "excluded", "office": "not-security"},
	"levels": {
		"maker": {"level": "error", "because": "a maker field names it", "remedy": "Replace it."},
		"registry": {"level": "error"},
		"domain": {"level": "warning", "because": "a host of theirs serves it", "remedy": "Ask."},
		"lookalike": {"level": "warning"},
		"impersonation": {"level": "note"},
		"mention": {"level": "note"},
		"client": {"level": "note"},
		"security-product": {"level": "error", "because": "it is security software"},
		"unknown-category": {"level": "error", "because": "its category is unknown"},
		"not-security": {"level": "warning", "because": "it is not security software", "remedy": "Decide."},
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
	"brands": {"acme": "acme", "neighbor": "neighbor"},
	"beginnings": {"acme": true, "neighbor": true, "toolkit": true, "toolkit ui": true, "shield": true, "gazette": true},
	"products": {"acme": {
		"toolkit ui": [{"category": "ui"}],
		"shield": [{"category": "shield"}],
		"toolkit": [{"category": "shield"}],
		"gazette": [{"product": "gazette", "category": "news"}],
	}},
	"days": {"ban": [""]},
	"chains": {"ban": {"": {
		"acme": [],
		"acme_holding": [_link("acme", "acme_holding", "subsidiary-of", {})],
		"acme_inc": [_link("acme_inc", "acme", "subsidiary-of", {})],
		"acme_ru": [_link("acme_ru", "acme", "subsidiary-of", {"confidence": "unconfirmed"})],
		"acrne": [_link("acrne", "acme", "impersonates", {})],
	}}},
}

_link(from, to, type, more) := object.union(
	{"from": from, "to": to, "type": type, "share": 0, "since": "", "confidence": "confirmed"},
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

_component := {
	"origin": "component", "type": "library", "name": "thing", "version": "1.0", "name_words": "thing",
	"shipped": true, "has_maker": false, "package": "",
}

# _match is a claim that Acme is the supplier, with changes.
_match(id, class, claim, hit) := {
	"claim": object.union({"kind": "organization", "key": "acme", "role": "supplier", "value": "Acme"}, claim),
	"matches": [{"class": class, "hit": object.union(
		{
			"entity": "acme", "product": "", "part": "own", "category": "unknown", "confidence": "confirmed",
			"identifier": "", "value": "Acme", "called": "",
		},
		hit,
	)}],
	"components": {"1": id},
}

_maker := _match(1, "maker", {}, {})

_package(category) := _packaged(3, "x", category, {})

_packaged(id, name, category, hit) := _match(
	id, "registry",
	{"kind": "package", "key": $"npm/@acme/{name}", "role": "identity", "value": $"pkg:npm/%40acme/{name}"},
	object.union({"product": name, "category": category, "value": $"npm/@acme/{name}", "called": name}, hit),
)

_namespace := _namespaced(2, "x")

_namespaced(id, name) := _match(
	id, "registry",
	{"kind": "purl", "key": "npm/@acme", "role": "identity", "value": $"pkg:npm/%40acme/{name}"},
	{"value": "npm/@acme"},
)

_named(id, name, where) := _match(
	id, "product-name",
	{"kind": "word", "role": "identity", "value": name},
	{"identifier": "brand", "named": where},
)

_product_name(category) := _match(
	4, "product-name",
	{"kind": "word", "role": "identity", "value": "Gazette"},
	{"identifier": "product-name", "product": "gazette", "category": category},
)

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

test_finding if {
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

test_the_mildest_circumstance_decides if {
	_outcome({_maker}, {"name_words": "shield 12"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_maker}, {"name_words": "acme shield"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_maker}, {"shipped": false}, {}) == ["note", ["maker", "not-shipped", "unknown-category"]]
	_outcome({_maker}, {"origin": "build"}, {}) == ["warning", ["build", "maker", "unknown-category"]]
	_outcome({_maker}, {}, {"nexus": ["none"]}) == ["note", ["maker", "no-nexus", "unknown-category"]]
	_outcome({_package("ui")}, {}, {}) == ["warning", ["not-security", "registry"]]
}

test_the_most_exact_identifier_of_a_value_counts if {
	_outcome({_package("ui"), _namespace}, {"name_words": "shield"}, {}) == ["warning", ["not-security", "registry"]]

	# Another package in the namespace, and a product that is not confirmed, do not count for less.
	_outcome({_package("ui"), _namespaced(2, "y")}, {}, {}) == ["error", ["registry", "unknown-category"]]
	_outcome({_packaged(3, "x", "ui", {"confidence": "unconfirmed"}), _namespace}, {}, {}) == ["error", ["registry", "unknown-category"]]

	host := _match(1, "domain", {"kind": "domain", "key": "acme.example", "role": "endpoint", "value": "https://news.acme.example"}, {})
	service := _match(
		2, "domain",
		{"kind": "domain", "key": "news.acme.example", "role": "endpoint", "value": "https://news.acme.example"},
		{"product": "news", "category": "news"},
	)
	_outcome({host}, {}, {}) == ["warning", ["domain", "unknown-category"]]
	_outcome({host, service}, {}, {}) == ["note", ["domain", "excluded"]]
}

test_the_most_severe_value_decides if {
	_outcome({_package("ui"), _packaged(5, "y", "shield", {})}, {}, {}) == ["error", ["registry", "security-product"]]
	_outcome({_package("news"), _match(5, "domain", {"role": "website", "value": "https://acme.example"}, {})}, {}, {})[0] == "warning"
}

test_a_name_never_makes_a_product_milder if {
	_outcome({_maker}, {"name_words": "toolkit ui"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_maker}, {"name_words": "gazette"}, {}) == ["error", ["maker", "unknown-category"]]
	_outcome({_product_name("news")}, {"name_words": "gazette"}, {}) == ["warning", ["product-name", "unknown-category"]]
	_outcome({_product_name("shield")}, {"name_words": "gazette"}, {}) == ["warning", ["product-name", "security-product"]]
}

test_an_unconfirmed_fact_never_makes_a_product_milder if {
	rumor := _packaged(3, "x", "news", {"confidence": "unconfirmed"})
	_outcome({rumor}, {"name_words": "x"}, {}) == ["warning", ["registry", "unconfirmed", "unknown-category"]]
	_outcome({rumor, _maker}, {"name_words": "x"}, {}) == ["error", ["maker", "unknown-category"]]
}

# The supplier and the package agree on the product.
test_a_package_identifies_the_product_of_its_maker if {
	milder := ["note", ["excluded", "maker"]]
	news := _packaged(3, "x", "news", {})
	_outcome({_maker, news, _namespace}, {"name_words": "x"}, {}) == milder
	_outcome({_maker, news}, {"name_words": "acme x"}, {}) == milder
	_outcome({_maker, news}, {"name_words": "npm x"}, {}) == milder
	_outcome({_maker, news}, {"name_words": ""}, {}) == milder
	_outcome({_maker, _packaged(3, "gazette", "news", {"called": ""})}, {"name_words": "gazette"}, {}) == milder
	_outcome({_maker, _packaged(3, "gazette", "news", {"called": ""})}, {"name_words": "acme gazette"}, {}) == milder
}

test_doubts_about_the_product_leave_the_maker_an_error if {
	error := ["error", ["maker", "unknown-category"]]
	news := _packaged(3, "x", "news", {})

	# The name is another one, or begins with the name of another product.
	_outcome({_maker, news}, {"name_words": "engine"}, {}) == error
	_outcome({_maker, news}, {"name_words": "x engine"}, {}) == error
	_outcome({_maker, news}, {"name_words": "shield x"}, {}) == ["error", ["maker", "security-product"]]
	_outcome({_maker, _packaged(3, "x", "news", {"called": ""})}, {"name_words": "x"}, {}) == error

	# Another identity contradicts.
	file := _match(6, "registry", {"kind": "file", "role": "identity", "value": "acme.sys"}, {"product": "driver", "category": "ui"})
	_outcome({_maker, news, file}, {"name_words": "x"}, {}) == error
	_outcome({_maker, news, _namespaced(2, "y")}, {"name_words": "x"}, {})[0] == "error"

	# The package is another party's, or of another entity.
	connector := _match(3, "client", {"kind": "package", "role": "identity", "value": "pkg:npm/x"}, {"product": "x", "part": "client", "category": "news", "called": "x"})
	_outcome({_maker, connector}, {"name_words": "x"}, {}) == error
	_outcome({_maker, _packaged(3, "x", "news", {"entity": "other"})}, {"name_words": "x"}, {}) == error
}

test_a_company_can_make_products_of_one_category if {
	office := _match(1, "maker", {}, {"category": "office"})
	_outcome({office}, {}, {}) == ["warning", ["maker", "not-security"]]
	_outcome({office}, {"name_words": "acme shield"}, {}) == ["error", ["maker", "security-product"]]
}

test_a_name_is_weak_evidence if {
	_outcome({_named(1, "Acme", "start")}, {"name_words": "acme"}, {}) == ["warning", ["product-name", "unknown-category"]]
	_outcome({_named(1, "Acme", "start")}, {"has_maker": true}, {})[0] == "warning"
	_outcome({_named(1, "Acme", "start")}, {"package": "system"}, {})[0] == "warning"
	_outcome({_named(1, "Scanner of Acme", "inside")}, {}, {})[0] == "warning"
}

test_a_brand_in_the_name_of_another_component_is_no_evidence if {
	not _one({_named(1, "Acme", "start")}, {"package": "registry"}, {})
	not _one({_named(1, "Acme", "start")}, {"has_maker": true, "package": "system"}, {})
	not _one({_named(1, "Acme", "start")}, {"type": "file"}, {})
	not _one({_named(1, "remove-acme", "inside")}, {"has_maker": true}, {})
	not _one({_named(1, "remove-acme", "inside")}, {"package": "system"}, {})

	# A third party's client of a product is another component; the entity's package is not.
	client := _match(2, "client", {"kind": "package", "role": "identity", "value": "pkg:npm/remove-acme"}, {"product": "x", "part": "client", "category": "news"})
	_outcome({_named(1, "remove-acme", "inside"), client}, {"package": "registry"}, {})[0] == "note"
	_outcome({_named(1, "Acme", "start"), _packaged(3, "x", "news", {})}, {"name_words": "acme", "package": "registry"}, {})[0] == "warning"
}

test_the_name_of_a_product_in_another_makers_package_is_a_note if {
	_outcome({_product_name("shield")}, {"has_maker": true, "package": "registry"}, {}) == ["note", ["other-maker", "product-name", "security-product"]]
	_outcome({_product_name("shield")}, {"has_maker": true}, {})[0] == "warning"
	_outcome({_product_name("shield")}, {"package": "registry"}, {})[0] == "warning"
	_outcome({_product_name("shield"), _maker}, {"has_maker": true, "package": "registry"}, {})[0] == "error"
}

test_another_makers_product_with_the_software_in_it_is_a_warning if {
	appliance := _match(4, "product-name", {"kind": "word", "role": "identity", "value": "Gateway"}, {"identifier": "product-name", "product": "gateway", "part": "embeds", "phrase": "gateway"})
	_outcome({appliance}, {"name_words": "gateway", "has_maker": true, "package": "registry"}, {})[0] == "warning"
	_outcome({appliance}, {"name_words": "gateway exporter", "has_maker": true, "package": "registry"}, {})[0] == "note"
}

test_an_imitation_of_a_product_in_another_makers_package_is_a_note if {
	imitation := _match(
		1, "lookalike",
		{"kind": "skeleton", "role": "identity", "value": "gaz ette"},
		{"identifier": "product-name", "product": "gazette", "category": "news"},
	)
	levels := {stated: finding.level |
		some stated in [{}, {"has_maker": true, "package": "registry"}]
		some finding in _findings("imitation", {imitation}, stated, {}, {})
	}
	levels == {{}: "warning", {"has_maker": true, "package": "registry"}: "note"}
}

test_data_that_make_a_level_milder_are_named if {
	contains(_one({_package("news")}, {}, {}).why, "by data.entities.acme.products.x its category is news")
	contains(_one({_maker, _package("ui")}, {"name_words": "x"}, {}).why, "by data.entities.acme.products.x its category is ui")
	contains(_one({_match(1, "maker", {}, {"category": "office"})}, {}, {}).why, "by data.entities.acme its category is office")
	contains(_one({_maker}, {"name_words": "neighbor mail"}, {}).why, "by data.entities.neighbor neighbor is a brand")
	not contains(_one({_maker}, {}, {}).why, "data.entities")
}

test_a_category_outside_the_scope_is_unknown if {
	_outcome({_package("poetry")}, {}, {}) == ["error", ["registry", "unknown-category"]]
}

test_a_measure_needs_no_scope if {
	measures.evidence.identity.ban["1"] with data.lib.identity.evidence as {_maker}
		with data.measures as {"ban": object.remove(_measure, {"scope"})}
		with data.entities as _entities
		with data.index as _index
		with input as {"context": _context}
}

test_acts if {
	early := {"as_of": "2024-09-01T00:00:00Z"}
	_outcome({_maker}, {}, object.union(early, {"acts": ["sell"]})) == ["note", ["maker", "not-in-force", "unknown-category"]]
	_outcome({_maker}, {}, {"acts": ["use"]}) == ["note", ["continued-use", "maker", "unknown-category"]]

	# The act with the most severe level is reported, then the one in force for longest.
	_one({_maker}, {}, object.union(early, {"acts": ["sell", "sign", "use"]})).act == "sign"
	_one({_maker}, {}, {"acts": ["sell", "sign", "use"]}).act == "sign"

	# The measure does not have the act.
	not _one({_maker}, {}, {"acts": ["dance"]})
}

test_the_message_has_the_date if {
	contains(_one({_maker}, {}, {"as_of": "2024-09-29T03:59:59Z"}).template, "is not prohibited before 2024-09-29")
	contains(_one({_maker}, {}, {"as_of": "2024-09-29T04:00:00Z"}).template, "is prohibited since 2024-09-29")
	contains(_one({_maker}, {}, {"acts": ["use"]}).template, `act "use" is not prohibited;`)
}

test_evidence_is_sorted_and_has_each_value_once if {
	host := _match(4, "domain", {"kind": "domain", "role": "website", "value": "https://acme.example"}, {})
	word := _match(5, "maker", {"kind": "word"}, {})
	finding := _one({host, _namespace, _package("ui"), word, _maker}, {}, {})
	finding.claims == [{"id": 1, "class": "maker"}, {"id": 4, "class": "domain"}, {"id": 3, "class": "registry"}]
	contains(finding.template, `on supplier "{value}" and 2 more under`)
}

test_the_entity_is_the_company_with_the_exact_name_or_the_group if {
	group := _match(1, "maker", {"value": "Acme Inc"}, {})
	company := _match(1, "maker", {"value": "ACME, Inc."}, {"entity": "acme_inc", "value": "Acme, Inc."})
	_one({group, company}, {}, {}).entity == "acme_inc"
	_one({group, object.union(company, {"claim": {"value": "Acme Inc"}})}, {}, {}).entity == "acme"
}

test_an_affiliate_is_reported_with_its_chain if {
	finding := _one({_match(1, "maker", {}, {"entity": "acme_inc"})}, {"name_words": "shield"}, {})
	finding.level == "error"
	finding.chain == [{"from": "acme_inc", "to": "acme", "type": "subsidiary-of", "share": 0, "since": "", "confidence": "confirmed"}]
	contains(finding.template, "matches {entity} (subsidiary of Acme) on")
	"security-product" in finding.reasons
}

test_a_parent_is_reported_with_the_relation_as_stated if {
	finding := _one({_match(1, "maker", {}, {"entity": "acme_holding"})}, {}, {})
	contains(finding.template, "matches {entity} (Acme subsidiary of Acme Holding) on")
}

test_unconfirmed_facts_are_warnings if {
	unconfirmed := ["warning", ["maker", "unconfirmed", "unknown-category"]]
	_outcome({_match(1, "maker", {}, {"confidence": "unconfirmed"})}, {}, {}) == unconfirmed
	_outcome({_match(1, "maker", {}, {"entity": "acme_ru"})}, {}, {}) == unconfirmed
	_outcome({_match(1, "maker", {}, {"confidence": "unconfirmed"}), _package("shield")}, {}, {}) == ["error", ["registry", "security-product"]]
}

test_the_name_of_another_entity_is_a_conflict if {
	_outcome({_maker}, {"name_words": "neighbor mail"}, {}) == ["warning", ["conflict", "maker", "unknown-category"]]
	_outcome({_maker, _package("shield")}, {"name_words": "neighbor mail"}, {}) == ["error", ["maker", "unknown-category"]]
	_outcome({_maker}, {"name_words": "acme mail"}, {}) == ["error", ["maker", "unknown-category"]]
}

test_entities_out_of_reach_are_not_found if not _one({_match(1, "maker", {}, {"entity": "neighbor"})}, {}, {})

test_a_relation_can_weaken_all_evidence if {
	impersonator := _match(1, "maker", {}, {"entity": "acrne"})
	not _one({impersonator}, {}, {})
	findings := _findings("imitation", {impersonator}, {}, {}, {})
	{[f.level, f.claims[0].class] | some f in findings} == {["note", "impersonation"]}
}

test_a_parameter_replaces_a_level if {
	findings := _findings("identity", {_package("ui")}, {}, {}, {"ban": {"levels": {"not-security": "error"}}})
	{[f.level, f.why] | some f in findings} == {["error", "it is not security software; by data.parameters not-security counts as error"]}
}

test_a_parameter_for_weaker_evidence_is_reported if {
	host := _match(2, "domain", {}, {})
	findings := _findings("identity", {_maker, host}, {}, {}, {"ban": {"levels": {"maker": "note"}}})
	{[f.level, f.why] | some f in findings} == {["warning", "a host of theirs serves it; by data.parameters maker counts as note"]}
}

test_a_measure_that_says_nothing_of_names_has_warnings_and_notes_for_them if {
	why := _one({_product_name("shield")}, {}, {}).why
	startswith(why, "the component has the name of the entity or of one of its products")
}

test_levels_are_compared if {
	measures.outranks("error", "error")
	measures.outranks("error", "note")
	not measures.outranks("note", "warning")
}

test_circumstances_without_level_are_errors if {
	_outcome({_match(1, "hearsay", {}, {})}, {}, {}) == ["error", ["hearsay", "unknown-category"]]
	misspelled := _findings("identity", {_package("ui")}, {}, {}, {"ban": {"levels": {"not-security": "ignore"}}})
	{f.level | some f in misspelled} == {"error"}
}

test_a_level_without_a_reason_is_named if {
	{f.why | some f in _findings("imitation", {_match(1, "lookalike", {}, {})}, {}, {}, {})} == {"the measure gives no reason for lookalike"}
}

test_the_message_names_the_sort_of_value if {
	contains(_one({_package("ui")}, {}, {}).template, `on package URL "{value}"`)
	contains(_one({_match(1, "registry", {"kind": "purl", "role": "identity", "value": "@acme/ui"}, {})}, {}, {}).template, `on package "{value}"`)
	contains(_one({_match(1, "registry", {"kind": "file", "role": "identity"}, {})}, {}, {}).template, `on file "{value}"`)
}
