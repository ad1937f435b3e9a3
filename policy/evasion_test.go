package policy_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/sbomtest"
)

var update = flag.Bool("update", false, "rewrite docs/evasion.md")

// forms are the ways in which one document is written.
var forms = []struct {
	name  string
	write func(sbomtest.Document, io.Writer) error
}{
	{"CycloneDX JSON", sbomtest.Document.WriteCycloneDXJSON},
	{"CycloneDX XML", sbomtest.Document.WriteCycloneDXXML},
	{"SPDX JSON", sbomtest.Document.WriteSPDXJSON},
	{"SPDX tag-value", sbomtest.Document.WriteSPDXTagValue},
	{"SPDX 3", sbomtest.Document.WriteSPDX3JSON},
}

// disguises hide a component of Kaspersky in ways that a reviewer may overlook.
var disguises = []struct {
	name      string
	component sbomtest.Component
}{
	{"none", banned(nil)},

	{"nested three levels down", sbomtest.Component{Type: "application", Name: "shell", PURL: "pkg:generic/shell@1", Nested: []sbomtest.Component{
		{Ref: "middle", Type: "library", Name: "middle", PURL: "pkg:generic/middle@1", Nested: []sbomtest.Component{banned(nil)}}}}},

	{"supplier dropped, package URL stays", anonymous(func(c *sbomtest.Component) { c.PURL = "pkg:npm/%40kaspersky/agent@1" })},
	{"supplier dropped, CPE stays", anonymous(func(c *sbomtest.Component) { c.CPE = "cpe:2.3:a:kaspersky:agent:1:*:*:*:*:*:*:*" })},
	{"supplier dropped, file name stays", anonymous(func(c *sbomtest.Component) { c.Type, c.Name = "file", "drivers/klhk.sys" })},
	{"supplier dropped, versioned file name stays", anonymous(func(c *sbomtest.Component) {
		c.Type, c.Name = "file", "KL_Mobile_SDK_Android_5.18.0.215_FullRelease.aar"
	})},
	{"supplier dropped, download host stays", anonymous(func(c *sbomtest.Component) { c.Download = "https://dnl-01.geo.kaspersky.com/agent.zip" })},
	{"supplier dropped, website stays", anonymous(func(c *sbomtest.Component) { c.Website = "https://www.kaspersky.co.uk/agent" })},
	{"supplier dropped, copyright stays", anonymous(func(c *sbomtest.Component) { c.Copyright = "Copyright 2019 AO Kaspersky Lab" })},
	{"supplier dropped, product's name stays", anonymous(func(c *sbomtest.Component) { c.Name = "Kaspersky Endpoint Security" })},
	{"supplier dropped, repository stays", anonymous(func(c *sbomtest.Component) { c.Download = "git+https://github.com/KasperskyLab/agent.git@v1" })},
	{"publisher only", anonymous(func(c *sbomtest.Component) { c.Publisher = "AO Kaspersky Lab" })},

	{"legal form changed", supplied("Kaspersky Lab, Inc.")},
	{"legal form behind", supplied("Kaspersky Lab AO")},
	{"national company", supplied("Kaspersky Lab Polska Sp. z o.o.")},
	{"subsidiary under another name", supplied("ООО «Новые облачные технологии»")},
	{"written in Cyrillic", supplied("АО «Лаборатория Касперского»")},
	{"written in Japanese", supplied("株式会社カスペルスキー")},
	{"words in another order", supplied("Lab Kaspersky")},
	{"words joined", supplied("KasperskyLab")},
	{"hyphenated", supplied("Kaspersky-Lab")},
	{"hyphenated within a word", supplied("Kasper-sky Lab")},
	{"letters spaced", supplied("K a s p e r s k y")},
	{"one letter Cyrillic", supplied("Kаspersky Lab")},
	{"one letter Greek", supplied("Κaspersky Lab")},
	{"national company, one letter Cyrillic", supplied("Kаspersky Lab Polska")},
	{"full width", supplied("Ｋａｓｐｅｒｓｋｙ　Ｌａｂ")},
	{"digit for a letter", supplied("Kaspersky 1ab")},
	{"zero-width space", supplied("Kas\u200bper\u200bsky Lab")},
	{"bidi controls", supplied("\u202aKaspersky\u202c Lab")},
	{"soft hyphen", supplied("Kasper\u00adsky Lab")},
	{"combining marks", supplied("Kaspe\u0301rsky Lab")},
	{"character references of HTML", supplied("&#75;aspersky Lab")},
	{"percent-encoding", supplied("%4Baspersky%20Lab")},
	{"one letter less", supplied("Kapersky Lab")},
	{"one letter more", supplied("Kasspersky Lab")},
	{"one letter other", supplied("Kasperski Lab")},
	{"two letters swapped", supplied("Kasperksy Lab")},
	{"product's name with one letter Cyrillic", anonymous(func(c *sbomtest.Component) { c.Name = "Kаspersky Endpoint Security" })},

	{"package URL in capitals", anonymous(func(c *sbomtest.Component) { c.PURL = "PKG:NPM/%40KASPERSKY/agent@1" })},
	{"package URL with qualifiers and subpath", anonymous(func(c *sbomtest.Component) { c.PURL = "pkg:npm/%40kaspersky/agent@1?arch=x#lib/a" })},
	{"package URL of the module path", anonymous(func(c *sbomtest.Component) { c.PURL = "pkg:golang/github.com/KasperskyLab/agent/v2@v2.0.0" })},
	{"repository in a qualifier", anonymous(func(c *sbomtest.Component) {
		c.PURL = "pkg:generic/agent@1?vcs_url=git%2Bhttps://github.com/KasperskyLab/agent"
	})},
	{"image in a qualifier", anonymous(func(c *sbomtest.Component) {
		c.PURL = "pkg:oci/scanengine_httpd@sha256%3Aab?repository_url=docker.io/kaspersky/scanengine_httpd"
	})},
	{"Maven group below theirs", anonymous(func(c *sbomtest.Component) { c.PURL = "pkg:maven/com.kaspersky.agent.core/agent@1" })},
	{"CPE with escapes", anonymous(func(c *sbomtest.Component) { c.CPE = `cpe:2.3:a:kaspersky\_lab:agent:1:*:*:*:*:*:*:*` })},
	{"CPE in capitals", anonymous(func(c *sbomtest.Component) { c.CPE = "cpe:2.3:a:Kaspersky:Agent:1:*:*:*:*:*:*:*" })},
	{"CPE of version 2.2", anonymous(func(c *sbomtest.Component) { c.CPE = "cpe:/a:kaspersky%5flab:agent:1" })},
	{"download host in capitals, with a point and a port", anonymous(func(c *sbomtest.Component) { c.Download = "https://DNL.KASPERSKY.COM.:443/agent.zip" })},
}

