package sarif_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/internal/gatetest"
	"github.com/bomgate/bomgate/policy/sarif"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/identity"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	inc     = policy.Entity{ID: "kaspersky_lab_inc", Name: "Kaspersky Lab, Inc."}
	ao      = policy.Entity{ID: "ao_kaspersky_lab", Name: "AO Kaspersky Lab"}
	nct     = policy.Entity{ID: "new_cloud_technologies", Name: "New Cloud Technologies"}
	measure = policy.Measure{
		ID:       "final_determination",
		Title:    "Final Determination, Case No. ICTS-2021-002",
		Citation: "89 FR 52434",
		URL:      "https://www.federalregister.gov/d/2024-13532",
		Help:     "Prohibits **resale** and **integration** since 29 September 2024.",
	}
	integrate = policy.Act{Name: "integrate", From: time.Date(2024, 9, 29, 4, 0, 0, 0, time.UTC), InForce: true}
	context   = policy.Context{
		AsOf:  time.Date(2026, 11, 23, 23, 59, 59, 0, time.UTC),
		Acts:  []string{"integrate", "resell"},
		Nexus: []string{"us"},
	}
	rules = []policy.Rule{
		{
			ID:          "lookalike_name",
			Title:       "Name similar to a covered entity",
			Description: "A name in the document is spelled almost like the name of a covered entity.",
			Help:        "Find out who made it.",
			Level:       policy.LevelWarning,
		},
		{
			ID:          "prohibited",
			Name:        "BannedSupplier",
			Title:       "Component of a prohibited supplier",
			Description: "The component comes from an entity that a measure names, or from its affiliate.",
			Help:        "# What to do\n\n- Replace the component, see [how](https://example.com/how).\n- Set `scope` if it is **not** shipped.",
			HelpURI:     "https://www.federalregister.gov/d/2024-13532",
			Level:       policy.LevelError,
			Measures:    []policy.Measure{measure},
		},
	}
)

