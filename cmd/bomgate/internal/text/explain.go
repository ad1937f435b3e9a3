package text

import (
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/printable"
)

// Explain writes a finding of a report, with what its rule and its measure say.
func Explain(w io.Writer, r *policy.Report, f *policy.Finding, o Options) error {
	p := &printer{Options: o}
	p.block(r.Name, block{{f}})
	if i := slices.IndexFunc(r.Rules, func(rule policy.Rule) bool { return rule.ID == f.Rule }); i >= 0 {
		rule := r.Rules[i]
		p.section("What the rule "+rule.ID+" looks for", rule.Description)
		p.section("What to do", rule.Help)
	}
	if m := f.Measure; m != nil {
		p.section(m.Title, strings.Join([]string{m.Citation, m.URL, m.Help}, "\n\n"))
		for _, q := range m.Questions {
			if q.Answer == "" {
				p.section("Open question", q.Question+" See "+q.Where+".")
			}
		}
	}
	p.section("What the finding does not say", "The component matches the entity on the evidence under the measure. "+
		"A person has to decide whether the measure applies to the product.")
	_, err := p.WriteTo(w)
	return err
}

// listOrTable matches the start of a list or a table in Markdown.
var listOrTable = regexp.MustCompile(`^(- |\||[0-9]+\. )`)

// section writes a heading and the paragraphs of a text, unless the text is empty. The lines
// of a paragraph are joined, except in lists and tables.
func (p *printer) section(heading, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	p.WriteByte('\n')
	p.line("%s", p.paint(bold, clean(heading)))
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			p.WriteByte('\n')
			if !listOrTable.MatchString(paragraph) {
				paragraph = strings.Join(strings.Fields(paragraph), " ")
			}
			for line := range strings.SplitSeq(paragraph, "\n") {
				p.line("%s", printable.Escape(line))
			}
		}
	}
}
