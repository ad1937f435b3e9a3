package sarif_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/sarif"
	"github.com/bomgate/bomgate/sbom"
)

// zippedSize returns the size of a log as upload-sarif sends it: without white space, and
// compressed.
func zippedSize(t *testing.T, log []byte) int {
	t.Helper()
	var compact, zipped bytes.Buffer
	if err := json.Compact(&compact, log); err != nil {
		t.Fatal(err)
	}
	w := gzip.NewWriter(&zipped)
	w.Write(compact.Bytes())
	w.Close()
	return zipped.Len()
}

// checkSize checks that GitHub accepts the size of a log.
func checkSize(t *testing.T, log []byte) {
	t.Helper()
	if size := zippedSize(t, log); size > 10_000_000 {
		t.Errorf("%d bytes after gzip, want at most 10 MB", size)
	}
}

// random returns a text that does not compress.
func random(r *rand.ChaCha8, n int) string {
	b := make([]byte, n*3/4)
	r.Read(b)
	return base64.StdEncoding.EncodeToString(b)
}

// omittedIn returns the sum of the numbers in the notifications about omitted findings.
func omittedIn(t *testing.T, log []byte) int {
	t.Helper()
	sum := 0
	for _, run := range parse(t, log).Runs {
		for _, n := range run.Invocations[0].ToolExecutionNotifications {
			var omitted, all int
			if _, err := fmt.Sscanf(*n.Message.Text, "%d of %d findings omitted, the least severe ones, because GitHub shows at most 5,000 of a run and accepts at most 10 MB.", &omitted, &all); err == nil {
				sum += omitted
			}
		}
	}
	return sum
}

// TestOneResult checks the limits on the parts of a result: a finding with a long message, a
// long path and thousands of values.
func TestOneResult(t *testing.T) {
	r := rand.NewChaCha8([32]byte{})
	doc := appliance(t)
	f := engine(t, doc)
	f.Message = strings.Repeat("я", 1<<16)
	f.Path = slices.Repeat([]*policy.Component{f.Component}, policy.MaxPath)
	f.Path[policy.MaxPath/2] = nil
	for i := range 1 << 12 {
		f.Evidence = append(f.Evidence, policy.Evidence{
			Claim:    f.Evidence[0].Claim,
			Location: sbom.Location{Line: i + 100, Column: 1},
		})
	}
	short := write(t, report(doc, policy.Fail, f))
	result := parse(t, short).Runs[0].Results[0]
	if len(result.RelatedLocations) != 100 || !strings.Contains(*result.Message.Text, ", and 3998 more values.") {
		t.Errorf("%d related locations, message %q", len(result.RelatedLocations), *result.Message.Text)
	}
	if n := len([]rune(*result.Message.Text)); n > 5000 {
		t.Errorf("message of %d characters, want at most 5000", n)
	}
	for i := range f.Evidence {
		f.Evidence[i].Claim.Value, f.Evidence[i].Location.Path = random(r, 2000), random(r, 2000)
	}
	f.Component.Name, f.Component.PURL = random(r, 1<<20), random(r, 1<<20)
	long := write(t, report(doc, policy.Fail, f))
	if n := len(long) - len(short); n > 200<<10 {
		t.Errorf("long values add %d bytes to the log, want at most 200 KiB", n)
	}
}

// TestLongDocumentName checks that a long name of a document does not make a log large, and
// that documents with such names have categories of their own.
func TestLongDocumentName(t *testing.T) {
	doc := appliance(t)
	var reports []*policy.Report
	for _, end := range []string{"a", "b"} {
		r := report(doc, policy.Fail, slices.Repeat([]policy.Finding{engine(t, doc)}, 100)...)
		r.Name = strings.Repeat("я", 1<<20) + end
		reports = append(reports, r)
	}
	log := write(t, reports...)
	checkSchema(t, log)
	if len(log) > 8<<20 {
		t.Errorf("log of %d bytes, want at most 8 MiB", len(log))
	}
	runs := parse(t, log).Runs
	if a, b := *runs[0].AutomationDetails.ID, *runs[1].AutomationDetails.ID; a == b || strings.Contains(a+b, "~2") || len(a) > 1100 {
		t.Errorf("categories %q and %q, want different ones of at most 1100 bytes", a, b)
	}
}

// TestTooManyResults checks that the most severe results are kept, and that the log says how
// many are omitted.
func TestTooManyResults(t *testing.T) {
	doc := appliance(t)
	var findings []policy.Finding
	for i := range sarif.MaxResults {
		f := office(t, doc)
		f.Fingerprint = fmt.Sprintf("%064x", i)
		f.Fingerprint = f.Fingerprint[48:] + f.Fingerprint[:48]
		findings = append(findings, f)
	}
	r := report(doc, policy.Fail, append([]policy.Finding{engine(t, doc)}, findings...)...)
	r.Counts = map[policy.Level]int{policy.LevelError: 1, policy.LevelWarning: 7000}
	log, omitted := writeRun(t, &gate.Run{Version: "v1.2.3", Reports: []*policy.Report{r}}, sarif.Options{})
	run := parse(t, log).Runs[0]
	if len(run.Results) != sarif.MaxResults || run.Results[0].Level != "error" {
		t.Errorf("%d results, the first %q, want %d and the error", len(run.Results), run.Results[0].Level, sarif.MaxResults)
	}
	if n := omittedIn(t, log); n != 2001 || omitted != 2001 {
		t.Errorf("%d omitted in notifications, %d returned, want 2001", n, omitted)
	}
}

