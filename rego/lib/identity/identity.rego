# METADATA
# title: Identity
# description: |
#   Finds the claims of the document that name or identify an entity, and the class
#   of evidence of each. The classes are circumstances in the levels of measures:
#   maker, registry, domain, lookalike and others.
package lib.identity

import data.lib.affiliation

# evidence lists the claims that match an entity: the claim, its matches with their
# classes, and the components that make the claim. The components are not a part of
# the claim, because OPA would compare all of them for every call with the claim.
evidence := [{"claim": matched, "matches": matches, "components": claim.components} |
	some kind in object.keys(input.claims)
	some key in object.keys(input.claims[kind])
	data.index.keys[kind][key]
	some claim in input.claims[kind][key]
	not _harmless(kind, claim.whole)
	not _known(claim)
	matches := _matches(kind, key, claim.role, claim.origin, _name(claim))
	count(matches) > 0
	matched := {"kind": kind, "key": key, "role": claim.role, "value": claim.value}
]

# _matches looks up the entities that claims match. Its arguments are what many claims
# have in common, so that OPA calls it once for all of them.
_matches(kind, key, role, origin, name) := [{"hit": _supposed(claim, hit), "class": class} |
	claim := {"kind": kind, "key": key, "role": role, "origin": origin, "whole": name}
	some hit in _hits(claim)
	affiliation.tied(hit.entity)
	class := _class(claim, hit)
]

# _supposed is a hit with its confidence for a claim. A namespace or a vendor is
# unconfirmed, because anyone can open an account with the name of an entity, or name a
# vendor after it.
_supposed(claim, hit) := object.union(hit, {"confidence": "unconfirmed"}) if {
	claim.role == "namespace"
} else := object.union(hit, {"confidence": "unconfirmed"}) if {
	claim.role == "vendor"
	claim.kind == "word"
	claim.whole != hit.phrase
} else := hit

# _known reports whether the data have the owner of the namespace, host or vendor in the
# value of a claim. The name of the owner is then not compared.
_known(claim) if {
	claim.role in _owners
	_known_values[claim.value]
}

# A package of the entity says more than the host that its namespace or a qualifier names.
_known(claim) if {
	claim.kind == "domain"
	claim.role == "identity"
	_own_packages[claim.value]
}

_owners := {"namespace", "vendor"}

_own_packages contains claim.value if {
	some kind in ["purl", "package"]
	some key in object.keys(input.claims[kind])
	some hit in data.index.keys[kind][key]
	hit.part == "own"
	affiliation.tied(hit.entity)
	some claim in input.claims[kind][key]
	claim.role == "identity"
}

_known_values contains claim.value if {
	some kind in ["purl", "domain", "cpe"]
	some key in object.keys(input.claims[kind])
	data.index.keys[kind][key]
	some claim in input.claims[kind][key]
	not claim.role in _owners
}

# _name is the name that contains the key of a claim, or "" if it cannot matter.
_name(claim) := claim.whole if {
	claim.kind in {"word", "skeleton", "near", "sound"}
} else := claim.whole if {
	claim.kind == "organization"
	claim.whole != claim.key
} else := ""

# _hits lists the entries of the index for a claim. For the name of a component these are
# the product names with which it starts, and the brands in it, each with its place:
# "start" or "inside". Product names inside it do not count, since there are many.
_hits(claim) := array.concat(
	[hit | some head in heads(claim.whole); some hit in data.index.names[head]],
	[object.union(hit, {"named": _place_in(claim.whole, hit.phrase)}) |
		some hit in _phrases(claim.key, claim.whole)
		hit.identifier == "brand"
	],
) if {
	claim.kind == "word"
	claim.role == "identity"
} else := array.concat(
	[hit | some hit in data.index.names[claim.whole]],
	[hit | some hit in _phrases(claim.key, claim.whole)],
) if {
	claim.kind == "word"
	claim.role == "location"
} else := _phrases(claim.key, claim.whole) if {
	claim.kind == "word"
} else := [_inside(hit) | some hit in data.index.keys[claim.kind][claim.key]] if {
	claim.kind in {"skeleton", "sound"}
	claim.role == "identity"
	regex.match(`[^\x00-\x7f]`, claim.whole)
} else := data.index.keys[claim.kind][claim.key]

