package policy

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// measure is a measure's data: measures/<id>/data.yaml. The policies read most
// of it; it is all here so that a misspelt member is an error and not a ban that
// never applies.
type measure struct {
	Title      string `json:"title"`
	Citation   string `json:"citation"`
	Document   string `json:"document"`
	URL        string `json:"url"`
	Authority  string `json:"authority"`
	Issued     string `json:"issued"`
	Published  string `json:"published"`
	Confidence string `json:"confidence"`
	Help       string `json:"help"`

	Targets []string       `json:"targets"` // entities
	Reach   []reach        `json:"reach"`
	Nexus   []string       `json:"nexus"`
	Acts    map[string]act `json:"acts"`

	Scope         map[string]string `json:"scope"`  // category → name in Levels
	Levels        map[string]call   `json:"levels"` // what bears on a finding → its level
	OpenQuestions []question        `json:"open_questions"`
}

// reach says over which relations a measure reaches from its targets to others.
type reach struct {
	Relation string `json:"relation"`
	Reverse  bool   `json:"reverse"`
	CountsAs string `json:"counts_as"` // name in Levels
}

// act is prohibited from a date on, or allowed for a reason.
type act struct {
	Title      string `json:"title"`
	From       string `json:"from"`
	Allowed    string `json:"allowed"` // name in Levels
	Binds      string `json:"binds"`
	Confidence string `json:"confidence"`
}

// call is a judgement call.
type call struct {
	Level   Level  `json:"level"`
	Because string `json:"because"`
	Remedy  string `json:"remedy"`
}

// question is what a person has to look up, with a place for the answer.
type question struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Where    string `json:"where"`
	Decides  string `json:"decides"`
	Answer   string `json:"answer"`
}

// measures has what the engine and reports need of the measures in the data.
type measures struct {
	byID    map[string]Measure
	acts    map[string]map[string]time.Time // by measure and act: since when it is prohibited, zero if it is allowed
	nexus   []string                        // sorted
	targets targets
}

// readMeasures reads and checks the measures and parameters in the data.
func readMeasures(data map[string]any, known *entities) (measures, error) {
	var read map[string]measure
	if err := into(&read, data["measures"], json.RejectUnknownMembers(true)); err != nil {
		return measures{}, fmt.Errorf("data.measures: %w", err)
	}
	if err := checkParameters(data["parameters"], read); err != nil {
		return measures{}, fmt.Errorf("data.parameters: %w", err)
	}
	all := measures{map[string]Measure{}, map[string]map[string]time.Time{}, nil, targets{}}
	for _, id := range slices.Sorted(maps.Keys(read)) {
		m := read[id]
		if err := m.check(known); err != nil {
			return measures{}, fmt.Errorf("measure %q: %w", id, err)
		}
		slices.Sort(m.Targets)
		all.targets[id] = m.Targets
		all.byID[id] = Measure{ID: id, Title: m.Title, Citation: m.Citation, URL: m.URL, Help: strings.TrimSpace(m.Help)}
		all.acts[id] = map[string]time.Time{}
		for name, a := range m.Acts {
			from, err := a.from()
			if err != nil {
				return measures{}, fmt.Errorf("measure %q: act %q: %w", id, name, err)
			}
			all.acts[id][name] = from
		}
		all.nexus = append(all.nexus, m.Nexus...)
	}
	slices.Sort(all.nexus)
	all.nexus = slices.Compact(all.nexus)
	return all, nil
}

// sorted returns all measures, sorted by ID.
func (m measures) sorted() []Measure {
	return slices.SortedFunc(maps.Values(m.byID), func(a, b Measure) int { return cmp.Compare(a.ID, b.ID) })
}

// check refuses a measure that could not decide what it seems to.
func (m measure) check(all *entities) error {
	for name, text := range map[string]string{"title": m.Title, "citation": m.Citation, "help": m.Help} {
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("no %s", name)
		}
	}
	if len(m.Targets) == 0 || len(m.Nexus) == 0 || len(m.Acts) == 0 {
		return errors.New("expected at least one target, one nexus and one act")
	}
	for _, t := range m.Targets {
		if _, ok := all.find(t); !ok {
			return fmt.Errorf("target %q is no entity", t)
		}
	}
	for name, c := range m.Levels {
		if !c.Level.known() {
			return fmt.Errorf("levels.%s: level %q: expected error, warning or note", name, c.Level)
		}
	}
	named := func(where, name string) error {
		if _, ok := m.Levels[name]; !ok && name != "" {
			return fmt.Errorf("%s: %q is no member of levels", where, name)
		}
		return nil
	}
	var errs []error
	for _, r := range m.Reach {
		errs = append(errs, named("reach", r.CountsAs))
	}
	for _, a := range m.Acts {
		errs = append(errs, named("acts", a.Allowed))
	}
	for category, place := range m.Scope {
		errs = append(errs, named("scope."+category, place))
	}
	return errors.Join(errs...)
}

// from returns the time from which the act is prohibited, zero if it is allowed.
func (a act) from() (time.Time, error) {
	if (a.From == "") == (a.Allowed == "") {
		return time.Time{}, errors.New("expected either from or allowed")
	}
	if a.Allowed != "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, a.From)
}

// checkParameters refuses an override of what is not there: it would change nothing.
func checkParameters(data any, measures map[string]measure) error {
	var parameters map[string]struct {
		Levels map[string]Level `json:"levels"`
	}
	if err := into(&parameters, data, json.RejectUnknownMembers(true)); err != nil {
		return err
	}
	for id, p := range parameters {
		m, ok := measures[id]
		if !ok {
			return fmt.Errorf("%q is no measure", id)
		}
		for name, level := range p.Levels {
			if _, ok := m.Levels[name]; !ok {
				return fmt.Errorf("%s.levels.%s: measure %q has no such level", id, name, id)
			}
			if !level.known() {
				return fmt.Errorf("%s.levels.%s: level %q: expected error, warning or note", id, name, level)
			}
		}
	}
	return nil
}
