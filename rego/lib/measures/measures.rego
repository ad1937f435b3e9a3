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

# evidence holds what was found under a measure about a component: apart by
# whether it names an entity or imitates one, and grouped by the value that says
# so, since one value makes several claims. The keys of a group are its items,
# each [rank, order, match]; the least is the strongest. (Objects are united here
# because a rule evidence[…][…] takes time in the square of what was found.)
evidence := object.union_n([{_sort(class): {measure: {claim.component: {[claim.role, claim.value]: {item: true}}}}} |
	some match in identity.evidence
	some measure, _ in data.measures
	claim := match.claim
	hit := match.hit
	chain := affiliation.chain(measure, hit.entity)
	class := _class(measure, chain, match.class)
	names := {class} | {"unconfirmed" | "unconfirmed" in ({hit.confidence} | {link.confidence | some link in chain})}
	item := [
		_mildest(measure, names),
		_order(hit, claim, class),
		{"claim": claim, "hit": hit, "class": class, "chain": chain, "names": names},
	]
])

# finding is what a rule reports of the evidence on a component. It is undefined
# if the measure knows none of the acts in question. Whatever level the user's
# parameters set that bears on it is said in "why", so that none is lowered unseen.
finding(measure, component, values) := {
	"level": ["error", "warning", "note"][mildest],
	"message": $"{_match(measure, component, matches)}; {why}",
	"why": why,
	"component": component,
	"claims": [{"id": match.claim.id, "class": match.class} | some match in matches],
	"entity": matches[0].hit.entity,
	"chain": matches[0].chain,
	"measure": measure,
	"act": _act[measure].name,
	"reasons": sort(names),
	"remedy": concat(" ", {text | some name in decisive; text := data.measures[measure].levels[name].remedy}),
} if {
	matches := [match | some [_, _, match] in sort([min(object.keys(items)) | some items in values])]
	names := union({
		matches[0].names,
		_act[measure].names,
		{_scope(measure, component, values)},
		{"conflict" | _conflict(measure, component, matches)},
		{"not-shipped" | not input.components[component].shipped},
	})
	mildest := _mildest(measure, names)
	decisive := [name | some name in sort(names); rank(measure, name) == mildest]
	weighed := names | {name | some items in values; some [_, _, match], _ in items; some name in match.names}
	why := concat("; ", array.concat(
		[text | some name in decisive; text := data.measures[measure].levels[name].because],
		[$"by data.parameters {name} counts as {level}" | some name in sort(weighed); level := data.parameters[measure].levels[name]],
	))
}

# rank is how mild the level of a name is: 0 for an error, as for a name that has
# no level.
default rank(_, _) := 0

rank(measure, name) := {"error": 0, "warning": 1, "note": 2}[_level(measure, name)]

_level(measure, name) := level if {
	level := data.parameters[measure].levels[name]
} else := data.measures[measure].levels[name].level

_mildest(measure, names) := max({0} | {rank(measure, name) | some name in names})

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
_order(hit, claim, class) := [
	class,
	hit.product == "",
	lower(hit.value) != lower(claim.value),
	data.entities[hit.entity].kind != "group",
	hit.entity,
	claim.id,
]

# _act is, by measure, the act in question that weighs most.
_act[measure] := {"name": name, "from": from, "names": names} if {
	some measure, m in data.measures
	[_, from, name, names] := min({[_mildest(measure, names), from, name, names] |
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

# _scope is the strictest place in the measure's scope of the products that the
# evidence names or, if it names none, that the component is called after.
default _scope(_, _, _) := "unknown-category"

_scope(measure, component, values) := min({[rank(measure, name), name] |
	some category in _categories(component, values)
	name := object.get(data.measures[measure].scope, category, "unknown-category")
})[1]

_categories(component, values) := categories if {
	categories := {match.hit.category |
		some items in values
		some [_, _, match], _ in items
		match.hit.product != ""
	}
	count(categories) > 0
} else := {product.category |
	some name in _names(component)
	some owner in _owners(values)
	some product in data.index.products[owner]
	startswith(name, product.words) # before the dearer look at where its words end
	identity.leads(product.words, name)
}

# _owners are those whose products the component may be: the entities found and
# all that they are tied to the targets by.
_owners(values) := {owner |
	some items in values
	some [_, _, match], _ in items
	some owner in ({match.hit.entity} | {entity | some link in match.chain; some entity in {link.from, link.to}})
}

# _names is a component's name with and without the brand that it begins with.
_names(component) := {name} | {trim_prefix(name, $"{brand} ") | some brand in identity.brands(name)} if {
	name := input.components[component].name_words
}

# _conflict tells that the component is named after somebody whom the measure
# does not reach, and nothing but a name says otherwise.
_conflict(measure, component, matches) if {
	every match in matches {
		match.class != "registry"
	}
	some brand in identity.brands(input.components[component].name_words)
	not affiliation.chain(measure, data.index.brands[brand])
}

_match(measure, component, matches) := concat("", [
	$"{_label(component)} matches {_party(matches[0])} on {_noun(matches[0].claim)} ",
	$`"{matches[0].claim.value}"{_more(matches)} under {data.measures[measure].title}: `,
	$`act "{_act[measure].name}" is {_when(_act[measure])}`,
])

_label(component) := trim_space($"{c.name} {c.version}") if {
	c := input.components[component]
	c.origin != "document"
} else := "the document"

_party(match) := $"{data.entities[match.hit.entity].name} ({ties})" if {
	match.chain != []
	ties := concat("; ", [_tie(match.hit.entity, link) | some link in match.chain])
} else := data.entities[match.hit.entity].name

_tie(entity, link) := $"{replace(link.type, "-", " ")} {data.entities[link.to].name}" if {
	link.from == entity
} else := $"{data.entities[link.from].name} {replace(link.type, "-", " ")} {data.entities[link.to].name}"

# _noun is what the value that matched is to the component.
_noun(claim) := object.get(
	{"purl": "package URL", "package": "package URL", "cpe": "CPE", "swid": "SWID tag", "word": "name", "app": "name"},
	claim.kind, claim.kind,
) if {
	claim.role == "identity"
} else := claim.role

_more(matches) := $" and {count(matches) - 1} more" if {
	count(matches) > 1
} else := ""

_when(act) := "not prohibited" if {
	act.from == ""
} else := $"not prohibited before {substring(act.from, 0, 10)}" if {
	"not-in-force" in act.names
} else := $"prohibited since {substring(act.from, 0, 10)}"
