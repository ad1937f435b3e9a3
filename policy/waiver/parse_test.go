package waiver_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/waiver"
	"github.com/bomgate/bomgate/sbom"
)

var fingerprint = strings.Repeat("0a", 32)

// complete is a waiver with all members.
var complete = `waivers:
  - fingerprint: ` + fingerprint + `
    level: error
    evidence:
      - 'maker organization "acme"'
    reason: It does not ship.
    basis: license 7
    approver: Jane Doe
    ticket: GATE-1
    issued: 2026-11-01
    expires: 2027-05-01
`

// onPackage is the waiver that names a package instead of a fingerprint.
var onPackage = strings.Replace(complete, "fingerprint: "+fingerprint,
	"component: pkg:npm/agent\n    entity: acme\n    measure: order\n    document: application/product", 1)

func TestParse(t *testing.T) {
	got, err := waiver.Parse("w.yaml", []byte(complete+strings.TrimPrefix(onPackage, "waivers:\n")))
	if err != nil {
		t.Fatal(err)
	}
	first := policy.Waiver{
		Location:    sbom.Location{Line: 2, Column: 5},
		Fingerprint: fingerprint,
		Level:       policy.LevelError,
		Evidence:    []string{`maker organization "acme"`},
		Reason:      "It does not ship.",
		Basis:       "license 7",
		Approver:    "Jane Doe",
		Ticket:      "GATE-1",
		Issued:      time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Expires:     time.Date(2027, 5, 1, 0, 0, 0, 0, time.UTC),
	}
	second := first
	second.Location.Line = 12
	second.Fingerprint, second.PURL, second.Entity, second.Measure, second.Document = "", "pkg:npm/agent", "acme", "order", "application/product"
	if diff := cmp.Diff([]*policy.Waiver{&first, &second}, got); diff != "" {
		t.Error(diff)
	}
}

// replace returns the complete waiver with a text replaced.
func replace(old, with string) string { return strings.Replace(complete, old, with, 1) }

// without returns the complete waiver without a member that has one line.
func without(name string) string {
	lines := slices.DeleteFunc(strings.SplitAfter(complete, "\n"), func(l string) bool { return strings.HasPrefix(l, "    "+name+":") })
	return strings.Join(lines, "")
}

// refused are files that the schema refuses too, with the errors of the parser.
var refused = []struct{ name, text, want string }{
	{"not an object", "- a\n", "w.yaml:1:1: expected an object, found a list"},
	{"no list", "{}\n", `w.yaml:1:1: missing member "waivers"`},
	{"an unknown member", replace("reason:", "resaon:"), "w.yaml:2:5: missing member \"reason\"\nw.yaml:6:5: unknown member \"resaon\": expected \"reason\""},
	{"a member of another version", complete + "    scope: all\n", `w.yaml:12:5: unknown member "scope": expected fingerprint, component, entity,`},
	{"no reason", without("reason"), `w.yaml:2:5: missing member "reason"`},
	{"no basis", without("basis"), `w.yaml:2:5: missing member "basis"`},
	{"no approver", without("approver"), `w.yaml:2:5: missing member "approver"`},
	{"no ticket", without("ticket"), `w.yaml:2:5: missing member "ticket"`},
	{"no issue date", without("issued"), `w.yaml:2:5: missing member "issued"`},
	{"no expiry date", without("expires"), `w.yaml:2:5: missing member "expires"`},
	{"no level", without("level"), `w.yaml:2:5: missing member "level"`},
	{"an empty reason", replace("It does not ship.", `""`), "w.yaml:6:13: incomplete waiver: expected why the finding is accepted"},
	{"a reason of spaces", replace("It does not ship.", `"  "`), "w.yaml:6:13: incomplete waiver: expected why the finding is accepted"},
	{"an approver left out", replace(" Jane Doe", ""), "w.yaml:8:14: incomplete waiver: expected who accepts the finding"},
	{"an empty date", replace("2027-05-01", `""`), "w.yaml:11:14: incomplete waiver: expected the last day of the waiver as in 2026-11-29"},
	{"a date with a time", replace("2027-05-01", "2027-05-01T00:00:00Z"), `w.yaml:11:14: "2027-05-01T00:00:00Z": expected the last day of the waiver as in 2026-11-29`},
	{"a day that does not exist", replace("2027-05-01", "2027-02-30"), `w.yaml:11:14: "2027-02-30": expected the last day of the waiver as in 2026-11-29`},
	{"a number as ticket", replace("GATE-1", "17"), `w.yaml:9:13: expected a string, found the number 17: write "17" with the quotes`},
	{"another level", replace("level: error", "level: eror"), `w.yaml:3:12: level "eror": expected "error"`},
	{"no evidence", replace("\n      - 'maker organization \"acme\"'", " []"), "w.yaml:4:15: incomplete waiver: expected evidence of the finding, because a finding without evidence cannot be waived"},
	{"empty evidence", replace(`'maker organization "acme"'`, `""`), "w.yaml:5:9: incomplete waiver: expected evidence of the finding"},
	{"a text as evidence", replace("\n      - 'maker", " 'maker"), "w.yaml:4:15: expected a list, found a string"},
	{"the start of a fingerprint", replace(fingerprint, "0a0a0a0a"), `w.yaml:2:18: fingerprint "0a0a0a0a": expected 64 hexadecimal digits in lower case`},
	{"a fingerprint in upper case", replace(fingerprint, strings.ToUpper(fingerprint)), `w.yaml:2:18: fingerprint "0A0A`},
	{"everything", replace("fingerprint: "+fingerprint+"\n    level", "level"), "w.yaml:2:5: missing what is covered: expected a fingerprint, or component, entity, measure and document"},
	{"a package without a document", strings.Replace(onPackage, "    document: application/product\n", "", 1), `w.yaml:2:5: missing member "document"`},
	{"an empty entity", strings.Replace(onPackage, "entity: acme", `entity: ""`, 1), "w.yaml:3:13: incomplete waiver: expected the ID of the entity"},
	{"both a fingerprint and a package", complete + "    component: pkg:npm/agent\n", "w.yaml:12:16: unexpected component: expected either a fingerprint, or component, entity, measure and document"},
}

