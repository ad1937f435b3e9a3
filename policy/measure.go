package policy

import (
	"cmp"
	"errors"
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
	OpenQuestions []Question        `json:"open_questions"`
}

// reach is a relation over which a measure reaches from its targets to other entities.
type reach struct {
	Relation string `json:"relation"`
	Reverse  *bool  `json:"reverse"`   // nil if it is missing, which is an error
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

// Question is a question about a measure that a person has to answer.
type Question struct {
	ID         string   `json:"id"`
	Question   string   `json:"question"`
	Where      string   `json:"where"`      // to look for the answer
	Decides    string   `json:"decides"`    // the part of the data that depends on the answer
	Answer     string   `json:"answer"`     // "" if the question is open
	Confidence string   `json:"confidence"` // in the answer
	Source     []string `json:"source"`     // of the answer
}

// measures has what the engine and reports need of the measures in the data.
type measures struct {
	byID  map[string]Measure
	acts  map[string]map[string]time.Time // by measure and act: since when it is prohibited, zero if it is allowed
	nexus []string                        // sorted
	reach map[string]entities.Measure     // by measure
	full  map[string]measure              // by ID
}

// readMeasures reads and checks the measures and parameters in the data. Errors are of
// type [jsondata.Error]. The measures whose IDs are in trusted introduce words: acts,
// nexus and categories.
func readMeasures(data map[string]any, known *entities.Set, trusted map[string]bool) (measures, error) {
	object, ok := jsondata.Members(data["measures"])
	if !ok && data["measures"] != nil {
		return measures{}, jsondata.At(errors.New("expected an object"), "data", "measures")
	}
	all := measures{map[string]Measure{}, map[string]map[string]time.Time{}, nil, map[string]entities.Measure{}, map[string]measure{}}
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(object)) {
		var m measure
		err := jsondata.Decode(object[id], &m)
		if err == nil {
			all.full[id], all.reach[id] = m, m.affiliation() // also of a wrong measure, so that only its own errors are reported
			err = m.check(known)
		}
		if err != nil {
			errs = append(errs, jsondata.At(err, "data", "measures", id))
			continue
		}
		all.acts[id] = m.dates()
		all.byID[id] = Measure{ID: id, Title: m.Title, Citation: m.Citation, URL: m.URL, Help: strings.TrimSpace(m.Help), Questions: m.OpenQuestions}
		all.nexus = append(all.nexus, m.Nexus...)
	}
	slices.Sort(all.nexus)
	all.nexus = slices.Compact(all.nexus)
	errs = append(errs, all.checkWords(known.Categories(), trusted), all.checkParameters(data["parameters"]))
	return all, errors.Join(errs...)
}

// affiliation returns what the measure says about entities.
func (m measure) affiliation() entities.Measure {
	about := entities.Measure{Targets: slices.Sorted(slices.Values(m.Targets))}
	for _, r := range m.Reach {
		about.Reach = append(about.Reach, entities.Reach{Relation: r.Relation, Reverse: r.Reverse != nil && *r.Reverse, Weak: r.CountsAs != ""})
	}
	return about
}

// sorted returns all measures, sorted by ID.
func (m measures) sorted() []Measure {
	return slices.SortedFunc(maps.Values(m.byID), func(a, b Measure) int { return cmp.Compare(a.ID, b.ID) })
}

// dates returns the time from which each act is prohibited, zero if it is allowed.
func (m measure) dates() map[string]time.Time {
	dates := map[string]time.Time{}
	for name, a := range m.Acts {
		dates[name], _ = ParseTime(a.From) // check has found no error
	}
	return dates
}
