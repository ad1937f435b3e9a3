package gitlab_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/gitlab"
	"github.com/bomgate/bomgate/policy/internal/gatetest"
)

var update = flag.Bool("update", false, "rewrite the files in testdata")

// inBuild says that every document is in the folder build of the repository.
func inBuild(name string) string { return "build/" + name }

// nowhere says that no document is in the repository.
func nowhere(string) string { return "" }

func write(t *testing.T, run *gate.Run, pathOf func(string) string) string {
	t.Helper()
	var b bytes.Buffer
	if err := gitlab.Write(&b, run, pathOf); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// issue has the members of an issue on which GitLab relies.
type issue struct {
	Description, Severity, Fingerprint string

	CheckName string `json:"check_name"`
	Location  struct{ Path string }
}

var schema = jsonschema.NewCompiler().MustCompile(filepath.Join("testdata", "schema.json"))

// read validates a report and returns its issues.
func read(t *testing.T, report string) []issue {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	var issues []issue
	if err := json.Unmarshal([]byte(report), &issues); err != nil {
		t.Fatal(err)
	}
	return issues
}

func TestGolden(t *testing.T) {
	for name, run := range gatetest.Runs() {
		got := write(t, run, inBuild)
		read(t, got)
		gatetest.CheckFile(t, filepath.Join("testdata", name+".json"), got, *update)
	}
}

// TestFingerprintsAreUnique checks that GitLab shows every issue, also if a component is
// listed twice, or if a product has several documents. The fingerprints do not depend on
// lines and on other issues, so that GitLab recognizes an issue in the report of another
// branch.
func TestFingerprintsAreUnique(t *testing.T) {
	twice := []policy.Finding{gatetest.Finding("a.json", 1, policy.LevelError), gatetest.Finding("a.json", 1, policy.LevelWarning)}
	moved := gatetest.Finding("b.json", 1, policy.LevelError)
	moved.Evidence[0].Location.Line += 100
	all := read(t, write(t, gatetest.Run(
		gatetest.Report("a.json", policy.Fail, twice...), gatetest.Report("b.json", policy.Fail, twice[0]),
		gatetest.Report("c.json", policy.Undetermined), gatetest.Report("d.json", policy.Undetermined),
	), inBuild))
	seen := map[string]bool{}
	for _, i := range all {
		seen[i.Fingerprint] = true
	}
	if len(all) != 5 || len(seen) != 5 {
		t.Errorf("%d issues with %d fingerprints, want 5", len(all), len(seen))
	}
	for _, i := range read(t, write(t, gatetest.Run(gatetest.Report("b.json", policy.Fail, moved), gatetest.Report("d.json", policy.Undetermined)), inBuild)) {
		if !seen[i.Fingerprint] {
			t.Errorf("the fingerprint of %q changed", i.Location.Path)
		}
	}
}

// TestTextIsHarmless expects the same issues for hostile text as for plain text. Names of
// files that are not in the repository become paths that the schema accepts.
func TestTextIsHarmless(t *testing.T) {
	severities := func(issues []issue) []string {
		var all []string
		for _, i := range issues {
			all = append(all, i.Severity)
		}
		return all
	}
	plain := severities(read(t, write(t, gatetest.RunWith("plain"), nowhere)))
	for _, s := range append(slices.Clone(gatetest.Hostile), strings.Repeat("x\n", 1<<19), "../../etc/passwd", "/etc/passwd", `C:\x\..\..\y`, "oci://example.com/a:1", "-", ".") {
		report := write(t, gatetest.RunWith(s), nowhere)
		if diff := cmp.Diff(plain, severities(read(t, report))); diff != "" {
			t.Errorf("%.50q changes the issues (-plain +hostile):\n%s", s, diff)
		}
		if len(report) > 100_000 {
			t.Errorf("%.50q gives a report of %d bytes", s, len(report))
		}
		gatetest.CheckVisible(t, s, report)
	}
}
