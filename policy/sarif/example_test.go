package sarif_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/sarif"
)

// Write the report on a document that could not be read. Such a document has a result,
// because an upload without results would close all alerts.
func ExampleWrite() {
	report := &policy.Report{
		Name:    "build/bom.json",
		Verdict: policy.Undetermined,
		Fault:   errors.New("open build/bom.json: permission denied"),
	}
	var file bytes.Buffer
	if _, err := sarif.Write(&file, &gate.Run{Version: "1.2.3", Reports: []*policy.Report{report}}, sarif.Options{}); err != nil {
		log.Fatal(err)
	}

	var out struct {
		Runs []struct {
			Results []struct {
				RuleID  string
				Level   string
				Message struct{ Text string }
			}
		}
	}
	if err := json.Unmarshal(file.Bytes(), &out); err != nil {
		log.Fatal(err)
	}
	for _, r := range out.Runs[0].Results {
		fmt.Printf("%s: %s [%s]\n", r.Level, r.Message.Text, r.RuleID)
	}
	// Output:
	// error: No verdict: open build/bom.json: permission denied. [undetermined]
}
