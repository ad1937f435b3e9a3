package policy

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/bomgate/bomgate/policy/internal/entities"
	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/policy/suggest"
)

// check returns the errors in the measure: members that every finding needs and that
// are missing, words that are not spelled as expected, and references to nothing.
func (m measure) check(known *entities.Set) error {
	var errs []error
	report := func(err error, path ...string) { errs = append(errs, jsondata.At(err, path...)) }
	for _, member := range [][2]string{{"title", m.Title}, {"citation", m.Citation}, {"help", m.Help}} {
		if strings.TrimSpace(member[1]) == "" {
			report(fmt.Errorf("missing %s", member[0]))
		}
	}
	if len(m.Targets) == 0 || len(m.Nexus) == 0 || len(m.Acts) == 0 {
		report(errors.New("expected at least one target, one nexus and one act"))
	}
	for i, t := range m.Targets {
		report(known.CheckHas(t), "targets", strconv.Itoa(i))
	}
	for i, r := range m.Reach {
		report(r.check(known.RelationTypes()), "reach", strconv.Itoa(i))
		report(m.hasLevel(r.CountsAs), "reach", strconv.Itoa(i), "counts_as")
	}
	for i, n := range m.Nexus {
		report(checkNexus(n), "nexus", strconv.Itoa(i))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Acts)) {
		report(m.Acts[name].check(name), "acts", name)
		report(m.hasLevel(m.Acts[name].Allowed), "acts", name, "allowed")
	}
	for _, category := range slices.Sorted(maps.Keys(m.Scope)) {
		report(m.hasLevel(m.Scope[category]), "scope", category)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Levels)) {
		report(m.Levels[name].Level.check(), "levels", name, "level")
	}
	return errors.Join(errs...)
}

// hasLevel returns an error if a circumstance that the measure names is not in its
// levels.
func (m measure) hasLevel(name string) error {
	if _, ok := m.Levels[name]; ok || name == "" {
		return nil
	}
	expected := "a member of levels"
	if closest := suggest.Closest(name, slices.Sorted(maps.Keys(m.Levels))); closest != "" {
		expected = strconv.Quote(closest)
	}
	return fmt.Errorf("unknown level %q: expected %s", name, expected)
}

func (l Level) check() error {
	if l.known() {
		return nil
	}
	return fmt.Errorf("level %q: expected %s", l, suggest.Expected(string(l), levelNames))
}

var levelNames = []string{string(LevelError), string(LevelWarning), string(LevelNote)}

// check returns an error if the measure cannot reach over the relation.
func (r reach) check(types []string) error {
	var errs []error
	if !slices.Contains(types, r.Relation) {
		errs = append(errs, jsondata.At(fmt.Errorf("%q: no entity has such a relation: expected %s", r.Relation, suggest.Expected(r.Relation, types)), "relation"))
	}
	if r.Reverse == nil {
		errs = append(errs, errors.New("missing reverse: expected false to reach an entity that has the relation to a target, or true to reach an entity to which a target has it"))
	}
	return errors.Join(errs...)
}

