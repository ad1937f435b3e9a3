package policy_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/policy"
)

// statement is what an SPDX package can state about its origin.
type statement struct {
	field, value string // for an external reference, the field is "ref <category> <type>"
	sort         statementSort
}

type statementSort int

const (
	evident statementSort = iota // it is evidence for the banned supplier
	product                      // the same, and it identifies a product that is not prohibited as such
	foreign                      // it is about another party
)

const (
	purlRef = "ref PACKAGE-MANAGER purl"
	cpeRef  = "ref SECURITY cpe23Type"
	swidRef = "ref PERSISTENT-ID swid"
)

// statements have every kind of claim that a package can make, in every role.
var statements = []statement{
	{"supplier", "Organization: AO Kaspersky Lab", evident},
	{"supplier", "Organization: Kaspersky Lab Polska Sp. z o.o.", evident},
	{"supplier", "Organization: Kаspersky Lab", evident}, // with a Cyrillic а
	{"supplier", "Organization: Acme & Kaspersky", evident},
	{"supplier", "Organization: New Cloud Technologies", evident},
	{"originator", "Organization: Kaspersky", evident},
	{"originator", "Organization: Pango Group", evident},
	{"originator", "Person: Eugene (eugene@kaspersky.com)", evident},
	{"homepage", "https://www.kaspersky.com/products", evident},
	{"homepage", "https://opentip.kaspersky.com", evident},
	{"downloadLocation", "https://products.s.kaspersky-labs.com/engine.zip", evident},
	{"downloadLocation", "git+https://github.com/KasperskyLab/klara", evident},
	{"copyrightText", "Copyright 2024 AO Kaspersky Lab", evident},
	{"packageFileName", "klif.sys", evident},
	{purlRef, "pkg:maven/com.kaspersky.avsdk/core@1", evident},
	{purlRef, "pkg:npm/%40kaspersky/avsdk@1", evident},
	{purlRef, "pkg:docker/kaspersky/scanengine_httpd@1", evident},
	{purlRef, "pkg:github/KasperskyLab/unheard-of@1", evident},
	{cpeRef, "cpe:2.3:a:kaspersky:anti-virus:8:*:*:*:*:*:*:*", evident},
	{cpeRef, "cpe:2.3:a:kaspersky:unheard_of:8:*:*:*:*:*:*:*", evident},
	{swidRef, "swid:{C9EF800D-54AA-4F60-AB96-5A3966550F53}", evident},
	{purlRef, "pkg:pypi/opentip@1", product},
	{purlRef, "pkg:github/KasperskyLab/threat-intelligence@1", product},
	{purlRef, "pkg:maven/com.kaspersky.android-components/kaspresso@1", product},
	{purlRef, "pkg:npm/%40kaspersky/hexa-ui@1", product},
	{cpeRef, "cpe:2.3:a:kaspersky:password_manager:9:*:*:*:*:*:*:*", product},
	{purlRef, "pkg:docker/opencti/connector-kaspersky@6", foreign},
	{purlRef, "pkg:github/pixfid/go-ksc@1", foreign},
	{purlRef, "pkg:npm/left-pad@1", foreign},
	{purlRef, "pkg:rpm/fedora/agent@1", foreign},
	{cpeRef, "cpe:2.3:a:acme:agent:1:*:*:*:*:*:*:*", foreign},
	{"supplier", "Organization: Acme Networks", foreign},
	{"originator", "Person: Jane Doe", foreign},
	{"homepage", "https://acme.example", foreign},
	{"copyrightText", "Copyright 2024 Acme Networks", foreign},
}

// titles are names of packages. The first one says nothing.
var titles = []string{
	"agent", "OpenTIP", "OpenTIP anti-virus engine", "Threat Intelligence Anti-Virus SDK", "Security Training AV engine", "Ask the Analyst kernel driver",
	"Kaspersky Threat Intelligence KES", "scan-engine", "opentip", "hexa-ui", "kaspresso", "Kaspersky Endpoint Security", "Kaspersky", "Antivirus Kaspersky",
	"Password Manager", "connector-kaspersky", "МойОфис",
}

// described is a package with a name and statements, of which one may be set aside.
type described struct {
	title int
	said  string // indices of the statements, ascending
}

func describe(title int, said ...int) described {
	slices.Sort(said)
	return described{title, fmt.Sprint(slices.Compact(said))}
}

