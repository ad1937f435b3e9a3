package selftest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom/disguise"
	"github.com/bomgate/bomgate/sbom/draft"
)

// run is the state of a running test.
type run struct {
	Test
	ctx   context.Context
	base  disguise.Base
	own   draft.FormID // form of text, 0 if components cannot be inserted into it
	text  []byte       // of the original document
	count int          // number of components of the original document

	sections map[draft.Section]bool // whether components of the section can be inserted into text
	plants   []plant
	cache    map[[sha256.Size]byte]findings // by hash of the policies' input
	fired    map[string]bool                // IDs of rules with findings
	report   *Report
}

func newRun(ctx context.Context, t Test, name string, base disguise.Base) *run {
	return &run{
		Test: t, ctx: ctx, base: base, report: &Report{Name: name},
		sections: map[draft.Section]bool{}, cache: map[[sha256.Size]byte]findings{}, fired: map[string]bool{},
	}
}

// plant is a component to plant.
type plant struct {
	draft.Component     // its reference ends with the index of the plant
	ban, row        int // indices in the report
}

func (r *run) addPlant(c draft.Component, ban, row int) {
	r.plants = append(r.plants, plant{disguise.Mark(c, referencePrefix+strconv.Itoa(len(r.plants))), ban, row})
}

// plantKnown determines the known identifiers of each measure and adds a plant for
// each of their disguises.
func (r *run) plantKnown() error {
	var candidates []policy.Identifier
	var components []draft.Component
	for _, i := range r.Engine.Identifiers() {
		if c, ok := disguise.Plain(i.Kind, i.Value); ok {
			components = append(components, disguise.Mark(c, referencePrefix+strconv.Itoa(len(candidates))))
			candidates = append(candidates, i)
		}
	}
	var text bytes.Buffer
	if err := (disguise.Base{}).Document(components).WriteCycloneDXJSON(&text); err != nil {
		return err
	}
	result, err := r.judge(text.Bytes())
	if err != nil {
		return err
	}
	if result.fault != nil {
		return fmt.Errorf("decode the undisguised components: %w", result.fault)
	}
	for _, m := range r.Engine.Measures() {
		ban := Ban{Measure: m, Known: disguise.Known{}}
		for _, level := range []policy.Level{policy.LevelError, policy.LevelWarning} {
			for i, c := range candidates {
				if result.outcome(m, i) == Outcome(level) {
					ban.Known[c.Kind] = append(ban.Known[c.Kind], c.Value)
				}
			}
		}
		if len(ban.Known) == 0 {
			return fmt.Errorf("measure %q: no identifier gives an error or a warning: expected an identifier of a target or an affiliate, and an act in force at the date", m.ID)
		}
		for _, d := range disguise.All() {
			for _, c := range d.Hide(ban.Known) {
				r.addPlant(c, len(r.report.Bans), len(ban.Rows))
			}
			ban.Rows = append(ban.Rows, Row{Name: d.Name, Slight: d.Slight})
		}
		r.report.Bans = append(r.report.Bans, ban)
	}
	for _, w := range disguise.Wrappings() {
		r.report.Wrappings = append(r.report.Wrappings, Row{Name: w.Name})
	}
	return nil
}

// tryForm tries all disguises and wrappings in a form.
func (r *run) tryForm(form draft.Form) error {
	if form.ID == r.own && !r.fits(form, draft.Component{}) {
		r.own = 0
	}
	described := Form{Name: form.Name, Own: form.ID == r.own, Components: len(r.base.Components)}
	if described.Own {
		described.Components = r.count
	}
	r.report.Forms = append(r.report.Forms, described)
	fitting := r.fitting(form)
	text, err := r.write(form, r.components(fitting)...)
	if err != nil {
		return err
	}
	together, err := r.judge(text)
	if err != nil {
		return err
	}
	readable, caught, err := r.tryPlants(form, fitting, together)
	if err != nil {
		return err
	}
	// Wrap a document that the decoder can read. Rewrite a long one, because it is
	// wrapped a dozen times.
	write := r.write
	if described.Components > disguise.MaxComponents {
		write = r.rewrite
	}
	if text, err = write(form, r.components(readable)...); err != nil {
		return err
	}
	if together, err = r.judge(text); err != nil {
		return err
	}
	if together.fault != nil {
		return fmt.Errorf("decode %s with planted components: %w", form.Name, together.fault)
	}
	return r.tryWrappings(form, text, caught)
}

// tryPlants tries the plants that fit in a form and adds an outcome to every row.
// Together is the result of a document with all of them. It returns the plants that
// the decoder could read, and those that must be caught in wrapped documents too.
func (r *run) tryPlants(form draft.Form, fitting []int, together judgment) (readable, caught []int, err error) {
	for i := range r.report.Bans {
		for j := range r.report.Bans[i].Rows {
			row := &r.report.Bans[i].Rows[j]
			row.Outcomes = append(row.Outcomes, Unfit)
		}
	}
	for _, i := range fitting {
		p := r.plants[i]
		row := &r.report.Bans[p.ban].Rows[p.row]
		outcome, err := r.tryPlant(form, i, together)
		if err != nil {
			return nil, nil, err
		}
		if last := len(row.Outcomes) - 1; compareSeverity(outcome, row.Outcomes[last]) < 0 {
			row.Outcomes[last] = outcome
		}
		if outcome != Unreadable {
			readable = append(readable, i)
		}
		if row.Caught(outcome) && !row.Slight {
			caught = append(caught, i)
		}
	}
	return readable, caught, nil
}

