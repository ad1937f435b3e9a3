package selftest

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/policy/builtin"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/decode"
	"github.com/bomgate/bomgate/sbom/disguise"
	"github.com/bomgate/bomgate/sbom/draft"
)

var update = flag.Bool("update", false, "rewrite docs/evasion.md")

// builtinEngine returns an engine with the built-in policies, compiled once.
var builtinEngine = sync.OnceValues(func() (*policy.Engine, error) { return compile() })

func compile(more ...*policy.Bundle) (*policy.Engine, error) {
	b, err := builtin.Bundle()
	if err != nil {
		return nil, err
	}
	return policy.Compile(append([]*policy.Bundle{b}, more...)...)
}

// shipping is the question of a US producer that integrates and resells in November 2026.
var shipping = policy.Context{AsOf: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Acts: []string{"integrate", "resell"}, Nexus: []string{"us"}}

const tiny = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
  {"type": "library", "bom-ref": "zlib", "name": "zlib", "version": "1.3.1", "supplier": {"name": "Acme Inc."}, "purl": "pkg:generic/zlib@1.3.1"}
]}`

// innocents are components that look as if they came from Kaspersky but do not.
var innocents = []struct {
	name      string
	component draft.Component
}{
	{"a company whose name begins with the same letters", supplied("KasperSkytte")},
	{"a company with the name of two words that resemble a brand together", supplied("Kasper Sky Ltd")},
	{"a company with a name that differs from those words by a letter", supplied("Jasper Sky Ltd")},
	{"a company with the name of two words that resemble another brand together", supplied("My Office Ltd")},
	{"a surname with the same consonants", supplied("Kasprzak Sp. z o.o.")},
	{"a surname with similar consonants", supplied("Gasparski")},
	{"an author with that surname", supplied("kris-kaspersky")},
	{"the founder of another company", supplied("Natalya Kaspersky")},
	{"a surname that differs by a letter", supplied("Kasperski")},
	{"a chess player with a similar surname", supplied("Garry Kasparov")},
	{"a former sister company", supplied("InfoWatch")},
	{"an unrelated GitHub account with that name", from("gengine", "github/kaspersky/gengine")},
	{"an account that ends with that name", from("site", "github/AlanKaspersky/site")},
	{"an account that begins with the same letters", from("ampvis2", "github/KasperSkytte/ampvis2")},
	{"an account that ends with a hyphen and that name", from("utils", "github/r-kaspersky/utils")},
	{"an unrelated package with the name of a product", from("klara", "pypi/klara")},
	{"a fork of a product by another account", from("klara", "github/Neo23x0/klara")},
	{"a job applicant's test task", from("kaspersky-test-task", "github/somebody/kaspersky-test-task")},
	{"an article of a newspaper", from("ft-kaspersky", "npm/ft-kaspersky")},
	{"another vendor's connector for a product", from("connector-kaspersky-security-center", "github/fortinet-fortisoar/connector-kaspersky-security-center")},
	{"another vendor's add-on for a product", from("TA-kaspersky", "github/diogofgm/TA-kaspersky")},
	{"a tool that detects a product", from("detect-kaspersky", "github/initconf/detect-kaspersky")},
	{"a tool that removes a product", from("Remove-Kaspersky", "github/omrsangx/Remove-Kaspersky")},
	{"a converter for exports of a product", from("node-kaspersky-to-csv", "npm/node-kasperskypasswordmanager-into-csv")},
	{"an exporter for data of a product", from("kaspersky-exporter-java", "maven/com.antoniordo/kaspersky-exporter-java")},
	{"an exercise from a job interview", from("ansible-kaspersky", "github/un1uckyyy/ansible-kaspersky")},
	{"a first name with a similar spelling", from("casper", "npm/casper")},
	{"a file of another vendor with that name", draft.Component{Type: "file", Name: "active-response/bin/kaspersky"}},
	{"a file of another vendor with a similar short name", draft.Component{Type: "file", Name: "bin/kavgui"}},
	{"a host that ends with the name of a banned host", draft.Component{Type: "application", Name: "agent", Download: "https://notkaspersky.com/a.zip"}},
	{"an account that begins with that name and ends with a number", from("Trazit", "github/kaspersky3550879/Trazit")},
	{"a solution of a job applicant's task under the name of a product", from("kaspersky-symphony", "github/mikhailmogilnikov/kaspersky-symphony")},
	{"a third party's client of an administration server", from("go-ksc", "golang/github.com/pixfid/go-ksc")},
	{"a third party's enrichment with an excluded service", from("connector-kaspersky-enrichment", "docker/opencti/connector-kaspersky-enrichment")},
	{"a package name in a repository of the entity that is not registered", from("opentip-mcp", "pypi/opentip-mcp")},
	{"a package whose name has a letter more than a client of an excluded service", from("opentips", "pypi/opentips")},
	{"a scanner with the short name of a product", from("kics", "pypi/kics")},
	{"a system package with the short name of a product", from("kics", "rpm/opensuse/kics")},
	{"a keyboard tool with the short name of a product", from("ksc", "pypi/ksc")},
	{"a file with the short name of a product", draft.Component{Type: "file", Name: "bin/kpm.exe", Supplier: "Acme Inc."}},
	{"a library with the name of a company that took over customers", from("libpango-1.0-0", "deb/debian/libpango-1.0-0")},
	{"another vendor's product with another engine", draft.Component{Type: "application", Name: "ZoneAlarm Extreme Security NextGen", Version: "4", Supplier: "Check Point Software Technologies"}},
	{"another product of a vendor whose product has the engine as an option", draft.Component{Type: "application", Name: "GFI LanGuard", Version: "12", Supplier: "GFI Software"}},
	{"a component with a commit by an employee", draft.Component{Type: "library", Name: "kernel", Supplier: "Acme Inc.", Committer: "Arseny Krasnov <arseny.krasnov@kaspersky.com>"}},
}

func supplied(supplier string) draft.Component {
	return draft.Component{Type: "application", Name: "agent", Version: "1", Supplier: supplier}
}

func from(name, path string) draft.Component {
	return draft.Component{Type: "library", Name: name, Version: "1", PURL: "pkg:" + path + "@1"}
}

// TestEvasion checks that the built-in policies catch every disguise and wrapping in
// every form, and that docs/evasion.md is up to date.
func TestEvasion(t *testing.T) {
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	report, err := Test{Engine: engine, Question: shipping}.Run(t.Context(), "tiny.json", []byte(tiny))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range report.Escapes {
		t.Errorf("%s in %s: %s %s", e.Row, e.Form, e.Outcome, e.Fault)
	}
	for _, rule := range report.Unfired {
		t.Errorf("rule %q never fired", rule.ID)
	}
	if len(report.Bans) != 1 {
		t.Fatalf("%d measures, want the one built-in measure", len(report.Bans))
	}
	var page strings.Builder
	page.WriteString(`# Disguises and their outcomes

