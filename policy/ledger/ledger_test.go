package ledger_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/detail"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/ledger"
	"github.com/bomgate/bomgate/sbom"
)

// write returns the rows of the ledger of a run.
func write(t *testing.T, run *gate.Run) [][]string {
	t.Helper()
	var buf bytes.Buffer
	if err := ledger.Write(&buf, run); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&buf).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// one returns a run over a document with components.
func one(r *policy.Report, components ...detail.Component) *gate.Run {
	return &gate.Run{Reports: []*policy.Report{r}, Details: map[*policy.Report]*detail.Detail{r: {Components: components}}}
}

func TestWrite(t *testing.T) {
	engine := &policy.Component{Location: sbom.Location{Line: 7, Column: 3}, Name: "engine", Version: "8"}
	lab := &policy.Entity{ID: "lab"}
	r := &policy.Report{Name: "bom.json", Digest: "d1", Verdict: policy.Fail, Findings: []policy.Finding{
		{Level: policy.LevelError, Component: engine, Entity: lab, Fingerprint: "f1"},
		{Level: policy.LevelNote, Component: engine, Entity: lab, Fingerprint: "f2"},
	}}
	run := one(r,
		detail.Component{Line: 7, Column: 3, Origin: sbom.OriginComponent, Type: "library", Name: "engine", Version: "8", Maker: `Lab, "Inc."`, Evidence: sbom.EvidenceMaker},
		detail.Component{Origin: sbom.OriginComponent, Group: "g", Name: "bare", Ref: "x", Evidence: sbom.EvidenceName},
	)
	run.Details[r].Omitted = 3
	run.Reports = append(run.Reports, &policy.Report{Name: "broken.json", Verdict: policy.Undetermined, Fault: errors.New("cut off")})
	var buf bytes.Buffer
	if err := ledger.Write(&buf, run); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`document,digest,line,column,origin,type,group,name,version,purl,ref,maker,evidence,outcome,status,entities,fingerprints,remark
bom.json,d1,7,3,component,library,,engine,8,,,"Lab, ""Inc.""",maker,error,counts,lab,f1 f2,
bom.json,d1,,,component,,g,bare,,,x,,name,not judged,,,,
bom.json,d1,,,,,,,,,,,,omitted,,,,3 more components are omitted
broken.json,,,,,,,,,,,,,no verdict,,,,cut off
`, "\n", "\r\n")
	if diff := cmp.Diff(want, buf.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestDocumentWithoutVerdictKeepsItsComponents(t *testing.T) {
	r := &policy.Report{Name: "bom.json", Verdict: policy.Undetermined, Coverage: sbom.Coverage{Components: 1, Name: 1}}
	rows := write(t, one(r, detail.Component{Name: "bare", Evidence: sbom.EvidenceName}))
	if len(rows) != 3 || !strings.Contains(strings.Join(rows[1], " "), "no verdict") || !strings.Contains(strings.Join(rows[2], " "), "bare") {
		t.Errorf("got %q, want a row that says why there is no verdict, and one for the component", rows[1:])
	}
}

// TestNoCellIsAFormula checks that a spreadsheet shows names as text.
func TestNoCellIsAFormula(t *testing.T) {
	for name, want := range map[string]string{
		"=HYPERLINK(\"https://a.example\")": "'=HYPERLINK(\"https://a.example\")",
		"+1":                                "'+1",
		"-1":                                "'-1",
		"@scope/name":                       "'@scope/name",
		"\t=1":                              `'\t=1`,
		"\r=1":                              `'\r=1`,
		"a=1":                               "a=1",
		"two\nlines":                        `two\nlines`,
		"\u202egpj.exe":                     `\u202egpj.exe`,
		"<script>alert(1)</script>":         "<script>alert(1)</script>",
	} {
		rows := write(t, one(&policy.Report{Name: name}, detail.Component{Name: name, Group: name, Version: name, PURL: name, Ref: name, Maker: name, Type: name}))
		for i, column := range ledger.Columns {
			switch column {
			case "document", "group", "name", "version", "purl", "ref", "maker", "type":
				if got := rows[1][i]; got != want {
					t.Errorf("%s %q: got %q, want %q", column, name, got, want)
				}
			}
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReturnsErrors(t *testing.T) {
	if err := ledger.Write(fullDisk{}, one(&policy.Report{})); err == nil {
		t.Error("no error")
	}
}
