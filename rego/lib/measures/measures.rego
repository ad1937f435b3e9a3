# METADATA
# title: Measures
# description: |
#   Determines the level of a finding on a component under a measure.
#
#   A measure is a ban. Its data name targets, the relations over which it reaches
#   affiliates of the targets, the acts that it prohibits and since when, and the
#   products in its scope. How serious a match is depends on circumstances. Each
#   circumstance has a name, as in the data of the measure under "levels":
#
#   - The class of the evidence: "maker" if the SBOM names the entity as supplier,
#     "registry" if a package of the entity is identified, and others (lib.identity).
#   - "unconfirmed", if an identifier or a relation of the entity is not confirmed.
#   - "other-maker", if the evidence is only a name, and the component names another
#     maker and is another package.
#   - The place of the product in the scope of the measure, such as
#     "security-product", or "unknown-category".
#   - "conflict", if the component is called after an entity that the measure does
#     not reach.
#   - "not-shipped" and "build", if the component does not ship with the product.
#   - "not-in-force", if the act is prohibited later than the evaluation date; the
#     name under which the measure allows the act; "no-nexus", if the measure does
#     not bind the producer.
#
#   The measure gives each circumstance a level and a reason. data.parameters can
#   change the level. Five rules determine the level of a finding:
#
#   1. Each value of the component that matches the entity is judged by itself. Its
#      level is the mildest level of its circumstances: one circumstance that excuses
#      is enough. If a value matches several identifiers, the most exact confirmed one
#      counts.
#   2. The most severe value decides. More evidence never lowers a level.
#   3. A value that identifies a product has the product's place in the scope. Any
#      other value, such as a supplier, is as severe as evidence for a product of an
#      unknown category, unless the data give the entity a category of its own. There
#      is one exception: if a package URL, a CPE, a hash or a SWID tag identifies a
#      product of the entity, if the component has the name of that product, and if
#      no other identity contradicts it, the other values are evidence for that
#      product. A name or an unconfirmed fact never gives a product a milder place.
#   4. Then the circumstances of the component as a whole (act, nexus, delivery,
#      conflict) apply: the mildest level is the level of the finding.
#   5. A circumstance without a level counts as an error. A gap in the data excuses
#      nothing. Evidence by name alone is an exception: it has a default level.
#
#   The arguments of a function are only what its result depends on: OPA keeps the
#   result of a call, and many components make the same call.
# custom:
#   circumstances: # besides those that a measure names in its scope, acts and reach
#     - maker
#     - signer
#     - registry
#     - product-name
#     - maker-part
#     - surname
#     - file-name
#     - directory
#     - lookalike
#     - domain
#     - contact
#     - copyright
#     - pedigree
#     - wraps
#     - client
#     - mention
#     - unknown-category
#     - unconfirmed
#     - other-maker
#     - conflict
#     - not-shipped
#     - build
#     - no-nexus
#     - not-in-force
package lib.measures

import data.lib.affiliation
import data.lib.identity

# evidence lists the evidence on components by sort ("identity" if it names an
# entity, "imitation" if it resembles one), measure and component: a set of pairs
# of a sort key, the strongest first, and an item for the function finding.
evidence := {sort: {measure: _by_component(measure, sort) | some measure, _ in data.measures} |
	some sort in ["identity", "imitation"]
}

# (A rule evidence[sort][measure][component] contains … would take quadratic time.)
_by_component(measure, sort) := {component: object.keys(items) | some component, items in united} if {
	united := object.union_n([{component: {pair: true}} |
		some place, weighed in _weighed[measure]
		match := weighed.value.match
		match.sort == sort
		some component, id in weighed.components
		pair := [[match.rank, match.order, id], {"id": id, "place": place, "level": match.level}]
	])
}

# _weighed lists, by measure, the values that match under it: the match and the claim,
# and apart from them the components that make the claim.
_weighed[measure] := [{"value": {"match": match, "claim": found.claim}, "components": found.components} |
	some found in identity.evidence
	some match in _strongest(measure, found.matches, _spelling(found.matches, lower(found.claim.value)))
] if {
	some measure, _ in data.measures
}

# _spelling is the value of a claim if the data have the same spelling, else "".
_spelling(matches, value) := value if {
	some match in matches
	lower(match.hit.value) == value
} else := ""

# _strongest lists the strongest match of each sort.
_strongest(measure, matches, spelling) := [best |
	weighed := {_weigh(measure, matched, spelling) | some matched in matches}
	some sort in {one.sort | some one in weighed}
	[_, best] := min({[[one.rank, one.order], one] | some one in weighed; one.sort == sort})
]

# _weigh determines the class and the level of one match. It is undefined if the
# measure does not reach the entity.
_weigh(measure, matched, spelling) := {
	"sort": _sort(class),
	"class": class,
	"named": object.get(matched.hit, "named", ""),
	"chain": chain,
	"owners": ({matched.hit.entity} | {end | some link in chain; some end in {link.from, link.to}}),
	"hit": matched.hit,
	"place": place,
	"plain": _is_plain(matched.hit, class),
	"circumstances": circumstances,
	"rank": judgment.rank,
	"level": judgment.level,
	"order": _order(matched.hit, spelling, class),
} if {
	chain := affiliation.chain(measure, matched.hit.entity)
	class := _class(measure, chain, matched.class)
	confidences := {matched.hit.confidence} | {link.confidence | some link in chain}
	place := _scope(measure, {matched.hit.category} | _doubts(matched.hit))
	circumstances := {class, place} | ({"unconfirmed"} & confidences)
	judgment := _judgment(measure, circumstances)
}

