package sariflint

import "slices"

// MaxSize is the number of bytes of the largest file that upload-sarif can read, into one
// string.
const MaxSize = 512 << 20

// The limits of GitHub code scanning. GitHub refuses a file that exceeds a maximum. It
// shows only a part of what exceeds another limit.
const (
	maxZipped    = 10_000_000
	maxRuns      = 20
	maxResults   = 25_000 // of a run
	maxRules     = 25_000 // of a run
	maxTools     = 100    // extensions of a run
	maxLocations = 1000   // of a result
	maxSteps     = 10_000 // locations in the thread flows of a result
	maxTags      = 20     // of a rule

	shownResults = 5000
	shownSteps   = 1000
	shownTags    = 10
	shownText    = 1024 // characters of a description
	shownName    = 255  // characters of the name of a rule
)

// Level is the severity of a problem.
type Level string

// The levels.
const (
	Error   Level = "error"   // GitHub refuses the file
	Warning Level = "warning" // GitHub ignores or cuts something, or shows it badly
)

// Rule is a requirement.
type Rule struct {
	ID     string
	Level  Level
	Effect string // what GitHub does
	Fix    string
}

// Rules are all rules.
var Rules = []Rule{
	// The file and its runs.
	{"large-upload", Error, "GitHub refuses a file of more than 10 MB after gzip", "leave out the least severe results, code flows or long texts"},
	{"wrong-type", Error, "upload-sarif refuses a file that does not match the schema of SARIF", "write the type that the schema of SARIF requires"},
	{"version", Error, "GitHub refuses other versions than 2.1.0", `write "version": "2.1.0"`},
	{"no-schema", Warning, "GitHub requires $schema, although uploads without it have been accepted", `write "$schema": "https://json.schemastore.org/sarif-2.1.0.json"`},
	{"no-runs", Error, "upload-sarif refuses a file without the array runs", "write a run even if it has no results"},
	{"many-runs", Error, "GitHub refuses a file with more than 20 runs, and upload-sarif joins the files of a directory", "join runs of the same tool, or upload several files in several steps"},
	{"same-category", Error, "GitHub refuses several runs of one tool with the same category", "give each run its own automationDetails.id, as in category/"},
	{"no-category", Warning, "GitHub takes an automationDetails.id without a slash as the ID of a run without category", "end the category with a slash, as in my-analysis/"},
	{"no-tool", Error, "GitHub refuses a run without the name of its tool", "write tool.driver.name"},
	{"tool-version", Warning, "GitHub cannot compare the version", "write semanticVersion as in 1.2.3, or use version"},
	{"many-extensions", Error, "GitHub refuses more than 100 extensions in a run", "name only the extensions with rules of the results"},
	{"no-results", Error, "upload-sarif refuses a run without the array results", `write "results": [] if there are none; GitHub then closes all alerts of the category`},
	{"many-results", Error, "GitHub refuses more than 25,000 results in a run", "leave out the least severe results"},
	{"hidden-results", Warning, "GitHub shows 5,000 results of a run", "write the most severe results only"},
	{"no-outcome", Error, "upload-sarif refuses an invocation without executionSuccessful", "write executionSuccessful"},

	// The rules of a tool.
	{"many-rules", Error, "GitHub refuses more than 25,000 rules in a run", "write only the rules of the results"},
	{"rule-without-id", Error, "GitHub refuses a rule without id", "write the id"},
	{"same-rule-id", Error, "GitHub refuses several rules with the same id", "write each rule once"},
	{"no-description", Warning, "GitHub requires shortDescription.text, fullDescription.text and help.text, and shows alerts without them badly", "write what the rule finds, and what to do about it"},
	{"long-description", Warning, "GitHub shows 1,024 characters of a description", "put the details into help"},
	{"long-name", Warning, "GitHub shows 255 characters of a name", "shorten the name"},
	{"many-tags", Error, "GitHub refuses more than 20 tags in a rule", "write at most 10 tags"},
	{"hidden-tags", Warning, "GitHub shows 10 tags of a rule", "write at most 10 tags"},
	{"security-severity", Error, "GitHub refuses a security-severity that is not a number in a string", `write a number from 0.1 to 10.0 in a string, as in "8.0"`},
	{"severity-range", Warning, "GitHub takes a security-severity outside of 0.1 to 10.0 as none", `write a number from 0.1 to 10.0, as in "8.0"`},
	{"unknown-precision", Warning, "GitHub ignores an unknown precision", "write very-high, high, medium or low"},
	{"unknown-problem-severity", Warning, "GitHub ignores an unknown problem.severity", "write error, warning or recommendation"},

	// Results.
	{"no-message", Error, "GitHub refuses a result without message", "write message.text"},
	{"message-id", Warning, "GitHub shows message.text only", "write message.text also if the rule has messageStrings"},
	{"unknown-level", Error, "upload-sarif refuses a level that SARIF does not have", "write error, warning, note or none"},
	{"unknown-rule", Warning, "GitHub shows the alert without the description of its rule", "add the rule to tool.driver.rules, with the ruleId and ruleIndex of the result"},
	{"not-a-failure", Warning, "GitHub ignores kind, and shows the result as an alert", "leave out results that need no decision"},
	{"suppressed", Warning, "GitHub ignores suppressions, and shows the result as an alert", "leave out suppressed results"},
	{"no-fingerprint", Warning, "GitHub may show the same alert several times: upload-sarif computes the fingerprint only if the file is in the repository", "write partialFingerprints.primaryLocationLineHash, from what identifies the result"},
	{"same-fingerprint", Warning, "GitHub may take the results as one alert", "end the fingerprints of equal results with :1, :2 and so on"},
	{"many-steps", Error, "GitHub refuses more than 10,000 locations in the thread flows of a result", "write the shortest flow only"},
	{"hidden-steps", Warning, "GitHub shows 1,000 locations in the thread flows of a result", "write the shortest flow only"},
	{"broken-link", Warning, "GitHub shows the link as text", "give a related location this id"},
	{"unlinked-location", Warning, "GitHub shows only related locations that the message links to", "link to its id in message.text"},

	// Locations.
	{"no-location", Error, "GitHub refuses a result without location", "write a location, if need be the first line of a file that people know"},
	{"many-locations", Error, "GitHub refuses more than 1,000 locations of a result", "write one location, and the others as relatedLocations"},
	{"other-locations", Warning, "GitHub uses the first location only", "write the others as relatedLocations"},
	{"no-file", Error, "GitHub refuses a location without physicalLocation.artifactLocation.uri", "write the path of a file; logicalLocations alone do not suffice"},
	{"index-only", Warning, "GitHub documents only uri, not index", "write the uri too"},
	{"bad-uri", Error, "GitHub refuses a URI that it cannot parse", "percent-encode the path; a colon in its first part is %3A"},
	{"uri-scheme", Error, "GitHub refuses a URI with another scheme than that of the checkout, which is file", "write the path of a file relative to the root of the repository"},
	{"not-relative", Warning, "GitHub cannot show a file that is not in the checkout", "write a path relative to the root of the repository, with slashes and without . and .."},
	{"no-region", Warning, "GitHub requires region.startLine, and shows the alert without its line", "write the region, if need be line 1"},
	{"bad-region", Error, "upload-sarif refuses lines and columns before 1", "count lines and columns from 1"},
	{"reversed-region", Warning, "GitHub cannot show a region that ends before it starts", "write the end, or leave out endLine and endColumn"},
}

// ruleNamed returns the rule with an ID that is in [Rules].
func ruleNamed(id string) Rule {
	return Rules[slices.IndexFunc(Rules, func(r Rule) bool { return r.ID == id })]
}
