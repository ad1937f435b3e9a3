# METADATA
# title: Member
# custom:
#   level: error
package rules.msg

deny contains {"msg": "too many"} if input.coverage.components > 0
