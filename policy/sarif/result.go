package sarif

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// builder makes the results of one report.
type builder struct {
	report *policy.Report
	uri    string // of its document
}

// label returns the name of a component for people.
func label(c *policy.Component) string {
	if c == nil {
		return "the document"
	}
	name := cmp.Or(c.Name, c.PURL, c.Ref, "unnamed "+string(c.Origin))
	if c.Group != "" && c.Name != "" {
		name = c.Group + "/" + name
	}
	return line(strings.TrimSpace(name+" "+c.Version), maxName)
}

// at makes a location. A location without a line becomes the beginning of the document.
// Path has the names of the components on the way to the component at the location.
func (b *builder) at(l sbom.Location, path []string, text string) location {
	loc := location{
		PhysicalLocation: physicalLocation{
			ArtifactLocation: artifactLocation{URI: b.uri},
			Region:           regionOf(l),
		},
		Message: message{Text: text},
	}
	if len(path) > 0 {
		loc.LogicalLocations = []logicalLocation{{
			Name:               path[len(path)-1],
			FullyQualifiedName: clip(strings.Join(path, " / "), maxText),
			Kind:               "module",
		}}
	}
	if l.Path != "" {
		loc.Properties = &locationProperties{clip(l.Path, maxText)}
	}
	return loc
}

func regionOf(l sbom.Location) region {
	r := region{StartLine: max(l.Line, 1), StartColumn: max(l.Column, 1), EndLine: l.EndLine, EndColumn: l.EndColumn}
	if r.EndLine < r.StartLine || r.EndLine == r.StartLine && r.EndColumn < r.StartColumn {
		r.EndLine, r.EndColumn = r.StartLine, r.StartColumn
	}
	return r
}

// component returns the location of the last component on a path, with a message.
func (b *builder) component(path []*policy.Component, text string) location {
	c := last(path)
	if c == nil {
		start := sbom.Location{}
		if b.report.Document != nil {
			start = b.report.Document.Location
		}
		return b.at(start, nil, text)
	}
	loc := b.at(c.Location, labels(path), text)
	if c.Document != b.report.Name {
		loc.PhysicalLocation.ArtifactLocation.URI = relativeURI(c.Document)
	}
	return loc
}

// evidence returns the location of a claim about a finding, with a message.
func (b *builder) evidence(f *policy.Finding, e policy.Evidence, text string) location {
	return b.at(e.Location, labels(wayTo(f, e.Component)), text)
}

// wayTo returns the path of a finding to a component, or the component alone if it is not on
// the path.
func wayTo(f *policy.Finding, c *policy.Component) []*policy.Component {
	if c == nil {
		return nil
	}
	if i := slices.Index(f.Path, c); i >= 0 {
		return f.Path[:i+1]
	}
	return []*policy.Component{c}
}

func last(path []*policy.Component) *policy.Component {
	if len(path) == 0 {
		return nil
	}
	return path[len(path)-1]
}

// notifications returns why there is no verdict, how many findings are omitted, the findings
// that waivers cover, the references to other documents, and the parser warnings.
func (b *builder) notifications(reason string, fault sbom.Location, omitted int, waived []*policy.Finding) []notification {
	var notes []notification
	if reason != "" {
		notes = append(notes, notification{
			Level:     "error",
			Message:   message{Text: line(reason, maxText)},
			Locations: []location{b.at(fault, nil, "")},
		})
	}
	if omitted > 0 {
		notes = append(notes, notification{
			Level:   "warning",
			Message: message{Text: fmt.Sprintf("%d of %d findings omitted; the most severe are included.", omitted, len(b.report.Findings)+b.report.Omitted())},
		})
	}
	for _, f := range waived[:min(len(waived), maxWaived)] {
		notes = append(notes, notification{
			Level:     "note",
			Message:   message{Text: sentences("Waived", line(f.Message, maxText), justification(f.Waiver))},
			Locations: []location{b.primary(f)},
		})
	}
	if n := len(waived) - maxWaived; n > 0 {
		notes = append(notes, notification{Level: "note", Message: message{Text: fmt.Sprintf("%d more findings are waived.", n)}})
	}
	d := b.report.Document
	if d == nil {
		return notes
	}
	for _, l := range d.References() {
		text := fmt.Sprintf("The document refers to %s, which is not in this run: its components were not evaluated.", l)
		if l.Given != nil {
			text = fmt.Sprintf("The document refers to %s, which is in this run as %s: %s.", l, l.Given.Name, l.Given.Verdict)
		}
		notes = append(notes, notification{
			Level:     "note",
			Message:   message{Text: line(text, maxText)},
			Locations: []location{b.at(l.Location, nil, "")},
		})
	}
	for _, w := range d.Warnings {
		notes = append(notes, notification{
			Level:     "warning",
			Message:   message{Text: line(w.Message, maxText)},
			Locations: []location{b.at(w.Location, nil, "")},
		})
	}
	if n := d.WarningCount - len(d.Warnings); n > 0 {
		notes = append(notes, notification{
			Level:   "warning",
			Message: message{Text: fmt.Sprintf("%d more parser warnings omitted.", n)},
		})
	}
	return notes
}

