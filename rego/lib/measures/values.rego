package lib.measures

import data.lib.affiliation
import data.lib.identity

# _ranking is the order of the values that are evidence on a component, as indices of
# their places in _weighed, the most severe first, and the match of the first one. Plain
# values are in that order already. For all others it determines which product they are
# evidence for, and whether the component is another party's.
_ranking(measure, places, {}, "") := {"order": numbers.range(0, count(places) - 1), "best": _weighed[measure][places[0]].value.match}

_ranking(measure, places, {}, name) := {"order": numbers.range(0, count(places) - 1), "best": best} if {
	name != ""
	best := _called_after(measure, _weighed[measure][places[0]].value.match, name)
}

_ranking(measure, places, facts, name) := {"order": [item | some [[_, item], _] in ranked], "best": best} if {
	facts != {}
	all := [object.union(_weighed[measure][place].value, {"item": item}) | some item, place in places]
	others := _others(all, facts)
	covered := _covered(all)
	found := [value | some value in all; not value.item in covered; not _dismissed(value.match.named, facts.file, others)]
	product := _product(found, name)
	ranked := sort([[[_judgment(measure, match.circumstances).rank, value.item], match] |
		some value in found
		match := _excused(_for_product(measure, value.match, product, name), name, others)
	])
	[_, best] := ranked[0]
}

# _covered has the items of the values that identify a product more exactly: a package and
# not just its namespace, a host and not just its domain.
_covered(all) := {value.item |
	some value in all
	value.match.hit.product == ""
	some key, _ in keys[[value.claim.role, value.claim.value]]
	_within(key, value.claim.key)
} if {
	keys := object.union_n([{[value.claim.role, value.claim.value]: {value.claim.key: true}} |
		some value in all
		value.match.hit.product != ""
		value.match.hit.confidence != "unconfirmed"
	])
}

_within(key, wider) if startswith(key, wider)

_within(key, wider) if endswith(key, $".{wider}")

# _others is what a component states about other parties: "maker" if it names another
# maker, and the sort of package that it is if that is another party's. A maker that
# matches is not another one, and neither is a package of the entity or one that contains
# its software.
_others(all, facts) := makers | packages if {
	makers := {"maker" | facts.maker; [1 | some value in all; identity.is_maker(value.claim.role)] == []}
	packages := {facts.package |
		facts.package != ""
		[1 |
			some value in all
			value.claim.role == "identity"
			value.claim.kind in {"purl", "package"}
			value.match.hit.part in {"own", "embeds"}
		] == []
	}
}

# _dismissed reports whether a brand in the name of a component means nothing: in the name
# of a file, of a package that belongs to another account, or of a package of another
# maker. Unless it starts the name, another maker or package is enough.
_dismissed("start", file, others) if true in {file, "registry" in others, count(others) == 2}

_dismissed("inside", file, others) if true in {file, count(others) > 0}

# _excused adds the circumstance "other-maker" to a match if the value is only a name, or
# resembles one, and the component names another maker and is another package.
_excused(match, name, others) := object.union(match, {"circumstances": circumstances}) if {
	_is_name(match)
	count(others) == 2
	not _is_embedding(match.hit, name)
	circumstances := match.circumstances | {"other-maker"}
} else := match

# _is_embedding reports whether a name is the name of another maker's product with the
# entity's software in it. Another maker and another package are expected then.
_is_embedding(hit, name) if {
	hit.part == "embeds"
	hit.phrase == name
}

_is_name(match) if match.class == "product-name"

_is_name(match) if {
	match.class == "lookalike"
	match.hit.identifier == "product-name"
}

# _product lists the matches that identify which product of the entity a component is. It
# is the entity's own, the facts are confirmed, the component has its name, and no other
# identity contradicts it. The list is empty if there is any doubt.
_product(found, name) := told if {
	told := [value.match | some value in found; _is_exact(value.match, value.claim)]
	products := {[match.hit.entity, match.hit.product] | some match in told}
	every value in found {
		_agrees(value, products)
	}
	some match in told
	_called(name, match.hit)
} else := []

# _is_exact reports whether a value identifies a product so exactly that the other values
# of the component can count as evidence for that product.
_is_exact(match, claim) if {
	match.class == "registry"
	match.hit.product != ""
	match.hit.part == "own"
	not "unconfirmed" in match.circumstances
	claim.role == "identity"
	claim.kind in {"package", "cpe", "hash", "swid"}
}

