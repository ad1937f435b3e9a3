# What the data must hold so that no finding is without level, reason or advice.
package measures_test

_classes := {
	"maker", "maker-part", "signer", "registry", "product-name", "surname", "lookalike", "domain", "contact", "copyright", "pedigree",
	"wraps", "client", "mention", "file-name", "directory",
}

_circumstances := {"unknown-category", "unconfirmed", "other-maker", "conflict", "not-shipped", "build", "no-nexus", "not-in-force"}

_names(measure) := union({
	_classes,
	_circumstances,
	{name | some name in measure.scope},
	{reach.counts_as | some reach in measure.reach},
	{act.allowed | some act in measure.acts},
})

test_every_name_has_a_level_a_reason_and_a_remedy if {
	every measure in data.measures {
		every name in _names(measure) {
			measure.levels[name].level in {"error", "warning", "note"}
			measure.levels[name].because != ""
			measure.levels[name].remedy != ""
		}
	}
}

test_no_level_is_for_nothing if {
	every measure in data.measures {
		object.keys(measure.levels) == _names(measure)
	}
}

test_what_is_unconfirmed_is_no_error if {
	every measure in data.measures {
		measure.levels.unconfirmed.level != "error"
	}
}

test_every_act_is_dated_or_allowed if {
	every measure in data.measures {
		every act in measure.acts {
			count({"from", "allowed"} & object.keys(act)) == 1
		}
	}
}

test_every_product_has_a_place_in_the_scope if {
	every measure in data.measures {
		categories := {product.category | some product in data.entities[_].products} | {entity.category | some entity in data.entities}
		categories - object.keys(measure.scope) == set()
	}
}