This page shows what bomgate reports for known banned components that are disguised, in each form. It is generated by
` + "`go test ./policy/selftest -update`; `bomgate selftest`" + ` runs the same test with your own SBOM and policies.

| outcome | meaning |
| --- | --- |
| error | the gate closes |
| warning | a person must look |
| note | the report mentions the component |
| refused | the document is invalid and was refused because of the disguise; the gate stays closed |
| – | the form cannot express the disguise, or the data has no suitable identifier |

No disguise passes. A document that cannot be decoded for another reason does not count as refused; the test then fails.

SPDX does not have separate lists for services, tools and pedigree: their components are ordinary packages there and found like any other.

## Disguised components

The identifiers come from the entity data. Each row hides identifiers of one kind. For rows in italics a note is enough: the component is
not part of the product, or the entity only contributed to it.

`)
	table(&page, "disguise", report.Forms, report.Bans[0].Rows)
	page.WriteString("\n## Wrapped documents\n\nOne document contains all components above except those in italics. It is wrapped as a whole, and the least severe outcome counts.\n\n")
	table(&page, "wrapping", report.Forms, report.Wrappings)
	page.WriteString("\n## Unrelated components\n\nThese components only look as if they came from a banned entity. They are not an error or a warning in any form or wrapping.\n\n")
	for _, i := range innocents {
		fmt.Fprintf(&page, "- %s\n", i.name)
	}
	const path = "../../docs/evasion.md"
	if *update {
		if err := os.WriteFile(path, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if published, err := os.ReadFile(path); err != nil || string(published) != page.String() {
		t.Errorf("%s is out of date: run go test ./policy/selftest -update (%v)", path, err)
	}
}

// table writes a Markdown table of rows by form.
func table(page *strings.Builder, first string, forms []Form, rows []Row) {
	fmt.Fprintf(page, "| %s |", first)
	for _, f := range forms {
		fmt.Fprintf(page, " %s |", f.Name)
	}
	page.WriteString("\n| --- |" + strings.Repeat(" --- |", len(forms)) + "\n")
	for _, row := range rows {
		name := row.Name
		if row.Slight {
			name = "*" + name + "*"
		}
		fmt.Fprintf(page, "| %s |", name)
		for _, o := range row.Outcomes {
			fmt.Fprintf(page, " %s |", o)
		}
		page.WriteString("\n")
	}
}

// TestInnocents checks that no innocent component is an error or a warning, in any
// form or wrapping.
func TestInnocents(t *testing.T) {
	r := newTestRun(t)
	for _, i := range innocents {
		r.addPlant(i.component, 0, 0)
	}
	check := func(t *testing.T, result judgment) {
		t.Helper()
		for i, innocent := range innocents {
			if got := result.outcome(r.Engine.Measures()[0], i); got == Outcome(policy.LevelError) || got == Outcome(policy.LevelWarning) {
				t.Errorf("%s: %s, want a note at most", innocent.name, got)
			}
		}
	}
	for _, form := range draft.Forms() {
		t.Run(form.Name, func(t *testing.T) {
			text, err := r.rewrite(form, r.components(r.fitting(form))...)
			if err != nil {
				t.Fatal(err)
			}
			result, err := r.judge(text)
			if err != nil || result.fault != nil {
				t.Fatal(err, result.fault)
			}
			check(t, result)
			for _, w := range disguise.Wrappings() {
				wrapped := w.Wrap(form, text)
				if wrapped == nil {
					continue
				}
				if result, err = r.judge(wrapped); err != nil {
					t.Fatal(err)
				}
				if result.fault != nil && !w.Invalid {
					t.Errorf("%s: %v", w.Name, result.fault)
				}
				check(t, result)
			}
		})
	}
}

// newTestRun returns a run without plants that uses the built-in policies.
func newTestRun(t *testing.T) *run {
	t.Helper()
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	r := newRun(t.Context(), Test{Engine: engine, Question: shipping, Decoder: decode.Decoder{Wants: engine.Wants}}, "test", disguise.Base{})
	r.report.Bans = []Ban{{Measure: engine.Measures()[0], Rows: []Row{{Name: "none"}}}}
	for _, w := range disguise.Wrappings() {
		r.report.Wrappings = append(r.report.Wrappings, Row{Name: w.Name})
	}
	return r
}

// TestUnreadablePlant checks that a document that the decoder fails on does not count
// as caught, and that the other plants are still tried.
func TestUnreadablePlant(t *testing.T) {
	r := newTestRun(t)
	r.addPlant(supplied("AO Kaspersky Lab"), 0, 0)
	// Tag-value has no escape sequence for a line break outside <text>, so the
	// document is malformed.
	r.addPlant(supplied("AO Kaspersky Lab\nPackageSuplier: Organization: Acme"), 0, 0)
	if err := r.tryForm(formNamed(t, "SPDX tag-value")); err != nil {
		t.Fatal(err)
	}
	if got := r.report.Bans[0].Rows[0].Outcomes; !slices.Equal(got, []Outcome{Unreadable}) {
		t.Errorf("outcomes %q, want %q", got, Unreadable)
	}
	if len(r.report.Escapes) != 1 || !strings.Contains(r.report.Escapes[0].Fault, `"PackageSuplier"`) {
		t.Errorf("escapes %+v, want the second plant with the decoder's error", r.report.Escapes)
	}
	if got := r.report.Wrappings[0].Outcomes; !slices.Equal(got, []Outcome{Outcome(policy.LevelError)}) {
		t.Errorf("first plant in %s: %q, want error", r.report.Wrappings[0].Name, got)
	}
}

// TestUnreadableWrapping checks that a valid wrapped document that the decoder fails
// on does not count as caught.
func TestUnreadableWrapping(t *testing.T) {
	r := newTestRun(t)
	r.addPlant(supplied("AO Kaspersky Lab"), 0, 0)
	form := formNamed(t, "CycloneDX JSON")
	text, err := r.write(form, r.plants[0].Component)
	if err != nil {
		t.Fatal(err)
	}
	r.Decoder.MaxBytes = int64(len(text))
	for _, w := range disguise.Wrappings() {
		want := Outcome(policy.LevelError)
		switch {
		case w.Invalid:
			continue
		case len(w.Wrap(form, text)) > len(text), strings.Contains(w.Name, "archive"): // an archive is larger than the files in it
			want = Unreadable
		}
		got, err := r.tryWrapping(form, w, text, []int{0})
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", w.Name, got, want)
		}
	}
	if len(r.report.Escapes) == 0 || r.report.Escapes[0].Fault == "" {
		t.Errorf("escapes %+v, want one with the decoder's error", r.report.Escapes)
	}
}

// TestUnreadableBase checks that the test is not possible if the decoder fails on a
// document without disguises.
func TestUnreadableBase(t *testing.T) {
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Test{Engine: engine, Question: shipping, Decoder: decode.Decoder{MaxBytes: int64(len(tiny))}}.Run(t.Context(), "tiny.json", []byte(tiny))
	if err == nil || !strings.Contains(err.Error(), "decode the undisguised components: ") {
		t.Errorf("error %v, want one about the undisguised components", err)
	}
}

// TestCheckRefusal checks which errors count as a refusal because of a wrapping.
func TestCheckRefusal(t *testing.T) {
	const (
		text    = "{\n  \"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\",\n  \"components\": [\n    {\"name\": \"agent\"}\n  ]\n}\n"
		wrapped = "{\n  \"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\",\n  \"COMPONENTS\": [\n    {\"name\": \"agent\"}\n  ]\n}\n"
	)
	_, notSBOM := decode.One("x", strings.NewReader(`{}`))
	_, renamed := decode.One("x", strings.NewReader(wrapped))
	at := func(line, column int) error {
		return fmt.Errorf("decode: %w", &sbom.Error{Message: "test", Location: sbom.Location{Line: line, Column: column}})
	}
	for _, tt := range []struct {
		name string
		err  error
		want string // part of the error; "" if the wrapping was refused
	}{
		{"error of the decoder", renamed, ""},
		{"at the name", at(3, 3), ""},
		{"at the value", at(3, 17), ""},
		{"before the name", at(2, 3), "not because of the wrapping, which changed lines 2 to 3"},
		{"after the value", at(4, 5), "not because of the wrapping"},
		{"without a location", at(0, 0), "not because of the wrapping"},
		{"not an SBOM", notSBOM, "not recognized as an SBOM"},
		{"another error", errors.New("index out of range"), "unexpected error of the decoder: index out of range"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := checkRefusal(tt.err, []byte(text), []byte(wrapped))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err != nil && !errors.Is(err, tt.err) {
				t.Errorf("error %v does not wrap the decoder's error", err)
			}
		})
	}
}

// TestChanged checks the positions of changes, whose columns are UTF-16 code units.
func TestChanged(t *testing.T) {
	for _, tt := range []struct {
		text, wrapped string
		first, last   position
	}{
		{"{\"a\": \"😀\", \"b\": []}", "{\"a\": \"😀\", \"B\": []}", position{1, 11}, position{1, 18}},
		{"a: b\nc: d\n", "a: b\nC: d\n", position{1, 5}, position{2, 5}},
		{"a\n", "a\nb: []\n", position{1, 2}, position{3, 1}},
	} {
		if first, last := changed([]byte(tt.text), []byte(tt.wrapped)); first != tt.first || last != tt.last {
			t.Errorf("%q: %v to %v, want %v to %v", tt.wrapped, first, last, tt.first, tt.last)
		}
	}
}

func formNamed(t *testing.T, name string) draft.Form {
	t.Helper()
	forms := draft.Forms()
	i := slices.IndexFunc(forms, func(f draft.Form) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("no form %q", name)
	}
	return forms[i]
}
