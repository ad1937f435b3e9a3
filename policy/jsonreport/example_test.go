package jsonreport_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/jsonreport"
	"github.com/bomgate/bomgate/sbom"
)

// Write the result of a run over one document. [policy.Engine.Evaluate] makes the report.
func ExampleWrite() {
	context := policy.Context{
		AsOf:  time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
		Acts:  []string{"integrate"},
		Nexus: []string{"us"},
	}
	report := &policy.Report{
		Name:     "bom.json",
		Context:  context,
		Verdict:  policy.Pass,
		Coverage: sbom.Coverage{Components: 2, Maker: 2},
		Document: &policy.Document{Format: sbom.CycloneDX, SpecVersion: "1.6", Encoding: sbom.JSON, ComponentCount: 2},
	}
	var file bytes.Buffer
	if err := jsonreport.Write(&file, &gate.Run{Context: context, FailOn: policy.LevelError, Reports: []*policy.Report{report}}); err != nil {
		log.Fatal(err)
	}

	var out struct {
		Verdict  string
		Decision struct {
			Open   bool
			Reason string
		}
		Reports []struct {
			Document struct{ Name string }
			Coverage struct{ Share float64 }
		}
	}
	if err := json.Unmarshal(file.Bytes(), &out); err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Verdict, out.Decision.Open, out.Decision.Reason)
	for _, r := range out.Reports {
		fmt.Println(r.Document.Name, r.Coverage.Share)
	}
	// Output:
	// pass true no finding needs a decision
	// bom.json 1
}
