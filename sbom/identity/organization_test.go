package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom/identity"
)

// acme is the key set of the brands Acme and Ostrava Metering, the brand 北斗七星, and the
// organization Northwind Traders.
func acme() *identity.KeySet {
	hashes := []uint64{identity.Hash(identity.KindOrganization, "northwind traders"), identity.Hash(identity.KindSkeleton, "northwindtraders")}
	add := func(kind identity.Kind, keys ...string) {
		for _, key := range keys {
			hashes = append(hashes, identity.Hash(kind, key))
		}
	}
	for _, brand := range []string{"acmedata", "ostrava metering", "北斗七星"} {
		first, _, _ := strings.Cut(brand, " ")
		add(identity.KindWord, first)
		for _, skeleton := range []string{identity.SkeletonKey(brand), identity.Skeleton(brand)} {
			add(identity.KindSkeleton, skeleton, skeleton+"*")
			add(identity.KindNear, identity.NearMarks(skeleton)...)
			add(identity.KindNear, identity.NearKeys(skeleton)...)
		}
		for _, sound := range identity.SoundKeys(brand) {
			add(identity.KindSound, sound, identity.SoundMark(sound))
		}
	}
	return keySetOf(hashes...)
}

// found returns the statements of a value as kind, key and whole.
func found(value string) (list []string) {
	reader := identity.Reader{Keys: acme()}
	for _, s := range reader.Read(identity.AsOrganization, value).Statements {
		list = append(list, string(s.Kind)+" "+s.Key+" of "+s.Whole)
	}
	return list
}

func TestReaderFindsNames(t *testing.T) {
	for value, want := range map[string]string{
		// inside a name
		"Grupo Acmedata Polska":          "word acmedata of grupo acmedata polska",
		"Fabrikam; Acmedata":             "word acmedata of acmedata",
		"Fabrikam\tAcmedata Inc.":        "word acmedata of acmedata",
		"Fabrikam, a Northwind Traders":  "organization northwind traders of fabrikam a northwind traders",
		"Fabrikam & Northwind Traders":   "organization northwind traders of fabrikam northwind traders",
		"Fabrikam and Northwind Traders": "organization northwind traders of fabrikam and northwind traders",
		"Northwind Traders | Fabrikam":   "organization northwind traders of northwind traders",
		"NONE (Acmedata)":                "word acmedata of acmedata",
		"© 2024 by Acmedata":             "word acmedata of acmedata",
		"Acmedata@Labs.example":          "word acmedata of … acmedata",
		// spelled letter by letter
		"A c m e d a t a":                "word acmedata of acmedata",
		"a.c.m.e.d.a.t.a-G.m.b.H.":       "word acmedata of acmedata",
		"O s t r a v a  M e t e r i n g": "word ostrava of ostrava metering",
		"o-s-t-r-a-v-a m-e-t-e-r-i-n-g":  "word ostrava of ostrava metering",
		// escaped
		"Acme<wbr>data":                    "word acmedata of acmedata",
		"<b class='x'>Acme</b><i>data</i>": "word acmedata of acmedata",
		"Acme<!-- -->data":                 "word acmedata of acmedata",
		"%2541cmedata":                     "word acmedata of acmedata",
		"&amp;#65;cmedata":                 "word acmedata of acmedata",
		`\u0041cmedata`:                    "word acmedata of acmedata",
		`\u{41}cmed\x61ta`:                 "word acmedata of acmedata",
		// joined to other words
		"Acmedata™":            "word acmedata of acmedata",
		"Acmedata²³":           "word acmedata of acmedata",
		"Acmedataᵀᴹ":           "word acmedata of acmedata tm",
		"AcmedataInc":          "word acmedata of acmedata",
		"AOAcmedataLab":        "word acmedata of acmedata lab",
		"ACMEDATALABUK":        "word acmedata of acmedata lab uk",
		"myacmedata":           "word acmedata of my acmedata",
		"Acmedata实验室":          "word acmedata of acmedata 实验室",
		"A c m e d a t a Labs": "word acmedata of acmedata labs",
		"NorthwindTraders":     "organization northwind traders of northwind traders",
		"北斗七星科技":               "word 北斗七星 of 北斗七星 …",
		"上海北斗七星":               "word 北斗七星 of … 北斗七星",
		"OstravaMeteringGmbH":  "word ostrava of ostrava metering",
		// displayed as the name
		"\u202eatademcA":           "skeleton acrnedata of atademca",
		"Lab \u2067atademcA\u2069": "word acmedata of … lab acmedata",
		"ɐʇɐpǝɯɔɐ":                 "skeleton acrnedata of ɐʇɐpǝɯɔɐ",
		"4cm3d4t4":                 "skeleton acrnedata of 4cm3d4t4",
		"4cm3dt4":                  "near acrnedta of 4cm3dt4",
		"Acm€dat@":                 "skeleton acrnedata of acm dat",
		"🅰🅲🅼🅴🅳🅰🆃🅰":                 "word acmedata of acmedata",
		// sounds like the name
		"Острава Метеринг":  "sound ASTR.V M.T.R.NG of острава метеринг",
		"Ostravy Meteringu": "sound ASTR.V M.T.R.NG of ostravy meteringu",
		// ordinary words
		"Acme Data":        "",
		"Jasper Data Ltd":  "",
		"Acmedatabase":     "",
		"Ostrava":          "word ostrava of ostrava",
		"I. Acmedat":       "",
		"Fabrikam Traders": "",
	} {
		got := found(value)
		if want == "" && len(got) > 0 || want != "" && !slices.Contains(got, want) {
			t.Errorf("%q has the keys %q, want %q", value, got, want)
		}
	}
}

