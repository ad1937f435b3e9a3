package markdown

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy"
)

// questions writes the open questions on the measures that have findings. The ones that
// decide the level of a finding come first.
func (p *printer) questions() {
	p.heading(2, "Open questions")
	asked := false
	for _, m := range p.measures() {
		reasons := map[string]bool{}
		found := false
		for _, r := range p.run.Reports {
			for _, f := range r.Findings {
				if f.Measure == nil || f.Measure.ID != m.ID {
					continue
				}
				found = true
				for _, reason := range f.Reasons {
					reasons["levels."+reason] = true
				}
			}
		}
		open := slices.DeleteFunc(slices.Clone(m.Questions), func(q policy.Question) bool { return q.Answer != "" })
		if !found || len(open) == 0 {
			continue
		}
		if !asked {
			p.line("The data on the measures leave these questions open. The answers may change the findings.")
		}
		asked = true
		slices.SortStableFunc(open, func(a, b policy.Question) int {
			switch {
			case reasons[a.Decides] == reasons[b.Decides]:
				return 0
			case reasons[a.Decides]:
				return -1
			}
			return 1
		})
		p.heading(3, citation(m))
		p.table("question", "where to look", "what it decides", "decides the level of a finding above")
		for _, q := range open {
			here := "perhaps"
			if reasons[q.Decides] {
				here = "yes"
			}
			p.row(prose(q.Question)+" ("+code(q.ID)+")", prose(q.Where), prose(q.Decides), here)
		}
	}
	if !asked {
		p.line("There are none about the measures that have findings.")
	}
}

// limits writes what a reader must not conclude from the report.
func (p *printer) limits() {
	p.heading(2, "What this report does not say")
	p.line("%s", `- It is not legal advice. A finding says that a component matches an entity, on the listed evidence, under a
  measure. People decide whether the act is prohibited.
- It covers only the components that the documents list. A component that a document omits was not judged.
- A component without a maker and without a package identity was judged on its name or hash only. See Coverage.
- It covers only the date, the acts, the nexus and the measures in Scope, and only the entities in the data.
- Unless a signature was verified, as Inputs states for each document, anyone who can change the document can change
  the result.
- An open gate means that no finding and no missing verdict closes it. It does not mean that the product has no
  component of the entities.`)
}

// reproduce writes how to repeat the run.
func (p *printer) reproduce() {
	p.heading(2, "How to reproduce this report")
	p.line("1. Install bomgate %s, whose policies and data have the digest in Inputs.", code(p.run.Version))
	p.line("2. Compare the SHA-256 digests of the files with those in Inputs.")
	p.line("3. Run this command in the same folder. It writes the report to standard output, with the same bytes:\n")
	arguments := append(slices.Clone(p.run.Command), "-o", "markdown")
	if slices.ContainsFunc(p.run.Paths, func(path string) bool { return strings.HasPrefix(path, "-") && path != "-" }) {
		arguments = append(arguments, "--")
	}
	command := quoteArguments(append(arguments, p.run.Paths...))
	fence := fenceOf(command, 3)
	p.line("%ssh\n%s\n%s", fence, command, fence)
	if slices.Contains(p.run.Paths, "-") {
		p.line("\nThe document was read from standard input.")
	}
}

// signatures writes a table to sign in.
func (p *printer) signatures() {
	p.heading(2, "Signatures")
	p.table("name", "role", "date", "signature")
	for range 3 {
		p.row("", "", "", "")
	}
}
