# METADATA
# title: Level
# custom:
#   level: error
package rules.level_typo

deny contains {"message": "x", "level": "eror"} if input.coverage.components > 100
