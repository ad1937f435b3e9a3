package jsonreport_test

import (
	"log"
	"os"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/jsonreport"
	"github.com/bomgate/bomgate/sbom"
)

// Write the report on one document. [policy.Engine.Evaluate] makes such reports.
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
	if err := jsonreport.Write(os.Stdout, &gate.Run{Context: context, Reports: []*policy.Report{report}}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// {
	//   "verdict": "pass",
	//   "context": {
	//     "as_of": "2026-11-23T00:00:00Z",
	//     "acts": [
	//       "integrate"
	//     ],
	//     "nexus": [
	//       "us"
	//     ]
	//   },
	//   "reports": [
	//     {
	//       "document": {
	//         "name": "bom.json",
	//         "format": "CycloneDX",
	//         "spec_version": "1.6",
	//         "encoding": "json",
	//         "id": "",
	//         "title": "",
	//         "component_count": 2,
	//         "warning_count": 0,
	//         "wrappers": []
	//       },
	//       "verdict": "pass",
	//       "coverage": {
	//         "components": 2,
	//         "maker": 2,
	//         "identity": 0,
	//         "hash": 0,
	//         "name": 0,
	//         "nothing": 0,
	//         "incomplete": 0,
	//         "root_maker": false,
	//         "share": 1,
	//         "nameShare": 0,
	//         "missing": 0
	//       },
	//       "links": [],
	//       "counts": {
	//         "error": 0,
	//         "warning": 0,
	//         "note": 0
	//       },
	//       "findings": [],
	//       "warnings": [],
	//       "fault": null
	//     }
	//   ],
	//   "skipped": 0
	// }
}