// tryPlant returns the outcome of a plant: its outcome together with all others if
// it was caught there, otherwise its outcome alone.
func (r *run) tryPlant(form draft.Form, i int, together judgment) (Outcome, error) {
	p := r.plants[i]
	ban := r.report.Bans[p.ban]
	row := ban.Rows[p.row]
	r.report.Tried++
	if outcome := together.outcome(ban.Measure, i); row.Caught(outcome) && !r.All {
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
	e := Escape{
		Measure: ban.Measure.ID, Row: row.Name, Form: form.Name,
		Outcome: alone.outcome(ban.Measure, i), Fault: alone.faultText(),
		File: fileName(form, ban.Measure.ID, row.Name, strconv.Itoa(i)),
	}
	return e.Outcome, r.keep(row.Caught(e.Outcome), e, text)
}

// tryWrappings adds the outcome for a text in a form to every wrapping.
func (r *run) tryWrappings(form draft.Form, text []byte, plants []int) error {
	for i, w := range disguise.Wrappings() {
		outcome, err := r.tryWrapping(form, w, text, plants)
		if err != nil {
			return err
		}
		row := &r.report.Wrappings[i]
		row.Outcomes = append(row.Outcomes, outcome)
	}
	return nil
}

// tryWrapping returns the least severe outcome of the plants in a wrapped text. Without
// plants there is nothing to try.
func (r *run) tryWrapping(form draft.Form, w disguise.Wrapping, text []byte, plants []int) (Outcome, error) {
	wrapped := w.Wrap(form, text)
	if wrapped == nil || len(plants) == 0 {
		return Unfit, nil
	}
	r.report.Tried++
	result, err := r.judge(wrapped)
	if err != nil {
		return "", err
	}
	outcome := Refused
	if result.fault != nil && w.Invalid {
		result.fault = checkRefusal(result.fault, text, wrapped)
	} else {
		for _, i := range plants {
			outcome = slices.MinFunc([]Outcome{outcome, result.outcome(r.report.Bans[r.plants[i].ban].Measure, i)}, compareSeverity)
		}
	}
	if result.fault != nil {
		outcome = Unreadable
	}
	e := Escape{Row: w.Name, Form: form.Name, Outcome: outcome, Fault: result.faultText(), File: fileName(form, w.Name)}
	return outcome, r.keep(Row{}.Caught(outcome), e, wrapped)
}

// keep records an escape unless it was caught, and passes its text to Keep.
func (r *run) keep(caught bool, e Escape, text []byte) error {
	if !caught {
		r.report.Escapes = append(r.report.Escapes, e)
	}
	if r.Keep == nil || caught && !r.All {
		return nil
	}
	return r.Keep(e.File, text)
}

// fileName returns a file name for a document.
func fileName(form draft.Form, parts ...string) string {
	words := strings.FieldsFunc(strings.ToLower(strings.Join(parts, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	return strings.Join(words, "-") + form.Ext
}

// write writes the document with planted components. If its own text is in the form,
// the components are inserted into that text.
func (r *run) write(form draft.Form, components ...draft.Component) ([]byte, error) {
	if form.ID == r.own {
		return disguise.Insert(form, r.text, components)
	}
	return r.rewrite(form, components...)
}

// rewrite writes the base with planted components.
func (r *run) rewrite(form draft.Form, components ...draft.Component) ([]byte, error) {
	var b bytes.Buffer
	err := form.Write(r.base.Document(components), &b)
	return b.Bytes(), err
}

// fits reports whether a component can be planted in a form. The document's own text
// may not allow components in every section: before CycloneDX 1.5, tools were not
// components.
func (r *run) fits(form draft.Form, c draft.Component) bool {
	if form.ID != r.own || !form.Expresses(c) {
		return form.Expresses(c)
	}
	fits, tried := r.sections[c.Section]
	if !tried {
		_, err := disguise.Insert(form, r.text, []draft.Component{c})
		fits = err == nil
		r.sections[c.Section] = fits
	}
	return fits
}

// fitting returns the indices of the plants that can be planted in a form.
func (r *run) fitting(form draft.Form) []int {
	var list []int
	for i, p := range r.plants {
		if r.fits(form, p.Component) {
			list = append(list, i)
		}
	}
	return list
}

// components returns the components of plants.
func (r *run) components(plants []int) []draft.Component {
	list := make([]draft.Component, len(plants))
	for i, p := range plants {
		list[i] = r.plants[p].Component
	}
	return list
}
