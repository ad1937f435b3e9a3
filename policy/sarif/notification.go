package sarif

import (
	"fmt"

	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// notifications are the notifications of a run, up to a limit.
type notifications struct {
	list        []notification
	limit, more int
}

func (n *notifications) add(level, text string, locations ...location) {
	if len(n.list) >= n.limit {
		n.more++
		return
	}
	n.list = append(n.list, notification{Level: level, Message: message{Text: text}, Locations: locations})
}

// all returns the notifications, the last of which says how many are omitted.
func (n *notifications) all() []notification {
	if n.more == 0 {
		return n.list
	}
	text := fmt.Sprintf("%d more notifications omitted.", n.more)
	return append(n.list, notification{Level: "note", Message: message{Text: text}})
}

// noteFault states why there is no verdict.
func (b *builder) noteFault(n *notifications) {
	if b.reason != "" {
		n.add("error", line(b.reason, maxText), b.at(b.fault, nil, ""))
	}
}

// noteOutside states that the document is not a file of the repository.
func (b *builder) noteOutside(n *notifications) {
	if b.options.Anchor == "" && !isInRepository(b.Name) {
		n.add("note", fmt.Sprintf("%s is not below the working directory, so code scanning cannot show it: --sarif-anchor FILE places the results on a file of the repository.", line(b.Name, maxName)), b.at(sbom.Location{}, nil, ""))
	}
}

// noteWaived states the findings that are left out because waivers cover them.
func (b *builder) noteWaived(n *notifications) {
	for i := range b.Findings {
		if f := &b.Findings[i]; f.Waiver != nil && !b.options.Suppressed {
			b.detail = 0
			n.add("note", phrase.Sentences("Waived", line(f.Message, maxText), justification(f.Waiver)), b.primary(f))
		}
	}
}

// noteReferences states the references to other documents.
func (b *builder) noteReferences(n *notifications) {
	if b.Document == nil {
		return
	}
	for _, l := range b.Document.References() {
		b.detail = 0
		text := fmt.Sprintf("The document refers to %s, which is not in this run: its components were not evaluated.", l)
		if l.Given != nil {
			text = fmt.Sprintf("The document refers to %s, which is in this run as %s: %s.", l, l.Given.Name, l.Given.Verdict)
		}
		n.add("note", line(text, maxText), b.at(l.Location, nil, ""))
	}
}

// noteWarnings states the parser warnings.
func (b *builder) noteWarnings(n *notifications) {
	if b.Document == nil {
		return
	}
	for _, w := range b.Document.Warnings {
		b.detail = 0
		n.add("warning", line(w.Message, maxText), b.at(w.Location, nil, ""))
	}
	if more := b.Document.WarningCount - len(b.Document.Warnings); more > 0 {
		n.add("warning", fmt.Sprintf("%d more parser warnings omitted.", more))
	}
}
