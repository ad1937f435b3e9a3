// Package selftest proves that policies bite: it plants components that are
// known to be banned in a document, in every disguise of [disguise], and asks the
// policies about each.
//
// Whom to plant comes from the data of the policies: an identifier is known if
// a component that has nothing but it is an error or a warning in the context
// of the question. The components of all disguises stand in one document of
// each form, apart by their references; one that is not caught there is tried
// alone, as somebody would send it.
package selftest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/disguise"
	"github.com/bomgate/bomgate/sbom/draft"
)

// Test is what is tested, and how.
type Test struct {
	Engine   *policy.Engine
	Question policy.Context
	Decoder  sbom.Decoder // its keys are for the document alone, as nobody can sign what is planted

	// Keep is called with each document that a component or the whole passed in.
	// It may be nil.
	Keep func(name string, text []byte) error
	All  bool // call Keep with those that were caught too
}

// Outcome is what becomes of a disguise in a form.
type Outcome string

// The outcomes besides the levels of findings.
const (
	Unfit   Outcome = "–"       // the form cannot express it
	Passed  Outcome = "passed"  // no finding
	Refused Outcome = "refused" // the document cannot be read, so there is no verdict
)

// mildest orders outcomes, the mildest first.
var mildest = []Outcome{Passed, Outcome(policy.LevelNote), Outcome(policy.LevelWarning), Outcome(policy.LevelError), Refused, Unfit}

func mild(a, b Outcome) int { return cmp.Compare(slices.Index(mildest, a), slices.Index(mildest, b)) }

// Report is what became of everything.
type Report struct {
	Name      string
	Forms     []Form
	Bans      []Ban
	Wrappings []Row         // of documents with all that was caught without
	Tried     int           // documents and components
	Escapes   []Escape      // what was not caught of these
	Unfired   []policy.Rule // rules that found nothing in any document
}

// Form is a way to write documents.
type Form struct {
	Name       string
	Own        bool // the document's own text surrounds what is planted; else it is written again
	Components int  // of the document that surround it
}

// Ban is a measure and what became of those whom it reaches.
type Ban struct {
	Measure policy.Measure
	Known   disguise.Known // what is found as it is
	Rows    []Row
}

// Row is a disguise or a wrapping and its outcomes by form.
type Row struct {
	Name     string
	Slight   bool // a note will do: see [disguise.Disguise]
	Outcomes []Outcome
}

// Caught tells whether an outcome is good enough for the row.
func (r Row) Caught(o Outcome) bool {
	return o != Passed && (o != Outcome(policy.LevelNote) || r.Slight)
}

// Escape is a disguise that was not caught in a form.
type Escape struct {
	Measure string // id; "" of a wrapping
	Row     string
	Form    string
	Outcome Outcome
	File    string // the name that Keep is called with
}

// Run tests with a document. It returns an error if it cannot: the document
// cannot be read or holds several, the policies fail, or nobody is known whom a
// measure reaches.
func (t Test) Run(ctx context.Context, name string, text []byte) (*Report, error) {
	if err := t.Engine.Check(t.Question); err != nil {
		return nil, err
	}
	t.Decoder.Wants = t.Engine.Wants
	docs, err := t.Decoder.Decode(name, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if len(docs) != 1 {
		return nil, fmt.Errorf("%d SBOMs in %q: expected one", len(docs), name)
	}
	t.Decoder.Keys = nil
	r := newRun(ctx, t, name, disguise.NewHost(docs[0]))
	if len(docs[0].Wrappers) == 0 {
		r.text, r.own = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), formOf(docs[0])
	}
	r.count = docs[0].ComponentCount()
	if err := r.known(); err != nil {
		return nil, err
	}
	for _, form := range draft.Forms() {
		if err := r.form(form); err != nil {
			return nil, err
		}
	}
	r.report.Unfired = slices.DeleteFunc(t.Engine.Rules(), func(rule policy.Rule) bool { return r.fired[rule.ID] })
	return r.report, nil
}

// formOf names the form of a document as draft does.
func formOf(doc *sbom.Document) string {
	switch {
	case doc.Encoding == sbom.TagValue:
		return "SPDX tag-value"
	case doc.Format == sbom.CycloneDX && doc.Encoding == sbom.JSON:
		return "CycloneDX JSON"
	case doc.Format == sbom.CycloneDX:
		return "CycloneDX XML"
	case doc.SpecVersion[0] == '3':
		return "SPDX 3"
	case doc.Encoding == sbom.JSON:
		return "SPDX JSON"
	}
	return "" // YAML and RDF: nothing is planted in their texts
}

// run is a test under way.
type run struct {
	Test
	ctx   context.Context
	host  disguise.Host
	own   string // form that text is in
	text  []byte // the document's own
	count int    // of the document's components

	places map[draft.Section]bool // in the text: whether there is a place for components
	plants []plant
	judged map[[sha256.Size]byte]findings // by what the policies saw
	fired  map[string]bool                // rules
	report *Report
}