func decoded(t *testing.T, name, text string) *sbom.Document {
	t.Helper()
	doc, err := decode.One(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// appliance returns a document with a banned component two levels down.
func appliance(t *testing.T) *sbom.Document {
	t.Helper()
	text, err := os.ReadFile("testdata/appliance.cdx.json")
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, "firmware/appliance.cdx.json", string(text))
}

func report(doc *sbom.Document, verdict policy.Verdict, findings ...policy.Finding) *policy.Report {
	warnings := make([]policy.Warning, min(len(doc.Warnings), policy.MaxWarnings))
	for i := range warnings {
		w := doc.Warnings[i]
		warnings[i] = policy.Warning{Message: w.Message, Location: doc.Locate(w.Place)[0]}
	}
	return &policy.Report{
		Document: &policy.Document{Location: doc.Locate(sbom.Place{})[0], Warnings: warnings, WarningCount: len(doc.Warnings)},
		Name:     doc.Name,
		Context:  context,
		Rules:    rules,
		Coverage: doc.Coverage(),
		Verdict:  verdict,
		Findings: findings,
	}
}

// find returns the component with the given reference.
func find(doc *sbom.Document, ref string) *policy.Component {
	for _, c := range doc.Components() {
		if c.Ref == ref {
			return &policy.Component{
				Document: doc.Name, Location: doc.Locate(c.Place)[0],
				Origin: c.Origin, Type: c.Type, Ref: c.Ref, Group: c.Group, Name: c.Name, Version: c.Version, PURL: c.PURL,
			}
		}
	}
	panic("no component with the reference " + ref)
}

// claims returns the first claim of the component for each role.
func claims(t *testing.T, doc *sbom.Document, component *policy.Component, class string, kind identity.Kind, roles ...sbom.Role) []policy.Evidence {
	t.Helper()
	var found []policy.Evidence
	for _, role := range roles {
		before := len(found)
		for _, c := range doc.Claims() {
			if doc.Component(c.Component).Ref == component.Ref && c.Kind == kind && c.Role == role {
				found = append(found, policy.Evidence{Claim: c, Component: component, Location: doc.Locate(c.Place)[0], Class: class})
				break
			}
		}
		if len(found) == before {
			t.Fatalf("no claim of kind %s and role %s", kind, role)
		}
	}
	return found
}

// engine returns a finding in which every field is set.
func engine(t *testing.T, doc *sbom.Document) policy.Finding {
	t.Helper()
	engine := find(doc, "engine")
	return policy.Finding{
		Rule:      "prohibited",
		Level:     policy.LevelError,
		Message:   engine.Name + " 8.9 is supplied by AO Kaspersky Lab, whose software must not be integrated",
		Component: engine,
		Evidence: slices.Concat(
			claims(t, doc, engine, "maker", identity.KindOrganization, sbom.RoleSupplier, sbom.RolePublisher),
			claims(t, doc, engine, "maker", identity.KindSkeleton, sbom.RoleSupplier),
			claims(t, doc, engine, "registry", identity.KindCPE, sbom.RoleIdentity),
		),
		Entity:      &ao,
		Chain:       []policy.Relation{{From: ao, To: inc, Type: "affiliate-of", Confidence: "primary"}},
		Measure:     &measure,
		Act:         &integrate,
		Reasons:     []string{"unknown-category"},
		Remedy:      "Replace the engine.",
		Path:        []*policy.Component{find(doc, "appliance"), find(doc, "mail"), engine},
		Fingerprint: strings.Repeat("0123456789abcdef", 4),
	}
}

func office(t *testing.T, doc *sbom.Document) policy.Finding {
	t.Helper()
	office := find(doc, "office")
	return policy.Finding{
		Rule:        "prohibited",
		Level:       policy.LevelWarning,
		Message:     "ru.example/editor is published by New Cloud Technologies (majority-owned-by AO Kaspersky Lab)",
		Component:   office,
		Evidence:    claims(t, doc, office, "maker", identity.KindOrganization, sbom.RolePublisher),
		Entity:      &nct,
		Chain:       []policy.Relation{{From: nct, To: ao, Type: "majority-owned-by", Share: 69.8, Since: "2026-01", Confidence: "confirmed"}},
		Measure:     &measure,
		Act:         &integrate,
		Path:        []*policy.Component{find(doc, "appliance"), office},
		Fingerprint: strings.Repeat("fedcba9876543210", 4),
	}
}

// whole is a finding about the document.
func whole() policy.Finding {
	return policy.Finding{
		Rule:        "lookalike_name",
		Level:       policy.LevelNote,
		Message:     "2 of 5 components name no maker",
		Fingerprint: strings.Repeat("00", 32),
	}
}

// write writes a log for some reports, and checks it.
func write(t *testing.T, reports ...*policy.Report) []byte {
	t.Helper()
	log, _ := writeRun(t, &gate.Run{Version: "v1.2.3", Reports: reports}, sarif.Options{})
	return log
}

// writeRun writes a log for a run, checks it, and returns it with the number of findings that
// it leaves out.
func writeRun(t *testing.T, result *gate.Run, o sarif.Options) ([]byte, int) {
	t.Helper()
	var b bytes.Buffer
	omitted, err := sarif.Write(&b, result, o)
	if err != nil {
		t.Fatal(err)
	}
	checkGitHub(t, b.Bytes())
	return b.Bytes(), omitted
}

func TestGolden(t *testing.T) {
	doc := appliance(t)
	bare := decoded(t, "bare.json", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a"}]}`)
	empty := decoded(t, "-", `{"bomFormat": "CycloneDX", "specVersion": "1.6"}`)
	clean := decoded(t, "clean.json", `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a", "publisher": "Example"}]}`)
	fault := &policy.Report{
		Name:    "truncated.json",
		Context: context,
		Rules:   rules,
		Verdict: policy.Undetermined,
		Fault: &sbom.Error{
			Name:     "truncated.json",
			Location: sbom.Location{Line: 12, Column: 3, EndLine: 12, EndColumn: 3, Path: "/components/4"},
			Message:  "the document ends in the middle of an object",
			Hint:     "Fetch it again.",
		},
	}
	tests := []struct {
		name    string
		reports []*policy.Report
	}{
		{"findings", []*policy.Report{report(doc, policy.Fail, engine(t, doc), office(t, doc), whole())}},
		{"clean", []*policy.Report{report(clean, policy.Pass)}},
		{"fault", []*policy.Report{fault}},
		{"undetermined", []*policy.Report{report(bare, policy.Undetermined, whole()), report(empty, policy.Undetermined)}},
		{"same-name", []*policy.Report{report(clean, policy.Pass), report(clean, policy.Pass)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := write(t, tt.reports...)
			checkSchema(t, got)
			gatetest.CheckFile(t, filepath.Join("testdata", tt.name+".sarif"), string(got), *update)
		})
	}
}

// TestNames checks that the name of a document becomes a relative URI without scheme,
// which is never empty, and a category.
func TestNames(t *testing.T) {
	tests := []struct{ name, uri string }{
		{"-", "stdin"},
		{"", "stdin"},
		{"..", "stdin"},
		{"bom.json", "bom.json"},
		{"./a//b/./bom.json", "a/b/bom.json"},
		{"../../etc/bom.json", "etc/bom.json"},
		{"/srv/bom.json", "srv/bom.json"},
		{`dist\bom.json`, "dist/bom.json"},
		{`C:\dist\bom.json`, "C%3A/dist/bom.json"},
		{"pkg:npm/a@1.0.json", "pkg%3Anpm/a@1.0.json"},
		{"my bom #1?.json", "my%20bom%20%231%3F.json"},
		{"100%.json", "100%25.json"},
		{"Касперский.json", "%D0%9A%D0%B0%D1%81%D0%BF%D0%B5%D1%80%D1%81%D0%BA%D0%B8%D0%B9.json"},
		{"\xff.json", "%FF.json"},
		{"a\nb.json", "a%0Ab.json"},
	}
	for _, tt := range tests {
		got := write(t, &policy.Report{Name: tt.name, Context: context, Rules: rules, Fault: errors.New("no verdict")})
		checkSchema(t, got)
		run := parse(t, got).Runs[0]
		if uri := *run.Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; uri != tt.uri {
			t.Errorf("uri of %q = %q, want %q", tt.name, uri, tt.uri)
		}
		if id := *run.AutomationDetails.ID; id != "bomgate/"+tt.uri+"/" {
			t.Errorf("automationDetails.id of %q = %q, want %q", tt.name, id, "bomgate/"+tt.uri+"/")
		}
	}
}

// TestLogicalLocations checks that a viewer sees the way to the component at a location, and
// that the place of the value is a property.
func TestLogicalLocations(t *testing.T) {
	doc := appliance(t)
	f := engine(t, doc)
	results := parse(t, write(t, report(doc, policy.Fail, f))).Runs[0].Results
	l := results[0].Locations[0]
	got := *l.LogicalLocations[0]
	if want := "Edge Appliance 4.2 / mail-filter 2.0 / Scan Engine [beta] (https://example.com) 8.9"; *got.FullyQualifiedName != want || *got.Kind != "module" {
		t.Errorf("fullyQualifiedName is %q of kind %q, want %q of kind module", *got.FullyQualifiedName, *got.Kind, want)
	}
	if pointer := l.Properties.Properties["pointer"]; pointer != f.Evidence[0].Location.Path {
		t.Errorf("property pointer is %v, want %q", pointer, f.Evidence[0].Location.Path)
	}
}

// TestMessageIsNotForged checks that text from a document can neither add a link to a
// message nor hide part of it.
func TestMessageIsNotForged(t *testing.T) {
	doc := appliance(t)
	f := engine(t, doc)
	f.Message = "a\u202eb\n[click](https://example.com)\x1b[31m"
	got := *parse(t, write(t, report(doc, policy.Fail, f))).Runs[0].Results[0].Message.Text
	const want = "a<U+202E>b [click] (https://example.com) [31m. "
	if !strings.HasPrefix(got, want) {
		t.Errorf("message = %q, want prefix %q", got, want)
	}
}

// TestFingerprintsAreStable checks that the order of the findings, two of which have the
// same fingerprint, does not change the set of fingerprints.
func TestFingerprintsAreStable(t *testing.T) {
	doc := appliance(t)
	findings := []policy.Finding{engine(t, doc), office(t, doc), engine(t, doc), whole()}
	fingerprints := func() []string {
		var all []string
		for _, r := range parse(t, write(t, report(doc, policy.Fail, findings...))).Runs[0].Results {
			all = append(all, r.PartialFingerprints["primaryLocationLineHash"]+" "+*r.RuleID)
		}
		slices.Sort(all)
		return all
	}
	want := []string{
		"0000000000000000:1 lookalike_name",
		"0123456789abcdef:1 prohibited",
		"0123456789abcdef:2 prohibited",
		"fedcba9876543210:1 prohibited",
	}
	if d := cmp.Diff(want, fingerprints()); d != "" {
		t.Errorf("fingerprints (-want +got):\n%s", d)
	}
	slices.Reverse(findings)
	if d := cmp.Diff(want, fingerprints()); d != "" {
		t.Errorf("fingerprints in reverse order (-want +got):\n%s", d)
	}
}

// TestPathOverDocuments checks that the steps of a path from another document have
// locations in that document.
func TestPathOverDocuments(t *testing.T) {
	doc := appliance(t)
	f := engine(t, doc)
	rack := &policy.Component{Document: "rack/rack.cdx.json", Location: sbom.Location{Line: 7, Column: 1, EndLine: 7, EndColumn: 9}, Name: "rack"}
	f.Path = append([]*policy.Component{rack}, f.Path...)
	result := parse(t, write(t, report(doc, policy.Fail, f))).Runs[0].Results[0]
	var got []string
	for _, l := range result.CodeFlows[0].ThreadFlows[0].Locations {
		at := l.Location.PhysicalLocation
		got = append(got, fmt.Sprintf("%s:%d", *at.ArtifactLocation.URI, *at.Region.StartLine))
	}
	own := *result.Locations[0].PhysicalLocation.ArtifactLocation.URI
	if len(got) != 5 || got[0] != "rack/rack.cdx.json:7" || !strings.HasPrefix(got[1], own+":") {
		t.Errorf("locations of steps are %q, want 5 that start with rack/rack.cdx.json:7", got)
	}
	if text := *result.Message.Text; !strings.Contains(text, "Brought in by rack → ") {
		t.Errorf("message %q, want the path from rack in it", text)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteError(t *testing.T) {
	if _, err := sarif.Write(fullDisk{}, &gate.Run{Reports: []*policy.Report{report(appliance(t), policy.Pass)}}, sarif.Options{}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("err = %v, want it to wrap the error of the writer", err)
	}
}