func TestParseRefuses(t *testing.T) {
	for _, c := range append(slices.Clone(refused), []struct{ name, text, want string }{
		{"an empty file", "", "w.yaml: empty: expected a value"},
		{"expired before it is issued", replace("2027-05-01", "2026-10-31"), "w.yaml:11:14: expires on 2026-10-31: expected a day on or after the issue date 2026-11-01"},
		{"a member twice", complete + "    level: note\n", `w.yaml:12:5: duplicate member "level"`},
		{"an alias", complete + "  - *x\n", "w.yaml: invalid YAML: unknown anchor 'x' referenced"},
		{"a name as package URL", strings.Replace(onPackage, "pkg:npm/agent", "agent", 1), `w.yaml:2:16: package URL "agent": expected the scheme pkg at its head`},
		{"a package URL with qualifiers", strings.Replace(onPackage, "pkg:npm/agent", "pkg:npm/agent?a=b", 1), `w.yaml:2:16: package URL "pkg:npm/agent?a=b": expected neither qualifiers nor a subpath`},
	}...) {
		t.Run(c.name, func(t *testing.T) {
			if _, err := waiver.Parse("w.yaml", []byte(c.text)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("%s\nerror %v\nwant  %s", c.text, err, c.want)
			}
		})
	}
}

func TestParseReportsAllErrors(t *testing.T) {
	_, err := waiver.Parse("w.yaml", []byte(replace("GATE-1", `""`)+strings.TrimPrefix(replace("Jane Doe", `""`), "waivers:\n")))
	want := "w.yaml:9:13: incomplete waiver: expected a ticket with the decision\nw.yaml:18:15: incomplete waiver: expected who accepts the finding"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestSchemaAgreesWithParser checks that the schema accepts what the parser accepts, and
// refuses what the parser refuses because of members and their values.
func TestSchemaAgreesWithParser(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(waiver.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	validate := func(text string) error {
		var node yaml.Node
		if err := yaml.Unmarshal([]byte(text), &node); err != nil {
			t.Fatal(err)
		}
		return schema.Validate(plain(&node))
	}
	for _, text := range []string{complete, onPackage, "waivers: []\n"} {
		if _, err := waiver.Parse("w.yaml", []byte(text)); err != nil {
			t.Error(err)
		}
		if err := validate(text); err != nil {
			t.Errorf("the schema refuses %s: %v", text, err)
		}
	}
	for _, c := range refused {
		if err := validate(c.text); err == nil {
			t.Errorf("%s: the schema accepts %s", c.name, c.text)
		}
	}
}

// plain returns a YAML value as the JSON value that an editor checks, with dates as strings.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return plain(n.Content[0])
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			object[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return object
	case yaml.SequenceNode:
		list := []any{}
		for _, child := range n.Content {
			list = append(list, plain(child))
		}
		return list
	}
	switch n.ShortTag() {
	case "!!str", "!!timestamp":
		return n.Value
	case "!!null":
		return nil
	}
	return json.Number(n.Value)
}

func FuzzParse(f *testing.F) {
	f.Add(complete)
	f.Add(onPackage)
	f.Fuzz(func(t *testing.T, text string) {
		waivers, err := waiver.Parse("w.yaml", []byte(text))
		if err != nil {
			return
		}
		for _, w := range waivers {
			if w.Reason == "" || w.Approver == "" || w.Expires.IsZero() || len(w.Evidence) == 0 || w.Fingerprint == "" && (w.PURL == "" || w.Document == "") {
				t.Errorf("incomplete waiver %+v of %q", w, text)
			}
		}
	})
}
