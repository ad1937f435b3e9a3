package markdown

import "slices"

// questions writes the open questions on the measures that have findings. The ones that
// decide the level of a finding come first.
func (p *printer) questions() {
	p.heading(2, "Open questions")
	asked := false
	for _, m := range p.run.Measures() {
		open := p.run.OpenQuestions(m)
		if len(open) == 0 {
			continue
		}
		if !asked {
			p.line("The data on the measures leave these questions open. The answers may change the findings.")
		}
		asked = true
		p.heading(3, citation(m))
		p.table("question", "where to look", "what it decides", "decides the level of a finding above")
		for _, q := range open {
			here := "perhaps"
			if q.DecidesLevel {
				here = "yes"
			}
			p.row(prose(q.Question.Question)+" ("+code(q.ID)+")", prose(q.Where), prose(q.Decides), here)
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
	command := p.run.CommandLine("markdown")
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
