package sarif

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/phrase"
	"github.com/bomgate/bomgate/sbom"
)

// builder makes the notifications and one result about a document.
type builder struct {
	*document
	options Options
	shared  bool           // the run is about several documents
	seen    map[string]int // how often the run has each fingerprint
	detail  int            // bytes of text in the locations and the evidence of the result or notification
}

// fits reports whether the result has space for some texts, and reserves it.
func (b *builder) fits(texts ...string) bool {
	for _, s := range texts {
		b.detail += len(s)
	}
	return b.detail <= maxDetail
}

// label returns the name of a component for people.
func label(c *policy.Component) string {
	if c == nil {
		return "the document"
	}
	name := clip(cmp.Or(c.Name, c.PURL, c.Ref, "unnamed "+string(c.Origin)), maxName)
	if c.Group != "" && c.Name != "" {
		name = clip(c.Group, maxName) + "/" + name
	}
	return line(strings.TrimSpace(name+" "+clip(c.Version, maxName)), maxName)
}

// at makes a location. A location without a line becomes the beginning of the document.
// Path has the names of the components on the way to the component at the location.
func (b *builder) at(l sbom.Location, path []string, text string) location {
	return b.in(b.Name, b.uri, l, path, text)
}

// in makes a location in the named document.
func (b *builder) in(document, uri string, l sbom.Location, path []string, text string) location {
	var p locationProperties
	r := regionOf(l)
	if b.options.Anchor != "" {
		p = locationProperties{Document: clip(document, maxText), Line: r.StartLine, Column: r.StartColumn}
		uri, r = relativeURI(b.options.Anchor), regionOf(sbom.Location{})
		if text != "" {
			text += " at " + p.place()
		}
	}
	loc := location{
		PhysicalLocation: physicalLocation{ArtifactLocation: artifactLocation{URI: uri}, Region: r},
		Message:          message{Text: text},
	}
	way := clip(strings.Join(path, " / "), maxText)
	p.Pointer = clip(l.Path, maxText)
	if !b.fits(uri, text, way, p.Document, p.Pointer) {
		return loc
	}
	if len(path) > 0 {
		loc.LogicalLocations = []logicalLocation{{Name: path[len(path)-1], FullyQualifiedName: way, Kind: "module"}}
	}
	if p != (locationProperties{}) {
		loc.Properties = &p
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
		if b.Document != nil {
			start = b.Document.Location
		}
		return b.at(start, nil, text)
	}
	if c.Document != b.Name {
		return b.in(c.Document, relativeURI(c.Document), c.Location, labels(path), text)
	}
	return b.at(c.Location, labels(path), text)
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

// result returns the result for a finding, or the one that says that there is no verdict if
// there is no finding.
func (b *builder) result(rules []policy.Rule, f *policy.Finding) result {
	if f == nil {
		return b.undetermined(rules)
	}
	primary := b.primary(f)
	related, links := b.related(f)
	return result{
		RuleID:              f.Rule,
		RuleIndex:           ruleIndex(rules, f.Rule),
		Kind:                "fail", // results of other kinds have the level none: section 3.27.10
		Level:               string(f.Level),
		Message:             message{Text: b.message(f, primary, links)},
		Locations:           []location{primary},
		RelatedLocations:    related,
		CodeFlows:           b.codeFlows(f),
		PartialFingerprints: b.fingerprints(f.Fingerprint),
		BaselineState:       baselineStates[f.Change],
		Suppressions:        suppressions(f.Waiver),
		Properties:          b.findingProperties(f),
	}
}

// undetermined returns the result for a document without a verdict.
func (b *builder) undetermined(rules []policy.Rule) result {
	at := b.at(b.fault, nil, "")
	return result{
		RuleID:              undetermined.ID,
		RuleIndex:           ruleIndex(rules, undetermined.ID),
		Kind:                "fail",
		Level:               string(policy.LevelError),
		Message:             message{Text: phrase.Sentences(line(b.reason, maxText), seePlace(at))},
		Locations:           []location{at},
		PartialFingerprints: b.fingerprints(hash(undetermined.ID, b.uri)),
		Properties:          b.properties(policy.LevelError),
	}
}

// place names the place in the SBOM.
func (p *locationProperties) place() string {
	return fmt.Sprintf("%s:%d:%d", line(p.Document, maxName), p.Line, p.Column)
}

// seePlace names the place in the SBOM of a location that is an anchor.
func seePlace(l location) string {
	p := l.Properties
	if p == nil || p.Document == "" {
		return ""
	}
	if p.Pointer == "" {
		return "See " + p.place()
	}
	return "See " + p.place() + ", " + line(p.Pointer, maxName)
}

// primary returns the location of a finding: of its strongest evidence, of its component,
// or of the waiver that it concerns.
func (b *builder) primary(f *policy.Finding) location {
	switch {
	case len(f.Evidence) > 0:
		return b.evidence(f, f.Evidence[0], "")
	case b.Document == nil:
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
	return phrase.Sentences(
		fmt.Sprintf("Accepted until %s by %s", w.Expires.Format(time.DateOnly), line(w.Approver, maxName)),
		line(w.Reason, maxText),
		fmt.Sprintf("Basis: %s. Ticket: %s", line(w.Basis, maxName), line(w.Ticket, maxName)),
	)
}

// message describes the finding in one line: the message of the rule, its place if the
// result is at another one, the dependency path, links to the other evidence, and the
// remedy.
func (b *builder) message(f *policy.Finding, primary location, links string) string {
	return phrase.Sentences(
		line(f.Message, maxText),
		seePlace(primary),
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
	more := 0
	seen := map[sbom.Location]bool{f.Evidence[0].Location: true}
	for _, e := range f.Evidence {
		if seen[e.Location] {
			continue
		}
		seen[e.Location] = true
		if len(related) == maxLocations || !b.fits() {
			more++
			continue
		}
		l := b.evidence(f, e, statement(e.Claim))
		l.ID = len(related) + 1
		related = append(related, l)
		linked = append(linked, fmt.Sprintf("[%s](%d)", phrase.Subject(e.Claim), l.ID))
	}
	if len(linked) > 0 {
		links = "See also its " + strings.Join(linked, ", ")
	}
	if more > 0 {
		links = strings.TrimSpace(fmt.Sprintf("%s, and %d more values", cmp.Or(links, "There is other evidence"), more))
	}
	return related, links
}

// statement quotes a claim: supplier "AO Kaspersky Lab".
func statement(c sbom.Claim) string {
	return phrase.Subject(c) + " " + strconv.Quote(line(c.Value, maxName))
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
		AsOf:             timestamp(b.Context.AsOf),
		Nexus:            b.Context.Nexus,
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
	for i, e := range f.Evidence {
		if i == maxLocations || !b.fits(clip(e.Claim.Key, maxText), clip(e.Claim.Value, maxText), clip(e.Location.Path, maxText)) {
			q.MoreEvidence = len(f.Evidence) - i
			break
		}
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
