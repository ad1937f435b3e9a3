package sarif

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// placer makes locations of one report.
type placer struct {
	report *policy.Report
	uri    string // of its document
}

// label names a component for a person.
func label(c *policy.Component) string {
	if c == nil {
		return "the document"
	}
	name := cmp.Or(c.Name, c.PURL, c.Ref, string(c.Origin)+" without a name")
	if c.Group != "" && c.Name != "" {
		name = c.Group + "/" + name
	}
	return line(strings.TrimSpace(name+" "+c.Version), maxName)
}

// at makes a location. A place without a line is the document's beginning.
func (p *placer) at(l sbom.Location, name, text string) location {
	loc := location{
		PhysicalLocation: physicalLocation{
			ArtifactLocation: artifactLocation{URI: p.uri},
			Region:           regionOf(l),
		},
		Message: message{Text: text},
	}
	if name != "" || l.Path != "" {
		loc.LogicalLocations = []logicalLocation{{
			Name:               name,
			FullyQualifiedName: clip(l.Path, maxText),
			Kind:               logicalKind(l.Path),
		}}
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

// logicalKind says what a path leads to, in the words of section 3.33.7: an XPath
// to an element or an attribute of a bom; a JSON pointer or a tag to a value.
func logicalKind(path string) string {
	switch {
	case path == "":
		return ""
	case path != "/bom" && !strings.HasPrefix(path, "/bom/"):
		return "value"
	case strings.Contains(path, "/@"):
		return "attribute"
	default:
		return "element"
	}
}

// component is where a component stands, with a message.
func (p *placer) component(c *policy.Component, text string) location {
	if c == nil {
		return p.at(p.report.Document.Location, label(c), text)
	}
	loc := p.at(c.Location, label(c), text)
	if c.Document != p.report.Name {
		loc.PhysicalLocation.ArtifactLocation.URI = relativeURI(c.Document)
	}
	return loc
}

// evidence is where a claim stands, with a message.
func (p *placer) evidence(e policy.Evidence, text string) location {
	return p.at(e.Location, label(e.Component), text)
}

// notifications are the document's warnings, what was left out, and why there is
// no verdict.
func (p *placer) notifications(reason string, fault sbom.Location, omitted int) []notification {
	var notes []notification
	if reason != "" {
		notes = append(notes, notification{
			Level:     "error",
			Message:   message{Text: line(reason, maxText)},
			Locations: []location{p.at(fault, "", "")},
		})
	}
	if omitted > 0 {
		notes = append(notes, notification{
			Level:   "warning",
			Message: message{Text: fmt.Sprintf("%d of %d findings are left out; the gravest are here.", omitted, len(p.report.Findings)+p.report.Omitted())},
		})
	}
	d := p.report.Document
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
			Locations: []location{p.at(l.Location, "", "")},
		})
	}
	for _, w := range d.Warnings {
		notes = append(notes, notification{
			Level:     "warning",
			Message:   message{Text: line(w.Message, maxText)},
			Locations: []location{p.at(w.Location, "", "")},
		})
	}
	if n := d.WarningCount - len(d.Warnings); n > 0 {
		notes = append(notes, notification{
			Level:   "warning",
			Message: message{Text: fmt.Sprintf("%d more warnings about the document are left out.", n)},
		})
	}
	return notes
}

// undetermined is the result for a document that could not be judged.
func (p *placer) undetermined(rules []policy.Rule, reason string, fault sbom.Location) result {
	return result{
		RuleID:              undetermined.ID,
		RuleIndex:           ruleIndex(rules, undetermined.ID),
		Kind:                "fail",
		Level:               string(policy.LevelError),
		Message:             message{Text: line(reason, maxText)},
		Locations:           []location{p.at(fault, "", "")},
		PartialFingerprints: fingerprints(hash(undetermined.ID, p.uri), map[string]int{}),
		Properties:          p.properties(policy.LevelError),
	}
}

// result is a finding. The fingerprints of the run so far are counted in seen.
func (p *placer) result(rules []policy.Rule, f *policy.Finding, seen map[string]int) result {
	primary := p.component(f.Component, "")
	if len(f.Evidence) > 0 {
		primary = p.evidence(f.Evidence[0], "")
	}
	related, links := p.related(f)
	return result{
		RuleID:              f.Rule,
		RuleIndex:           ruleIndex(rules, f.Rule),
		Kind:                "fail", // the only kind that may have a level: section 3.27.10
		Level:               string(f.Level),
		Message:             message{Text: p.message(f, links)},
		Locations:           []location{primary},
		RelatedLocations:    related,
		CodeFlows:           p.codeFlows(f),
		PartialFingerprints: fingerprints(f.Fingerprint, seen),
		Properties:          p.findingProperties(f),
	}
}

// message tells the finding in one line: what the rule says, what brings the
// component in, where else it shows, and what to do. That the rule's message names
// component, entity and measure is for the rule.
func (p *placer) message(f *policy.Finding, links string) string {
	return sentences(
		line(f.Message, maxText),
		line(p.broughtInBy(f), maxText),
		links,
		line(f.Remedy, maxText),
	)
}

// broughtInBy names the way from the root to the component's parent, nothing
// where the component is itself the root.
func (p *placer) broughtInBy(f *policy.Finding) string {
	way := way(f)
	if len(way) < 2 {
		return ""
	}
	return "Brought in by " + strings.Join(way[:len(way)-1], " → ")
}

// way names the components of the finding's path.
func way(f *policy.Finding) []string {
	way := make([]string, len(f.Path))
	for i, c := range f.Path {
		way[i] = "…"
		if c != nil {
			way[i] = label(c)
		}
	}
	return way
}

// related are the places of the other evidence, each once, and the sentence that
// links to them: GitHub shows only those that the message links to.
func (p *placer) related(f *policy.Finding) (related []location, links string) {
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
		l := p.evidence(e, statement(e.Claim))
		l.ID = len(related) + 1
		related = append(related, l)
		linked = append(linked, fmt.Sprintf("[%s](%d)", subject(e.Claim), l.ID))
	}
	if len(linked) > 0 {
		links = "See also its " + strings.Join(linked, ", ")
	}
	return related, links
}

// subject is what the claim is about in a word: the role of the party, or what
// identifies the component.
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

// codeFlows is the way from the root to the component and on to the evidence.
func (p *placer) codeFlows(f *policy.Finding) []codeFlow {
	var locations []threadFlowLocation
	brings := ""
	for _, c := range f.Path {
		if c == nil {
			brings = "brings in, further on, "
			continue
		}
		locations = append(locations, threadFlowLocation{p.component(c, brings+label(c))})
		brings = "brings in "
	}
	if len(locations) == 0 || len(f.Evidence) == 0 {
		return nil
	}
	strongest := f.Evidence[0]
	locations = append(locations, threadFlowLocation{p.evidence(strongest, statement(strongest.Claim))})
	return []codeFlow{{ThreadFlows: []threadFlow{{Locations: locations}}}}
}

func (p *placer) properties(l policy.Level) resultProperties {
	return resultProperties{
		SecuritySeverity: severityOf(l).security,
		AsOf:             timestamp(p.report.Context.AsOf),
		Nexus:            p.report.Context.Nexus,
	}
}

func (p *placer) findingProperties(f *policy.Finding) resultProperties {
	q := p.properties(f.Level)
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
	q.Path, q.Reasons, q.Remedy = way(f), f.Reasons, clip(f.Remedy, maxText)
	return q
}
