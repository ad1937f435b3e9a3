package sarif_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	oasis "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/bomgate/bomgate/policy/sariflint"
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

// checkGitHub checks a log against the limits and conventions of GitHub code scanning, and
// against what bomgate promises beyond them.
func checkGitHub(t *testing.T, log []byte) {
	t.Helper()
	linted, err := sariflint.Check(log)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range linted.Problems {
		t.Errorf("%s: %s [%s]", p.Pointer, p.Message, p.Rule)
	}
	for _, run := range parse(t, log).Runs {
		id, driver, results := *run.AutomationDetails.ID, run.Tool.Driver, run.Results
		if *driver.Name != "bomgate" || *driver.SemanticVersion != "1.2.3" {
			t.Errorf("%s: driver %q, version %q", id, *driver.Name, *driver.SemanticVersion)
		}
		if !slices.ContainsFunc(driver.Rules, func(r *oasis.ReportingDescriptor) bool { return *r.ID == "undetermined" }) {
			t.Errorf("%s: no rule for documents without a verdict", id)
		}
		if len(results) == 0 && !*run.Invocations[0].ExecutionSuccessful {
			t.Errorf("%s: a failed run without results would close all alerts", id)
		}
		for _, result := range results {
			if strings.Contains(*result.Message.Text, "\n") {
				t.Errorf("%s: message %q, want one line", id, *result.Message.Text)
			}
			if n := len(result.RelatedLocations); n > 100 {
				t.Errorf("%s: %d related locations", id, n)
			}
			for _, flow := range result.CodeFlows {
				if n := len(flow.ThreadFlows[0].Locations); n > 100 {
					t.Errorf("%s: %d steps", id, n)
				}
			}
		}
	}
}