# _doubts is the category of a product that nothing but a name or an unconfirmed fact
# identifies. These never give a product a milder place.
_doubts(hit) := {"unknown"} if {
	hit.product != ""
	true in {hit.confidence == "unconfirmed", hit.identifier == "product-name"}
} else := set()

# _is_plain reports whether a value is neither a name nor about a product or a category of
# products. It is then judged the same whatever else the component states.
_is_plain(hit, class) if {
	hit.product == ""
	hit.category == "unknown"
	class != "product-name"
} else := false

_sort(class) := "imitation" if class in {"lookalike", "impersonation"}

else := "identity"

# _class is the class of evidence in view of the relations to the target: over some
# relations, all evidence counts as a mere mention.
_class(measure, chain, class) := weaker if {
	weaker := min({reach.counts_as |
		some link in chain
		some reach in data.measures[measure].reach
		reach.relation == link.type
	})
} else := class

# _order sorts matches of the same level: names of components last, exact products before
# namespaces, names as spelled in the data before other spellings, groups before their
# companies.
_order(hit, spelling, class) := [
	class == "product-name",
	class,
	hit.product == "",
	lower(hit.value) != spelling,
	data.entities[hit.entity].kind != "group",
	hit.entity,
]

# finding describes the evidence on a component, given the items of evidence. It is
# undefined if the measure has none of the acts in the context, or if the evidence is
# only a brand in the name of another maker's component.
finding(measure, component, evidence_items) := object.union(assessment.finding, {
	"component": component,
	"claims": [{"id": items[i].id, "class": _weighed[measure][places[i]].value.match.class} | some i in assessment.distinct],
}) if {
	items := [item | some [_, item] in sort(evidence_items)]
	places := [item.place | some item in items]
	special := [1 | some place in places; not _weighed[measure][place].value.match.plain] != []
	name := input.components[component].name_words
	assessment := _assessment(measure, places, _facts(component, special), _relevant_name(name, special), _delivery(component))
}

# outranks reports whether a level is at least as severe as another.
outranks(level, other) if {
	some i, _ in _levels
	level == _levels[i]
	other in array.slice(_levels, i, count(_levels))
}

# _facts is what a component states about itself, or {} if it cannot matter.
_facts(component, true) := {
	"file": "file" in {input.components[component].origin, input.components[component].type},
	"maker": input.components[component].has_maker,
	"package": input.components[component].package,
}

_facts(_, false) := {}

# _assessment is the part of a finding that is the same for all components with the same
# matches, which are at places in _weighed, and the same facts.
_assessment(measure, places, facts, name, delivery) := {
	"finding": {
		"template": sprintf(`{component} matches {entity}%s on %s "{value}"%s under {measure}: act "%s" is %s; %s`, [
			_relations(best.hit.entity, best.chain),
			_noun(claims[0].kind, claims[0].role, claims[0].value),
			_and_more(count(distinct)),
			_act[measure].name,
			_prohibition(_act[measure]),
			why,
		]),
		"level": judgment.level,
		"why": why,
		"entity": best.hit.entity,
		"chain": best.chain,
		"measure": measure,
		"act": _act[measure].name,
		"reasons": judgment.reasons,
		"remedy": judgment.remedy,
	},
	"distinct": distinct,
} if {
	ranking := _ranking(measure, places, facts, name)
	best := ranking.best
	claims := [_weighed[measure][places[i]].value.claim | some i in ranking.order]
	distinct := [ranking.order[i] | some i in _first_of_each([[claim.role, claim.value] | some claim in claims])]
	judgment := _judgment(measure, union({
		best.circumstances,
		_act[measure].circumstances,
		{"conflict" | _conflict(measure, name, {_weighed[measure][places[i]].value.match.class | some i in distinct})},
		delivery,
	}))

	# Parameters for circumstances of weaker evidence are reported too: they may have made it weaker.
	all := union({_weighed[measure][place].value.match.circumstances | some place in places}) | {reason | some reason in judgment.reasons}
	why := concat("; ", array.concat(
		array.concat([judgment.why], [text | judgment.rank > 0; some text in _data(measure, judgment, best, name)]),
		_overrides(measure, all),
	))
}

# _first_of_each lists the places of values that do not occur before. (The union
# keeps the last of equal keys, hence the reverse order.)
_first_of_each(values) := sort([place | some place in places]) if {
	last := count(values) - 1
	places := object.union_n([{value: last - i} | some i, value in array.reverse(values)])
}

# _relations describes a chain in parentheses.
_relations(entity, chain) := $" ({relations})" if {
	chain != []
	relations := concat("; ", [_relation(entity, link) | some link in chain])
} else := ""

_relation(entity, link) := $"{replace(link.type, "-", " ")} {data.entities[link.to].name}" if {
	link.from == entity
} else := $"{data.entities[link.from].name} {replace(link.type, "-", " ")} {data.entities[link.to].name}"

# _noun is the word for a value of a claim: the field that it is in, or the kind of
# identity.
_noun(kind, role, value) := "package" if {
	role == "identity"
	kind in {"purl", "package"}
	not startswith(lower(value), "pkg:")
} else := object.get(
	{"purl": "package URL", "package": "package URL", "cpe": "CPE", "swid": "SWID tag", "word": "name", "app": "name"},
	kind, kind,
) if {
	role == "identity"
} else := role

_and_more(n) := $" and {n - 1} more" if {
	n > 1
} else := ""

_prohibition(act) := "not prohibited" if {
	act.from == ""
} else := $"not prohibited before {substring(act.from, 0, 10)}" if {
	"not-in-force" in act.circumstances
} else := $"prohibited since {substring(act.from, 0, 10)}"
