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
#   change the level. Three rules determine the level of a finding:
#
#   1. Of all evidence on the component, the strongest decides. More evidence never
#      lowers a level.
#   2. The mildest level of all circumstances of that evidence is the level of the
#      finding. One circumstance that excuses is enough.
#   3. A circumstance without a level counts as an error. A gap in the data excuses
#      nothing.
#
#   Functions are called with what their results depend on and nothing else: OPA
#   keeps the result of a call, and many components make the same one.
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
		weighed.match.sort == sort
		some component, id in weighed.components
		pair := [[weighed.match.rank, weighed.match.order, id], {"id": id, "place": place, "level": weighed.match.level}]
	])
}

# _weighed lists, by measure, the claims that match under it: the match, the claim,
# and the components that make the claim.
_weighed[measure] := [{"match": match, "claim": found.claim, "components": found.components} |
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

# _strongest lists the strongest match of each sort. It includes the product
# categories and the owners in all matches of the sort.
_strongest(measure, matches, spelling) := [match |
	weighed := {_weigh(measure, matched, spelling) | some matched in matches}
	some sort in {one.sort | some one in weighed}
	alike := {one | some one in weighed; one.sort == sort}
	[_, best] := min({[[one.rank, one.order], one] | some one in alike})
	match := object.union(object.remove(best, {"hit"}), {
		"entity": best.hit.entity,
		"categories": {one.hit.category | some one in alike; one.hit.product != ""},
		"owners": union({_owners(one.hit.entity, one.chain) | some one in alike}),
	})
]

# _weigh determines the class and the level of one match. It is undefined if the
# measure does not reach the entity.
_weigh(measure, matched, spelling) := {
	"sort": _sort(class),
	"class": class,
	"chain": chain,
	"hit": matched.hit,
	"circumstances": circumstances,
	"rank": judgment.rank,
	"level": judgment.level,
	"order": _order(matched.hit, spelling, class),
} if {
	chain := affiliation.chain(measure, matched.hit.entity)
	class := _class(measure, chain, matched.class)
	confidences := {matched.hit.confidence} | {link.confidence | some link in chain}
	circumstances := {class} | ({"unconfirmed"} & confidences)
	judgment := _judgment(measure, circumstances)
}

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

# _order sorts matches of the same level: exact products before namespaces, names
# as spelled in the data before other spellings, groups before their companies.
_order(hit, spelling, class) := [
	class,
	hit.product == "",
	lower(hit.value) != spelling,
	data.entities[hit.entity].kind != "group",
	hit.entity,
]

# _owners are the entity and all entities on its chain.
_owners(entity, chain) := {entity} | {end | some link in chain; some end in {link.from, link.to}}

# finding describes the evidence on a component, given the items of evidence. It is
# undefined if the measure has none of the acts in the context.
finding(measure, component, evidence_items) := object.union(assessment, {
	"component": component,
	"claims": [{"id": items[i].id, "class": summary.matches[i].class} | some i in summary.distinct],
}) if {
	items := [item | some [_, item] in sort(evidence_items)]
	summary := _summary(measure, [item.place | some item in items])
	name := _relevant_name(input.components[component].name_words)
	assessment := _assessment(measure, summary, name, _delivery(component))
}

# _summary collects the matches at places in _weighed. The claims in distinct differ
# in role or value: a value that makes several claims is reported once.
_summary(measure, places) := {
	"matches": [_weighed[measure][place].match | some place in places],
	"distinct": _first_of_each([[claim.role, claim.value] | some claim in claims]),
	"noun": _noun(claims[0].kind, claims[0].role),
} if {
	claims := [_weighed[measure][place].claim | some place in places]
}

# _first_of_each lists the places of values that do not occur before. (The union
# keeps the last of equal keys, hence the reverse order.)
_first_of_each(values) := sort([place | some place in places]) if {
	last := count(values) - 1
	places := object.union_n([{value: last - i} | some i, value in array.reverse(values)])
}

# _assessment is the part of a finding that components with the same matches share.
_assessment(measure, summary, name, delivery) := {
	"template": sprintf(`{component} matches {entity}%s on %s "{value}"%s under {measure}: act "%s" is %s; %s`, [
		_relations(best.entity, best.chain),
		summary.noun,
		_and_more(count(summary.distinct)),
		_act[measure].name,
		_prohibition(_act[measure]),
		why,
	]),
	"level": judgment.level,
	"why": why,
	"entity": best.entity,
	"chain": best.chain,
	"measure": measure,
	"act": _act[measure].name,
	"reasons": judgment.reasons,
	"remedy": judgment.remedy,
} if {
	best := summary.matches[0]
	judgment := _judgment(measure, union({
		best.circumstances,
		_act[measure].circumstances,
		{_scope(measure, _categories(name, summary.matches))},
		{"conflict" | _conflict(measure, name, {summary.matches[i].class | some i in summary.distinct})},
		delivery,
	}))

	# Parameters for circumstances of weaker evidence are reported as well, because they may be why it is weaker.
	all := union({match.circumstances | some match in summary.matches}) | {reason | some reason in judgment.reasons}
	why := concat("; ", array.concat([judgment.why], _overrides(measure, all)))
}

# _judgment is the mildest level of some circumstances, with the reasons and remedies
# of the circumstances that have it. Rank orders levels, the most severe first.
_judgment(measure, circumstances) := {
	"rank": mildest,
	"level": _levels[mildest],
	"why": concat("; ", [text | some name in decisive; text := data.measures[measure].levels[name].because]),
	"remedy": concat(" ", {text | some name in decisive; text := data.measures[measure].levels[name].remedy}),
	"reasons": sort(circumstances),
} if {
	mildest := max({0} | {_rank(measure, name) | some name in circumstances})
	decisive := [name | some name in sort(circumstances); _rank(measure, name) == mildest]
}

_levels := ["error", "warning", "note"]

# _rank is the rank of the level of a circumstance. Without a known level it is the
# rank of an error.
default _rank(_, _) := 0

_rank(measure, circumstance) := rank if {
	some rank, level in _levels
	level == _level(measure, circumstance)
}

_level(measure, circumstance) := level if {
	level := data.parameters[measure].levels[circumstance]
} else := data.measures[measure].levels[circumstance].level

# _overrides describes the parameters that set the level of a circumstance.
_overrides(measure, circumstances) := [$"by data.parameters {name} counts as {level}" |
	some name in sort(circumstances)
	level := data.parameters[measure].levels[name]
]

# _delivery lists the circumstances of a component that does not ship.
_delivery(component) := {"not-shipped" | not input.components[component].shipped} | {"build" | input.components[component].origin == "build"}

# _act is, by measure, the act in the context with the most severe level, and of
# those the one that has been in force for longest.
_act[measure] := act if {
	some measure, m in data.measures
	[_, act] := min({[[_judgment(measure, circumstances).rank, from, name], act] |
		some name in input.context.acts
		from := object.get(m.acts[name], "from", "")
		circumstances := _dormant(m.acts[name]) | {"no-nexus" | not _binds(m.nexus)}
		act := {"name": name, "from": from, "circumstances": circumstances}
	})
}

# _dormant lists the circumstances in which the act is not prohibited.
_dormant(act) := {"not-in-force" | time.parse_rfc3339_ns(input.context.as_of) < time.parse_rfc3339_ns(act.from)} | {name | name := act.allowed}

_binds(nexus) if {
	some jurisdiction in input.context.nexus
	jurisdiction in nexus
}

# _scope is the strictest place of some categories in the scope of the measure.
default _scope(_, _) := "unknown-category"

_scope(measure, categories) := strictest if {
	[_, strictest] := min({[_rank(measure, place), place] |
		some category in categories
		place := object.get(data.measures[measure].scope, category, "unknown-category")
	})
}

# _categories are the categories of the products in the evidence. If there are none,
# they are the categories of the products that the component is called after.
_categories(name, matches) := categories if {
	categories := union({match.categories | some match in matches})
	count(categories) > 0
} else := _categories_by_name(name, union({match.owners | some match in matches}))

# _categories_by_name are the categories of the products of some owners whose name is
# the start of a name, possibly after a brand.
_categories_by_name(name, owners) := {product.category |
	some rest in ({name} | {trim_prefix(name, $"{brand} ") | some brand in identity.brands(name)})
	some head in identity.heads(rest)
	some owner in owners
	some product in data.index.products[owner][head]
}

# _relevant_name is the start of a name that can matter: a brand, a product, or a
# product after a brand, whichever is longest.
_relevant_name(name) := longest if {
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
	some brand in identity.brands(name)
	not affiliation.chain(measure, data.index.brands[brand])
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
_noun(kind, role) := object.get(
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
