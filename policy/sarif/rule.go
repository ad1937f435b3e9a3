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

// undetermined is the tool's own rule, for documents that could not be judged.
var undetermined = policy.Rule{
	ID:          "undetermined",
	Title:       "Document that could not be judged",
	Description: "No verdict was reached: the document could not be read or evaluated, lists no component, or says nothing about its components beyond their names. That is never a pass.",
	Help: `Nothing is known about what this document should list, so the gate stays closed.

- If it could not be read, repair or regenerate it; the message names the place and what was expected there.
- If it lists no component, or only names, have the tool that writes it state suppliers and package URLs.`,
	HelpURI: informationURI,
	Level:   policy.LevelError,
}

// severity is what GitHub is told about a level besides the level itself.
type severity struct {
	precision string
	problem   string
	security  string // a CVSS-like score: high from 7.0, medium from 4.0, low below
}

// severityOf rates a level. A prohibition is high, not critical: nobody is under
// attack because of it. GitHub takes the score of the result before the rule's,
// so that a note of a grave rule is shown as low.
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

// withUndetermined adds the tool's own rule. GitHub refuses a rule id that is
// there twice, so a rule of that name in the user's policies stands for it.
func withUndetermined(rules []policy.Rule) []policy.Rule {
	if ruleIndex(rules, undetermined.ID) >= 0 {
		return rules
	}
	return append(slices.Clip(rules), undetermined)
}

// ruleIndex returns the rule's index, or -1, which means the same in SARIF.
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
			Name:                 pascalCase(title),
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

// help is what to do about a finding of the rule, and then what each of its
// measures prohibits, as Markdown.
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

// pascalCase makes a rule's name of its title, as SARIF's own rules are named.
func pascalCase(title string) string {
	words := strings.FieldsFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
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

// plain renders Markdown as plain text: links with their address behind them,
// without emphasis, heading and code marks. Lists read well as they are.
func plain(markdown string) string {
	s := markdownHeading.ReplaceAllString(markdown, "")
	s = markdownLink.ReplaceAllString(s, "$1 ($2)")
	s = markdownEmphasis.ReplaceAllString(s, "$1")
	return strings.ReplaceAll(s, "`", "")
}
