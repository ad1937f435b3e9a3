package rules.names_test

import data.rules.names

test_nothing if names.deny == set() with input as {"components": {}}
