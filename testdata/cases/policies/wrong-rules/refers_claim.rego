# METADATA
# title: Refers to claim
# custom:
#   level: error
package rules.refers_claim

deny contains {"message": "x"} if {
	some claims in input.claims.organization
	some claim in claims
	claim.supplier == "x"
}