# _inside is a hit of a brand in the name of a component in other letters. Its place does not
# matter: names in Latin letters that resemble a brand are too many.
_inside(hit) := object.union(hit, {"named": "inside"}) if {
	hit.identifier == "brand"
} else := hit

# _phrases lists the entries of a word whose phrase ends with a word of a name. Very many
# phrases may start with the same word.
_phrases(first, name) := [hit |
	words := {word | some word in split(name, " ")}
	some last in words
	some hit in data.index.phrases[first][last]
]

# leads reports whether a name starts with the words of a phrase.
leads(phrase, name) if phrase in heads(name)

_place_in(name, phrase) := "start" if {
	leads(phrase, name)
} else := "inside" if {
	contains($" {name} ", $" {phrase} ")
}

# heads lists the phrases that a name starts with, including the whole name.
heads(name) := [concat(" ", array.slice(words, 0, n)) | some n in numbers.range(1, count(words))] if {
	words := split(name, " ")
}

# brands is the set of brands that a name starts with, as words.
brands(name) := {head | some head in heads(name); data.index.brands[head]}

_class(claim, hit) := "pedigree" if {
	claim.origin == "pedigree"
	_class_by_kind(claim.kind, claim, hit) != "mention"
} else := _class_by_kind(claim.kind, claim, hit)

# _class_by_kind is the class of a claim regardless of its origin. The kind is an
# argument of its own so that OPA can index the rules by it.
_class_by_kind("organization", claim, _) := _by_name[claim.role] if claim.whole == ""

# The name of the organization is one of several in a field.
_class_by_kind("organization", claim, _) := "maker-part" if {
	claim.whole != ""
	_is_maker(claim.role)
}

_class_by_kind("organization", claim, _) := "directory" if claim.role == "location"

_class_by_kind("signer", claim, _) := _by_name[claim.role]

_class_by_kind("domain", claim, _) := _by_host[claim.role]

_class_by_kind("word", claim, hit) := _by_word(claim, hit) if leads(hit.phrase, claim.whole)

# A brand in the name of a component is weak evidence: software that works with a product
# often has the brand in its name.
_class_by_kind("word", _, hit) := "product-name" if hit.named

_class_by_kind("skeleton", _, hit) := "product-name" if hit.named

_class_by_kind("sound", _, hit) := "product-name" if hit.named

# A brand inside the name of a maker can mean that the entity made the component, or
# that a person or another company has the same name.
_class_by_kind("word", claim, hit) := "maker-part" if {
	hit.identifier == "brand"
	_names_maker(claim.role)
	not leads(hit.phrase, claim.whole)
	contains($" {claim.whole} ", $" {hit.phrase} ")
	not data.index.keys.organization[claim.whole]
}

# A folder has the name of the entity or of a product only if it has the whole name.
_class_by_kind("word", claim, hit) := "directory" if {
	claim.role == "location"
	hit.identifier in {"brand", "product-name"}
	hit.phrase == claim.whole
}

# The words of a brand in another order are an imitation.
_class_by_kind("word", claim, hit) := "lookalike" if {
	hit.identifier == "brand"
	contains(hit.phrase, " ")
	_by_name[claim.role] == "maker"
	not contains($" {claim.whole} ", $" {hit.phrase} ")
	every word in split(hit.phrase, " ") {
		word in split(claim.whole, " ")
	}
}

_class_by_kind("skeleton", claim, hit) := "lookalike" if _comparable(claim, hit)

_class_by_kind("near", claim, hit) := "lookalike" if _comparable(claim, hit)

_class_by_kind("sound", claim, hit) := "lookalike" if {
	_is_maker(claim.role)
	not _names_another(claim.whole, hit.entity)
}

_class_by_kind("purl", claim, hit) := _in_registry(claim, hit)

_class_by_kind("package", claim, hit) := _in_registry(claim, hit)

