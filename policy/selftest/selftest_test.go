package selftest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/rego"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/disguise"
	"github.com/bomgate/bomgate/sbom/draft"
)

var update = flag.Bool("update", false, "rewrite docs/evasion.md")

// builtin is the engine that the command has when it is given nothing else.
var builtin = sync.OnceValues(func() (*policy.Engine, error) { return compile() })

func compile(more ...*policy.Bundle) (*policy.Engine, error) {
	b, err := policy.ReadFolder("rego", rego.FS)
	if err != nil {
		return nil, err
	}
	return policy.Compile(context.Background(), append([]*policy.Bundle{b}, more...)...)
}

// shipping is the question of a US producer that integrates and resells in late 2026.
var shipping = policy.Context{AsOf: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Acts: []string{"integrate", "resell"}, Nexus: []string{"us"}}

const tiny = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
  {"type": "library", "bom-ref": "zlib", "name": "zlib", "version": "1.3.1", "supplier": {"name": "Acme Inc."}, "purl": "pkg:generic/zlib@1.3.1"}
]}`

// innocents look alike and have nothing to do with Kaspersky.
var innocents = []struct {
	name      string
	component draft.Component
}{
	{"a name that begins alike", supplied("KasperSkytte")},
	{"a person of that name", supplied("Eugene Kaspersky-Smith")},
	{"a writer of that name", supplied("kris-kaspersky")},
	{"the founder of another company", supplied("Natalya Kaspersky")},
	{"a surname that differs by a letter", supplied("Kasperski")},
	{"a chess player", supplied("Garry Kasparov")},
	{"a former sister company", supplied("InfoWatch")},
	{"a homonym account", from("gengine", "github/kaspersky/gengine")},
	{"an account that ends alike", from("site", "github/AlanKaspersky/site")},
	{"an account that begins alike", from("ampvis2", "github/KasperSkytte/ampvis2")},
	{"an account with a hyphen before", from("utils", "github/r-kaspersky/utils")},
	{"a homonym package", from("klara", "pypi/klara")},
	{"a fork", from("klara", "github/Neo23x0/klara")},
	{"an applicant's work", from("kaspersky-test-task", "github/somebody/kaspersky-test-task")},
	{"a newspaper's page", from("ft-kaspersky", "npm/ft-kaspersky")},
	{"a connector", from("connector-kaspersky-security-center", "github/fortinet-fortisoar/connector-kaspersky-security-center")},
	{"an add-on", from("TA-kaspersky", "github/diogofgm/TA-kaspersky")},
	{"a detector", from("detect-kaspersky", "github/initconf/detect-kaspersky")},
	{"a remover", from("Remove-Kaspersky", "github/omrsangx/Remove-Kaspersky")},
	{"a converter", from("node-kaspersky-to-csv", "npm/node-kasperskypasswordmanager-into-csv")},
	{"an exporter", from("kaspersky-exporter-java", "maven/com.antoniordo/kaspersky-exporter-java")},
	{"an interview exercise", from("ansible-kaspersky", "github/un1uckyyy/ansible-kaspersky")},
	{"a first name", from("casper", "npm/casper")},
	{"another vendor's file", draft.Component{Type: "file", Name: "active-response/bin/kaspersky"}},
	{"another vendor's short name", draft.Component{Type: "file", Name: "bin/kavgui"}},
	{"a host that ends alike", draft.Component{Type: "application", Name: "agent", Download: "https://notkaspersky.com/a.zip"}},
	{"a contributor", draft.Component{Type: "library", Name: "kernel", Supplier: "Acme Inc.", Committer: "Arseny Krasnov <arseny.krasnov@kaspersky.com>"}},
}

func supplied(supplier string) draft.Component {
	return draft.Component{Type: "application", Name: "agent", Version: "1", Supplier: supplier}
}

func from(name, path string) draft.Component {
	return draft.Component{Type: "library", Name: name, Version: "1", PURL: "pkg:" + path + "@1"}
}

// TestEvasion: nothing is passed over in any disguise, form and wrapping, those
// who look alike are, and docs/evasion.md says so.
func TestEvasion(t *testing.T) {
	engine, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	report, err := Test{Engine: engine, Question: shipping}.Run(t.Context(), "tiny.json", []byte(tiny))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range report.Escapes {
		t.Errorf("%s in %s: %s", e.Row, e.Form, e.Outcome)
	}
	for _, rule := range report.Unfired {
		t.Errorf("rule %q never fired", rule.ID)
	}
	if len(report.Bans) != 1 {
		t.Fatalf("%d measures, want the one that is built in", len(report.Bans))
	}
	var page strings.Builder
	page.WriteString(`# Disguises and what becomes of them

Components that are known to be banned, disguised, in each form. Written by ` + "`go test ./policy/selftest -update`" + `;
` + "`bomgate selftest`" + ` does the same with your own SBOM and policies. *error* closes the gate; *warning* asks for a person; *refused* is no
verdict, so the gate stays closed; – is what a form has no place for, or what the data know nothing of. Nothing passes.

SPDX has no place apart for services, tools and pedigree: it lists them as packages like any other, and so they are found.

## A component in disguise

Who is hidden comes from the data: each row hides what is known of that sort. A *note* is all that is due to the rows in italics: what
they hide is no part of what is shipped, or somebody's contribution to another's work.

`)
	table(&page, "disguise", report.Forms, report.Bans[0].Rows)
	page.WriteString("\n## A document in disguise\n\nAll of the above but the rows in italics in one document, which is then wrapped; the mildest outcome counts.\n\n")
	table(&page, "wrapping", report.Forms, report.Wrappings)
	page.WriteString("\n## What only looks alike\n\nThese have nothing to do with it. In no form and no wrapping are they an error or a warning.\n\n")
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
		t.Errorf("%s says something else: run go test ./policy/selftest -update (%v)", path, err)
	}
}

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

// TestInnocents: who only looks alike stays silent, in every form and wrapping.
func TestInnocents(t *testing.T) {
	engine, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	r := newRun(t.Context(), Test{Engine: engine, Question: shipping, Decoder: sbom.Decoder{Wants: engine.Wants}}, "innocents", disguise.Host{})
	for _, i := range innocents {
		r.add(i.component, 0, 0)
	}
	silent := func(t *testing.T, found findings) {
		t.Helper()
		for i, innocent := range innocents {
			if got := found.of(engine.Measures()[0], i); got == Outcome(policy.LevelError) || got == Outcome(policy.LevelWarning) {
				t.Errorf("%s: %s", innocent.name, got)
			}
		}
	}
	for _, form := range draft.Forms() {
		t.Run(form.Name, func(t *testing.T) {
			text, err := r.rewrite(form, r.fitting(form)...)
			if err != nil {
				t.Fatal(err)
			}
			found, err := r.judge(text)
			if err != nil || found == nil {
				t.Fatalf("refused, want to be read (%v)", err)
			}
			silent(t, found)
			for _, w := range disguise.Wrappings() {
				if wrapped := w.Wrap(form, text); wrapped != nil {
					if found, err = r.judge(wrapped); err != nil {
						t.Fatal(err)
					}
					silent(t, found)
				}
			}
		})
	}
}
