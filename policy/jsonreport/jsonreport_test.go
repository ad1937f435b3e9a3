package jsonreport_test

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/gate"
	"github.com/bomgate/bomgate/policy/jsonreport"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/identity"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(jsonreport.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// digest is the digest of every file.
var digest = strings.Repeat("e3", 32)

// waived is a waiver with all fields.
var waived = policy.Waiver{
	Location: sbom.Location{Line: 2, Column: 5}, Fingerprint: strings.Repeat("0f", 32),
	PURL: "pkg:npm/engine", Entity: "moon", Measure: "order", Document: "router",
	Level: policy.LevelError, Evidence: []string{`maker organization "ao kaspersky lab"`},
	Reason: "it is replaced in May", Basis: "license 7", Approver: "Jane Doe", Ticket: "GATE-1",
	Issued: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Expires: time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC),
}

// result returns a run in which every member is set.
func result(c policy.Context) *gate.Run {
	return &gate.Run{
		Version: "v1.2.3", Context: c, AsOf: "2026-11-23", FailOn: policy.LevelWarning,
		Bundles:  []gate.Bundle{{Name: "rego", Digest: digest}},
		Reports:  reports(c),
		Config:   &gate.Config{File: ".bomgate.yaml", Digest: digest},
		Waivers:  &gate.Waivers{File: "waivers.yaml", Digest: digest, List: []*policy.Waiver{&waived}, Report: &policy.Report{Findings: []policy.Finding{{Rule: "waiver", Level: policy.LevelWarning, Message: "it expires soon", Fingerprint: digest}}}},
		Baseline: &gate.Baseline{File: "baseline.json", Digest: digest, Gone: []policy.Finding{{Rule: "prohibited", Level: policy.LevelError, Message: "it was there", Fingerprint: digest}}},
		Skipped:  make([]gate.Skipped, 3),
	}
}

// reports returns a report in which every member is set, one in which none is, and two
// of documents that could not be read.
func reports(c policy.Context) []*policy.Report {
	doc := &policy.Document{
		Format: sbom.CycloneDX, SpecVersion: "1.6", Encoding: sbom.JSON, ComponentCount: 1,
		Wrappers:     []sbom.Wrapper{{Kind: sbom.WrapperDSSE, Decoded: true, Verified: true, Signer: "release"}},
		Warnings:     []policy.Warning{{Message: "odd", Location: sbom.Location{Line: 4, Column: 2, EndLine: 4, EndColumn: 5, Path: "/dependencies/0"}}},
		WarningCount: 200,
	}
	coverage := sbom.Coverage{Components: 1, Maker: 1}
	part := &policy.Component{Name: "engine", Version: "1", Type: "library", Ref: "a", Origin: sbom.OriginComponent}
	given := &policy.Report{Name: "given.json", Verdict: policy.Pass}
	doc.Links = []policy.Link{{Document: "urn:a", Given: given}, {Document: "urn:b", Version: "2", Component: part}, {Document: "urn:b", Version: "2", Ref: "x"}}
	claim := sbom.Claim{Kind: identity.KindOrganization, Role: sbom.RoleSupplier, Key: "ao kaspersky lab", Value: "AO Kaspersky Lab"}
	lab, moon := policy.Entity{ID: "lab", Name: "Lab"}, policy.Entity{ID: "moon", Name: "Moon"}
	full := policy.Finding{
		Rule: "prohibited", Level: policy.LevelError, Message: "it is there", Component: part,
		Evidence:    []policy.Evidence{{Claim: claim, Component: part, Location: sbom.Location{Line: 3, Column: 9, Path: "/components/0/supplier/name"}, Class: "maker"}},
		Entity:      &moon,
		Chain:       []policy.Relation{{From: moon, To: lab, Type: "subsidiary-of", Share: 69.8, Since: "2019", Confidence: "primary"}},
		Measure:     &policy.Measure{ID: "order", Title: "Order", Citation: "Gazette 12", URL: "https://order.example/"},
		Act:         &policy.Act{Name: "integrate", From: c.AsOf, InForce: true},
		Reasons:     []string{"unknown-category"},
		Remedy:      "Remove it.",
		Path:        []*policy.Component{part, nil, part},
		Fingerprint: strings.Repeat("0f", 32),
	}
	full.Waiver, full.Change = &waived, policy.ChangeWorse
	least := policy.Finding{Rule: "own", Level: policy.LevelNote, Message: "hm", Act: &policy.Act{Name: "use"}, Fingerprint: full.Fingerprint}
	_, unreadable := decode.One("broken.json", strings.NewReader(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`))
	return []*policy.Report{
		{Document: doc, Name: "bom.json", Digest: digest, Rules: []policy.Rule{{ID: "prohibited", Measures: []policy.Measure{*full.Measure}}}, Coverage: coverage, Verdict: policy.Fail, Findings: []policy.Finding{full, least}, Counts: map[policy.Level]int{policy.LevelError: 1, policy.LevelNote: 7000}},
		{Document: &policy.Document{}, Name: "bom.json", Verdict: policy.Pass},
		{Name: "broken.json", Verdict: policy.Undetermined, Fault: unreadable},
		{Name: "empty", Verdict: policy.Undetermined, Fault: errors.New("nothing there")},
	}
}

func write(t *testing.T) []byte {
	t.Helper()
	c := policy.Context{AsOf: time.Date(2026, 11, 23, 0, 0, 0, 0, time.FixedZone("", -5*3600)), Acts: []string{"integrate"}, Nexus: []string{"us"}}
	var buf bytes.Buffer
	if err := jsonreport.Write(&buf, result(c)); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestSchema(t *testing.T) {
	s := schema(t)
	out := write(t)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(value); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !bytes.Equal(out, write(t)) {
		t.Error("the same reports give different bytes")
	}
	// The schema requires every member of every object and allows no others.
	for _, object := range objects(value) {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			member := object[name]
			delete(object, name)
			if s.Validate(value) == nil {
				t.Errorf("valid without member %q of %v", name, object)
			}
			object[name] = member
		}
		object["unknown"] = true
		if s.Validate(value) == nil {
			t.Errorf("valid with an unknown member in %v", object)
		}
		delete(object, "unknown")
	}
}

// objects returns all objects in a JSON value.
func objects(value any) (found []map[string]any) {
	switch v := value.(type) {
	case map[string]any:
		found = append(found, v)
		for _, member := range v {
			found = append(found, objects(member)...)
		}
	case []any:
		for _, element := range v {
			found = append(found, objects(element)...)
		}
	}
	return found
}

func TestWrite(t *testing.T) {
	out := string(write(t))
	for _, want := range []string{
		"{\n  \"verdict\": \"fail\",\n", // action.yml reads this line
		`"as_of": "2026-11-23T05:00:00Z"`,
		`"skipped": 3`,
		`"exit_code": 1`,
		`"reason": "1 warning (fail level: warning) in the waivers; no verdict on 2 of 4 documents; 1 finding waived"`,
		`"as_of_given": "2026-11-23"`,
		`"expires": "2027-05-01"`,
		`"change": "worse"`,
		`"sha256": "` + digest + `"`,
		`"path": "/components/0/supplier/name"`,
		`"fault": null`,
		`"message": "nothing there"`,
		`"component": null`,
		`"from": ""`,
		`"findings": []`,
		`"note": 7000`,
		`"warning_count": 200`,
		`"…"`,
		`"document": "urn:b"`,
		`"given": "given.json"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("output without %s:\n%s", want, out)
		}
	}
}
