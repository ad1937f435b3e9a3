# METADATA
# title: Measures
# description: |
#   What the evidence on a component means under a measure, in the context of the
#   question. Whatever bears on the level has a name: the class of the evidence,
#   the product's place in the measure's scope, a circumstance. The measure's data
#   give each name a level; the mildest of them is the finding's.
package lib.measures

import data.lib.affiliation
import data.lib.identity

# evidence holds what was found under a measure about a component, apart by whether
# it names an entity or imitates one. Its items are [rank, order, id of the claim,
# place in _weighed]; the least is the strongest. (Objects are united here because a
# rule evidence[…][…] takes time in the square of what was found.)
evidence := {kind: {measure: components |
	some measure, _ in data.measures
	components := object.union_n([{component: {[match.rank, match.order, id, n]: true}} |
		some n, [match, _, makers] in _weighed[measure]
		match.sort == kind
		some component, id in makers
	])
} |
	some kind in ["identity", "imitation"]
}

# _weighed is what the claims are worth under each measure.
_weighed[measure] := [[match, found.claim, found.components] |
	some found in identity.evidence
	some match in _weigh(measure, found.matches, _spelling(found.matches, lower(found.claim.value)))
] if {
	some measure, _ in data.measures
}

# _spelling is the value of a claim as far as it matters: if the data write it so.
_spelling(matches, value) := value if {
	some match in matches
	lower(match.hit.value) == value
} else := ""

# _weigh is, of each sort, the strongest of all that a claim matches, with the
# products and owners of the others. As with all functions here, what it returns is
# kept: what is the same for many claims or components is judged once.
_weigh(measure, matches, value) := [match |
	items := {[_sort(class), _judgement(measure, names).rank, _order(hit, value, class), hit, class, chain, names] |
		some matched in matches
		hit := matched.hit
		chain := affiliation.chain(measure, hit.entity)
		class := _class(measure, chain, matched.class)
		names := {class} | {"unconfirmed" | "unconfirmed" in ({hit.confidence} | {link.confidence | some link in chain})}
	}
	some sort in {item[0] | some item in items}
	alike := {item | some item in items; item[0] == sort}
	[_, rank, order, hit, class, chain, names] := min(alike)
	match := {
		"sort": sort,
		"rank": rank,
		"order": order,
		"entity": hit.entity,
		"class": class,
		"chain": chain,
		"names": names,
		"categories": {other.category | some [_, _, _, other, _, _, _] in alike; other.product != ""},
		"owners": union({_owners(other.entity, around) | some [_, _, _, other, _, around, _] in alike}),
	}
]

_owners(entity, chain) := {entity} | {end | some link in chain; some end in {link.from, link.to}}

# finding is what a rule reports of the evidence on a component. It is undefined
# if the measure knows none of the acts in question.
finding(measure, component, items) := object.union(case, {
	"component": component,
	"claims": [{"id": sorted[i][2], "class": said.matches[i].class} | some i in said.told],
}) if {
	sorted := sort(object.keys(items))
	said := _said(measure, [n | some [_, _, _, n] in sorted])
	case := _case(measure, said, _telling(input.components[component].name_words), _aside(component))
}

# _said is what is said at places in _weighed, the strongest first. One value makes
# several claims and is told once, by the strongest.
_said(measure, places) := {
	"noun": _noun(claims[0].kind, claims[0].role),
	"matches": [_weighed[measure][n][0] | some n in places],
	"told": sort([i | some i in object.union_n([{[claim.role, claim.value]: last - i} | some i, claim in array.reverse(claims)])]),
} if {
	claims := [_weighed[measure][n][1] | some n in places]
	last := count(claims) - 1
}

# _case is what the findings on components have in common that match alike. Whatever
# level the user's parameters set that bears on it is said in "why", so that none is
# lowered unseen.
_case(measure, said, name, aside) := {
	"template": concat("", [
		"{component} matches {entity}", _ties(best.entity, best.chain), " on ", said.noun, ` "{value}"`, _more(count(said.told)),
		$" {_asked(measure)}; {why}",
	]),
	"level": judgement.level,
	"why": why,
	"entity": best.entity,
	"chain": best.chain,
	"measure": measure,
	"act": _act[measure].name,
	"reasons": judgement.reasons,
	"remedy": judgement.remedy,
} if {
	best := said.matches[0]
	judgement := _judgement(measure, union({
		best.names,
		_act[measure].names,
		{_scope(measure, _categories(name, said.matches))},
		{"conflict" | _conflict(measure, name, {said.matches[i].class | some i in said.told})},
		aside,
	}))
	weighed := union({match.names | some match in said.matches} | {{name | some name in judgement.reasons}})
	why := concat("; ", array.concat([judgement.why], _set(measure, weighed)))
}

# _aside is what sets a component apart from what is shipped.
_aside(component) := {"not-shipped" | not input.components[component].shipped} | {"build" | input.components[component].origin == "build"}

