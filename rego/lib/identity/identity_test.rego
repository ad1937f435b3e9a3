package lib.identity_test

import data.lib.identity

# The kind, role and whole value of a claim, the entry of the index for its key, and
# the class of the match, or "" if there is none.
_cases := [
	{"claim": ["organization", "supplier", "key"], "hit": {}, "class": "maker"},
	{"claim": ["organization", "author", "key"], "hit": {}, "class": "maker"},
	{"claim": ["organization", "tag-creator", "key"], "hit": {}, "class": "maker"},
	{"claim": ["organization", "contact", "key"], "hit": {}, "class": "contact"},
	{"claim": ["organization", "copyright", "key"], "hit": {}, "class": "copyright"},
	{"claim": ["organization", "creator", "key"], "hit": {}, "class": "mention"},
	{"claim": ["organization", "mention", "key"], "hit": {}, "class": "mention"},
	{"claim": ["signer", "signer", "acme"], "hit": {}, "class": "signer"},
	# One of several names in a field
	{"claim": ["organization", "supplier", "jane and key"], "hit": {}, "class": "maker-part"},
	{"claim": ["organization", "author", "jane and key"], "hit": {}, "class": ""},
	# A company whose name starts with the brand belongs to the group; a person may not.
	{"claim": ["word", "supplier", "acme"], "hit": {"phrase": "acme"}, "class": "maker"},
	{"claim": ["word", "supplier", "acme polska"], "hit": {"phrase": "acme"}, "class": "maker"},
	{"claim": ["word", "supplier", "acmeson polska"], "hit": {"phrase": "acme"}, "class": ""},
	{"claim": ["word", "author", "acme"], "hit": {"phrase": "acme"}, "class": "maker"},
	{"claim": ["word", "author", "acme jane"], "hit": {"phrase": "acme"}, "class": "surname"},
	{"claim": ["word", "author", "acme lab polska"], "hit": {"phrase": "acme lab"}, "class": "maker"},
	{"claim": ["word", "author", "jane acme"], "hit": {"phrase": "acme"}, "class": ""},
	{"claim": ["word", "supplier", "jane acme"], "hit": {"phrase": "acme"}, "class": "maker-part"},
	{"claim": ["word", "publisher", "grupo acme lab polska"], "hit": {"phrase": "acme lab"}, "class": "maker-part"},
	{"claim": ["word", "vendor", "jane acme"], "hit": {"phrase": "acme"}, "class": "maker-part"},
	{"claim": ["word", "contact", "jane acme"], "hit": {"phrase": "acme"}, "class": ""},
	{"claim": ["word", "supplier", "jane acmeson"], "hit": {"phrase": "acme"}, "class": ""},
	{"claim": ["word", "supplier", "eve acme"], "hit": {"phrase": "acme"}, "class": ""},
	{"claim": ["word", "supplier", "jane acmee"], "hit": {"phrase": "acmee", "identifier": "lookalike"}, "class": ""},
	# A brand or a product in a component's own name is weak evidence.
	{"claim": ["word", "identity", "acme remover"], "hit": {"phrase": "acme"}, "class": "product-name"},
	{"claim": ["sound", "identity", "акме"], "hit": {}, "class": "product-name"},
	{"claim": ["sound", "identity", "akme"], "hit": {}, "class": ""},
	{"claim": ["word", "identity", "remove acme 12"], "hit": {"phrase": "acme"}, "class": "product-name"},
	{"claim": ["word", "identity", "acmeson"], "hit": {"phrase": "acme"}, "class": ""},
	{
		"claim": ["word", "identity", "acme shield 12"],
		"hit": {"phrase": "acme shield", "identifier": "product-name"},
		"class": "product-name",
	},
	{
		"claim": ["word", "identity", "acme connector"],
		"hit": {"phrase": "acme connector", "identifier": "product-name", "part": "client"},
		"class": "client",
	},
	{
		"claim": ["word", "supplier", "acme shield"],
		"hit": {"phrase": "acme shield", "identifier": "product-name"},
		"class": "",
	},
	# Imitations
	{"claim": ["word", "publisher", "acmee labs"], "hit": {"phrase": "acmee", "identifier": "lookalike"}, "class": "lookalike"},
	{"claim": ["word", "identity", "acmee labs"], "hit": {"phrase": "acmee", "identifier": "lookalike"}, "class": ""},
	{"claim": ["skeleton", "supplier", "аcme"], "hit": {}, "class": "lookalike"},
	{"claim": ["near", "supplier", "acne"], "hit": {}, "class": "lookalike"},
	{"claim": ["skeleton", "copyright", "аcme"], "hit": {}, "class": ""},
	{"claim": ["skeleton", "supplier", "acme"], "hit": {}, "class": ""},
	{"claim": ["skeleton", "supplier", "acme holding"], "hit": {}, "class": ""},
	{"claim": ["skeleton", "supplier", "acme polska"], "hit": {}, "class": ""},
	{"claim": ["skeleton", "identity", "аcme"], "hit": {}, "class": "product-name"},
	{"claim": ["skeleton", "identity", "аcme shield"], "hit": {"identifier": "product-name"}, "class": "lookalike"},
	{"claim": ["skeleton", "supplier", "аcme shield"], "hit": {"identifier": "product-name"}, "class": ""},
	{"claim": ["skeleton", "identity", "mail gateway 2"], "hit": {"phrase": "mail gateway", "identifier": "product-name"}, "class": ""},
	{"claim": ["word", "supplier", "lab acme"], "hit": {"phrase": "acme lab"}, "class": "lookalike"},
	{"claim": ["word", "supplier", "acme research lab"], "hit": {"phrase": "acme lab"}, "class": "lookalike"},
	{"claim": ["word", "supplier", "lab"], "hit": {"phrase": "acme lab"}, "class": ""},
	{"claim": ["word", "identity", "lab acme"], "hit": {"phrase": "acme lab"}, "class": ""},
	{"claim": ["word", "identity", "scanner of acme lab"], "hit": {"phrase": "acme lab"}, "class": "product-name"},
	{"claim": ["sound", "supplier", "akme"], "hit": {}, "class": "lookalike"},
	{"claim": ["sound", "author", "akme"], "hit": {}, "class": ""},
	{"claim": ["sound", "supplier", "acme"], "hit": {}, "class": ""},
	{"claim": ["sound", "supplier", "acme holding"], "hit": {}, "class": ""},
	{"claim": ["sound", "supplier", "eve acme"], "hit": {}, "class": ""},
	{"claim": ["sound", "supplier", "акме"], "hit": {}, "class": "lookalike"},
	# Registries
	{"claim": ["purl", "identity", "npm/@acme/ui"], "hit": {}, "class": "registry"},
	{"claim": ["package", "identity", "npm/acme"], "hit": {"part": "embeds"}, "class": "registry"},
	{"claim": ["package", "identity", "npm/acme"], "hit": {"part": "wraps"}, "class": "wraps"},
	{"claim": ["package", "identity", "npm/acme"], "hit": {"part": "client"}, "class": "client"},
	{"claim": ["package", "identity", "npm/acme"], "hit": {"part": "mentions"}, "class": "mention"},
	{"claim": ["purl", "namespace", "acme"], "hit": {}, "class": "registry"},
	{"claim": ["organization", "vendor", "key"], "hit": {}, "class": "registry"},
	{"claim": ["word", "namespace", "acme"], "hit": {"phrase": "acme"}, "class": "registry"},
	{"claim": ["word", "namespace", "not acme"], "hit": {"phrase": "acme"}, "class": ""},
	{"claim": ["word", "namespace", "acmee"], "hit": {"phrase": "acmee", "identifier": "lookalike"}, "class": "lookalike"},
	{"claim": ["skeleton", "namespace", "аcme"], "hit": {}, "class": "lookalike"},
	{"claim": ["near", "vendor", "acne"], "hit": {}, "class": "lookalike"},
	{"claim": ["cpe", "identity", "a:acme"], "hit": {}, "class": "registry"},
	{"claim": ["file", "identity", "acme.sys"], "hit": {"identifier": "file"}, "class": "registry"},
	# Files and folders
	{"claim": ["file", "location", "acme.sys"], "hit": {"identifier": "file"}, "class": "file-name"},
	{"claim": ["file", "identity", "acme.deb"], "hit": {"identifier": "package"}, "class": "file-name"},
	{"claim": ["file", "identity", "acme.deb"], "hit": {"identifier": "package", "part": "client"}, "class": "client"},
	{"claim": ["organization", "location", "acme"], "hit": {}, "class": "directory"},
	{"claim": ["word", "location", "acme"], "hit": {"phrase": "acme"}, "class": "directory"},
	{"claim": ["word", "location", "acme connector"], "hit": {"phrase": "acme"}, "class": ""},
	{
		"claim": ["word", "location", "acme shield"],
		"hit": {"phrase": "acme shield", "identifier": "product-name"},
		"class": "directory",
	},
	# Hosts
	{"claim": ["purl", "repository", "github/acme/ui"], "hit": {}, "class": "domain"},
	{"claim": ["purl", "location", "github/acme"], "hit": {}, "class": "directory"},
	{"claim": ["app", "download", "com.acme.guard"], "hit": {}, "class": "domain"},
	{"claim": ["app", "identity", "com.acme.guard"], "hit": {}, "class": "registry"},
	{"claim": ["package", "reference", "github/acme/ui"], "hit": {}, "class": "mention"},
	{"claim": ["domain", "download", "cdn.acme.example"], "hit": {}, "class": "domain"},
	{"claim": ["domain", "identity", "acme.example"], "hit": {}, "class": "domain"},
	{"claim": ["domain", "support", "acme.example"], "hit": {}, "class": "domain"},
	{"claim": ["domain", "supplier", "acme.example"], "hit": {}, "class": "domain"},
	{"claim": ["domain", "author", "acme.example"], "hit": {}, "class": "mention"},
	{"claim": ["domain", "signer", "acme.example"], "hit": {}, "class": "domain"},
	{"claim": ["domain", "reference", "acme.example"], "hit": {}, "class": "mention"},
	{"claim": ["domain", "mention", "acme.example"], "hit": {}, "class": "mention"},
]