func newRun(ctx context.Context, t Test, name string, host disguise.Host) *run {
	return &run{
		Test: t, ctx: ctx, host: host, report: &Report{Name: name},
		places: map[draft.Section]bool{}, judged: map[[sha256.Size]byte]findings{}, fired: map[string]bool{},
	}
}

// plant is a component to be planted.
type plant struct {
	draft.Component     // its reference ends in the index of the plant
	ban, row        int // indices
}

const reference = "bomgate-selftest-"

var planted = regexp.MustCompile(reference + `([0-9]+)`)

func (r *run) add(c draft.Component, ban, row int) {
	r.plants = append(r.plants, plant{disguise.Mark(c, reference+strconv.Itoa(len(r.plants))), ban, row})
}

// known finds out who is known, by measure, and hides them in all disguises.
func (r *run) known() error {
	var candidates []policy.Identifier
	var components []draft.Component
	for _, i := range r.Engine.Identifiers() {
		if c, ok := disguise.Plain(i.Kind, i.Value); ok {
			components = append(components, disguise.Mark(c, reference+strconv.Itoa(len(candidates))))
			candidates = append(candidates, i)
		}
	}
	var text bytes.Buffer
	if err := (disguise.Host{}).Document(components).WriteCycloneDXJSON(&text); err != nil {
		return err
	}
	found, err := r.judge(text.Bytes())
	if err != nil {
		return err
	}
	for _, m := range r.Engine.Measures() {
		ban := Ban{Measure: m, Known: disguise.Known{}}
		for _, level := range []policy.Level{policy.LevelError, policy.LevelWarning} {
			for i, c := range candidates {
				if found.of(m, i) == Outcome(level) {
					ban.Known[c.Kind] = append(ban.Known[c.Kind], c.Value)
				}
			}
		}
		if len(ban.Known) == 0 {
			return fmt.Errorf("measure %q: nobody is known whose component would be an error or a warning: expected an identifier of a target or an affiliate, and an act in force at the date", m.ID)
		}
		for _, d := range disguise.All() {
			row := Row{Name: d.Name, Slight: d.Slight}
			for _, c := range d.Hide(ban.Known) {
				r.add(c, len(r.report.Bans), len(ban.Rows))
			}
			ban.Rows = append(ban.Rows, row)
		}
		r.report.Bans = append(r.report.Bans, ban)
	}
	for _, w := range disguise.Wrappings() {
		r.report.Wrappings = append(r.report.Wrappings, Row{Name: w.Name})
	}
	return nil
}

// findings holds the gravest level of what was found of each plant, by measure.
// It is nil of a document that was refused.
type findings map[string]map[int]Outcome

// of returns what became of a plant under a measure.
func (f findings) of(m policy.Measure, plant int) Outcome {
	if f == nil {
		return Refused
	}
	return cmp.Or(f[m.ID][plant], Passed)
}

// judge asks the policies about a text. What they see of it decides, so that a
// wrapping that leaves that as it was needs no second answer.
func (r *run) judge(text []byte) (findings, error) {
	docs, err := r.Decoder.Decode(r.report.Name, bytes.NewReader(text))
	if err != nil {
		return nil, nil // which is no error, but an outcome
	}
	found := findings{}
	for _, doc := range docs {
		more, err := r.remember(doc)
		if err != nil {
			return nil, err
		}
		maps.Copy(found, more) // only one of the documents has plants
	}
	return found, nil
}

// remember evaluates a document, or remembers what came of one that looks the
// same to the policies but for its wrappers. Long documents are not wrapped.
func (r *run) remember(doc *sbom.Document) (findings, error) {
	if doc.Len() > 10*disguise.MaxComponents {
		return r.evaluate(doc)
	}
	input := policy.Input(doc, r.Question)
	delete(input["document"].(map[string]any), "wrappers")
	seen, err := json.Marshal(input, json.Deterministic(true))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(seen)
	if r.judged[sum] == nil {
		if r.judged[sum], err = r.evaluate(doc); err != nil {
			return nil, err
		}
	}
	return r.judged[sum], nil
}

func (r *run) evaluate(doc *sbom.Document) (findings, error) {
	report, err := r.Engine.Evaluate(r.ctx, doc, r.Question)
	if err != nil {
		return nil, err
	}
	found := findings{}
	for _, f := range report.Findings { // the gravest comes first
		r.fired[f.Rule] = true
		if f.Measure == nil || len(f.Evidence) == 0 {
			continue
		}
		ref := planted.FindStringSubmatch(doc.Component(f.Evidence[0].Claim.Component).Ref)
		if ref == nil {
			continue
		}
		plant, err := strconv.Atoi(ref[1])
		if err != nil {
			return nil, err
		}
		if found[f.Measure.ID] == nil {
			found[f.Measure.ID] = map[int]Outcome{}
		}
		if found[f.Measure.ID][plant] == "" {
			found[f.Measure.ID][plant] = Outcome(f.Level)
		}
	}
	return found, nil
}

// write writes the document in a form with components planted, into its own text
// if that is in the form.
func (r *run) write(form draft.Form, components ...draft.Component) ([]byte, error) {
	if form.Name == r.own {
		return disguise.Graft(form, r.text, components)
	}
	return r.rewrite(form, components...)
}

