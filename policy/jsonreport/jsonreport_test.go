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
	least := policy.Finding{Rule: "own", Level: policy.LevelNote, Message: "hm", Act: &policy.Act{Name: "use"}, Fingerprint: full.Fingerprint}
	_, unreadable := decode.One("broken.json", strings.NewReader(`{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [`))
	return []*policy.Report{
		{Document: doc, Name: "bom.json", Coverage: coverage, Verdict: policy.Fail, Findings: []policy.Finding{full, least}, Counts: map[policy.Level]int{policy.LevelError: 1, policy.LevelNote: 7000}},
		{Document: &policy.Document{}, Name: "bom.json", Verdict: policy.Pass},
		{Name: "broken.json", Verdict: policy.Undetermined, Fault: unreadable},
		{Name: "empty", Verdict: policy.Undetermined, Fault: errors.New("nothing there")},
	}
}

func write(t *testing.T) []byte {
	t.Helper()
	c := policy.Context{AsOf: time.Date(2026, 11, 23, 0, 0, 0, 0, time.FixedZone("", -5*3600)), Acts: []string{"integrate"}, Nexus: []string{"us"}}
	var buf bytes.Buffer
	if err := jsonreport.Write(&buf, &gate.Run{Context: c, Reports: reports(c), Skipped: make([]gate.Skipped, 3)}); err != nil {
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
