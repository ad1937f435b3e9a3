# METADATA
# title: Identity
# description: Which claims of the document name or identify an entity, and what sort of evidence each is.
package lib.identity

import data.lib.affiliation

# evidence holds the claims that an entity is recognised by, each with its hits in
# the index, their classes, and the components that make it. Those are kept apart:
# they may be many, and what is handed on is taken for a key of what is known.
evidence := [{"claim": said, "matches": matches, "components": claim.components} |
	some kind in object.keys(input.claims)
	some key in object.keys(input.claims[kind])
	data.index.keys[kind][key]
	some claim in input.claims[kind][key]
	not _honest(kind, claim.whole)
	matches := _matches(kind, key, claim.role, claim.origin, _name(claim))
	count(matches) > 0
	said := {"kind": kind, "role": claim.role, "value": claim.value}
]

# _matches looks up what many claims have in common, once: what a function returns is kept.
_matches(kind, key, role, origin, name) := [{"hit": hit, "class": class} |
	claim := {"kind": kind, "key": key, "role": role, "origin": origin, "whole": name}
	some hit in _hits(claim)
	affiliation.tied(hit.entity)
	class := _class(claim, hit)
]

# _name is the name that a claim is a part of, if that makes a difference.
_name(claim) := claim.whole if {
	claim.kind in {"word", "skeleton", "near"}
} else := ""

# _hits is what a claim leads to. Of the names of products, of which there are
# many, those that the component's name begins with.
_hits(claim) := [hit | some head in heads(claim.whole); some hit in data.index.names[head]] if {
	claim.kind == "word"
	claim.role == "identity"
} else := data.index.keys[claim.kind][claim.key]

# leads tells whether a name is a phrase or begins with it, word by word.
leads(phrase, name) if phrase in heads(name)

# heads are the phrases that a name begins with, itself included.
heads(name) := [concat(" ", array.slice(words, 0, n)) | some n in numbers.range(1, count(words))] if {
	words := split(name, " ")
}

# brands is the set of brands that a name begins with, by their words.
brands(name) := {head | some head in heads(name); data.index.brands[head]}

_class(claim, hit) := "pedigree" if {
	claim.origin == "pedigree"
	_said(claim.kind, claim, hit) != "mention"
} else := _said(claim.kind, claim, hit)

# _said is what a claim is worth by its kind, which OPA finds the rule by.
_said("organization", claim, _) := _by_name[claim.role]

_said("signer", claim, _) := _by_name[claim.role]

_said("domain", claim, _) := _by_host[claim.role]

_said("word", claim, hit) := _by_word(claim, hit) if leads(hit.phrase, claim.whole)

# The words of a brand in another order.
_said("word", claim, hit) := "lookalike" if {
	hit.identifier == "brand"
	contains(hit.phrase, " ")
	_by_name[claim.role] == "maker"
	not leads(hit.phrase, claim.whole)
	every word in split(hit.phrase, " ") {
		word in split(claim.whole, " ")
	}
}

_said("skeleton", claim, hit) := "lookalike" if _signs(claim, hit)

_said("near", claim, hit) := "lookalike" if _signs(claim, hit)

_said("purl", claim, hit) := _in_registry(claim, hit)

_said("package", claim, hit) := _in_registry(claim, hit)

_said(kind, claim, hit) := _by_product(hit, "registry") if {
	claim.role == "identity"
	kind in {"cpe", "hash", "file", "app", "swid"}
}

# A repository on a forge has its owner in its address.
_in_registry(claim, hit) := _by_product(hit, "registry") if {
	claim.role == "identity"
} else := _by_host[claim.role]

# _signs tells whether the name is one that the hit could stand in: a maker's, or
# a component's own if the hit is the name of a product.
_signs(claim, hit) if {
	hit.identifier == "product-name"
	claim.role == "identity"
}

_signs(claim, hit) if {
	hit.identifier != "product-name"
	_by_name[claim.role] == "maker"
}

# _honest tells whether what a name looks like says nothing: one that is somebody's
# own, or begins with a brand, is no imitation.
_honest(kind, name) if {
	kind in {"skeleton", "near"}
	_own(name)
}

_own(name) if data.index.keys.organization[name]

_own(name) if brands(name) != set()

# A brand in the name of a component says nothing: whatever works with a product has it there.
_by_word(claim, hit) := "surname" if {
	hit.identifier == "brand"
	claim.role == "author"
	claim.whole != hit.phrase
	not contains(hit.phrase, " ")
} else := _by_name[claim.role] if {
	hit.identifier == "brand"
} else := "lookalike" if {
	hit.identifier == "lookalike"
	_by_name[claim.role] == "maker"
} else := _by_product(hit, "product-name") if {
	hit.identifier == "product-name"
	claim.role == "identity"
}

# A product of somebody else that merely has to do with the entity's is worth less than its own.
_by_product(hit, own) := object.get({"wraps": "wraps", "client": "client", "mentions": "mention"}, hit.part, own)

_by_name := {
	"supplier": "maker",
	"manufacturer": "maker",
	"publisher": "maker",
	"author": "maker",
	"originator": "maker",
	"provider": "maker",
	"tag-creator": "maker",
	"signer": "signer",
	"contact": "contact",
	"copyright": "copyright",
	"commit": "mention",
	"creator": "mention",
	"mention": "mention",
}

_by_host := {
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
	"endpoint": "domain",
	"signer": "domain",
	"copyright": "copyright",
	"author": "mention",
	"reference": "mention",
	"commit": "mention",
	"creator": "mention",
	"mention": "mention",
}