// innocents look alike and have nothing to do with Kaspersky.
var innocents = []struct {
	name      string
	component sbomtest.Component
}{
	{"a name that begins alike", supplied("KasperSkytte")},
	{"a person of that name", supplied("Eugene Kaspersky-Smith")},
	{"a surname that differs by a letter", supplied("Kasperski")},
	{"a chess player", supplied("Garry Kasparov")},
	{"a former sister company", supplied("InfoWatch")},
	{"a homonym account", anonymous(func(c *sbomtest.Component) { c.Name, c.PURL = "gengine", "pkg:github/kaspersky/gengine@1" })},
	{"a homonym package", anonymous(func(c *sbomtest.Component) { c.Name, c.PURL = "klara", "pkg:pypi/klara@0.6" })},
	{"an account that begins alike", anonymous(func(c *sbomtest.Component) { c.Name, c.PURL = "ampvis2", "pkg:github/kasperskytte/ampvis2@2" })},
	{"a connector", anonymous(func(c *sbomtest.Component) {
		c.Name, c.PURL = "connector-kaspersky-security-center", "pkg:github/fortinet-fortisoar/connector-kaspersky-security-center@1"
	})},
	{"a remover", anonymous(func(c *sbomtest.Component) {
		c.Name, c.PURL = "Remove-Kaspersky", "pkg:github/omrsangx/Remove-Kaspersky@1"
	})},
	{"a converter", anonymous(func(c *sbomtest.Component) {
		c.Name, c.PURL = "node-kaspersky-to-csv", "pkg:npm/node-kaspersky-to-csv@1"
	})},
	{"another vendor's file", anonymous(func(c *sbomtest.Component) { c.Type, c.Name = "file", "active-response/bin/kaspersky" })},
	{"a host that ends alike", anonymous(func(c *sbomtest.Component) { c.Download = "https://notkaspersky.com/a.zip" })},
}