// fits tells whether a component can be planted in a form: not if it stands aside
// and the document's own text has no place for that, as tools were a list before
// CycloneDX 1.5 in which there are no components.
func (r *run) fits(form draft.Form, c draft.Component) bool {
	if form.Name != r.own || !form.Expresses(c) {
		return form.Expresses(c)
	}
	fits, tried := r.places[c.Section]
	if !tried {
		_, err := disguise.Graft(form, r.text, []draft.Component{c})
		fits = err == nil
		r.places[c.Section] = fits
	}
	return fits
}

// rewrite writes what the host has of the document with components planted.
func (r *run) rewrite(form draft.Form, components ...draft.Component) ([]byte, error) {
	var b bytes.Buffer
	err := form.Write(r.host.Document(components), &b)
	return b.Bytes(), err
}

// fitting returns what can be planted in a form.
func (r *run) fitting(form draft.Form) []draft.Component {
	var list []draft.Component
	for _, p := range r.plants {
		if r.fits(form, p.Component) {
			list = append(list, p.Component)
		}
	}
	return list
}

// form tries all disguises and wrappings in a form.
func (r *run) form(form draft.Form) error {
	if form.Name == r.own && !r.fits(form, draft.Component{}) {
		r.own = ""
	}
	around := Form{form.Name, form.Name == r.own, len(r.host.Components)}
	if around.Own {
		around.Components = r.count
	}
	components := r.fitting(form)
	text, err := r.write(form, components...)
	if err != nil {
		return err
	}
	r.report.Forms = append(r.report.Forms, around)
	together, err := r.judge(text)
	if err != nil {
		return err
	}
	for i := range r.report.Bans {
		for j := range r.report.Bans[i].Rows {
			row := &r.report.Bans[i].Rows[j]
			row.Outcomes = append(row.Outcomes, Unfit)
		}
	}
	var caught []int // those that a wrapping would have to hide
	for i, p := range r.plants {
		if !r.fits(form, p.Component) {
			continue
		}
		row := &r.report.Bans[p.ban].Rows[p.row]
		outcome, err := r.plant(form, i, together)
		if err != nil {
			return err
		}
		if last := len(row.Outcomes) - 1; mild(outcome, row.Outcomes[last]) < 0 {
			row.Outcomes[last] = outcome
		}
		if row.Caught(outcome) && !row.Slight {
			caught = append(caught, i)
		}
	}
	if around.Components > disguise.MaxComponents { // a long text is not wrapped a dozen times
		if text, err = r.rewrite(form, components...); err != nil {
			return err
		}
	}
	for i, w := range disguise.Wrappings() {
		outcome, err := r.wrapping(form, w, text, caught)
		if err != nil {
			return err
		}
		row := &r.report.Wrappings[i]
		row.Outcomes = append(row.Outcomes, outcome)
	}
	return nil
}

// plant returns what becomes of a plant: among all the others if it is caught
// there, else alone.
func (r *run) plant(form draft.Form, i int, together findings) (Outcome, error) {
	p := r.plants[i]
	ban := r.report.Bans[p.ban]
	row := ban.Rows[p.row]
	r.report.Tried++
	if outcome := together.of(ban.Measure, i); together != nil && row.Caught(outcome) && !r.All {
		return outcome, nil
	}
	text, err := r.write(form, p.Component)
	if err != nil {
		return "", err
	}
	alone, err := r.judge(text)
	if err != nil {
		return "", err
	}
	outcome := alone.of(ban.Measure, i)
	file := fileName(form, ban.Measure.ID, row.Name, strconv.Itoa(i))
	return outcome, r.keep(row.Caught(outcome), Escape{ban.Measure.ID, row.Name, form.Name, outcome, file}, text)
}

// wrapping returns what becomes of plants in a text that is wrapped.
func (r *run) wrapping(form draft.Form, w disguise.Wrapping, text []byte, plants []int) (Outcome, error) {
	wrapped := w.Wrap(form, text)
	if wrapped == nil {
		return Unfit, nil
	}
	r.report.Tried++
	found, err := r.judge(wrapped)
	if err != nil {
		return "", err
	}
	outcome := Refused
	for _, i := range plants {
		outcome = slices.MinFunc([]Outcome{outcome, found.of(r.report.Bans[r.plants[i].ban].Measure, i)}, mild)
	}
	return outcome, r.keep(Row{}.Caught(outcome), Escape{"", w.Name, form.Name, outcome, fileName(form, w.Name)}, wrapped)
}

// keep notes what was not caught, and hands on the text if it is wanted.
func (r *run) keep(caught bool, e Escape, text []byte) error {
	if !caught {
		r.report.Escapes = append(r.report.Escapes, e)
	}
	if r.Keep == nil || caught && !r.All {
		return nil
	}
	return r.Keep(e.File, text)
}

// fileName names a document.
func fileName(form draft.Form, parts ...string) string {
	words := strings.FieldsFunc(strings.ToLower(strings.Join(parts, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, "-") + form.Ext
}