// undetermined returns the result for a document without a verdict.
func (b *builder) undetermined(rules []policy.Rule, reason string, fault sbom.Location) result {
	return result{
		RuleID:              undetermined.ID,
		RuleIndex:           ruleIndex(rules, undetermined.ID),
		Kind:                "fail",
		Level:               string(policy.LevelError),
		Message:             message{Text: line(reason, maxText)},
		Locations:           []location{b.at(fault, nil, "")},
		PartialFingerprints: fingerprints(hash(undetermined.ID, b.uri), map[string]int{}),
		Properties:          b.properties(policy.LevelError),
	}
}

// result returns the result for a finding. Seen counts the fingerprints of the run.
func (b *builder) result(rules []policy.Rule, f *policy.Finding, seen map[string]int) result {
	related, links := b.related(f)
	return result{
		RuleID:              f.Rule,
		RuleIndex:           ruleIndex(rules, f.Rule),
		Kind:                "fail", // results of other kinds have the level none: section 3.27.10
		Level:               string(f.Level),
		Message:             message{Text: b.message(f, links)},
		Locations:           []location{b.primary(f)},
		RelatedLocations:    related,
		CodeFlows:           b.codeFlows(f),
		PartialFingerprints: fingerprints(f.Fingerprint, seen),
		BaselineState:       baselineStates[f.Change],
		Suppressions:        suppressions(f.Waiver),
		Properties:          b.findingProperties(f),
	}
}

// primary returns the location of a finding: of its strongest evidence, of its component,
// or of the waiver that it concerns.
func (b *builder) primary(f *policy.Finding) location {
	switch {
	case len(f.Evidence) > 0:
		return b.evidence(f, f.Evidence[0], "")
	case b.report.Document == nil:
		return b.at(f.Location, nil, "")
	}
	return b.component(wayTo(f, f.Component), "")
}

// baselineStates are the states of results (section 3.27.24) by the change of a finding.
var baselineStates = map[policy.Change]string{
	policy.ChangeNew: "new", policy.ChangeWorse: "updated", policy.ChangeNone: "unchanged",
}

// suppressions returns the waiver of a finding as a suppression (section 3.35).
func suppressions(w *policy.Waiver) []suppression {
	if w == nil {
		return nil
	}
	return []suppression{{Kind: "external", Status: "accepted", Justification: justification(w)}}
}

// justification says who accepts a finding, why, on which basis, and for how long.
func justification(w *policy.Waiver) string {
	return sentences(
		fmt.Sprintf("Accepted until %s by %s", w.Expires.Format(time.DateOnly), line(w.Approver, maxName)),
		line(w.Reason, maxText),
		fmt.Sprintf("Basis: %s. Ticket: %s", line(w.Basis, maxName), line(w.Ticket, maxName)),
	)
}

// message describes the finding in one line: the message of the rule, the dependency
// path, links to the other evidence, and the remedy.
func (b *builder) message(f *policy.Finding, links string) string {
	return sentences(
		line(f.Message, maxText),
		line(b.broughtInBy(f), maxText),
		links,
		line(f.Remedy, maxText),
	)
}

// broughtInBy names the path from the root to the parent of the component. It is "" if
// the component is the root.
func (b *builder) broughtInBy(f *policy.Finding) string {
	path := labels(f.Path)
	if len(path) < 2 {
		return ""
	}
	return "Brought in by " + strings.Join(path[:len(path)-1], " → ")
}