# _telling is the name of a component as far as it matters: to where the longest
# brand or product ends that it could begin with, or a product after a brand.
_telling(name) := max({[0, ""]} | {[count(head), head] |
	data.index.beginnings[split(name, " ")[0]]
	some start in ({""} | {$"{brand} " | some brand in identity.brands(name)})
	some rest in identity.heads(trim_prefix(name, start))
	data.index.beginnings[rest]
	head := concat("", [start, rest])
})[1]

# _set says which levels of some names the user's parameters have set.
_set(measure, names) := [$"by data.parameters {name} counts as {level}" |
	some name in sort(names)
	level := data.parameters[measure].levels[name]
]

# _judgement is what names amount to: the mildest level, and what the measure says
# of the names that have it.
_judgement(measure, names) := {
	"rank": mildest,
	"level": ["error", "warning", "note"][mildest],
	"why": concat("; ", [text | some name in decisive; text := data.measures[measure].levels[name].because]),
	"remedy": concat(" ", {text | some name in decisive; text := data.measures[measure].levels[name].remedy}),
	"reasons": sort(names),
} if {
	mildest := max({0} | {rank(measure, name) | some name in names})
	decisive := [name | some name in sort(names); rank(measure, name) == mildest]
}

# rank is how mild the level of a name is: 0 for an error, as for a name that has
# no level.
default rank(_, _) := 0

rank(measure, name) := {"error": 0, "warning": 1, "note": 2}[_level(measure, name)]

_level(measure, name) := level if {
	level := data.parameters[measure].levels[name]
} else := data.measures[measure].levels[name].level

_sort(class) := "imitation" if class in {"lookalike", "impersonation"}

else := "identity"

# _class is what evidence is worth given how its entity is tied to the measure's
# target: some ties make a mere mention of everything.
_class(measure, chain, class) := weaker if {
	weaker := min({reach.counts_as |
		some link in chain
		some reach in data.measures[measure].reach
		reach.relation == link.type
	})
} else := class

# _order sorts evidence that is equally strong: exact products come before whole
# namespaces, the entity whose name is written out before those that share it
# without its legal form, the family before one of its companies.
_order(hit, value, class) := [
	class,
	hit.product == "",
	lower(hit.value) != value,
	data.entities[hit.entity].kind != "group",
	hit.entity,
]

# _act is, by measure, the act in question that weighs most.
_act[measure] := {"name": name, "from": from, "names": names} if {
	some measure, m in data.measures
	[_, from, name, names] := min({[_judgement(measure, names).rank, from, name, names] |
		some name in input.context.acts
		act := m.acts[name]
		from := object.get(act, "from", "")
		names := _dormant(act) | {"no-nexus" | not _bound(m.nexus)}
	})
}

_dormant(act) := {"not-in-force" |
	time.parse_rfc3339_ns(input.context.as_of) < time.parse_rfc3339_ns(act.from)
} | {name | name := act.allowed}

_bound(nexus) if {
	some n in input.context.nexus
	n in nexus
}

# _scope is the strictest place in the measure's scope of some categories.
default _scope(_, _) := "unknown-category"

_scope(measure, categories) := min({[rank(measure, name), name] |
	some category in categories
	name := object.get(data.measures[measure].scope, category, "unknown-category")
})[1]

# _categories are those of the products that the evidence names or, if it names
# none, that the component is called after: products of the entities found and of
# all that they are tied to the targets by.
_categories(name, matches) := categories if {
	categories := union({match.categories | some match in matches})
	count(categories) > 0
} else := _called(name, union({match.owners | some match in matches}))

# _called are the categories of the products of some owners that a name begins
# with, be it after a brand.
_called(name, owners) := {product.category |
	some rest in ({name} | {trim_prefix(name, $"{brand} ") | some brand in identity.brands(name)})
	some head in identity.heads(rest)
	some owner in owners
	some product in data.index.products[owner][head]
}

# _conflict tells that the component is named after somebody whom the measure
# does not reach, and nothing but a name says otherwise.
_conflict(measure, name, classes) if {
	not "registry" in classes
	some brand in identity.brands(name)
	not affiliation.chain(measure, data.index.brands[brand])
}

# _asked is under which measure, and what it says of the act in question.
_asked(measure) := concat("", [`under {measure}: act "`, _act[measure].name, `" is `, _when(_act[measure])])

_ties(entity, chain) := $" ({ties})" if {
	chain != []
	ties := concat("; ", [_tie(entity, link) | some link in chain])
} else := ""

_tie(entity, link) := $"{replace(link.type, "-", " ")} {data.entities[link.to].name}" if {
	link.from == entity
} else := $"{data.entities[link.from].name} {replace(link.type, "-", " ")} {data.entities[link.to].name}"

# _noun is what the value that matched is to the component.
_noun(kind, role) := object.get(
	{"purl": "package URL", "package": "package URL", "cpe": "CPE", "swid": "SWID tag", "word": "name", "app": "name"},
	kind, kind,
) if {
	role == "identity"
} else := role

_more(n) := $" and {n - 1} more" if {
	n > 1
} else := ""

_when(act) := "not prohibited" if {
	act.from == ""
} else := $"not prohibited before {substring(act.from, 0, 10)}" if {
	"not-in-force" in act.names
} else := $"prohibited since {substring(act.from, 0, 10)}"