_class_by_kind(kind, claim, hit) := _by_product(hit, "registry") if {
	claim.role == "identity"
	kind in {"cpe", "hash", "app", "swid"}
}

# The address of a store contains the identifier of an application.
_class_by_kind("app", claim, hit) := _by_product(hit, _by_host[claim.role]) if claim.role != "identity"

_class_by_kind("file", claim, hit) := _by_product(hit, _by_file(claim, hit))

# The name of a file identifies it. The name of a file that contains a package, or of a
# file at an address, is weaker.
_by_file(claim, hit) := "registry" if {
	claim.role == "identity"
	hit.identifier == "file"
} else := "file-name"

# The address of a repository contains its owner, and so does the folder of a package.
_in_registry(claim, hit) := _by_product(hit, "registry") if {
	claim.role in {"identity", "namespace"}
} else := _by_product(hit, "directory") if {
	claim.role == "location"
} else := _by_host[claim.role]

# is_maker reports whether a party with a role made, published or supplied a component.
is_maker(role) if _by_name[role] == "maker"

# _comparable reports whether the claim and the hit are names of the same sort: of a
# component and a product, or of a maker and an entity.
_comparable(claim, hit) if {
	hit.identifier == "product-name"
	claim.role == "identity"
}

_comparable(claim, hit) if {
	hit.identifier != "product-name"
	_is_party(claim)
}

# _is_party reports whether a claim names the maker, or the owner of a namespace, who
# may be the maker.
_is_party(claim) if _by_name[claim.role] in {"maker", "registry"}

# _harmless reports whether a similarity does not count: the name of an entity, or a
# name that starts with a brand or the name of a product, is not an imitation of another.
_harmless(kind, name) if {
	kind in {"skeleton", "near"}
	_is_own(name)
}

_harmless("sound", name) if brands(name) != set()

# _names_another reports whether a name is the name of an organization or person other
# than the entity.
_names_another(name, entity) if {
	owners := {hit.entity | some hit in data.index.keys.organization[name]}
	count(owners) > 0
	not entity in owners
}

_is_own(name) if data.index.keys.organization[name]

_is_own(name) if brands(name) != set()

_is_own(name) if {
	some head in heads(name)
	data.index.names[head]
}

# A brand in the name of a person can be a surname.
_by_word(claim, hit) := "surname" if {
	hit.identifier == "brand"
	claim.role == "author"
	claim.whole != hit.phrase
	not contains(hit.phrase, " ")
} else := _by_name[claim.role] if {
	hit.identifier == "brand"
} else := "lookalike" if {
	hit.identifier == "lookalike"
	_is_party(claim)
} else := _by_product(hit, "product-name") if {
	hit.identifier == "product-name"
	claim.role == "identity"
}

# _is_maker reports whether a role is a role of makers other than an author: an author can
# have a brand as a surname.
_is_maker(role) if {
	role != "author"
	_by_name[role] == "maker"
}

_names_maker(role) if _is_maker(role)

_names_maker("vendor")

# A third party's product that wraps, calls or mentions the entity's product is weaker
# evidence than the product itself.
_by_product(hit, own) := object.get({"wraps": "wraps", "client": "client", "mentions": "mention"}, hit.part, own)

_by_name := {
	"supplier": "maker",
	"manufacturer": "maker",
	"publisher": "maker",
	"author": "maker",
	"originator": "maker",
	"provider": "maker",
	"tag-creator": "maker",
	"namespace": "registry",
	"vendor": "registry",
	"signer": "signer",
	"contact": "contact",
	"copyright": "copyright",
	"commit": "mention",
	"creator": "mention",
	"mention": "mention",
}

_by_host := {
	"identity": "domain",
	"supplier": "domain",
	"manufacturer": "domain",
	"publisher": "domain",
	"originator": "domain",
	"provider": "domain",
	"tag-creator": "domain",
	"contact": "domain",
	"download": "domain",
	"repository": "domain",
	"website": "domain",
	"support": "domain",
	"endpoint": "domain",
	"signer": "domain",
	"copyright": "copyright",
	"author": "mention",
	"reference": "mention",
	"commit": "mention",
	"creator": "mention",
	"mention": "mention",
}