// wordPattern is the spelling of acts and nexus, which users repeat on the command line.
var wordPattern = regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`)

func checkWord(what, s string) error {
	if wordPattern.MatchString(s) {
		return nil
	}
	plain := strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
	return fmt.Errorf("%s %q: expected lower-case letters, digits and hyphens, as in %q", what, s, plain)
}

// checkNexus returns an error for a jurisdiction that is misspelled. The name of a
// country is its code of two letters in ISO 3166-1, in lower case.
func checkNexus(name string) error {
	if name == NexusNone {
		return fmt.Errorf("nexus %q: expected a jurisdiction; producers with this nexus are bound by no measure", name)
	}
	if region, err := language.ParseRegion(name); err == nil && region.IsCountry() {
		if code := strings.ToLower(region.String()); code != name {
			return fmt.Errorf("nexus %q: expected %q", name, code)
		}
	}
	return checkWord("nexus", name)
}

func (a act) check(name string) error {
	errs := []error{checkWord("act", name)}
	if (a.From == "") == (a.Allowed == "") {
		errs = append(errs, errors.New("expected either from or allowed"))
	}
	if a.From != "" {
		if _, err := ParseTime(a.From); err != nil {
			errs = append(errs, jsondata.At(fmt.Errorf("%q: expected a date and time as in %q", a.From, "2025-01-31T00:00:00Z"), "from"))
		}
	}
	return errors.Join(errs...)
}

// vocabulary has the words that other data use, and that a measure may misspell.
type vocabulary struct{ acts, nexus, categories []string }

// checkWords returns an error for each word of a measure that no trusted measure has
// and that is likely to be a mistake for one of theirs: acts, nexus and categories.
func (m measures) checkWords(categories []string, trusted map[string]bool) error {
	words := vocabulary{categories: slices.Clone(categories)}
	for id := range trusted {
		words.acts = slices.AppendSeq(words.acts, maps.Keys(m.full[id].Acts))
		words.nexus = append(words.nexus, m.full[id].Nexus...)
		words.categories = slices.AppendSeq(words.categories, maps.Keys(m.full[id].Scope))
	}
	for _, list := range [][]string{words.acts, words.nexus, words.categories} {
		slices.Sort(list)
	}
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(m.full)) {
		if trusted[id] {
			continue
		}
		report := func(known []string, word string, path ...string) {
			if slices.Contains(known, word) {
				return
			}
			if meant := suggest.Closest(word, known); meant != "" {
				errs = append(errs, jsondata.At(fmt.Errorf("%q: expected %q", word, meant), slices.Concat([]string{"data", "measures", id}, path)...))
			}
		}
		for _, name := range slices.Sorted(maps.Keys(m.full[id].Acts)) {
			if checkWord("act", name) == nil { // otherwise it is an error already
				report(words.acts, name, "acts", name)
			}
		}
		for i, n := range m.full[id].Nexus {
			if checkNexus(n) == nil {
				report(words.nexus, n, "nexus", strconv.Itoa(i))
			}
		}
		for _, category := range slices.Sorted(maps.Keys(m.full[id].Scope)) {
			report(words.categories, category, "scope", category)
		}
	}
	return errors.Join(errs...)
}

// checkCircumstances returns an error for each level that no finding has, because it is
// neither a circumstance that the policies know nor one that a measure names.
func (m measures) checkCircumstances(known []string) error {
	known = slices.Clone(known)
	for _, full := range m.full {
		known = slices.AppendSeq(known, maps.Values(full.Scope))
		for _, r := range full.Reach {
			known = append(known, r.CountsAs)
		}
		for _, a := range full.Acts {
			known = append(known, a.Allowed)
		}
	}
	slices.Sort(known)
	known = slices.DeleteFunc(slices.Compact(known), func(name string) bool { return name == "" })
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(m.full)) {
		for _, name := range slices.Sorted(maps.Keys(m.full[id].Levels)) {
			if !slices.Contains(known, name) {
				errs = append(errs, jsondata.At(fmt.Errorf("no finding has the circumstance %q: expected %s", name, suggest.Expected(name, known)), "data", "measures", id, "levels", name))
			}
		}
	}
	return errors.Join(errs...)
}

// checkParameters returns an error for a parameter that overrides nothing.
func (m measures) checkParameters(data any) error {
	object, ok := jsondata.Members(data)
	if !ok && data != nil {
		return jsondata.At(errors.New("expected an object"), "data", "parameters")
	}
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(object)) {
		errs = append(errs, jsondata.At(m.checkParameter(id, object[id]), "data", "parameters", id))
	}
	return errors.Join(errs...)
}

func (m measures) checkParameter(id string, data any) error {
	full, ok := m.full[id]
	if !ok {
		return fmt.Errorf("unknown measure %q: expected %s", id, suggest.Expected(id, slices.Sorted(maps.Keys(m.full))))
	}
	var parameter struct {
		Levels map[string]Level `json:"levels"`
	}
	if err := jsondata.Decode(data, &parameter); err != nil {
		return err
	}
	known := slices.Sorted(maps.Keys(full.Levels))
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(parameter.Levels)) {
		if !slices.Contains(known, name) {
			errs = append(errs, jsondata.At(fmt.Errorf("expected a level of measure %q: %s", id, suggest.Expected(name, known)), "levels", name))
		}
		errs = append(errs, jsondata.At(parameter.Levels[name].check(), "levels", name))
	}
	return errors.Join(errs...)
}