// labels returns the names of components on a path.
func labels(path []*policy.Component) []string {
	names := make([]string, len(path))
	for i, c := range path {
		names[i] = "…"
		if c != nil {
			names[i] = label(c)
		}
	}
	return names
}

// related returns the locations of the other evidence, each once, and a sentence with
// links to them: GitHub shows only related locations that the message links to.
func (b *builder) related(f *policy.Finding) (related []location, links string) {
	if len(f.Evidence) == 0 {
		return nil, ""
	}
	var linked []string
	seen := map[sbom.Location]bool{f.Evidence[0].Location: true}
	for _, e := range f.Evidence {
		if seen[e.Location] || len(related) == maxLocations {
			continue
		}
		seen[e.Location] = true
		l := b.evidence(f, e, statement(e.Claim))
		l.ID = len(related) + 1
		related = append(related, l)
		linked = append(linked, fmt.Sprintf("[%s](%d)", subject(e.Claim), l.ID))
	}
	if len(linked) > 0 {
		links = "See also its " + strings.Join(linked, ", ")
	}
	return related, links
}

// subject names the role of a claim or, for an identity, its kind.
func subject(c sbom.Claim) string {
	switch {
	case c.Role != sbom.RoleIdentity:
		return string(c.Role)
	case c.Kind == identity.KindWord:
		return "name"
	default:
		return string(c.Kind)
	}
}

// statement quotes a claim: supplier "AO Kaspersky Lab".
func statement(c sbom.Claim) string {
	return subject(c) + " " + strconv.Quote(line(c.Value, maxName))
}

// codeFlows returns the path from the root to the component, and then the evidence.
func (b *builder) codeFlows(f *policy.Finding) []codeFlow {
	var locations []threadFlowLocation
	brings := ""
	for i, c := range f.Path {
		if c == nil {
			brings = "brings in, after omitted components, "
			continue
		}
		locations = append(locations, threadFlowLocation{b.component(f.Path[:i+1], brings+label(c))})
		brings = "brings in "
	}
	if len(locations) == 0 || len(f.Evidence) == 0 {
		return nil
	}
	strongest := f.Evidence[0]
	locations = append(locations, threadFlowLocation{b.evidence(f, strongest, statement(strongest.Claim))})
	return []codeFlow{{ThreadFlows: []threadFlow{{Locations: locations}}}}
}

func (b *builder) properties(l policy.Level) resultProperties {
	return resultProperties{
		SecuritySeverity: severityOf(l).security,
		AsOf:             timestamp(b.report.Context.AsOf),
		Nexus:            b.report.Context.Nexus,
	}
}

func (b *builder) findingProperties(f *policy.Finding) resultProperties {
	q := b.properties(f.Level)
	if c := f.Component; c != nil {
		q.Component = &component{
			Name:    clip(c.Name, maxText),
			Version: clip(c.Version, maxText),
			PURL:    clip(c.PURL, maxText),
			Ref:     clip(c.Ref, maxText),
		}
	}
	if f.Entity != nil {
		q.Entity, q.EntityID = f.Entity.Name, f.Entity.ID
	}
	if f.Measure != nil {
		q.Measure, q.Citation = f.Measure.Title, f.Measure.Citation
	}
	if f.Act != nil {
		q.Act, q.ActFrom = f.Act.Name, timestamp(f.Act.From)
	}
	for _, e := range f.Evidence[:min(len(f.Evidence), maxLocations)] {
		q.Evidence = append(q.Evidence, evidence{
			Class:   e.Class,
			Kind:    string(e.Claim.Kind),
			Role:    string(e.Claim.Role),
			Key:     clip(e.Claim.Key, maxText),
			Value:   clip(e.Claim.Value, maxText),
			Pointer: clip(e.Location.Path, maxText),
		})
	}
	for _, r := range f.Chain {
		q.Chain = append(q.Chain, relation{
			From:       r.From.Name,
			Type:       r.Type,
			To:         r.To.Name,
			Share:      r.Share,
			Since:      r.Since,
			Confidence: r.Confidence,
		})
	}
	q.Path, q.Reasons, q.Remedy = labels(f.Path), f.Reasons, clip(f.Remedy, maxText)
	return q
}