// spdx returns the package as JSON. Of several values of a field that can have only one,
// the first counts.
func (d described) spdx(id int) string {
	fields, refs := map[string]bool{}, []string{}
	var text strings.Builder
	fmt.Fprintf(&text, `{"SPDXID": "SPDXRef-%d", "versionInfo": "%[1]d", "name": %q`, id, titles[d.title])
	for _, i := range d.statements() {
		s := statements[i]
		if ref, ok := strings.CutPrefix(s.field, "ref "); ok {
			category, typ, _ := strings.Cut(ref, " ")
			refs = append(refs, fmt.Sprintf(`{"referenceCategory": %q, "referenceType": %q, "referenceLocator": %q}`, category, typ, s.value))
		} else if !fields[s.field] {
			fields[s.field] = true
			fmt.Fprintf(&text, `, %q: %q`, s.field, s.value)
		}
	}
	fmt.Fprintf(&text, `, "externalRefs": [%s]}`, strings.Join(refs, ", "))
	return text.String()
}

func (d described) statements() []int {
	var said []int
	for s := range strings.FieldsSeq(strings.Trim(d.said, "[]")) {
		var i int
		_, _ = fmt.Sscan(s, &i)
		said = append(said, i)
	}
	return said
}

// judge returns the most severe level of each package: 3 for an error, 0 for no finding.
func judge(t *testing.T, all map[described]int) {
	t.Helper()
	engine, err := builtinEngine()
	if err != nil {
		t.Fatal(err)
	}
	order := make([]described, 0, len(all))
	for d := range all {
		order = append(order, d)
	}
	const batch = 1500 // so that the report has all findings
	for chunk := range slices.Chunk(order, batch) {
		var packages []string
		for id, d := range chunk {
			packages = append(packages, d.spdx(id))
		}
		doc := wanted(t, engine, `{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [`+strings.Join(packages, ",\n")+`]}`)
		report, err := engine.Evaluate(t.Context(), doc, shipping(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			if f.Component == nil || f.Rule == "unattributed" {
				continue
			}
			var id int
			if _, err := fmt.Sscan(f.Component.Version, &id); err != nil {
				t.Fatal(err)
			}
			d := chunk[id]
			all[d] = max(all[d], map[policy.Level]int{policy.LevelError: 3, policy.LevelWarning: 2, policy.LevelNote: 1}[f.Level])
		}
	}
}

// sample is a package to which a statement is added.
type sample struct {
	base  described
	added int
}

// compared returns the package before and after, a package with nothing but the added
// statement, and the package before with a name that says nothing.
func (s sample) compared() [4]described {
	said := s.base.statements()
	return [4]described{s.base, describe(s.base.title, slices.Concat(said, []int{s.added})...), describe(s.base.title, s.added), describe(0, said...)}
}

// TestMoreEvidenceNeverLowersALevel adds a statement to packages that make up to three
// others. The level must not fall, and a name that says something must not give a milder
// level than a name that says nothing, with two exceptions:
//
//   - A statement that identifies a product of the supplier says which one it is, if the
//     name agrees. The level is then at least the level that the statement has alone.
//   - A statement about another party weakens what is only a name. The level is then at
//     least the level that the same package has with a name that says nothing.
func TestMoreEvidenceNeverLowersALevel(t *testing.T) {
	const samples = 4000
	random := rand.New(rand.NewPCG(12, 4))
	var drawn []sample
	levels := map[described]int{}
	for range samples {
		title, said := random.IntN(len(titles)), random.Perm(len(statements))[:1+random.IntN(4)]
		added, base := said[0], said[1:]
		if slices.ContainsFunc(base, func(i int) bool {
			return statements[i].field == statements[added].field && !strings.HasPrefix(statements[i].field, "ref ")
		}) {
			continue // the field can have only one value
		}
		s := sample{describe(title, base...), added}
		drawn = append(drawn, s)
		for _, d := range s.compared() {
			levels[d] = 0
		}
	}
	judge(t, levels)
	for _, s := range drawn {
		d := s.compared()
		before, after, alone, unnamed := levels[d[0]], levels[d[1]], levels[d[2]], levels[d[3]]
		floor := before
		switch statements[s.added].sort {
		case product:
			floor = min(before, alone)
		case foreign:
			floor = min(before, unnamed)
		}
		if isProduct := func(i int) bool { return statements[i].sort == product }; !slices.ContainsFunc(s.base.statements(), isProduct) && before < unnamed {
			t.Errorf("%s: level %d, want at least %d as with another name", d[0].spdx(0), before, unnamed)
		}
		if after < floor {
			t.Errorf("%s: adding %q: level %d, want at least %d, before %d", d[0].spdx(0), statements[s.added].value, after, floor, before)
		}
	}
}