# _agrees reports whether a value is not an identity, or the identity of a known product.
_agrees(value, _) if not value.claim.role in {"identity", "namespace", "vendor"}

_agrees(value, _) if value.match.hit.identifier in {"brand", "product-name"}

_agrees(value, products) if [value.match.hit.entity, value.match.hit.product] in products

# _called reports whether a component has no name, or has the name of a product that an
# identifier identifies: a name in the data, or the name of the package, possibly after
# words with which the name of no product begins, or after a brand.
_called("", _)

_called(name, hit) if {
	some rest in _after_brand(name)
	some product in data.index.products[hit.entity][rest]
	product.product == hit.product
}

_called(name, hit) if {
	hit.called != ""
	endswith($" {name}", $" {hit.called}")
	before := split(trim_suffix(name, hit.called), " ")
	every word in before {
		_is_neutral(word)
	}
}

_is_neutral(word) if not data.index.beginnings[word]

_is_neutral(word) if data.index.brands[word]

# _after_brand is a name, and the name after each brand that it starts with.
_after_brand(name) := {name} | {trim_prefix(name, $"{brand} ") | some brand in identity.brands(name)}

# _for_product is the match of a value as evidence for the product that the component is.
# A value that identifies a product is evidence for that one.
_for_product(measure, match, product, name) := match if {
	match.hit.product != ""
} else := _moved(match, place, source) if {
	[_, place, source] := min({[_rank(measure, told.place), told.place, _source(told)] |
		some told in product
		count(told.owners & match.owners) > 0
	})
} else := _called_after(measure, match, name)

# _called_after is a match in which the place of the product is the strictest one of the
# products that the component is called after.
_called_after(measure, match, name) := _moved(match, strictest, {}) if {
	places := _places_by_name(measure, name, match.owners)
	[_, strictest] := min({[_rank(measure, place), place] | some place in (places | {match.place})})
	strictest != match.place
} else := match

# _moved is a match with another place in the scope, and the data that say so.
_moved(match, place, source) := object.union(match, {
	"place": place,
	"circumstances": ((match.circumstances - {match.place}) | {place}),
	"source": source,
})

# _data names the data that make a level milder than an error.
_data(measure, judgment, match, name) := array.concat(
	[$"by {source.by} its category is {source.category}" |
		_decides(measure, judgment, match.place)
		source := _source(match)
	],
	[$"by data.entities.{data.index.brands[brand]} {brand} is a brand" |
		_decides(measure, judgment, "conflict")
		some brand in _foreign_brands(measure, name)
	],
)

# _source is the category of a product, and the data that have it.
_source(match) := source if {
	source := match.source
	source != {}
} else := {"category": match.hit.category, "by": $"data.entities.{match.hit.entity}.products.{match.hit.product}"} if {
	match.hit.product != ""
} else := {"category": match.hit.category, "by": $"data.entities.{match.hit.entity}"} if {
	match.hit.category != "unknown"
}

_decides(measure, judgment, circumstance) if {
	judgment.rank > 0
	circumstance in judgment.reasons
	_rank(measure, circumstance) == judgment.rank
}

# _places_by_name are the places in the scope of the products of some owners whose name is
# the start of a name, possibly after a brand.
_places_by_name(measure, name, owners) := {_scope(measure, {product.category}) |
	some rest in _after_brand(name)
	some head in identity.heads(rest)
	some owner in owners
	some product in data.index.products[owner][head]
}

# _relevant_name is the part of a name that can matter: all of it, or the start if no value
# is about a product. The start is a brand, a product, or a product after a brand,
# whichever is longest.
_relevant_name(name, true) := name

_relevant_name(name, false) := longest if {
	[_, longest] := max({[0, ""]} | {[count(start), start] |
		data.index.beginnings[split(name, " ")[0]]
		some brand in ({""} | {$"{brand} " | some brand in identity.brands(name)})
		some head in identity.heads(trim_prefix(name, brand))
		data.index.beginnings[head]
		start := concat("", [brand, head])
	})
}

# _conflict reports whether a component is called after an entity that the measure
# does not reach, and no package identifies the component.
_conflict(measure, name, classes) if {
	not "registry" in classes
	_foreign_brands(measure, name) != set()
}

# _foreign_brands are the brands with which a name starts and whose entities the measure
# does not reach.
_foreign_brands(measure, name) := {brand |
	some brand in identity.brands(name)
	not affiliation.chain(measure, data.index.brands[brand])
}