// TestReaderReadsLongNames checks that no text of a long name is left out, and that the
// keys of a part do not claim to be the start of the name.
func TestReaderReadsLongNames(t *testing.T) {
	for _, n := range []int{10, 62, 63, 64, 65, 120, 1000} {
		for _, last := range []string{"Acmedata", "Ostrava Metering"} {
			brand := identity.FoldWords(last)
			first, _, _ := strings.Cut(brand, " ")
			got := found(strings.Repeat("w ", n) + last)
			if !slices.ContainsFunc(got, func(s string) bool {
				return strings.HasPrefix(s, "word "+first+" of ") && strings.HasSuffix(s, " "+brand) && len(s) < 400
			}) {
				t.Errorf("%d words and %q have the keys %q, want the name in a part of the text", n, last, got)
			}
		}
	}
}

// TestReaderIsLinear reads names that could take more than linear time.
func TestReaderIsLinear(t *testing.T) {
	const n = 20_000
	for name, value := range map[string]string{
		"words":            strings.Repeat("acmedata ", n),
		"parts":            strings.Repeat("acmedata;", n),
		"members":          strings.Repeat("acmedata/", n),
		"letters":          strings.Repeat("a ", n),
		"endings":          strings.Repeat("inc", n),
		"cases":            strings.Repeat("aB", n),
		"controls":         strings.Repeat("\u202eab", n),
		"nested controls":  strings.Repeat("\u202e", n) + strings.Repeat("ab", n),
		"ideographs":       strings.Repeat("北斗七星", n),
		"syllables":        strings.Repeat("คส", n),
		"letters of words": strings.Repeat("kasperskij", n),
	} {
		if got := found(value); len(got) > n/10 {
			t.Errorf("%s: %d keys, want fewer", name, len(got))
		}
	}
}

// TestReaderIsLinearInHosts reads package URLs and addresses with a host of 1 MB, which is
// none.
func TestReaderIsLinearInHosts(t *testing.T) {
	long := strings.Repeat("kaspersky.com.", 75_000)
	for as, value := range map[identity.Aspect]string{
		identity.AsHost:         "https://" + long + "example.com/kaspersky",
		identity.AsPURL:         "pkg:maven/" + strings.ReplaceAll(long, ".", "/") + "x",
		identity.AsOrganization: "Acme <jane@" + strings.Repeat("a.b.", 250_000) + "example.com>",
	} {
		var reader identity.Reader
		for _, s := range reader.Read(as, value).Statements {
			if s.Kind == identity.KindDomain {
				t.Errorf("%.30q… has the domain %q, want none", value, s.Key)
			}
		}
	}
}

// TestReaderReadsEscapedHosts reads a host that is valid, but longer than one as soon as its
// characters are escaped.
func TestReaderReadsEscapedHosts(t *testing.T) {
	var address strings.Builder
	for _, c := range []byte(strings.Repeat(strings.Repeat("я", 45)+".", 4) + "kaspersky.com") {
		fmt.Fprintf(&address, "%%%02x", c)
	}
	var reader identity.Reader
	if !slices.ContainsFunc(reader.Read(identity.AsHost, "https://"+address.String()+"/").Statements, func(s identity.Statement) bool {
		return s.Kind == identity.KindDomain && s.Key == "kaspersky.com"
	}) {
		t.Error("the host has no domain kaspersky.com, want it")
	}
}