// TestTooLarge checks that a log that would be larger than GitHub accepts has the most severe
// results of all documents, those that say that there is no verdict, and some of each document,
// because GitHub closes the alerts of a run without results.
func TestTooLarge(t *testing.T) {
	const documents, findings = 20, 800
	r := rand.NewChaCha8([32]byte{})
	doc := appliance(t)
	warning, failure := office(t, doc), engine(t, doc)
	var reports []*policy.Report
	for i := range documents {
		var all []policy.Finding
		for k := range findings {
			f := warning
			if i == documents-1 && k < 100 {
				f = failure
			}
			f.Fingerprint = fmt.Sprintf("%016x", i<<20+k) + f.Fingerprint[16:]
			f.Message = random(r, 1000)
			all = append(all, f)
		}
		reports = append(reports, report(doc, policy.Review, all...))
	}
	reports[documents-1].Verdict = policy.Undetermined
	log, omitted := writeRun(t, &gate.Run{Version: "v1.2.3", Reports: reports}, sarif.Options{})
	checkSize(t, log)
	kept, errors := 0, 0
	for _, run := range parse(t, log).Runs {
		kept += len(run.Results)
		if len(run.Results) < findings/10 {
			t.Errorf("a run has %d results, want as many as the others", len(run.Results))
		}
		for _, result := range run.Results {
			if result.Level == "error" {
				errors++
			}
		}
	}
	if errors != 101 {
		t.Errorf("%d errors, want the 100 and the one that says that there is no verdict", errors)
	}
	if n := omittedIn(t, log); n != omitted || kept-1+omitted != documents*findings || kept < documents*findings/10 {
		t.Errorf("%d results, %d omitted in notifications, %d returned, want %d findings in all", kept, n, omitted, documents*findings)
	}
}

// TestTooManyNotifications checks that notifications cannot crowd out the results.
func TestTooManyNotifications(t *testing.T) {
	r := rand.NewChaCha8([32]byte{})
	doc := appliance(t)
	var reports []*policy.Report
	for range 20 {
		one := report(doc, policy.Fail, engine(t, doc))
		for i := range policy.MaxLinks {
			one.Document.Links = append(one.Document.Links, policy.Link{Document: random(r, 1000), Location: sbom.Location{Line: i + 1, Column: 1, Path: random(r, 1000)}})
		}
		reports = append(reports, one)
	}
	log, omitted := writeRun(t, &gate.Run{Version: "v1.2.3", Reports: reports}, sarif.Options{})
	checkSize(t, log)
	if omitted != 0 {
		t.Errorf("%d findings omitted, want none", omitted)
	}
	if notes := parse(t, log).Runs[0].Invocations[0].ToolExecutionNotifications; !strings.HasSuffix(*notes[len(notes)-1].Message.Text, " more notifications omitted.") {
		t.Errorf("the last notification is %q, want the number of omitted ones", *notes[len(notes)-1].Message.Text)
	}
}

// TestRulesTooLarge checks that there is an error if a log cannot be small enough.
func TestRulesTooLarge(t *testing.T) {
	r := rand.NewChaCha8([32]byte{})
	one := report(appliance(t), policy.Pass)
	one.Rules = []policy.Rule{{ID: "long", Title: "Long", Level: policy.LevelNote, Help: random(r, 12<<20)}}
	var b bytes.Buffer
	if _, err := sarif.Write(&b, &gate.Run{Reports: []*policy.Report{one}}, sarif.Options{}); err == nil || b.Len() > 0 {
		t.Errorf("error %v and %d bytes, want an error and nothing written", err, b.Len())
	}
}

// TestManyDocuments checks that more documents than GitHub accepts runs share one run, and
// that findings with the same fingerprint are distinguished by the document.
func TestManyDocuments(t *testing.T) {
	doc := appliance(t)
	clean := decoded(t, "bom.json", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a", "publisher": "Example"}]}`)
	reports := slices.Repeat([]*policy.Report{report(clean, policy.Pass)}, 18)
	for _, name := range []string{"x.json", "y.json"} {
		r := report(doc, policy.Fail, engine(t, doc))
		r.Name = name
		reports = append(reports, r)
	}
	if n := len(parse(t, write(t, reports...)).Runs); n != 20 {
		t.Fatalf("%d runs for 20 documents, want 20", n)
	}
	fingerprints := func(reports []*policy.Report) []string {
		log := write(t, reports...)
		checkSchema(t, log)
		runs := parse(t, log).Runs
		if len(runs) != 1 || *runs[0].AutomationDetails.ID != "bomgate/" {
			t.Fatalf("%d runs, the first of category %q, want one of bomgate/", len(runs), *runs[0].AutomationDetails.ID)
		}
		if runs[0].Results[0].Level != "error" || *runs[0].Results[0].RuleID != "undetermined" {
			t.Errorf("the first result is %s %s, want the missing verdict", runs[0].Results[0].Level, *runs[0].Results[0].RuleID)
		}
		documents, _ := runs[0].Properties.Properties["documents"].([]any)
		if len(documents) != len(reports) {
			t.Errorf("%d documents in the properties, want %d", len(documents), len(reports))
		}
		var all []string
		for _, result := range runs[0].Results {
			all = append(all, result.PartialFingerprints["primaryLocationLineHash"]+" "+*result.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		}
		slices.Sort(all)
		return all
	}
	reports = append(reports, report(clean, policy.Undetermined))
	want := fingerprints(reports)
	slices.Reverse(reports)
	if got := fingerprints(reports); !slices.Equal(got, want) {
		t.Errorf("fingerprints %q in reverse order, want %q", got, want)
	}
}
