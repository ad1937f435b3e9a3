package htmlreport

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/phrase"
)

// finding is a finding as shown.
type finding struct {
	Anchor      string
	Level       policy.Level
	Status      string // "counts", "waived" or "baseline"
	Labels      []string
	Name        string // of the component
	Version     string
	Rule        string
	Document    string
	Several     bool // the run has several documents
	Message     string
	EntityID    string
	Entity      string
	PURL        string
	Position    string
	Measure     *measure
	Act         string
	Why         string
	Reasons     string
	Remedy      string
	Evidence    []evidence
	Chain       []node // from the entity to the target of the measure
	Path        []node // from the root to the component
	Waiver      *waiver
	Fingerprint string
	Expanded    bool

	source *policy.Finding
}

// evidence is a row of the evidence of a finding.
type evidence struct {
	Class     string
	Role      string
	Value     string
	Component string // that states it; "" if it is the one of the finding
	Position  string
	Path      string // in the document
	Excerpt   *excerpt
}

// excerpt is the text of a document around a value.
type excerpt struct {
	Line                 int // of the first line
	Before, Value, After string
}

// node is a box of a graph.
type node struct {
	Edge   string // what leads to the box; "" in a path of dependencies
	Name   string
	Remark string
	Class  string
}

// expanded is how many findings are expanded at first.
const expanded = 10

// findings sets the findings of the page.
func (p *page) findings(run *gate.Run) {
	type item struct {
		report  *policy.Report
		finding *policy.Finding
	}
	var all []item
	omitted := 0
	for _, r := range run.All() {
		omitted += r.Omitted()
		for i := range r.Findings {
			all = append(all, item{r, &r.Findings[i]})
		}
	}
	slices.SortStableFunc(all, func(a, b item) int { return compare(a.finding, b.finding) })
	if n := len(all) - MaxFindings; n > 0 {
		omitted += n
		all = all[:MaxFindings]
	}
	if omitted > 0 {
		p.Omitted = fmt.Sprintf("This page shows the %s. It omits %s that are not more severe.", count(len(all), "most severe finding"), count(omitted, "other"))
	}
	for i, a := range all {
		f := newFinding(a.report, a.finding, run.Details[a.report])
		f.Anchor, f.Expanded, f.Several = fmt.Sprintf("f%d", i+1), i < expanded, len(run.Reports) > 1
		if c := (choice{f.EntityID, f.Entity}); f.EntityID != "" && !slices.Contains(p.Entities, c) {
			p.Entities = append(p.Entities, c)
		}
		p.Findings = append(p.Findings, f)
	}
	slices.SortFunc(p.Entities, func(a, b choice) int { return strings.Compare(a.Label+"\x00"+a.Value, b.Label+"\x00"+b.Value) })
}

// anchors returns the anchors of the findings on the page.
func (p *page) anchors() map[*policy.Finding]string {
	anchors := map[*policy.Finding]string{}
	for _, f := range p.Findings {
		anchors[f.source] = f.Anchor
	}
	return anchors
}

// compare orders findings: those that count for the gate first, then by level.
func compare(a, b *policy.Finding) int {
	switch {
	case a.Counts() == b.Counts():
		return a.Level.Compare(b.Level)
	case a.Counts():
		return -1
	}
	return 1
}