_index(kind, hit) := {
	"keys": object.union({"organization": {"acme holding": [], "eve acme": [{"entity": "eve"}], "акме": [{"entity": "acme"}]}}, {kind: {"key": hits}}),
	"names": {phrase: hits | some phrase in {hit.phrase}; hit.identifier == "product-name"},
	"phrases": {"key": {regex.replace(hit.phrase, ".* ", ""): hits | kind == "word"}},
	"brands": {"acme": "acme", "acme lab": "acme"},
	"tied": {"acme": true},
} if {
	hits := [object.union({"entity": "acme", "product": "", "part": "own", "identifier": "brand", "phrase": ""}, hit)]
}

_claim([kind, role, whole], origin) := {
	"kind": kind, "role": role, "key": "key", "whole": whole, "value": whole, "origin": origin, "components": {"1": 7},
}

_evidence(claim, hit, origin) := evidence if {
	evidence := identity.evidence with input.claims as {claim[0]: {"key": [_claim(claim, origin)]}}
		with data.index as _index(claim[0], hit)
}

_classes(evidence) := {match.class | some match in evidence[_].matches}

test_classes if {
	every case in _cases {
		_classes(_evidence(case.claim, case.hit, "component")) == {case.class} - {""}
	}
}

test_the_place_of_a_brand_in_a_name if {
	named := {name: match.hit.named |
		some name in ["acme remover", "remove acme", "acme"]
		some match in _evidence(["word", "identity", name], {"phrase": "acme"}, "component")[_].matches
	}
	named == {"acme remover": "start", "remove acme": "inside", "acme": "start"}
}