// banned is a component that is found as it is.
func banned(change func(*sbomtest.Component)) sbomtest.Component {
	c := sbomtest.Component{Ref: "hidden", Type: "application", Name: "agent", Version: "1", Supplier: "AO Kaspersky Lab"}
	if change != nil {
		change(&c)
	}
	return c
}

func supplied(supplier string) sbomtest.Component {
	return banned(func(c *sbomtest.Component) { c.Supplier = supplier })
}

func anonymous(change func(*sbomtest.Component)) sbomtest.Component {
	return banned(func(c *sbomtest.Component) { c.Supplier = ""; change(c) })
}

// outcome is what becomes of a document with the component in it: the level of
// the gravest finding, "refused", or "" if it is passed over.
func outcome(t *testing.T, form int, c sbomtest.Component) string {
	t.Helper()
	if c.Ref == "" {
		c.Ref = "outer"
	}
	other := sbomtest.Component{Ref: "other", Type: "library", Name: "zlib", Version: "1.3.1", Supplier: "Acme Inc.", PURL: "pkg:generic/zlib@1.3.1"}
	doc := sbomtest.Document{
		ID:         "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
		Created:    "2026-01-01T00:00:00Z",
		Author:     "Example",
		Root:       sbomtest.Component{Ref: "root", Type: "application", Name: "product", Version: "1"},
		Components: slices.Values([]sbomtest.Component{other, c}),
	}
	var text bytes.Buffer
	if err := forms[form].write(doc, &text); err != nil {
		t.Fatal(err)
	}
	engine, err := builtin()
	if err != nil {
		t.Fatal(err)
	}
	read, err := sbom.Decoder{Wants: engine.Wants()}.Decode("disguised", &text)
	if err != nil {
		return "refused"
	}
	report, err := engine.Evaluate(t.Context(), read[0], shipping(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings { // the gravest comes first
		if f.Rule != "unattributed" {
			return string(f.Level)
		}
	}
	return ""
}

// TestEvasion: no disguise is passed over in any form, and docs/evasion.md says
// what becomes of each.
func TestEvasion(t *testing.T) {
	var table strings.Builder
	table.WriteString("# Disguises and what becomes of them\n\nA component of a banned supplier, disguised, in each form. Written by `go test ./policy -run Evasion -update`.\n*error* closes the gate; *warning* asks for a person; *refused* is no verdict, so the gate stays closed. Nothing passes.\n\n| disguise |")
	for _, f := range forms {
		fmt.Fprintf(&table, " %s |", f.name)
	}
	table.WriteString("\n| --- |" + strings.Repeat(" --- |", len(forms)) + "\n")
	for _, d := range disguises {
		fmt.Fprintf(&table, "| %s |", d.name)
		for i, f := range forms {
			got := outcome(t, i, d.component)
			if got != string(policy.LevelError) && got != string(policy.LevelWarning) && got != "refused" {
				t.Errorf("%s in %s: %q", d.name, f.name, got)
			}
			fmt.Fprintf(&table, " %s |", got)
		}
		table.WriteString("\n")
	}
	table.WriteString("\nThese look alike, have nothing to do with it, and stay silent in every form:\n\n")
	for _, d := range innocents {
		for i, f := range forms {
			if got := outcome(t, i, d.component); got != "" {
				t.Errorf("%s in %s: %q, want nothing", d.name, f.name, got)
			}
		}
		fmt.Fprintf(&table, "- %s\n", d.name)
	}
	const path = "../docs/evasion.md"
	if *update {
		if err := os.WriteFile(path, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if published, err := os.ReadFile(path); err != nil || string(published) != table.String() {
		t.Errorf("%s says something else: run go test ./policy -run Evasion -update (%v)", path, err)
	}
}
