# METADATA
# title: Text from a document
# custom:
#   level: error
package rules.from_text

deny contains finding if some finding in json.unmarshal(`["too many"]`)