func newFinding(r *policy.Report, f *policy.Finding, d *detail.Detail) finding {
	out := finding{
		Level: f.Level, Status: "counts", Rule: show(f.Rule), Document: show(r.Name), Message: show(f.Message), Name: componentName(f.Component),
		Why: show(f.Why), Reasons: show(strings.Join(f.Reasons, ", ")), Remedy: show(f.Remedy), Fingerprint: f.Fingerprint, Waiver: newWaiver(f.Waiver), source: f,
	}
	switch f.Change {
	case policy.ChangeNone:
		out.Status, out.Labels = "baseline", append(out.Labels, "in the baseline")
	case policy.ChangeUnknown:
	default:
		out.Labels = append(out.Labels, string(f.Change))
	}
	if f.Waiver != nil {
		out.Status, out.Labels = "waived", append(out.Labels, "waived")
	}
	if c := f.Component; c != nil {
		out.Version, out.PURL, out.Position = show(c.Version), show(c.PURL), position(c.Document, c.Location)
	} else {
		out.Name = out.Document
	}
	if f.Entity != nil {
		out.EntityID, out.Entity = show(f.Entity.ID), show(f.Entity.Name)
		out.Chain = chain(f)
	}
	if f.Measure != nil {
		m := newMeasure(f.Measure)
		out.Measure = &m
	}
	if f.Act != nil {
		out.Act = escape.Act(f.Act)
	}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, newEvidence(r, f, e, d))
	}
	out.Path = dependencyPath(r, f)
	return out
}

func newEvidence(r *policy.Report, f *policy.Finding, e policy.Evidence, d *detail.Detail) evidence {
	out := evidence{Class: show(e.Class), Role: phrase.Subject(e.Claim), Value: show(e.Claim.Value), Position: position(r.Name, e.Location), Path: show(e.Location.Path)}
	if e.Class == "lookalike" {
		if ascii := fmt.Sprintf("%+q", show(e.Claim.Value)); ascii != `"`+out.Value+`"` {
			out.Value += " (spelled " + ascii + ")"
		}
	}
	if e.Component != f.Component {
		out.Component = componentName(e.Component)
	}
	if d == nil {
		return out
	}
	if x, ok := d.Excerpt(e); ok {
		out.Excerpt = newExcerpt(x)
	}
	return out
}

func newExcerpt(x detail.Excerpt) *excerpt {
	out := excerpt{x.Line, showLines(x.Before), showLines(x.Value), showLines(x.After)}
	if x.CutBefore {
		out.Before = "…" + out.Before
	}
	if x.CutAfter {
		out.After += "…"
	}
	indent := ""
	for i, line := range strings.Split(out.Before+out.Value+out.After, "\n") {
		own := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if i == 0 || len(own) < len(indent) && own != line {
			indent = own
		}
	}
	out.Before = strings.TrimPrefix(strings.ReplaceAll("\n"+out.Before, "\n"+indent, "\n"), "\n")
	if !strings.Contains(out.Value, "\n") {
		out.After = strings.ReplaceAll(out.After, "\n"+indent, "\n")
	}
	return &out
}

// chain returns the relations from the entity of a finding to a target of the measure.
func chain(f *policy.Finding) []node {
	nodes := []node{{Name: show(f.Entity.Name), Class: "from"}}
	for _, r := range f.Chain {
		n := node{Edge: strings.ReplaceAll(show(r.Type), "-", " "), Name: show(r.To.Name)}
		if r.Share > 0 {
			n.Edge += fmt.Sprintf(" (%g %%)", r.Share)
		}
		if r.Since != "" {
			n.Edge += " since " + show(r.Since)
		}
		if r.Confidence != "" {
			n.Remark = "fact: " + show(r.Confidence)
		}
		nodes = append(nodes, n)
	}
	nodes[len(nodes)-1].Class += " target"
	return nodes
}

// dependencyPath returns the components from the root to the component of a finding.
func dependencyPath(r *policy.Report, f *policy.Finding) []node {
	var nodes []node
	file := r.Name
	for i, c := range f.Path {
		if c == nil {
			nodes = append(nodes, node{Name: "…", Remark: "a long path is cut here", Class: "gap"})
			continue
		}
		n := node{Name: componentName(c), Remark: show(strings.TrimSpace(c.Version + " " + c.Type))}
		if c.Document != file || i == 0 && c.Document != r.Name {
			file = c.Document
			n.Remark = strings.TrimSpace(n.Remark + " in " + show(file))
		}
		if i == len(f.Path)-1 {
			n.Class = "to " + string(f.Level)
		}
		nodes = append(nodes, n)
	}
	return nodes
}
