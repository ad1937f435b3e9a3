package sariflint

import (
	"errors"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// category is what must be different for the runs of a file.
type category struct{ tool, name string }

// log checks the whole text.
func (l *linter) log() {
	l.bad = func(at int64, want string, got jsontext.Kind) {
		l.add("wrong-type", at, "expected %s, got %s", want, kinds[got])
	}
	if k := l.kind(); k != '{' && kinds[k] != "" {
		l.fail(errors.New("expected a SARIF log, which is an object"))
	}
	var version field
	schema, runs := false, false
	start := l.next()
	l.object(func(name string) {
		switch name {
		case "version":
			version = l.string()
		case "$schema":
			schema = l.string().value != ""
		case "runs":
			runs = true
			at := l.next()
			l.report.Runs = l.array(func(int) { l.run() })
			if l.report.Runs > maxRuns {
				l.add("many-runs", at, "%d runs", l.report.Runs)
			}
		default:
			l.skip()
		}
	})
	switch {
	case !runs && version.value == "":
		l.failAt(start, errors.New("expected a SARIF log, with version and runs"))
	case version.value == "":
		l.add("version", start, "no version")
	case version.value != "2.1.0":
		l.add("version", version.at, "version %q", version.value)
	}
	if !runs {
		l.add("no-runs", start, "no runs")
	}
	if !schema {
		l.add("no-schema", start, "no $schema")
	}
}

// kinds are the names of the kinds of values.
var kinds = map[jsontext.Kind]string{
	'n': "null", 't': "true", 'f': "false", '"': "a string", '0': "a number", '{': "an object", '[': "an array",
}

// run has the parts of a run that the checks after its last member need.
type run struct {
	at           int64
	tool         string
	id           field
	results      int
	resultsAt    int64
	rules        []string        // IDs of the driver
	known        map[string]bool // IDs of the driver and the extensions
	rulesAt      int64
	references   []reference
	fingerprints map[string]bool
}

// reference is the rule of a result.
type reference struct {
	id    string
	index int64 // -1 if there is none
	at    int64
}

func (l *linter) run() {
	r := &run{at: l.next(), resultsAt: -1, known: map[string]bool{}, fingerprints: map[string]bool{}}
	l.object(func(name string) {
		switch name {
		case "tool":
			l.tool(r)
		case "automationDetails":
			l.object(func(name string) {
				if name == "id" {
					r.id = l.string()
				} else {
					l.skip()
				}
			})
		case "invocations":
			l.array(func(int) { l.invocation() })
		case "results":
			r.resultsAt = l.next()
			r.results = l.array(func(int) { l.result(r) })
		default:
			l.skip()
		}
	})
	l.report.Results += r.results
	l.checkRun(r)
	l.checkCategory(r)
	l.checkReferences(r)
}

func (l *linter) checkRun(r *run) {
	switch {
	case r.resultsAt < 0:
		l.add("no-results", r.at, "no results")
	case r.results > maxResults:
		l.add("many-results", r.resultsAt, "%d results", r.results)
	case r.results > shownResults:
		l.add("hidden-results", r.resultsAt, "%d results", r.results)
	}
	if r.tool == "" {
		l.add("no-tool", r.at, "no tool.driver.name")
	}
	if n := len(r.rules); n > maxRules {
		l.add("many-rules", r.rulesAt, "%d rules", n)
	}
}

// checkCategory checks the part of the ID of a run before the last slash.
func (l *linter) checkCategory(r *run) {
	slash := strings.LastIndexByte(r.id.value, '/')
	if r.id.value != "" && slash < 0 {
		l.add("no-category", r.id.at, "automationDetails.id %q", r.id.value)
	}
	c := category{r.tool, r.id.value[:max(slash, 0)]}
	if l.categories[c] {
		l.add("same-category", r.at, "another run of %q has the category %q", c.tool, c.name)
	}
	l.categories[c] = true
}

// checkReferences checks that the rules of results exist.
func (l *linter) checkReferences(r *run) {
	for _, ref := range r.references {
		switch n := int64(len(r.rules)); {
		case ref.id == "" && ref.index < 0:
			l.add("unknown-rule", ref.at, "no ruleId")
		case ref.id == "" && ref.index >= n:
			l.add("unknown-rule", ref.at, "no ruleId, and no rule with the index %d", ref.index)
		case ref.id == "":
		case ref.index >= n || ref.index >= 0 && r.rules[ref.index] != baseOf(ref.id, r.rules[ref.index]):
			l.add("unknown-rule", ref.at, "ruleId %q, but the rule with the index %d is not this one", ref.id, ref.index)
		case !r.known[ref.id] && !r.known[baseOf(ref.id, "")]:
			l.add("unknown-rule", ref.at, "no rule with the id %q", ref.id)
		}
	}
}

// baseOf returns the ID of a rule, which can be the part of a ruleId before a slash: see
// section 3.27.5 of SARIF.
func baseOf(id, want string) string {
	if id == want {
		return id
	}
	if i := strings.LastIndexByte(id, '/'); i > 0 {
		return id[:i]
	}
	return id
}

func (l *linter) invocation() {
	at, outcome := l.next(), false
	l.object(func(name string) {
		outcome = outcome || name == "executionSuccessful"
		l.skip()
	})
	if !outcome {
		l.add("no-outcome", at, "no executionSuccessful")
	}
}

func (l *linter) tool(r *run) {
	l.object(func(name string) {
		switch name {
		case "driver":
			driver := l.component()
			r.tool, r.rules, r.rulesAt = driver.name, driver.rules, driver.rulesAt
			r.know(driver.rules)
		case "extensions":
			at := l.next()
			if n := l.array(func(int) { r.know(l.component().rules) }); n > maxTools {
				l.add("many-extensions", at, "%d extensions", n)
			}
		default:
			l.skip()
		}
	})
}

var semanticVersion = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// know records the IDs of rules.
func (r *run) know(rules []string) {
	for _, id := range rules {
		r.known[id] = true
	}
}

// component is a driver or an extension.
type component struct {
	name    string
	rules   []string // their IDs
	rulesAt int64
}

// component checks a driver or an extension.
func (l *linter) component() (c component) {
	l.object(func(name string) {
		switch name {
		case "name":
			c.name = l.string().value
		case "semanticVersion":
			if v := l.string(); v.set && !semanticVersion.MatchString(v.value) {
				l.add("tool-version", v.at, "semanticVersion %q", v.value)
			}
		case "rules":
			c.rulesAt = l.next()
			seen := map[string]bool{}
			l.array(func(int) {
				at := l.next()
				id := l.rule()
				if seen[id] && id != "" {
					l.add("same-rule-id", at, "another rule has the id %q", id)
				}
				seen[id] = true
				c.rules = append(c.rules, id)
			})
		default:
			l.skip()
		}
	})
	return c
}
