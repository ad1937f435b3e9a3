package sarif_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	oasis "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// parse decodes a log and refuses properties that SARIF does not have.
func parse(t *testing.T, log []byte) *oasis.Report {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(log))
	d.DisallowUnknownFields()
	var r oasis.Report
	if err := d.Decode(&r); err != nil {
		t.Fatal(err)
	}
	return &r
}

// checkSchema validates a log against the OASIS schema of SARIF 2.1.0.
func checkSchema(t *testing.T, log []byte) {
	t.Helper()
	r, err := oasis.FromBytes(log)
	if err != nil {
		t.Fatal(err)
	}
	// go-sarif validates the zero value of an absent property, which is not always the
	// default in the schema.
	for _, run := range r.Runs {
		run.Language, run.Tool.Driver.Language = "en-US", "en-US"
		run.NewlineSequences = []string{"\n"}
		for _, result := range run.Results {
			for _, flow := range result.CodeFlows {
				for _, l := range flow.ThreadFlows[0].Locations {
					l.Importance = "important"
				}
			}
		}
	}
	if err := r.Validate(); err != nil {
		t.Error(err)
	}
}

var linkTarget = regexp.MustCompile(`\]\(([^)]*)\)`)

// require reports a test failure unless ok is true.
func require(t *testing.T, ok bool, format string, args ...any) {
	t.Helper()
	if !ok {
		t.Errorf(format, args...)
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// checkGitHub checks a log against the requirements of GitHub code scanning.
func checkGitHub(t *testing.T, log []byte) {
	t.Helper()
	r := parse(t, log)
	require(t, r.Version == "2.1.0" && r.Schema != "", "version %q, $schema %q", r.Version, r.Schema)
	require(t, len(r.Runs) <= 20, "%d runs", len(r.Runs))
	categories := map[string]bool{}
	for _, run := range r.Runs {
		id := deref(run.AutomationDetails.ID)
		slash := strings.LastIndexByte(id, '/')
		require(t, slash > 0, "no category in the automation ID %q", id)
		require(t, !categories[id[:slash]], "two runs of category %q", id[:slash])
		categories[id[:slash]] = true
		driver := run.Tool.Driver
		require(t, deref(driver.Name) == "bomgate" && deref(driver.SemanticVersion) == "1.2.3", "driver %q, version %q", deref(driver.Name), deref(driver.SemanticVersion))
		checkResults(t, run, checkRules(t, driver.Rules))
	}
}

// checkRules checks the rules of a run and returns their indexes by ID.
func checkRules(t *testing.T, rules []*oasis.ReportingDescriptor) map[string]int {
	t.Helper()
	ids := map[string]int{}
	for i, rule := range rules {
		id := deref(rule.ID)
		_, duplicate := ids[id]
		require(t, id != "" && !duplicate, "rule ID %q: empty or duplicate", id)
		ids[id] = i
		for _, s := range []*string{rule.ShortDescription.Text, rule.FullDescription.Text, rule.Help.Text} {
			require(t, deref(s) != "", "rule %q: an empty description or help", id)
		}
		require(t, utf8.RuneCountInString(deref(rule.ShortDescription.Text)) <= 1024, "rule %q: long shortDescription", id)
		require(t, utf8.RuneCountInString(deref(rule.FullDescription.Text)) <= 1024, "rule %q: long fullDescription", id)
		require(t, deref(rule.Name) != "" && len(deref(rule.Name)) <= 255, "rule %q: name %q", id, deref(rule.Name))
		tags := rule.Properties.Tags
		require(t, len(tags) > 0 && len(tags) <= 10, "rule %q: %d tags", id, len(tags))
		score, _ := rule.Properties.Properties["security-severity"].(string)
		f, err := strconv.ParseFloat(score, 64)
		require(t, err == nil && f > 0 && f < 10, "rule %q: security-severity %q", id, score)
	}
	_, ok := ids["undetermined"]
	require(t, ok, "no rule for documents without a verdict")
	return ids
}

// checkResults checks the results of a run, whose rules have the given indexes.
func checkResults(t *testing.T, run *oasis.Run, rules map[string]int) {
	t.Helper()
	require(t, run.Results != nil, "results is null")
	require(t, len(run.Results) <= 5000, "%d results", len(run.Results))
	successful := run.Invocations[0].ExecutionSuccessful
	require(t, successful != nil && (*successful || len(run.Results) > 0), "a failed run without results would close all alerts")
	seen := map[string]bool{}
	for _, result := range run.Results {
		i, known := rules[deref(result.RuleID)]
		require(t, known && result.RuleIndex == i, "rule %q has index %d, result has %d", deref(result.RuleID), i, result.RuleIndex)
		require(t, deref(result.Message.Text) != "" && !strings.Contains(*result.Message.Text, "\n"), "message %q", deref(result.Message.Text))
		print := result.PartialFingerprints["primaryLocationLineHash"]
		require(t, print != "" && !seen[print], "fingerprint %q: empty or duplicate", print)
		seen[print] = true

		related := map[string]bool{}
		for _, l := range result.RelatedLocations {
			related[strconv.Itoa(l.ID)] = true
			checkLocation(t, l)
		}
		for _, m := range linkTarget.FindAllStringSubmatch(deref(result.Message.Text), -1) {
			require(t, related[m[1]], "the message links to %q, which is not a related location", m[1])
		}
		require(t, len(result.RelatedLocations) <= 100, "%d related locations", len(result.RelatedLocations))
		require(t, len(result.Locations) == 1, "%d locations", len(result.Locations))
		checkLocation(t, result.Locations[0])
		for _, flow := range result.CodeFlows {
			steps := flow.ThreadFlows[0].Locations
			require(t, len(steps) <= 100, "%d steps", len(steps))
			for _, s := range steps {
				checkLocation(t, s.Location)
			}
		}
	}
}

func checkLocation(t *testing.T, l *oasis.Location) {
	t.Helper()
	if l.PhysicalLocation == nil {
		t.Error("no physical location")
		return
	}
	uri := *l.PhysicalLocation.ArtifactLocation.URI
	u, err := url.Parse(uri)
	if err != nil || uri == "" || u.Scheme != "" || u.Host != "" || strings.HasPrefix(uri, "/") || strings.HasPrefix(uri, "./") || strings.Contains(uri, `\`) {
		t.Errorf("uri %q is not a relative path: %v", uri, err)
	}
	r := l.PhysicalLocation.Region
	if r == nil || *r.StartLine < 1 || *r.StartColumn < 1 || *r.EndLine < *r.StartLine || *r.EndLine == *r.StartLine && *r.EndColumn < *r.StartColumn {
		t.Errorf("invalid region %v of %q", r, uri)
	}
}
