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

// parse reads a log, and refuses fields that SARIF does not have.
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
	// Where a property is absent, go-sarif validates its own zero value, which
	// is not always the schema's default.
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

// checkGitHub holds a log against what GitHub code scanning refuses or needs.
func checkGitHub(t *testing.T, log []byte) {
	t.Helper()
	require := func(ok bool, format string, args ...any) {
		t.Helper()
		if !ok {
			t.Errorf(format, args...)
		}
	}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	r := parse(t, log)
	require(r.Version == "2.1.0" && r.Schema != "", "version %q, $schema %q", r.Version, r.Schema)
	require(len(r.Runs) <= 20, "%d runs", len(r.Runs))
	categories := map[string]bool{}
	for _, run := range r.Runs {
		id := text(run.AutomationDetails.ID)
		slash := strings.LastIndexByte(id, '/')
		require(slash > 0, "no category in the automation id %q", id)
		require(!categories[id[:slash]], "two runs of category %q", id[:slash])
		categories[id[:slash]] = true

		driver := run.Tool.Driver
		require(text(driver.Name) == "bomgate" && text(driver.SemanticVersion) == "1.2.3", "driver %q, version %q", text(driver.Name), text(driver.SemanticVersion))
		ids := map[string]int{}
		for i, rule := range driver.Rules {
			id := text(rule.ID)
			_, twice := ids[id]
			require(id != "" && !twice, "rule id %q: empty or there twice", id)
			ids[id] = i
			for _, s := range []*string{rule.ShortDescription.Text, rule.FullDescription.Text, rule.Help.Text} {
				require(text(s) != "", "rule %q: an empty description or help", id)
			}
			require(utf8.RuneCountInString(text(rule.ShortDescription.Text)) <= 1024, "rule %q: long shortDescription", id)
			require(utf8.RuneCountInString(text(rule.FullDescription.Text)) <= 1024, "rule %q: long fullDescription", id)
			require(len(text(rule.Name)) <= 255, "rule %q: long name", id)
			tags := rule.Properties.Tags
			require(len(tags) > 0 && len(tags) <= 10, "rule %q: %d tags", id, len(tags))
			score, _ := rule.Properties.Properties["security-severity"].(string)
			f, err := strconv.ParseFloat(score, 64)
			require(err == nil && f > 0 && f < 10, "rule %q: security-severity %q", id, score)
		}
		_, own := ids["undetermined"]
		require(own, "no rule for documents that could not be judged")

		require(run.Results != nil, "results is null")
		require(len(run.Results) <= 5000, "%d results", len(run.Results))
		successful := run.Invocations[0].ExecutionSuccessful
		require(successful != nil && (*successful || len(run.Results) > 0), "a failed run without results would close all alerts")
		seen := map[string]bool{}
		for _, result := range run.Results {
			i, known := ids[text(result.RuleID)]
			require(known && result.RuleIndex == i, "rule %q is at %d, not %d", text(result.RuleID), i, result.RuleIndex)
			require(text(result.Message.Text) != "" && !strings.Contains(*result.Message.Text, "\n"), "message %q", text(result.Message.Text))
			print := result.PartialFingerprints["primaryLocationLineHash"]
			require(print != "" && !seen[print], "fingerprint %q: empty or there twice", print)
			seen[print] = true

			related := map[string]bool{}
			for _, l := range result.RelatedLocations {
				related[strconv.Itoa(l.ID)] = true
				checkLocation(t, l)
			}
			for _, m := range linkTarget.FindAllStringSubmatch(text(result.Message.Text), -1) {
				require(related[m[1]], "the message links to %q, which is no related location", m[1])
			}
			require(len(result.RelatedLocations) <= 100, "%d related locations", len(result.RelatedLocations))
			require(len(result.Locations) == 1, "%d locations", len(result.Locations))
			checkLocation(t, result.Locations[0])
			for _, flow := range result.CodeFlows {
				steps := flow.ThreadFlows[0].Locations
				require(len(steps) <= 100, "%d steps", len(steps))
				for _, s := range steps {
					checkLocation(t, s.Location)
				}
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
		t.Errorf("region %v of %q is not one", r, uri)
	}
}
