package markdown

import (
	"slices"

	"github.com/bomgate/bomgate/policy/internal/gfm"
)

// questions writes the open questions on the measures that have findings. The ones that
// decide the level of a finding come first.
func (p *printer) questions() {
	p.Heading(2, "Open questions")
	asked := false
	for _, m := range p.run.Measures() {
		open := p.run.OpenQuestions(m)
		if len(open) == 0 {
			continue
		}
		if !asked {
			p.Line("The data on the measures leave these questions open. The answers may change the findings.")
		}
		asked = true
		p.Heading(3, citation(m))
		p.Table("question", "where to look", "what it decides", "decides the level of a finding above")
		for _, q := range open {
			here := "perhaps"
			if q.DecidesLevel {
				here = "yes"
			}
			p.Row(gfm.Prose(q.Question.Question)+" ("+gfm.Code(q.ID)+")", gfm.Prose(q.Where), gfm.Prose(q.Decides), here)
		}
	}
	if !asked {
		p.Line("There are none about the measures that have findings.")
	}
}

// limits writes what a reader must not conclude from the report.
func (p *printer) limits() {
	p.Heading(2, "What this report does not say")
	p.Line("%s", `- It is not legal advice. A finding says that a component matches an entity, on the listed evidence, under a
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
	p.Heading(2, "How to reproduce this report")
	p.Line("1. Install bomgate %s, whose policies and data have the digest in Inputs.", gfm.Code(p.run.Version))
	p.Line("2. Compare the SHA-256 digests of the files with those in Inputs.")
	p.Line("3. Run this command in the same folder. It writes the report to standard output, with the same bytes:\n")
	command := p.run.CommandLine("markdown")
	fence := gfm.Fence(command, 3)
	p.Line("%ssh\n%s\n%s", fence, command, fence)
	if slices.Contains(p.run.Paths, "-") {
		p.Line("\nThe document was read from standard input.")
	}
}

// signatures writes a table to sign in.
func (p *printer) signatures() {
	p.Heading(2, "Signatures")
	p.Table("name", "role", "date", "signature")
	for range 3 {
		p.Row("", "", "", "")
	}
}
