package policy_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"testing/fstest"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/builtin"
	"github.com/bomgate/bomgate/sbom/decode"
)

// Compile merges the built-in policies with a rule of the user.
func ExampleCompile() {
	all, err := builtin.Bundle()
	if err != nil {
		log.Fatal(err)
	}
	ours, err := policy.ReadFolder("ours", fstest.MapFS{"rules/versions/versions.rego": {Data: []byte(`# METADATA
# title: Component without version
# custom:
#   level: note
package rules.versions

deny contains {"component": c.id, "template": "{component} has no version"} if {
	some c in input.components
	c.origin == "component"
	c.version == ""
}
`)}})
	if err != nil {
		log.Fatal(err)
	}
	engine, err := policy.Compile(all, ours)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range engine.Rules() {
		fmt.Printf("%s: %s\n", r.ID, r.Level)
	}
	// Output:
	// lookalike: warning
	// prohibited: error
	// unattributed: warning
	// versions: note
}

// Evaluate judges an SBOM for a producer in the United States.
func ExampleEngine_Evaluate() {
	file, err := os.Open("../testdata/appliance.cdx.json")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	doc, err := decode.One("appliance.cdx.json", file)
	if err != nil {
		log.Fatal(err)
	}
	bundle, err := builtin.Bundle()
	if err != nil {
		log.Fatal(err)
	}
	engine, err := policy.Compile(bundle)
	if err != nil {
		log.Fatal(err)
	}
	report, err := engine.Evaluate(context.Background(), doc, policy.Context{
		AsOf:  time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
		Acts:  []string{"integrate"},
		Nexus: []string{"us"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Verdict)
	for _, f := range report.Findings {
		if f.Level == policy.LevelError {
			fmt.Printf("%s: %s by %s, line %d\n", f.Rule, f.Component.Name, f.Entity.Name, f.Evidence[0].Location.Line)
		}
	}
	// Output:
	// fail
	// prohibited: Kaspersky Anti-Virus SDK by AO Kaspersky Lab, line 4911
}
