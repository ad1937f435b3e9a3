package sarif

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bomgate/bomgate/policy"
)

// undetermined is the rule for documents without a verdict. It is not a policy.
var undetermined = policy.Rule{
	ID:          "undetermined",
	Name:        "NoVerdict",
	Title:       "Document without a verdict",
	Description: "There is no verdict: the document cannot be read or evaluated, lists no components, or has no evidence about them other than names. This is never a pass.",
	Help: `The components of this document are unknown, so the gate stays closed.

- If it cannot be read, repair or regenerate it; the message gives the location and what was expected there.
- If it lists no components, or only names, configure its generator to include suppliers and package URLs.`,
	HelpURI: informationURI,
	Level:   policy.LevelError,
}

// severity holds the properties of a level that GitHub uses besides the level itself.
type severity struct {
	precision string
	problem   string
	security  string // a CVSS-like score: high from 7.0, medium from 4.0, low below
}

// severityOf returns the severity of a level. An error is high and not critical, because a
// prohibition is not an attack. GitHub prefers the score of a result to the score of its
// rule, so a note of a rule with the level error is shown as low.
func severityOf(l policy.Level) severity {
	switch l {
	case policy.LevelNote:
		return severity{precision: "low", problem: "recommendation", security: "2.0"}
	case policy.LevelWarning:
		return severity{precision: "medium", problem: "warning", security: "5.0"}
	default:
		return severity{precision: "high", problem: "error", security: "8.0"}
	}
}

// rulesOf returns the rules of some documents, and the rule for documents without a verdict,
// each once: GitHub refuses duplicate rule IDs.
func rulesOf(documents []document) []policy.Rule {
	var all []policy.Rule
	known := map[string]bool{}
	add := func(rules []policy.Rule) {
		for _, r := range rules {
			if !known[r.ID] {
				known[r.ID] = true
				all = append(all, r)
			}
		}
	}
	for _, d := range documents {
		add(d.Rules)
	}
	add([]policy.Rule{undetermined})
	return all
}

// ruleIndex returns the index of a rule, or -1 if it is unknown, as in section 3.27.6.
func ruleIndex(rules []policy.Rule, id string) int {
	return slices.IndexFunc(rules, func(r policy.Rule) bool { return r.ID == id })
}

func describe(rules []policy.Rule) []reportingDescriptor {
	descriptors := make([]reportingDescriptor, len(rules))
	for i, r := range rules {
		title := line(cmp.Or(r.Title, r.ID), maxText)
		level := cmp.Or(r.Level, policy.LevelError)
		s := severityOf(level)
		markdown := cmp.Or(help(r), r.Description, title)
		descriptors[i] = reportingDescriptor{
			ID:                   r.ID,
			Name:                 cmp.Or(r.Name, pascalCase(r.ID)),
			ShortDescription:     message{Text: title},
			FullDescription:      message{Text: line(cmp.Or(r.Description, title), maxText)},
			Help:                 message{Text: plain(markdown), Markdown: markdown},
			HelpURI:              r.HelpURI,
			DefaultConfiguration: reportingConfiguration{Level: string(level)},
			Properties: ruleProperties{
				Tags:             []string{"compliance", "sbom", "security", "supply-chain"},
				Precision:        s.precision,
				ProblemSeverity:  s.problem,
				SecuritySeverity: s.security,
			},
		}
	}
	return descriptors
}

// help returns, as Markdown, what to do about a finding of the rule and what each of its
// measures prohibits.
func help(r policy.Rule) string {
	sections := []string{strings.TrimSpace(r.Help)}
	for _, m := range r.Measures {
		source := m.Citation
		if m.URL != "" {
			source = "[" + cmp.Or(m.Citation, m.URL) + "](" + m.URL + ")"
		}
		sections = append(sections, "## "+m.Title, strings.TrimSpace(m.Help), source)
	}
	sections = slices.DeleteFunc(sections, func(s string) bool { return s == "" })
	return strings.Join(sections, "\n\n")
}

// pascalCase makes a readable name of a rule ID: no_names_only becomes NoNamesOnly.
func pascalCase(id string) string {
	words := strings.FieldsFunc(id, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		first, n := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[n:]
	}
	return clip(strings.Join(words, ""), maxName)
}

var (
	markdownLink     = regexp.MustCompile(`\[([^\]\n]*)\]\(([^)\s]*)\)`)
	markdownEmphasis = regexp.MustCompile(`\*{1,2}([^*\s][^*\n]*)\*{1,2}`)
	markdownHeading  = regexp.MustCompile(`(?m)^#{1,6} +`)
)

// plain renders Markdown as plain text: links with their address in parentheses, without
// marks for emphasis, headings and code. Lists stay as they are.
func plain(markdown string) string {
	s := markdownHeading.ReplaceAllString(markdown, "")
	s = markdownLink.ReplaceAllString(s, "$1 ($2)")
	s = markdownEmphasis.ReplaceAllString(s, "$1")
	return strings.ReplaceAll(s, "`", "")
}
