package policy

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy/internal/entities"
	"github.com/bomgate/bomgate/policy/internal/jsondata"
)

// measure is the data of a measure: measures/<id>/data.yaml. The policies read most
// members. All of them are here so that a misspelled member is an error, not a ban that
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
	Levels        map[string]call   `json:"levels"` // by circumstance of a finding
	OpenQuestions []question        `json:"open_questions"`
}

// reach is a relation over which a measure reaches from its targets to other entities.
type reach struct {
	Relation string `json:"relation"`
	Reverse  bool   `json:"reverse"`
	CountsAs string `json:"counts_as"` // name in Levels
}

// act is prohibited from a date, or allowed for a reason.
type act struct {
	Title      string   `json:"title"`
	From       string   `json:"from"`
	Allowed    string   `json:"allowed"` // name in Levels
	Binds      string   `json:"binds"`
	Confidence string   `json:"confidence"`
	Source     []string `json:"source"`
}

// call is a judgment call.
type call struct {
	Level   Level  `json:"level"`
	Because string `json:"because"`
	Remedy  string `json:"remedy"`
}

// question is a question that a person has to answer.
type question struct {
	ID         string   `json:"id"`
	Question   string   `json:"question"`
	Where      string   `json:"where"`
	Decides    string   `json:"decides"`
	Answer     string   `json:"answer"`
	Confidence string   `json:"confidence"` // in the answer
	Source     []string `json:"source"`     // of the answer
}

// measures has what the engine and reports need of the measures in the data.
type measures struct {
	byID  map[string]Measure
	acts  map[string]map[string]time.Time // by measure and act: since when it is prohibited, zero if it is allowed
	nexus []string                        // sorted
	reach map[string]entities.Measure     // by measure
}

// readMeasures reads and checks the measures and parameters in the data. Errors are of
// type [jsondata.Error].
func readMeasures(data map[string]any, known *entities.Set) (measures, error) {
	object, ok := jsondata.Members(data["measures"])
	if !ok && data["measures"] != nil {
		return measures{}, &jsondata.Error{Path: []string{"measures"}, Err: errors.New("expected an object")}
	}
	all := measures{map[string]Measure{}, map[string]map[string]time.Time{}, nil, map[string]entities.Measure{}}
	levels := map[string]map[string]call{} // by measure
	for _, id := range slices.Sorted(maps.Keys(object)) {
		var m measure
		err := jsondata.Decode(object[id], &m)
		if err == nil {
			err = m.check(known)
		}
		if err == nil {
			all.acts[id], err = m.dates()
		}
		if err != nil {
			return measures{}, &jsondata.Error{Path: []string{"measures", id}, Err: err}
		}
		all.byID[id] = Measure{ID: id, Title: m.Title, Citation: m.Citation, URL: m.URL, Help: strings.TrimSpace(m.Help)}
		all.nexus = append(all.nexus, m.Nexus...)
		all.reach[id] = m.affiliation()
		levels[id] = m.Levels
	}
	slices.Sort(all.nexus)
	all.nexus = slices.Compact(all.nexus)
	return all, checkParameters(data["parameters"], levels)
}

// affiliation returns what the measure says about entities.
func (m measure) affiliation() entities.Measure {
	about := entities.Measure{Targets: m.Targets}
	for _, r := range m.Reach {
		about.Reach = append(about.Reach, entities.Reach{Relation: r.Relation, Reverse: r.Reverse})
	}
	return about
}

// sorted returns all measures, sorted by ID.
func (m measures) sorted() []Measure {
	return slices.SortedFunc(maps.Values(m.byID), func(a, b Measure) int { return cmp.Compare(a.ID, b.ID) })
}

// check returns an error if the measure lacks a member that every finding needs, or
// refers to an entity or a level that does not exist.
func (m measure) check(known *entities.Set) error {
	for _, member := range [][2]string{{"title", m.Title}, {"citation", m.Citation}, {"help", m.Help}} {
		if strings.TrimSpace(member[1]) == "" {
			return fmt.Errorf("missing %s", member[0])
		}
	}
	if len(m.Targets) == 0 || len(m.Nexus) == 0 || len(m.Acts) == 0 {
		return errors.New("expected at least one target, one nexus and one act")
	}
	for _, t := range m.Targets {
		if !known.Has(t) {
			return fmt.Errorf("unknown target %q: expected a member of data.entities", t)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.Levels)) {
		if level := m.Levels[name].Level; !level.known() {
			return fmt.Errorf("levels.%s: level %q: expected error, warning or note", name, level)
		}
	}
	named := func(name, at string) error {
		if _, ok := m.Levels[name]; !ok && name != "" {
			return fmt.Errorf("%s: unknown level %q: expected a member of levels", at, name)
		}
		return nil
	}
	var errs []error
	for i, r := range m.Reach {
		errs = append(errs, named(r.CountsAs, fmt.Sprintf("reach[%d].counts_as", i)))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Acts)) {
		errs = append(errs, named(m.Acts[name].Allowed, "acts."+name+".allowed"))
	}
	for _, category := range slices.Sorted(maps.Keys(m.Scope)) {
		errs = append(errs, named(m.Scope[category], "scope."+category))
	}
	return errors.Join(errs...)
}

// dates returns the time from which each act is prohibited, zero if it is allowed.
func (m measure) dates() (map[string]time.Time, error) {
	dates := map[string]time.Time{}
	for _, name := range slices.Sorted(maps.Keys(m.Acts)) {
		a := m.Acts[name]
		if (a.From == "") == (a.Allowed == "") {
			return nil, fmt.Errorf("acts.%s: expected either from or allowed", name)
		}
		if a.From == "" {
			dates[name] = time.Time{}
			continue
		}
		from, err := ParseTime(a.From)
		if err != nil {
			return nil, fmt.Errorf("acts.%s.from: %q: expected a date and time as in %q", name, a.From, "2025-01-31T00:00:00Z")
		}
		dates[name] = from
	}
	return dates, nil
}

// checkParameters returns an error for a parameter that overrides nothing.
func checkParameters(data any, levels map[string]map[string]call) error {
	object, ok := jsondata.Members(data)
	if !ok && data != nil {
		return &jsondata.Error{Path: []string{"parameters"}, Err: errors.New("expected an object")}
	}
	for _, id := range slices.Sorted(maps.Keys(object)) {
		if err := checkParameter(id, object[id], levels); err != nil {
			return &jsondata.Error{Path: []string{"parameters", id}, Err: err}
		}
	}
	return nil
}

func checkParameter(id string, data any, levels map[string]map[string]call) error {
	if _, ok := levels[id]; !ok {
		return fmt.Errorf("unknown measure %q: expected one of %q", id, slices.Sorted(maps.Keys(levels)))
	}
	var parameter struct {
		Levels map[string]Level `json:"levels"`
	}
	if err := jsondata.Decode(data, &parameter); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(parameter.Levels)) {
		if _, ok := levels[id][name]; !ok {
			return fmt.Errorf("levels.%s: expected a level of measure %q: %s", name, id, strings.Join(slices.Sorted(maps.Keys(levels[id])), ", "))
		}
		if level := parameter.Levels[name]; !level.known() {
			return fmt.Errorf("levels.%s: level %q: expected error, warning or note", name, level)
		}
	}
	return nil
}