test_makers if {
	identity.is_maker("supplier")
	not identity.is_maker("copyright")
}

_confidence(claim, hit) := {match.hit.confidence | some match in _evidence(claim, object.union({"confidence": "primary"}, hit), "component")[_].matches}

# Anyone can open an account with a name, or call the vendor in a CPE after it.
test_names_of_owners_are_unconfirmed if {
	_confidence(["organization", "namespace", "key"], {}) == {"unconfirmed"}
	_confidence(["word", "vendor", "acme tools"], {"phrase": "acme"}) == {"unconfirmed"}
	_confidence(["word", "vendor", "acme"], {"phrase": "acme"}) == {"primary"}
	_confidence(["organization", "supplier", "key"], {}) == {"primary"}
}

# The name of an owner does not count if the data know the account or the host.
test_known_namespaces_are_not_compared if {
	owner := object.union(_claim(["organization", "namespace", "key"], "component"), {"value": "pkg:github/acme/x"})
	account := object.union(_claim(["purl", "identity", "github/acme/x"], "component"), {"value": "pkg:github/acme/x"})
	hit := {"entity": "acme", "product": "", "part": "own", "identifier": "brand", "phrase": ""}
	index := object.union(_index("organization", {}), {"keys": {
		"organization": {"key": [hit]},
		"purl": {"key": [object.union(hit, {"entity": "neighbor"})]},
	}})
	compared := identity.evidence with input.claims as {"organization": {"key": [owner]}} with data.index as index
	_classes(compared) == {"registry"}
	known := identity.evidence with input.claims as {"organization": {"key": [owner]}, "purl": {"key": [account]}} with data.index as index
	_classes(known) == set()
}

# The host in a package URL of the entity adds nothing to the package.
test_hosts_of_own_packages_do_not_count if {
	host := _claim(["domain", "identity", "pkg:maven/example.acme/x"], "component")
	own := _claim(["purl", "identity", "pkg:maven/example.acme/x"], "component")
	hit := {"entity": "acme", "product": "", "part": "own", "identifier": "purl", "phrase": ""}
	index := object.union(_index("domain", {}), {"keys": {"domain": {"key": [hit]}, "purl": {"key": [hit]}}})
	alone := identity.evidence with input.claims as {"domain": {"key": [host]}} with data.index as index
	_classes(alone) == {"domain"}
	both := identity.evidence with input.claims as {"domain": {"key": [host]}, "purl": {"key": [own]}} with data.index as index
	_classes(both) == {"registry"}
}

test_claims_about_an_ancestor_are_pedigree if {
	_classes(_evidence(["organization", "supplier", "key"], {}, "pedigree")) == {"pedigree"}
	_classes(_evidence(["organization", "commit", "key"], {}, "pedigree")) == {"mention"}
}

test_entities_out_of_reach_do_not_match if {
	_evidence(["organization", "supplier", "key"], {"entity": "neighbor"}, "component") == []
}

test_brands_that_a_name_starts_with if {
	brands := identity.brands("acme lab shield") with data.index.brands as {"acme": "a", "acme lab": "a", "shield": "s"}
	brands == {"acme", "acme lab"}
}
